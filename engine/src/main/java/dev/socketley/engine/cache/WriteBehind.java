package dev.socketley.engine.cache;

import dev.socketley.engine.cache.store.Value;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.stats.Counters;
import dev.socketley.engine.stats.Metric;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * Accepts changes at once and asks the hooks later, many at a time, when the cache's {@code write}
 * is {@code behind}; otherwise hands every question on.
 *
 * <p>A key waits once, with its last value. One batch is on its way at a time, so the changes of a
 * key arrive in their order. What fails is tried again after a growing pause and in smaller
 * batches, so that one bad key does not hold the others for ever. When the queue is full a change
 * is accepted once there is room, and its client waits. A key that is missed while its change still
 * waits is answered from the queue, as the source does not have it yet.
 *
 * <p>Thread: the cache's home loop; the figures may be read by any. Bounds: {@code
 * write-queue-max}.
 */
final class WriteBehind implements CacheHooks {
    private static final long RETRY_MS = 100;
    private static final int DOUBLINGS_MAX = 20;
    private static final int KEYS_LOGGED_MAX = 10;

    /** What of the options concerns it. */
    record Settings(boolean isOn, int batchMax, long delayMs, int queueMax, long retryMsMax) {
        static final Settings THROUGH = new Settings(false, 1, 0, 1, RETRY_MS);
    }

    /** Runs something on the loop after a time. */
    @FunctionalInterface
    interface Timer {
        void after(long delayMs, Runnable what);
    }

    private record Id(int database, ByteBuffer key) {
    }

    private record Waiting(Entry entry, Accepted then) {
    }

    /** The last change of one key. */
    private static final class Entry {
        private final Id id;
        private Object value;
        private long deadlineMs;
        private long dueMs;
        private int attempts;
        private List<Runnable> whenWritten = List.of();

        Entry(Id id, Object value, long deadlineMs) {
            this.id = id;
            this.value = value;
            this.deadlineMs = deadlineMs;
        }

        void whenWritten(Runnable next) {
            whenWritten = new ArrayList<>(whenWritten);
            whenWritten.add(next);
        }
    }

    private final String name;
    private final Counters counters;
    private final CacheHooks hooks;
    private final LongSupplier clock;
    private final Timer timer;
    private final Map<Id, Entry> queue = new LinkedHashMap<>();
    private final Map<Id, Entry> underway = new HashMap<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private Settings settings = Settings.THROUGH;
    private int retrying;
    private int failedInRow;
    private long pausedUntilMs;
    private long wakeAtMs = Long.MAX_VALUE;
    private CompletableFuture<Void> drained;
    private int generation;

    /**
     * @param hooks    whom to ask in the end
     * @param counters where its figures go
     */
    WriteBehind(String name, CacheHooks hooks, LongSupplier clock, Timer timer, Counters counters) {
        this.name = name;
        this.counters = counters;
        this.hooks = hooks;
        this.clock = clock;
        this.timer = timer;
    }

    /** Begins: nothing waits. */
    void open(Settings with) {
        settings = with;
        drained = null;
    }

    // ---- questions of the cache -------------------------------------------------------------

    @Override
    public boolean hasMiss() {
        return hooks.hasMiss();
    }

    @Override
    public boolean hasMissMany() {
        return hooks.hasMissMany();
    }

    @Override
    public boolean hasWrite() {
        return hooks.hasWrite();
    }

    @Override
    public boolean hasDelete() {
        return hooks.hasDelete();
    }

    @Override
    public boolean hasExpire() {
        return hooks.hasExpire();
    }

    @Override
    public void onExpire(int database, byte[] key) {
        hooks.onExpire(database, key);
    }

    @Override
    public void onWrite(int database, byte[] key, Object value, long ttlMs, Accepted then) {
        if (!settings.isOn()) {
            hooks.onWrite(database, key, value, ttlMs, then);
            return;
        }
        // The value may be changed in place while it waits here.
        Object plain = value instanceof Value structured ? structured.plain() : value;
        offer(new Entry(id(database, key), plain, deadlineMs(ttlMs)), then);
    }

    private long deadlineMs(long ttlMs) {
        return ttlMs > 0 ? clock.getAsLong() + ttlMs : 0;
    }

    @Override
    public boolean takesCommands() {
        return hooks.takesCommands();
    }

    /** A value that is too large to be copied is written as it is when its turn comes. */
    @Override
    public void onCommand(int database, byte[] key, Value value, List<byte[]> words, long ttlMs,
            Accepted then) {
        if (settings.isOn()) {
            offer(new Entry(id(database, key), value, deadlineMs(ttlMs)), then);
        } else {
            hooks.onCommand(database, key, value, words, ttlMs, then);
        }
    }

    @Override
    public void onDelete(int database, byte[] key, Accepted then) {
        if (settings.isOn()) {
            offer(new Entry(id(database, key), null, 0), then);
        } else {
            hooks.onDelete(database, key, then);
        }
    }

    @Override
    public void onMiss(int database, byte[] key, Loaded then) {
        if (!answers(database, key, then)) {
            hooks.onMiss(database, key, then);
        }
    }

    @Override
    public void onMissMany(int database, List<byte[]> keys, List<Loaded> then) {
        List<byte[]> asked = new ArrayList<>(keys.size());
        List<Loaded> asking = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            if (!answers(database, keys.get(i), then.get(i))) {
                asked.add(keys.get(i));
                asking.add(then.get(i));
            }
        }
        if (!asked.isEmpty()) {
            hooks.onMissMany(database, asked, asking);
        }
    }

    /** Answers for a key whose change has not reached the source; false for any other key. */
    private boolean answers(int database, byte[] key, Loaded then) {
        if (queue.isEmpty() && underway.isEmpty()) {
            return false;
        }
        Id id = id(database, key);
        Entry entry = queue.getOrDefault(id, underway.get(id));
        if (entry == null) {
            return false;
        }
        long left = entry.deadlineMs - clock.getAsLong();
        if (entry.value == null) {
            then.value(null, 0);
        } else if (entry.value instanceof byte[] string && (entry.deadlineMs == 0 || left > 0)) {
            then.value(string, entry.deadlineMs == 0 ? 0 : left);
        } else {
            entry.whenWritten(() -> onMiss(database, key, then));
        }
        return true;
    }

    private static Id id(int database, byte[] key) {
        return new Id(database, ByteBuffer.wrap(key));
    }

    // ---- the queue --------------------------------------------------------------------------

    private void offer(Entry entry, Accepted then) {
        Entry before = queue.get(entry.id);
        if (before != null) {
            before.value = entry.value;
            before.deadlineMs = entry.deadlineMs;
        } else if (size() >= settings.queueMax()) {
            waiting.add(new Waiting(entry, then));
            wake(clock.getAsLong());
            return;
        } else {
            add(entry);
        }
        then.done(null);
    }

    private void add(Entry entry) {
        long now = clock.getAsLong();
        queue.put(entry.id, entry);
        counters.set(Metric.WRITES_QUEUED, size());
        entry.dueMs = now + settings.delayMs();
        wake(isHurried() ? now : entry.dueMs);
    }

    private int size() {
        return queue.size() + underway.size();
    }

    /** Whether what has not failed yet is to be sent before its delay is over. */
    private boolean isHurried() {
        return drained != null || !waiting.isEmpty()
            || queue.size() - retrying >= settings.batchMax();
    }

    private void wake(long atMs) {
        long at = Math.max(atMs, pausedUntilMs);
        if (!underway.isEmpty() || at >= wakeAtMs) {
            return;
        }
        wakeAtMs = at;
        timer.after(Math.max(at - clock.getAsLong(), 0), () -> woken(at));
    }

    private void woken(long at) {
        if (at == wakeAtMs) {
            wakeAtMs = Long.MAX_VALUE;
            flush();
        }
    }

    private void flush() {
        if (!underway.isEmpty() || queue.isEmpty()) {
            return;
        }
        long now = clock.getAsLong();
        List<Entry> batch = now < pausedUntilMs ? List.of() : ready(now);
        if (batch.isEmpty()) {
            long next = Long.MAX_VALUE;
            for (Entry entry : queue.values()) {
                next = Math.min(next, entry.dueMs);
            }
            wake(next);
        } else {
            send(batch);
        }
    }

    /** The next batch: what is due, in the order it came. */
    private List<Entry> ready(long now) {
        boolean hurried = isHurried();
        int max = settings.batchMax();
        List<Entry> batch = new ArrayList<>();
        for (Entry entry : queue.values()) {
            if (entry.dueMs <= now || hurried && entry.attempts == 0) {
                max = Math.min(max, settings.batchMax() >> Math.min(entry.attempts, 30));
                if (!batch.isEmpty() && batch.size() >= max) {
                    break;
                }
                batch.add(entry);
            }
        }
        return batch;
    }

    private void send(List<Entry> batch) {
        for (Entry entry : batch) {
            queue.remove(entry.id);
            underway.put(entry.id, entry);
            if (entry.attempts > 0) {
                retrying--;
                counters.increment(Metric.WRITES_RETRIED);
            }
        }
        new Batch(batch).send();
    }

    private static long backOffMs(int failures, long max) {
        return Math.min(RETRY_MS << Math.min(failures - 1, DOUBLINGS_MAX), max);
    }

    /** Changes that are being written. */
    private final class Batch {
        private final List<Entry> entries;
        private final int from = generation;
        private final String[] reasons;
        private int left;

        Batch(List<Entry> entries) {
            this.entries = entries;
            reasons = new String[entries.size()];
        }

        void send() {
            if (hooks.hasWriteMany()) {
                left = 1;
                List<Write> writes = new ArrayList<>(entries.size());
                entries.forEach(entry -> writes.add(new Write(entry.id.database(),
                    entry.id.key().array(), entry.value, ttlMs(entry))));
                hooks.onWriteMany(writes, reason -> {
                    Arrays.fill(reasons, reason);
                    answered();
                });
                return;
            }
            left = entries.size();
            for (int i = 0; i < entries.size(); i++) {
                sendOne(i);
            }
        }

        private void sendOne(int at) {
            Entry entry = entries.get(at);
            byte[] key = entry.id.key().array();
            Accepted then = reason -> {
                reasons[at] = reason;
                answered();
            };
            if (entry.value == null) {
                hooks.onDelete(entry.id.database(), key, then);
            } else {
                hooks.onWrite(entry.id.database(), key, entry.value, ttlMs(entry), then);
            }
        }

        private long ttlMs(Entry entry) {
            return entry.deadlineMs == 0 ? 0
                : Math.max(entry.deadlineMs - clock.getAsLong(), 1);
        }

        private void answered() {
            if (--left == 0 && from == generation) {
                ended(entries, reasons);
            }
        }
    }

    private void ended(List<Entry> entries, String[] reasons) {
        underway.clear();
        List<Runnable> next = new ArrayList<>();
        int failures = 0;
        String cause = null;
        for (int i = 0; i < reasons.length; i++) {
            Entry entry = entries.get(i);
            if (reasons[i] == null) {
                next.addAll(entry.whenWritten);
            } else {
                failures++;
                cause = reasons[i];
                again(entry);
            }
        }
        counters.add(Metric.WRITES_DONE, entries.size() - failures);
        counters.add(Metric.WRITES_FAILED, failures);
        failedInRow = failures == entries.size() ? failedInRow + 1 : 0;
        if (failures > 0) {
            Log.warn("write_behind_failed", "name", name, "keys", failures, "cause", cause);
        }
        pausedUntilMs = failedInRow == 0 ? 0
            : clock.getAsLong() + backOffMs(failedInRow, retryMsMax());
        admit();
        counters.set(Metric.WRITES_QUEUED, size());
        next.forEach(Runnable::run);
        if (!queue.isEmpty()) {
            wake(clock.getAsLong());
        } else if (drained != null && underway.isEmpty()) {
            drained.complete(null);
        }
    }

    /** While the cache waits for the queue to end, pauses do not grow. */
    private long retryMsMax() {
        return drained != null ? RETRY_MS : settings.retryMsMax();
    }

    private void again(Entry entry) {
        Entry newer = queue.get(entry.id);
        if (newer != null) {
            entry.whenWritten.forEach(newer::whenWritten);
            return;
        }
        entry.attempts++;
        retrying++;
        entry.dueMs = clock.getAsLong() + backOffMs(entry.attempts, retryMsMax());
        queue.put(entry.id, entry);
    }

    /** Accepts what waited for room, in its order. */
    private void admit() {
        while (!waiting.isEmpty() && size() < settings.queueMax()) {
            Waiting first = waiting.poll();
            offer(first.entry(), first.then());
        }
    }

    // ---- the end ----------------------------------------------------------------------------

    /** Writes everything now; done when nothing waits any more. */
    CompletionStage<Void> drain() {
        if (size() == 0) {
            return CompletableFuture.completedFuture(null);
        }
        if (drained == null) {
            drained = new CompletableFuture<>();
            pausedUntilMs = 0;
            long now = clock.getAsLong();
            queue.values().forEach(entry -> entry.dueMs = now);
            wake(now);
        }
        return drained;
    }

    /** Forgets what is not written yet, and says so. */
    void giveUp() {
        generation++;
        if (size() > 0) {
            queue.putAll(underway);
            counters.add(Metric.WRITES_LOST, queue.size());
            Log.error("write_behind_lost", "name", name, "keys", queue.size(),
                "first", firstKeys());
        }
        List<Waiting> refused = List.copyOf(waiting);
        waiting.clear();
        queue.clear();
        underway.clear();
        counters.set(Metric.WRITES_QUEUED, 0);
        retrying = 0;
        failedInRow = 0;
        pausedUntilMs = 0;
        wakeAtMs = Long.MAX_VALUE;
        refused.forEach(each -> each.then().done("the cache stops"));
    }

    private String firstKeys() {
        StringBuilder keys = new StringBuilder();
        Iterator<Id> ids = queue.keySet().iterator();
        for (int i = 0; i < KEYS_LOGGED_MAX && ids.hasNext(); i++) {
            keys.append(i == 0 ? "" : " ")
                .append(StandardCharsets.UTF_8.decode(ids.next().key().duplicate()));
        }
        return keys.toString();
    }
}
