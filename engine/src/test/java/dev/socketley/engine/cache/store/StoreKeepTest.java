package dev.socketley.engine.cache.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StoreKeepTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Object value) {
        return new String((byte[]) value, StandardCharsets.UTF_8);
    }

    private static Map<String, String> contents(Store store) {
        Map<String, String> all = new HashMap<>();
        store.forEach((key, kind) ->
            all.put(text(key), text(store.peek(key, 0, key.length))));
        all.replaceAll((key, value) ->
            value + "@" + store.deadline(bytes(key), 0, bytes(key).length));
        return all;
    }

    private static void noteInto(Map<String, String> kept, Store store) {
        store.keep((database, key, value, deadline) -> assertNull(
            kept.put(text(key), text(value) + "@" + deadline), () -> "twice: " + text(key)));
    }

    @Test
    void whateverChangesMeanwhileTheMomentIsKept() {
        for (int seed = 0; seed < 60; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Store store = new Store(1000, key -> { });
            int keys = random.nextInt(1, 3000);
            for (int i = 0; i < keys; i++) {
                store.put(bytes("k" + random.nextInt(keys)), bytes("v" + i),
                    random.nextInt(4) == 0 ? 5000 + i : Store.NEVER);
            }
            Map<String, String> moment = contents(store);
            Map<String, String> kept = new HashMap<>();
            noteInto(kept, store);
            boolean more = true;
            while (more) {
                for (int i = random.nextInt(30); i > 0; i--) {
                    change(store, random, keys);
                }
                more = store.sweep();
            }
            assertEquals(moment, kept, "seed " + seed);
            kept.clear();
            moment = contents(store);
            noteInto(kept, store);
            while (store.sweep()) {
                assertTrue(kept.size() <= moment.size());
            }
            assertEquals(moment, kept, "no mark is left, seed " + seed);
        }
    }

    private static void change(Store store, SplittableRandom random, int keys) {
        byte[] key = bytes("k" + random.nextInt(keys * 2));
        switch (random.nextInt(40)) {
            case 0 -> store.clear();
            case 1, 2, 3, 4, 5, 6 -> store.expire(key, 0, key.length, 9000);
            case 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 -> store.remove(key);
            case 17 -> {
                for (int i = 0; i < 500; i++) {
                    store.put(bytes("more" + i), bytes("x"), Store.NEVER);
                }
            }
            default -> store.put(key, bytes("new" + random.nextInt()), Store.KEEP);
        }
    }

    @Test
    void keysThatHaveEndedAreNotKept() {
        Store store = new Store(1000, key -> { });
        store.put(bytes("a"), bytes("1"), 2000);
        store.put(bytes("b"), bytes("2"), 2001);
        store.now(2000);
        Map<String, String> kept = new HashMap<>();
        noteInto(kept, store);
        while (store.sweep()) {
            assertFalse(kept.isEmpty() && store.size() == 0);
        }
        assertEquals(Map.of("b", "2@2001"), kept);
    }
}
