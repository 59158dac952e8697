package dev.socketley.engine.cache;

import dev.socketley.engine.cache.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Questions to {@code on_miss} that are under way: one for a key, whoever asks. */
final class Loads {
    /** Questions beyond which clients ask one at a time. */
    private static final int AHEAD_MAX = 1000;

    /** Of who had nothing to wait for. */
    static final Wait NOTHING = new Wait(done -> { });

    private final CacheHooks hooks;
    private final Runnable takeTime;
    private final Remembered remembered;
    private final Consumer<Runnable> whenFree;
    private final Map<KeyName, Load> running = new HashMap<>();

    /** @param whenFree does work now, or when keys may be changed again */
    Loads(CacheHooks hooks, Remembered remembered, Runnable takeTime,
            Consumer<Runnable> whenFree) {
        this.whenFree = whenFree;
        this.hooks = hooks;
        this.remembered = remembered;
        this.takeTime = takeTime;
    }

    boolean isBusy() {
        return !running.isEmpty();
    }

    /** Whether there are so many questions that nothing is asked ahead of its turn. */
    boolean isFull() {
        return running.size() >= AHEAD_MAX;
    }

    /** Forgets every question: whoever asked is gone. */
    void clear() {
        running.clear();
    }

    /** Keys are being changed: what is being loaded for them is out of date. */
    void spoil(List<KeyName> keys) {
        if (running.isEmpty()) {
            return;
        }
        for (KeyName key : keys) {
            Load load = running.get(key);
            if (load != null) {
                load.spoiled = true;
            }
        }
    }

    /**
     * Asks for keys of a database.
     *
     * @param later told when all have been answered, unless they have been on return
     */
    Wait ask(Store in, List<byte[]> keys, Consumer<Wait> later) {
        Wait wait = new Wait(later);
        List<byte[]> asked = new ArrayList<>(keys.size());
        List<CacheHooks.Loaded> asking = new ArrayList<>(keys.size());
        for (byte[] key : keys) {
            if (in.get(key) != null || remembered.isAbsent(in, key)) {
                continue;
            }
            KeyName name = KeyName.of(in, key);
            Load load = running.get(name);
            wait.left++;
            if (load != null) {
                load.waits.add(wait);
            } else {
                load = new Load(in, key);
                load.waits.add(wait);
                running.put(name, load);
                asked.add(key);
                asking.add(load);
            }
        }
        ask(in, asked, asking);
        wait.returned = true;
        return wait;
    }

    private void ask(Store in, List<byte[]> keys, List<CacheHooks.Loaded> then) {
        if (keys.size() > 1 && hooks.hasMissMany()) {
            hooks.onMissMany(in.index(), keys, then);
            return;
        }
        for (int i = 0; i < keys.size(); i++) {
            hooks.onMiss(in.index(), keys.get(i), then.get(i));
        }
    }

    /** One command that waits for one or more keys. */
    static final class Wait {
        private final Consumer<Wait> later;
        private int left;
        private int loaded;
        private boolean returned;
        private String failure;

        Wait(Consumer<Wait> later) {
            this.later = later;
        }

        boolean isDone() {
            return left == 0;
        }

        /** What went wrong with the first key that failed, or null. */
        String failure() {
            return failure;
        }

        /** How many of the keys are there now that were not. */
        int loaded() {
            return loaded;
        }

        private void answered(String reason, boolean isThere) {
            loaded += isThere ? 1 : 0;
            if (failure == null) {
                failure = reason;
            }
            if (--left == 0 && returned) {
                later.accept(this);
            }
        }
    }

    private final class Load implements CacheHooks.Loaded {
        private final Store store;
        private final byte[] key;
        private final List<Wait> waits = new ArrayList<>(1);
        private boolean spoiled;

        Load(Store store, byte[] key) {
            this.store = store;
            this.key = key;
        }

        @Override
        public void value(byte[] value, long ttlMs) {
            whenFree.accept(() -> answered(value, ttlMs));
        }

        private void answered(byte[] value, long ttlMs) {
            takeTime.run();
            if (!isAwaited()) {
                return;
            }
            if (!spoiled && store.get(key) == null) {
                keep(value, ttlMs);
            }
            boolean isThere = store.get(key) != null;
            waits.forEach(wait -> wait.answered(null, isThere));
        }

        private void keep(byte[] value, long ttlMs) {
            if (value == null) {
                remembered.absent(store, key, ttlMs);
            } else {
                store.put(key, value, ttlMs > 0 ? store.now() + ttlMs : Store.NEVER);
            }
        }

        @Override
        public void failed(String reason) {
            whenFree.accept(() -> notAnswered(reason));
        }

        private void notAnswered(String reason) {
            takeTime.run();
            if (!isAwaited()) {
                return;
            }
            boolean shown = !spoiled && store.get(key) == null && remembered.revive(store, key);
            waits.forEach(wait -> wait.answered(shown ? null : reason, shown));
        }

        /** Whether the answer is the first one and still of use; it ends the question. */
        private boolean isAwaited() {
            return running.remove(KeyName.of(store, key), this);
        }
    }
}
