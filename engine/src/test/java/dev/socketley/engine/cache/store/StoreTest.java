package dev.socketley.engine.cache.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoreTest {
    private final List<String> expired = new ArrayList<>();
    private final Store store = new Store(1000, key -> expired.add(text(key.copy())));

    @Test
    void aKeyIsFoundFromASliceOfALargerBuffer() {
        store.put(bytes("key"), bytes("value"), Store.NEVER);
        byte[] buffer = bytes("xxkeyyy");
        assertArrayEquals(bytes("value"), (byte[]) store.get(buffer, 2, 3));
        assertNull(store.get(buffer, 2, 4));
        assertTrue(store.remove(buffer, 2, 3));
        assertFalse(store.remove(buffer, 2, 3));
        assertEquals(0, store.size());
    }

    @Test
    void aStoreThatShrankGivesItsMemoryBack() {
        byte[] value = new byte[100];
        for (int i = 0; i < 100_000; i++) {
            store.put(bytes("key:" + i), value, i % 3 == 0 ? 5000 + i : Store.NEVER);
        }
        for (int i = 0; i < 100_000; i++) {
            if (i % 10 != 0) {
                store.remove(bytes("key:" + i));
            }
        }
        long before = store.heldBytes();
        for (int i = 0; i < 2000; i++) {
            store.compact(10);
        }
        assertTrue(store.heldBytes() < before / 3, () -> store.heldBytes() + " of " + before);
        for (int i = 0; i < 100_000; i += 10) {
            assertArrayEquals(value, (byte[]) store.get(bytes("key:" + i)));
        }
        store.now(200_000);
        while (!store.expireDue(100)) {
            assertTrue(store.size() > 0);
        }
        assertEquals(6666, store.size());
        assertEquals(3334, expired.size());
    }

    @Test
    void itHoldsWhatAMapHoldsThroughGrowthShrinkingAndExpiry() {
        long seed = Long.getLong("socketley.seed", System.nanoTime());
        Random random = new Random(seed);
        Map<String, Long> model = new HashMap<>();
        long now = 1000;
        for (int i = 0; i < 300_000; i++) {
            // Phases of mostly adding and mostly removing make the table grow and shrink.
            boolean growing = i / 50_000 % 2 == 0;
            String key = "k" + random.nextInt(30_000);
            int kind = random.nextInt(10);
            if (kind < (growing ? 7 : 1)) {
                long deadline = random.nextInt(4) == 0 ? now + 1 + random.nextInt(5000) : 0;
                store.put(bytes(key), bytes(key), deadline);
                model.put(key, deadline);
            } else if (kind < 9) {
                assertEquals(live(model.remove(key), now), store.remove(bytes(key)), "seed " + seed);
            } else {
                assertEquals(live(model.get(key), now), store.get(bytes(key)) != null,
                    "seed " + seed);
                now += random.nextInt(3);
                store.now(now);
                store.expireDue(3);
            }
        }
        while (!store.expireDue(100)) {
            assertTrue(store.size() > 0);
        }
        long end = now;
        model.values().removeIf(deadline -> !live(deadline, end));
        Set<String> seen = new HashSet<>();
        store.forEach((key, value) -> assertTrue(seen.add(text(key))));
        assertEquals(model.keySet(), seen, "seed " + seed);
        assertEquals(model.size(), store.size(), "seed " + seed);
    }

    private static boolean live(Long deadline, long now) {
        return deadline != null && (deadline == 0 || deadline > now);
    }

    @Test
    void everyExpiryIsToldOnceWhicheverWayItHappens() {
        store.put(bytes("read"), bytes("v"), 1010);
        store.put(bytes("swept"), bytes("v"), 1010);
        store.put(bytes("written"), bytes("v"), 1010);
        store.put(bytes("removed"), bytes("v"), 1010);
        store.now(1009);
        assertNotNull(store.get(bytes("read")));
        assertEquals(List.of(), expired);
        store.now(1010);
        assertNull(store.get(bytes("read")));
        store.put(bytes("written"), bytes("w"), Store.KEEP);
        assertFalse(store.remove(bytes("removed")));
        assertTrue(store.expireDue(100));
        assertEquals(List.of("read", "written", "removed", "swept"), expired);
        assertEquals(Store.NEVER, store.deadline(bytes("written"), 0, 7));
        assertEquals(1, store.size());
    }

    @Test
    void expiryIsDoneInPortions() {
        for (int i = 0; i < 100; i++) {
            store.put(bytes("k" + i), bytes("v"), 2000 + i % 3);
        }
        store.now(5000);
        assertFalse(store.expireDue(60));
        assertTrue(expired.size() <= 60);
        while (!store.expireDue(60)) {
            assertTrue(expired.size() < 100);
        }
        assertEquals(100, expired.size());
        assertEquals(0, store.expiringCount());
    }

    @Test
    void deadlinesYearsAheadComeOnTheMillisecond() {
        long year = 365L * 24 * 3600 * 1000;
        store.put(bytes("a"), bytes("v"), 1000 + year);
        store.put(bytes("b"), bytes("v"), 1000 + 10 * year);
        store.now(999 + year);
        assertTrue(store.expireDue(1000));
        assertEquals(List.of(), expired);
        store.now(1000 + year);
        store.expireDue(1000);
        assertEquals(List.of("a"), expired);
        store.now(1000 + 11 * year);
        store.expireDue(1000);
        assertEquals(List.of("a", "b"), expired);
    }

    @Test
    void keysEndByTheClockThoughItIsPutBackAndForth() {
        long hour = 3_600_000;
        store.now(10 * hour);
        assertTrue(store.expireDue(1000));
        store.put(bytes("before"), bytes("v"), 10 * hour + 100);
        store.put(bytes("never"), bytes("v"), Long.MAX_VALUE);
        store.now(9 * hour);
        store.put(bytes("after"), bytes("v"), 9 * hour + 5);
        store.now(9 * hour + 4);
        assertTrue(store.expireDue(1000));
        assertEquals(List.of(), expired);
        store.now(9 * hour + 5);
        assertTrue(store.expireDue(1000));
        assertEquals(List.of("after"), expired);
        store.now(10 * hour + 99);
        assertTrue(store.expireDue(1000));
        assertEquals(List.of("after"), expired);
        store.now(10 * hour + 100);
        assertTrue(store.expireDue(1000));
        assertEquals(List.of("after", "before"), expired);
        store.now(20 * hour);
        assertTrue(store.expireDue(1000));
        store.now(10 * hour);
        store.put(bytes("again"), bytes("v"), 10 * hour + 5);
        store.now(10 * hour + 5);
        assertTrue(store.expireDue(1000));
        assertEquals(List.of("after", "before", "again"), expired);
        assertEquals(1, store.size());
    }

    @Test
    void aDeadlineCanBeKeptReplacedAndTaken() {
        store.put(bytes("k"), bytes("v"), 5000);
        store.put(bytes("k"), bytes("w"), Store.KEEP);
        assertEquals(5000, store.deadline(bytes("k"), 0, 1));
        assertTrue(store.expire(bytes("k"), 0, 1, 6000));
        assertEquals(6000, store.deadline(bytes("k"), 0, 1));
        assertTrue(store.expire(bytes("k"), 0, 1, Store.NEVER));
        assertEquals(Store.NEVER, store.deadline(bytes("k"), 0, 1));
        assertEquals(0, store.expiringCount());
        assertEquals(Store.MISSING, store.deadline(bytes("x"), 0, 1));
        store.now(9000);
        assertTrue(store.expireDue(10));
        assertEquals(List.of(), expired);
    }

    @Test
    void aScanShowsEveryKeyThatStaysWhileTheTableChangesSize() {
        for (int i = 0; i < 5000; i++) {
            store.put(bytes("stay" + i), bytes("v"), Store.NEVER);
        }
        for (int churn : new int[] {0, 60_000, -60_000}) {
            Set<String> seen = new HashSet<>();
            long cursor = 0;
            int at = churn > 0 ? 0 : 60_000;
            do {
                cursor = store.scan(cursor, 20, (key, value) -> seen.add(text(key)));
                for (int i = 0; i < 300 && churn != 0 && at >= 0 && at <= 60_000; i++) {
                    if (churn > 0) {
                        store.put(bytes("churn" + at++), bytes("v"), Store.NEVER);
                    } else {
                        store.remove(bytes("churn" + at--));
                    }
                }
            } while (cursor != 0);
            for (int i = 0; i < 5000; i++) {
                assertTrue(seen.contains("stay" + i), "churn " + churn + " key " + i);
            }
        }
    }

    @Test
    void aScanOfATableAtRestShowsEveryKeyOnce() {
        for (int i = 0; i < 3000; i++) {
            store.put(bytes("k" + i), bytes("v"), Store.NEVER);
        }
        for (int i = 0; i < 1000; i++) {
            store.get(bytes("k" + i));
        }
        List<String> seen = new ArrayList<>();
        long cursor = 0;
        do {
            cursor = store.scan(cursor, 7, (key, value) -> seen.add(text(key)));
        } while (cursor != 0);
        assertEquals(3000, seen.size());
        assertEquals(3000, new HashSet<>(seen).size());
    }

    @Test
    void randomKeysComeEvenly() {
        for (int i = 0; i < 10; i++) {
            store.put(bytes("k" + i), bytes("v"), Store.NEVER);
        }
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            counts.merge(text(store.randomKey()), 1, Integer::sum);
        }
        assertEquals(10, counts.size());
        counts.values().forEach(n -> assertTrue(n > 700 && n < 1300, counts.toString()));
        store.clear();
        assertNull(store.randomKey());
    }

    @Test
    void aTableThatGrowsTakesItsMemoryLittleByLittle() {
        byte[] key = new byte[4];
        long most = 0;
        long before = store.memoryBytes();
        int keys = 1 << 21;
        for (int i = 0; i < keys; i++) {
            ByteBuffer.wrap(key).putInt(i);
            store.put(key, key, Store.NEVER);
            if (i % 100 == 0) {
                long now = store.memoryBytes();
                most = Math.max(most, now - before);
                before = now;
            }
        }
        // A table of twice the size begins with the two segments that its first entries go to.
        assertTrue(most < 4 * Slabs.ROOM, "grew by " + most);
        for (int i = 0; i < keys; i++) {
            ByteBuffer.wrap(key).putInt(i);
            assertArrayEquals(key, (byte[]) store.get(key));
            store.remove(key);
        }
        assertEquals(0, store.size());
    }

    @Test
    void memoryComesBackWhenKeysGo() {
        store.put(bytes("k"), bytes("v"), Store.NEVER);
        store.remove(bytes("k"));
        long empty = store.memoryBytes();
        for (int i = 0; i < 20_000; i++) {
            store.put(bytes("k" + i), new byte[100], 5000);
        }
        assertTrue(store.memoryBytes() > 20_000 * 150);
        for (int i = 0; i < 20_000; i++) {
            store.remove(bytes("k" + i));
        }
        for (int i = 0; i < 20_000; i++) {
            store.put(bytes("k"), bytes("v"), Store.NEVER);
            store.remove(bytes("k"));
        }
        assertEquals(empty, store.memoryBytes());
    }

    @Test
    void theHashIsTheReferenceOneInItsRounds() {
        byte[] key = new byte[64];
        for (int i = 0; i < 64; i++) {
            key[i] = (byte) i;
        }
        SipHash hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
        Set<Long> seen = new HashSet<>();
        for (int length = 0; length < 64; length++) {
            assertTrue(seen.add(hash.hash(key, 0, length)));
        }
        assertEquals(0xabac0158050fc4dcL, hash.hash(key, 0, 0));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
