package dev.socketley.engine.cache;

import dev.socketley.engine.Hook;
import dev.socketley.engine.HookDone;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.cache.store.Value;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.log.Log;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The hooks of a cache's script. A raised error is a failure, and so are the results {@code nil}
 * and a message, as a function gives them that could not do what it was asked.
 */
final class ScriptHooks implements CacheHooks {
    private static final double MS_PER_SECOND = 1000;

    /** Keys that one call of {@code on_miss_many} is given at most when several clients missed them. */
    private static final int GATHERED_MAX = 500;

    private final Runtime runtime;
    /** Keys that clients missed in this turn of the loop, each on its own, of one database. */
    private final List<byte[]> missed = new ArrayList<>();
    private final List<Loaded> missers = new ArrayList<>();
    private int missedIn;
    private final Failures failures = new Failures();

    ScriptHooks(Runtime runtime) {
        this.runtime = runtime;
    }

    @Override
    public boolean hasMiss() {
        return runtime.has(Hook.ON_MISS) || runtime.has(Hook.ON_MISS_MANY);
    }

    @Override
    public boolean hasWrite() {
        return runtime.has(Hook.ON_WRITE) || runtime.has(Hook.ON_WRITE_MANY);
    }

    @Override
    public boolean hasDelete() {
        return runtime.has(Hook.ON_DELETE) || runtime.has(Hook.ON_WRITE_MANY);
    }

    @Override
    public boolean hasExpire() {
        return runtime.has(Hook.ON_EXPIRE);
    }

    @Override
    public boolean hasMissMany() {
        return runtime.has(Hook.ON_MISS_MANY);
    }

    @Override
    public boolean hasWriteMany() {
        return runtime.has(Hook.ON_WRITE_MANY);
    }

    @Override
    public void onMiss(int database, byte[] key, Loaded then) {
        if (!runtime.has(Hook.ON_MISS)) {
            if (isText(key)) {
                gather(database, key, then);
            } else {
                missMany(database, List.of(key), List.of(then));
            }
            return;
        }
        runtime.fire(Hook.ON_MISS, (value, ttl, error) -> {
            String failure = failedMiss(Hook.ON_MISS, value, ttl, error);
            if (failure == null) {
                answer(value, ttl, then);
            } else {
                then.failed(failure);
            }
        }, key, database);
    }

    /** What many clients miss in one turn of the loop is asked for in one call. */
    private void gather(int database, byte[] key, Loaded then) {
        if (missed.size() == GATHERED_MAX || database != missedIn) {
            askGathered();
        }
        if (missed.isEmpty()) {
            runtime.loop().execute(this::askGathered);
        }
        missedIn = database;
        missed.add(key);
        missers.add(then);
    }

    private void askGathered() {
        if (!missed.isEmpty()) {
            List<byte[]> keys = List.copyOf(missed);
            List<Loaded> then = List.copyOf(missers);
            missed.clear();
            missers.clear();
            int database = missedIn;
            missMany(database, keys, then, keys.size() > 1
                ? failure -> askAgainAlone(database, keys, then)
                : failure -> then.getFirst().failed(failure));
        }
    }

    /** One key that cannot be read must not fail those that others asked for. */
    private void askAgainAlone(int database, List<byte[]> keys, List<Loaded> then) {
        for (int i = 0; i < keys.size(); i++) {
            missMany(database, List.of(keys.get(i)), List.of(then.get(i)));
        }
    }

    private static void answer(Object value, Object ttl, Loaded then) {
        if (value == null || Boolean.FALSE.equals(value)) {
            then.value(null, ttlMs(ttl));
        } else if (text(value) == null) {
            then.failed("a string was expected as value");
        } else if (ttl != null && !(ttl instanceof Number number && number.doubleValue() >= 0)) {
            then.failed("a ttl in seconds, 0 or more, was expected");
        } else {
            then.value(text(value), ttlMs(ttl));
        }
    }

    @Override
    public void onMissMany(int database, List<byte[]> keys, List<Loaded> then) {
        List<byte[]> named = new ArrayList<>(keys.size());
        List<Loaded> asking = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            if (isText(keys.get(i))) {
                named.add(keys.get(i));
                asking.add(then.get(i));
            } else {
                onMiss(database, keys.get(i), then.get(i));
            }
        }
        if (!named.isEmpty()) {
            missMany(database, named, asking);
        }
    }

    /** Whether a key is told from all others by its text, which a table of values goes by. */
    private static boolean isText(byte[] key) {
        return Arrays.equals(key,
            new String(key, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
    }

    private void missMany(int database, List<byte[]> keys, List<Loaded> then) {
        missMany(database, keys, then, failure -> then.forEach(each -> each.failed(failure)));
    }

    private void missMany(int database, List<byte[]> keys, List<Loaded> then, Consumer<String> failed) {
        runtime.fire(Hook.ON_MISS_MANY, (values, ttl, error) -> {
            String failure = failedMiss(Hook.ON_MISS_MANY, values, ttl, error);
            if (failure == null && values != null && !(values instanceof Map)) {
                failure = "a table from key to value was expected";
            }
            if (failure != null) {
                failed.accept(failure);
                return;
            }
            for (int i = 0; i < keys.size(); i++) {
                answerOf(keys.get(i), (Map<?, ?>) values, ttl, then.get(i));
            }
        }, keys, database);
    }

    private static void answerOf(byte[] key, Map<?, ?> values, Object ttl, Loaded then) {
        Object value = values == null ? null
            : values.get(new String(key, StandardCharsets.UTF_8));
        if (value instanceof List<?> pair) {
            answer(pair.getFirst(), pair.size() > 1 ? pair.get(1) : ttl, then);
        } else {
            answer(value, value == null ? null : ttl, then);
        }
    }

    private static byte[] text(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        if (!(value instanceof Number number)) {
            return null;
        }
        double d = number.doubleValue();
        String text = d == Math.rint(d) && Math.abs(d) < 1e15
            ? Long.toString((long) d) : Double.toString(d);
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static long ttlMs(Object seconds) {
        return seconds instanceof Number number && number.doubleValue() > 0
            ? Math.max(1, (long) Math.min(number.doubleValue() * MS_PER_SECOND, 1L << 52)) : 0;
    }

    /** What went wrong, without the name of the hook, which whoever answers puts before it. */
    private static String failure(Hook hook, Object first, Object second, EngineException error) {
        if (error != null) {
            String named = hook.word() + ": ";
            String message = error.getMessage();
            return message.startsWith(named) ? message.substring(named.length()) : message;
        }
        return first == null && second instanceof byte[] message
            ? new String(message, StandardCharsets.UTF_8) : null;
    }

    /** As {@link #failure}; what was returned is logged here, what was raised has been already. */
    private String failedMiss(Hook hook, Object first, Object second, EngineException error) {
        String failure = failure(hook, first, second, error);
        if (failure != null && error == null) {
            failures.add(hook, failure);
        }
        return failure;
    }

    /** Logs failures: a source that is gone fails every key, so one line a second says how often. */
    private final class Failures {
        private int times;
        private boolean pausing;

        void add(Hook hook, String cause) {
            times++;
            if (!pausing) {
                tell(hook, cause);
            }
        }

        private void tell(Hook hook, String cause) {
            Log.warn("miss_failed", "name", runtime.name(), "hook", hook.word(), "times", times,
                "cause", cause);
            times = 0;
            pausing = true;
            runtime.loop().schedule(() -> {
                pausing = false;
                if (times > 0) {
                    tell(hook, cause);
                }
            }, 1, TimeUnit.SECONDS);
        }
    }

    @Override
    public void onWrite(int database, byte[] key, Object value, long ttlMs, Accepted then) {
        if (!runtime.has(Hook.ON_WRITE)) {
            onWriteMany(List.of(new Write(database, key, value, ttlMs)), then);
            return;
        }
        runtime.fire(Hook.ON_WRITE, accepted(Hook.ON_WRITE, then), key, plain(value),
            ttlMs / MS_PER_SECOND, database);
    }

    @Override
    public boolean takesCommands() {
        return true;
    }

    @Override
    public void onCommand(int database, byte[] key, Value value, List<byte[]> words, long ttlMs,
            Accepted then) {
        if (runtime.has(Hook.ON_WRITE)) {
            runtime.fire(Hook.ON_WRITE, accepted(Hook.ON_WRITE, then), key, null,
                ttlMs / MS_PER_SECOND, database, words);
            return;
        }
        Map<String, Object> row = LinkedHashMap.newLinkedHashMap(5);
        row.put("key", key);
        row.put("db", database);
        row.put("deleted", false);
        row.put("ttl", ttlMs / MS_PER_SECOND);
        row.put("command", words);
        runtime.fire(Hook.ON_WRITE_MANY, accepted(Hook.ON_WRITE_MANY, then), List.of(row));
    }

    private static Object plain(Object value) {
        return value instanceof Value structured ? structured.plain() : value;
    }

    @Override
    public void onWriteMany(List<Write> batch, Accepted then) {
        List<Map<String, Object>> rows = new ArrayList<>(batch.size());
        for (Write write : batch) {
            Map<String, Object> row = LinkedHashMap.newLinkedHashMap(5);
            row.put("key", write.key());
            row.put("db", write.database());
            row.put("deleted", write.isDelete());
            if (!write.isDelete()) {
                row.put("value", plain(write.value()));
                row.put("ttl", write.ttlMs() / MS_PER_SECOND);
            }
            rows.add(row);
        }
        runtime.fire(Hook.ON_WRITE_MANY, accepted(Hook.ON_WRITE_MANY, then), rows);
    }

    @Override
    public void onDelete(int database, byte[] key, Accepted then) {
        if (runtime.has(Hook.ON_DELETE)) {
            runtime.fire(Hook.ON_DELETE, accepted(Hook.ON_DELETE, then), key, database);
        } else if (runtime.has(Hook.ON_WRITE_MANY) && !runtime.has(Hook.ON_WRITE)) {
            onWriteMany(List.of(new Write(database, key, null, 0)), then);
        } else {
            then.done(null);
        }
    }

    private static HookDone accepted(Hook hook, Accepted then) {
        return (first, second, error) -> then.done(refusal(hook, first, second, error));
    }

    private static String refusal(Hook hook, Object first, Object second, EngineException error) {
        boolean isRefused = Boolean.FALSE.equals(first);
        String failure = failure(hook, isRefused ? null : first, second, error);
        return failure == null && isRefused ? "refused" : failure;
    }

    @Override
    public void onExpire(int database, byte[] key) {
        runtime.fire(Hook.ON_EXPIRE, HookDone.IGNORED, key, database);
    }
}
