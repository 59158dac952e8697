package dev.socketley.engine.cache.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CollectionsTest {
    private static final Limits SMALL = new Limits(16, 8);
    private static final int INTS = 12;

    private final long seed = Long.getLong("socketley.seed", System.nanoTime());
    private final Random random = new Random(seed);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }

    @Test
    void aHashHoldsWhatAMapHoldsThroughGrowthAndShrinking() {
        for (int range : new int[] {5, 20, 300, 20_000}) {
            HashValue hash = new HashValue();
            Map<String, String> model = new HashMap<>();
            for (int i = 0; i < 5 * range + 200; i++) {
                String field = "f" + random.nextInt(range);
                byte[] name = bytes(field);
                if (random.nextInt(10) < (i < 3 * range ? 8 : 2)) {
                    String value = "v" + random.nextInt(1 << random.nextInt(20));
                    assertEquals(model.put(field, value) == null,
                        hash.set(name, 0, name.length, bytes(value), SMALL), "seed " + seed);
                } else {
                    assertEquals(model.remove(field) != null,
                        hash.remove(name, 0, name.length), "seed " + seed);
                }
                assertEquals(model.size(), hash.size(), "seed " + seed);
            }
            same(model, hash);
            same(model, hash.copy());
            assertEquals(hash.memoryBytes() > 0, true);
        }
    }

    private void same(Map<String, String> model, HashValue hash) {
        Map<String, String> all = new HashMap<>();
        hash.forEach((field, from, length, value, at, valueLength) ->
            all.put(text(field, from, length), text(value, at, valueLength)));
        assertEquals(model, all, "seed " + seed);
        Set<String> scanned = new HashSet<>();
        long cursor = 0;
        do {
            cursor = hash.elements(cursor, 10, (bytes, from, length) ->
                scanned.add(text(bytes, from, length)));
        } while (cursor != 0);
        assertTrue(scanned.containsAll(model.keySet()), "seed " + seed);
        assertTrue(scanned.containsAll(model.values()), "seed " + seed);
    }

    @Test
    void aSetHoldsWhatASetHoldsInEveryForm() {
        for (int range : new int[] {5, 14, 300, 20_000}) {
            for (String prefix : new String[] {"", "-", "m", "mixed"}) {
                follow(range, prefix);
            }
        }
    }

    private void follow(int range, String prefix) {
        SetValue set = new SetValue();
        Set<String> model = new HashSet<>();
        for (int i = 0; i < 5 * range + 200; i++) {
            long number = (long) random.nextInt(range) << random.nextInt(45) & 0xffffffffffL;
            String member = (prefix.equals("mixed") ? random.nextBoolean() ? "m" : "" : prefix)
                + (1 + number % range);
            byte[] name = bytes(member);
            int kind = random.nextInt(10);
            if (kind < (i < 3 * range ? 8 : 2)) {
                assertEquals(model.add(member),
                    set.add(name, 0, name.length, SMALL, INTS), "seed " + seed);
            } else if (kind == 9 && !model.isEmpty()) {
                byte[] popped = set.pop();
                assertTrue(model.remove(text(popped, 0, popped.length)), "seed " + seed);
            } else {
                assertEquals(model.remove(member),
                    set.remove(name, 0, name.length), "seed " + seed);
            }
            assertEquals(model.contains(member), set.has(name, 0, name.length));
            assertEquals(model.size(), set.size(), "seed " + seed);
        }
        Set<String> all = new HashSet<>();
        set.copy().forEach((bytes, from, length) -> all.add(text(bytes, from, length)));
        assertEquals(model, all, "seed " + seed);
    }

    @Test
    void formsChangeWhereTheLimitsSay() {
        SetValue set = new SetValue();
        for (int i = 0; i < INTS; i++) {
            byte[] number = Decimal.text(i);
            set.add(number, 0, number.length, SMALL, INTS);
        }
        assertEquals("intset", set.encoding());
        set.add(bytes("99"), 0, 2, SMALL, INTS);
        assertEquals("hashtable", set.encoding());
        SetValue words = new SetValue();
        words.add(bytes("1"), 0, 1, SMALL, INTS);
        words.add(bytes("a"), 0, 1, SMALL, INTS);
        assertEquals("listpack", words.encoding());
        words.add(bytes("123456789"), 0, 9, SMALL, INTS);
        assertEquals("hashtable", words.encoding());
        HashValue hash = new HashValue();
        for (int i = 0; i < 16; i++) {
            hash.set(bytes("f" + i), 0, i < 10 ? 2 : 3, bytes("v"), SMALL);
        }
        assertEquals("listpack", hash.encoding());
        hash.set(bytes("f0"), 0, 2, bytes("v2"), SMALL);
        assertEquals("listpack", hash.encoding());
        hash.set(bytes("x"), 0, 1, bytes("v"), SMALL);
        assertEquals("hashtable", hash.encoding());
        assertEquals(17, hash.size());
    }

    @Test
    void integersAreReadAsTheyAreWritten() {
        for (long n : new long[] {0, 1, -1, 10, -10, Long.MAX_VALUE, Long.MIN_VALUE}) {
            byte[] text = Decimal.text(n);
            assertEquals(Long.toString(n), text(text, 0, text.length));
            assertTrue(Decimal.is(text, 0, text.length));
            assertEquals(n, Decimal.parse(text, 0, text.length));
        }
        for (String no : new String[] {"", "-", "01", "-0", "+1", "1 ", "9223372036854775808",
                "-9223372036854775809", "99999999999999999999"}) {
            assertEquals(false, Decimal.is(bytes(no), 0, no.length()), no);
        }
    }

    @Test
    void anEntryOfAPackedArrayMayHaveAnyLength() {
        byte[] all = Packed.EMPTY;
        int[] lengths = {0, 1, 254, 255, 256, 70_000};
        for (int length : lengths) {
            all = Packed.add(all, new byte[length], 0, length);
        }
        assertEquals(lengths.length, Packed.count(all));
        for (int i = 0; i < lengths.length; i++) {
            assertEquals(lengths[i], Packed.length(all, Packed.place(all, i)));
        }
        all = Packed.replace(all, Packed.place(all, 3), new byte[3], 0, 3);
        all = Packed.remove(all, Packed.place(all, 0), 2);
        all = Packed.insert(all, Packed.FIRST, new byte[9], 0, 9);
        assertEquals(9, Packed.length(all, Packed.FIRST));
        assertEquals(3, Packed.length(all, Packed.place(all, 2)));
        assertEquals(70_000, Packed.length(all, Packed.place(all, 4)));
        assertEquals(all.length, Packed.next(all, Packed.place(all, 4)));
    }

    /** Were it the same, copying would take time quadratic in the number of elements. */
    @Test
    void eachTableHasAnOrderOfItsOwn() {
        MovingTable one = MovingTable.ofElements(16);
        MovingTable other = MovingTable.ofElements(16);
        int same = 0;
        for (int i = 0; i < 1000; i++) {
            byte[] key = bytes("key:" + i);
            int hash = one.hash(key, 0, key.length);
            assertEquals(hash, one.hash(key, 0, key.length));
            same += hash == other.hash(key, 0, key.length) ? 1 : 0;
        }
        assertTrue(same < 10, same + " of 1000 lie alike");
    }
}
