package dev.socketley.engine.cache.store;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.function.ObjIntConsumer;
import org.junit.jupiter.api.Test;

/** What the store says it takes against what the heap has grown by. */
class MemoryTest {
    private static final int KEYS = 300_000;
    private static final Limits SMALL = new Limits(128, 64);

    private static long heapBytes() {
        // One array is there beside those that are used, before and after.
        long until = System.nanoTime() + 60_000_000_000L;
        while (!Slabs.isReady() && System.nanoTime() < until) {
            Slabs.prepare();
            Thread.onSpinWait();
        }
        long used = Long.MAX_VALUE;
        // Some collectors leave a little garbage in place in all but every fourth run.
        for (int i = 0; i < 5; i++) {
            System.gc();
            used = Math.min(used,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        // What is ready for the next pages of any store is no store's.
        return used - Pieces.freeBytes();
    }

    private static byte[] key(int i) {
        return ("key:%08d".formatted(i)).getBytes(StandardCharsets.UTF_8);
    }

    private static void check(EvictionPolicy policy, ObjIntConsumer<Store> add) {
        check(policy, KEYS, add);
    }

    private static void check(EvictionPolicy policy, int keys, ObjIntConsumer<Store> add) {
        Keyspace keyspace = new Keyspace(1000, (store, key) -> { });
        new Eviction(keyspace).limit(1L << 40, policy, 5);
        long before = heapBytes();
        for (int i = 0; i < keys; i++) {
            add.accept(keyspace.database(0), i);
        }
        long grown = heapBytes() - before;
        long said = keyspace.memoryBytes();
        double ratio = (double) said / grown;
        assertTrue(ratio > 0.95 && ratio < 1.05,
            "said " + said + " of " + grown + " bytes, " + ratio);
        assertTrue(keyspace.database(0).size() == keys);
    }

    @Test
    void stringsAreCounted() {
        check(EvictionPolicy.NOEVICTION,
            (store, i) -> store.put(key(i), new byte[100], Store.NEVER));
    }

    private static byte[] member(int key, int i) {
        return ("m" + (1_000_000L * key + i)).getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void smallListsAreCounted() {
        check(EvictionPolicy.NOEVICTION,
            (store, i) -> store.put(key(i), list(i, 1 + 6 * (i % 4)), Store.NEVER));
    }

    @Test
    void largeListsAreCounted() {
        check(EvictionPolicy.NOEVICTION, 20, (store, i) -> store.put(key(i), list(i, 50_000), Store.NEVER));
    }

    private static ListValue list(int key, int elements) {
        ListValue list = new ListValue(8192);
        for (int i = 0; i < elements; i++) {
            byte[] element = member(key, i);
            list.pushLast(element, 0, element.length);
        }
        return list;
    }

    @Test
    void setsOfIntegersAreCounted() {
        check(EvictionPolicy.NOEVICTION, (store, i) -> {
            SetValue set = new SetValue();
            for (int j = 0; j < 1 + i % 30; j++) {
                byte[] member = Integer.toString(1000 * j).getBytes(StandardCharsets.US_ASCII);
                set.add(member, 0, member.length, SMALL, 512);
            }
            store.put(key(i), set, Store.NEVER);
        });
    }

    @Test
    void smallSetsAreCounted() {
        check(EvictionPolicy.NOEVICTION,
            (store, i) -> store.put(key(i), set(i, 1 + 6 * (i % 4)), Store.NEVER));
    }

    @Test
    void largeSetsAreCounted() {
        check(EvictionPolicy.NOEVICTION, 20, (store, i) -> store.put(key(i), set(i, 30_000), Store.NEVER));
    }

    private static SetValue set(int key, int members) {
        SetValue set = new SetValue();
        for (int i = 0; i < members; i++) {
            byte[] member = member(key, i);
            set.add(member, 0, member.length, SMALL, 512);
        }
        return set;
    }

    @Test
    void smallSortedSetsAreCounted() {
        check(EvictionPolicy.NOEVICTION,
            (store, i) -> store.put(key(i), sorted(i, 1 + 6 * (i % 4)), Store.NEVER));
    }

    @Test
    void largeSortedSetsAreCounted() {
        check(EvictionPolicy.NOEVICTION, 20, (store, i) -> store.put(key(i), sorted(i, 30_000), Store.NEVER));
    }

    private static SortedSetValue sorted(int key, int members) {
        SortedSetValue set = new SortedSetValue();
        for (int i = 0; i < members; i++) {
            byte[] member = member(key, i);
            set.put(i, member, 0, member.length, SMALL);
        }
        return set;
    }

    @Test
    void largeHashesAreCounted() {
        check(EvictionPolicy.NOEVICTION, 20, (store, key) -> {
            HashValue hash = new HashValue();
            for (int i = 0; i < 30_000; i++) {
                byte[] field = member(key, i);
                hash.set(field, 0, field.length, field, SMALL);
            }
            store.put(key(key), hash, Store.NEVER);
        });
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
