package dev.socketley.engine.cache.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvictionTest {
    private static final int KEYS = 2000;

    private final List<String> expired = new ArrayList<>();
    private final Keyspace keyspace = new Keyspace(1_000_000,
        (store, key) -> expired.add(new String(key.copy(), StandardCharsets.UTF_8)));
    private final Eviction eviction = new Eviction(keyspace);

    private static byte[] key(int i) {
        return ("key:" + i).getBytes(StandardCharsets.UTF_8);
    }

    private Store store() {
        return keyspace.database(0);
    }

    private void fill(int from, int to, long deadlineMs) {
        for (int i = from; i < to; i++) {
            keyspace.now(keyspace.now() + 1);
            store().put(key(i), new byte[50], deadlineMs);
        }
    }

    /** Makes room for so many keys' worth of bytes less than there are. */
    private Eviction.Outcome shrinkBy(int keys, EvictionPolicy policy) {
        long each = Sizes.array(8) + Sizes.array(50);
        eviction.limit(keyspace.memoryBytes() - keys * each, policy, 10);
        return eviction.evict(keys * 2);
    }

    private int left(int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            byte[] key = key(i);
            count += store().deadline(key, 0, key.length) == Store.MISSING ? 0 : 1;
        }
        return count;
    }

    @Test
    void withoutALimitNothingGoes() {
        fill(0, KEYS, Store.NEVER);
        assertEquals(Eviction.Outcome.WITHIN, eviction.evict(100));
        assertEquals(KEYS, store().size());
    }

    @Test
    void noevictionLetsNothingGo() {
        fill(0, KEYS, Store.NEVER);
        assertEquals(Eviction.Outcome.NOTHING, shrinkBy(100, EvictionPolicy.NOEVICTION));
        assertEquals(KEYS, store().size());
    }

    @Test
    void theKeysUsedLastStay() {
        eviction.limit(1L << 40, EvictionPolicy.ALLKEYS_LRU, 10);
        fill(0, KEYS, Store.NEVER);
        for (int i = 0; i < KEYS / 2; i++) {
            keyspace.now(keyspace.now() + 1);
            assertNotNull(store().get(key(i)));
        }
        assertEquals(Eviction.Outcome.WITHIN, shrinkBy(KEYS / 4, EvictionPolicy.ALLKEYS_LRU));
        assertTrue(left(0, KEYS / 2) > KEYS / 2 * 95 / 100, "used last: " + left(0, KEYS / 2));
        assertEquals(KEYS - store().size(), eviction.evicted());
    }

    @Test
    void theKeysUsedOftenStay() {
        eviction.limit(1L << 40, EvictionPolicy.ALLKEYS_LFU, 10);
        fill(0, KEYS, Store.NEVER);
        for (int round = 0; round < 100; round++) {
            for (int i = 0; i < KEYS / 2; i++) {
                assertNotNull(store().get(key(i)));
            }
        }
        keyspace.now(keyspace.now() + 1);
        for (int i = KEYS / 2; i < KEYS; i++) {
            assertNotNull(store().get(key(i)));
        }
        assertTrue(store().frequency(key(0), 0, key(0).length)
            > store().frequency(key(KEYS - 1), 0, key(KEYS - 1).length));
        assertEquals(Eviction.Outcome.WITHIN, shrinkBy(KEYS / 4, EvictionPolicy.ALLKEYS_LFU));
        assertTrue(left(0, KEYS / 2) > KEYS / 2 * 95 / 100, "used often: " + left(0, KEYS / 2));
    }

    @Test
    void theCountOfUsesFallsWithTime() {
        eviction.limit(1L << 40, EvictionPolicy.ALLKEYS_LFU, 5);
        fill(0, 1, Store.NEVER);
        assertEquals(5, store().frequency(key(0), 0, key(0).length));
        keyspace.now(keyspace.now() + 3 * 60_000);
        assertEquals(2, store().frequency(key(0), 0, key(0).length));
        keyspace.now(keyspace.now() + 60 * 60_000);
        assertEquals(0, store().frequency(key(0), 0, key(0).length));
    }

    @Test
    void chanceTakesFromEverywhere() {
        fill(0, KEYS, Store.NEVER);
        assertEquals(Eviction.Outcome.WITHIN, shrinkBy(KEYS / 2, EvictionPolicy.ALLKEYS_RANDOM));
        assertTrue(left(0, KEYS / 2) > KEYS / 8 && left(KEYS / 2, KEYS) > KEYS / 8);
    }

    @Test
    void volatilePoliciesLeaveKeysWithoutADeadline() {
        for (EvictionPolicy policy : EvictionPolicy.values()) {
            if (!policy.isExpiringOnly()) {
                continue;
            }
            store().clear();
            eviction.limit(1L << 40, policy, 5);
            fill(0, KEYS, Store.NEVER);
            fill(KEYS, KEYS + 10, keyspace.now() + 100_000);
            assertEquals(Eviction.Outcome.NOTHING, shrinkBy(KEYS, policy), policy.word());
            assertEquals(KEYS, store().size(), policy.word());
        }
        assertEquals(List.of(), expired, "an evicted key has not expired");
    }

    @Test
    void theNearestDeadlineGoesFirst() {
        for (int i = 0; i < KEYS; i++) {
            store().put(key(i), new byte[50], keyspace.now() + 1_000_000 - i * 400L);
        }
        assertEquals(Eviction.Outcome.WITHIN, shrinkBy(KEYS / 4, EvictionPolicy.VOLATILE_TTL));
        assertTrue(left(0, KEYS / 2) == KEYS / 2, "later ones stay");
    }

    @Test
    void aCallTakesNoMoreKeysThanItMay() {
        fill(0, KEYS, Store.NEVER);
        eviction.limit(1, EvictionPolicy.ALLKEYS_LRU, 5);
        assertEquals(Eviction.Outcome.MORE, eviction.evict(7));
        assertEquals(KEYS - 7, store().size());
    }

    @Test
    void stampsGrowMoveAndShrinkWithTheTable() {
        eviction.limit(1L << 40, EvictionPolicy.ALLKEYS_LRU, 5);
        keyspace.now(2_000_000);
        store().put(key(0), new byte[1], Store.NEVER);
        fill(1, 40_000, Store.NEVER);
        assertEquals(keyspace.now() - 2_000_000, store().idleMs(key(0), 0, key(0).length));
        for (int i = 1; i < 40_000; i++) {
            store().remove(key(i));
        }
        assertEquals(keyspace.now() - 2_000_000, store().idleMs(key(0), 0, key(0).length));
        eviction.limit(0, EvictionPolicy.ALLKEYS_LRU, 5);
        assertEquals(-1, store().idleMs(key(0), 0, key(0).length));
        assertNull(store().get(key(1)));
    }
}
