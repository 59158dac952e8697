package dev.socketley.engine.cache.store;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.function.ObjIntConsumer;
import org.junit.jupiter.api.Test;

/** What the store says it takes against what the heap has grown by. */
class MemoryTest {
    private static final int KEYS = 300_000;

    private static long heapBytes() {
        long used = Long.MAX_VALUE;
        // Some collectors leave a little garbage in place in all but every fourth run.
        for (int i = 0; i < 5; i++) {
            System.gc();
            used = Math.min(used,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return used;
    }

    private static byte[] key(int i) {
        return ("key:%08d".formatted(i)).getBytes(StandardCharsets.UTF_8);
    }

    private static void check(EvictionPolicy policy, ObjIntConsumer<Store> add) {
        Keyspace keyspace = new Keyspace(1000, (store, key) -> { });
        new Eviction(keyspace).limit(1L << 40, policy, 5);
        long before = heapBytes();
        for (int i = 0; i < KEYS; i++) {
            add.accept(keyspace.database(0), i);
        }
        long grown = heapBytes() - before;
        long said = keyspace.memoryBytes();
        double ratio = (double) said / grown;
        assertTrue(ratio > 0.95 && ratio < 1.05,
            "said " + said + " of " + grown + " bytes, " + ratio);
        assertTrue(keyspace.database(0).size() == KEYS);
    }

    @Test
    void stringsAreCounted() {
        check(EvictionPolicy.NOEVICTION,
            (store, i) -> store.put(key(i), new byte[100], Store.NEVER));
    }

    @Test
    void deadlinesAndStampsAreCounted() {
        check(EvictionPolicy.ALLKEYS_LRU,
            (store, i) -> store.put(key(i), new byte[i % 60], 5000 + i));
    }

    @Test
    void smallHashesAreCounted() {
        check(EvictionPolicy.NOEVICTION, (store, i) -> {
            HashValue hash = new HashValue();
            for (int field = 0; field < 5; field++) {
                byte[] name = {'f', (byte) ('0' + field)};
                hash.set(name, 0, 2, new byte[10], new Limits(128, 64));
            }
            store.put(key(i), hash, Store.NEVER);
        });
    }
}
