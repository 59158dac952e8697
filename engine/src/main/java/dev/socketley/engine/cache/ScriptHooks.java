package dev.socketley.engine.cache;

import dev.socketley.engine.Hook;
import dev.socketley.engine.HookDone;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.cache.store.Value;
import dev.socketley.engine.error.EngineException;
import java.nio.charset.StandardCharsets;

/**
 * The hooks of a cache's script. A raised error is a failure, and so are the results {@code nil}
 * and a message, as a function gives them that could not do what it was asked.
 */
final class ScriptHooks implements CacheHooks {
    private static final double MS_PER_SECOND = 1000;

    private final Runtime runtime;

    ScriptHooks(Runtime runtime) {
        this.runtime = runtime;
    }

    @Override
    public boolean hasMiss() {
        return runtime.has(Hook.ON_MISS);
    }

    @Override
    public boolean hasWrite() {
        return runtime.has(Hook.ON_WRITE);
    }

    @Override
    public boolean hasDelete() {
        return runtime.has(Hook.ON_DELETE);
    }

    @Override
    public boolean hasExpire() {
        return runtime.has(Hook.ON_EXPIRE);
    }

    @Override
    public void onMiss(int database, byte[] key, Loaded then) {
        runtime.fire(Hook.ON_MISS, (value, ttl, error) -> {
            String failure = failure(value, ttl, error);
            if (failure != null) {
                then.failed(failure);
            } else if (value == null || Boolean.FALSE.equals(value)) {
                then.value(null, 0);
            } else if (text(value) == null) {
                then.failed("a string was expected as value");
            } else {
                then.value(text(value), ttlMs(ttl));
            }
        }, key, database);
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

    private static String failure(Object first, Object second, EngineException error) {
        if (error != null) {
            return error.getMessage();
        }
        return first == null && second instanceof byte[] message
            ? new String(message, StandardCharsets.UTF_8) : null;
    }

    @Override
    public void onWrite(int database, byte[] key, Object value, long ttlMs, Accepted then) {
        runtime.fire(Hook.ON_WRITE, accepted(then), key,
            value instanceof Value structured ? structured.plain() : value,
            ttlMs / MS_PER_SECOND, database);
    }

    @Override
    public void onDelete(int database, byte[] key, Accepted then) {
        runtime.fire(Hook.ON_DELETE, accepted(then), key, database);
    }

    private static HookDone accepted(Accepted then) {
        return (first, second, error) -> then.done(failure(first, second, error));
    }

    @Override
    public void onExpire(int database, byte[] key) {
        runtime.fire(Hook.ON_EXPIRE, HookDone.IGNORED, key, database);
    }
}
