package dev.socketley.engine.cache.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SortedSetValueTest {
    private record Scored(double score, byte[] member) {
    }

    private static final Comparator<Scored> ORDER = (a, b) -> a.score != b.score
        ? a.score < b.score ? -1 : 1 : Arrays.compareUnsigned(a.member, b.member);

    private static final Limits LIMITS = new Limits(128, 64);

    private final SortedSetValue set = new SortedSetValue();
    private final TreeSet<Scored> order = new TreeSet<>(ORDER);
    private final Map<String, Double> scores = new HashMap<>();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private void put(String member, double score) {
        byte[] m = bytes(member);
        Double before = scores.put(member, score);
        if (before != null) {
            order.remove(new Scored(before, m));
        }
        order.add(new Scored(score, m));
        SortedSetValue.Put expected = before == null ? SortedSetValue.Put.ADDED
            : before == score ? SortedSetValue.Put.SAME : SortedSetValue.Put.MOVED;
        assertEquals(expected, set.put(score, m, 0, m.length, LIMITS));
    }

    private void remove(String member) {
        byte[] m = bytes(member);
        Double before = scores.remove(member);
        if (before != null) {
            order.remove(new Scored(before, m));
        }
        assertEquals(before != null, set.remove(m, 0, m.length));
    }

    private void same(Random random) {
        assertEquals(order.size(), set.size());
        List<Scored> all = new ArrayList<>(order);
        SortedCursor forward = set.cursor(0);
        for (int i = 0; i < all.size(); i++) {
            assertTrue(forward.next());
            assertEquals(all.get(i).score, forward.score());
            assertArrayEquals(all.get(i).member, forward.member().copy());
        }
        assertFalse(forward.next());
        SortedCursor back = set.cursor(set.size());
        for (Scored each : all.reversed()) {
            assertTrue(back.previous());
            assertArrayEquals(each.member, back.member().copy());
        }
        assertFalse(back.previous());
        for (int i = 0; i < 50 && !all.isEmpty(); i++) {
            int rank = random.nextInt(all.size());
            Scored at = all.get(rank);
            assertEquals(rank, set.rank(at.member, 0, at.member.length));
            assertEquals(at.score, set.score(at.member, 0, at.member.length));
            assertEquals(order.stream().filter(s -> s.score < at.score).count(),
                set.countBelow(at.score, false));
            assertEquals(order.stream().filter(s -> s.score <= at.score).count(),
                set.countBelow(at.score, true));
        }
        assertEquals(scores.keySet(), scanned(random.nextInt(20) + 1));
    }

    private Set<String> scanned(int portion) {
        Set<String> seen = new HashSet<>();
        long cursor = 0;
        do {
            cursor = set.scan(cursor, portion, (member, score) -> {
                String name = new String(member, StandardCharsets.ISO_8859_1);
                assertTrue(seen.add(name), "shown twice: " + name);
                assertEquals(scores.get(name), score);
            });
        } while (cursor != 0);
        return seen;
    }

    @Test
    void aSetIsWhatAPlainSetWouldBeAfterAnyChanges() {
        for (int seed = 1; seed <= 10; seed++) {
            Random random = new Random(seed);
            int members = seed % 2 == 0 ? 100 : 12_000;
            int distinct = seed % 3 == 0 ? 5 : 100_000;
            for (int i = 0; i < 40_000; i++) {
                // Waves of growing and shrinking, so that nodes are cut and joined.
                boolean adds = random.nextInt(100) < (i / 10_000 % 2 == 0 ? 90 : 15);
                String member = "m\u00ff" + random.nextInt(members);
                if (adds) {
                    put(member, random.nextInt(distinct) / 4.0 - 3);
                } else {
                    remove(member);
                }
                if (i % 8_000 == 7_999) {
                    same(random);
                }
            }
            removeRanges(random);
            same(random);
            set.removeRange(0, set.size());
            order.clear();
            scores.clear();
        }
    }

    private void removeRanges(Random random) {
        for (int i = 0; i < 20 && set.size() > 10; i++) {
            int rank = random.nextInt(set.size() - 5);
            for (Scored each : new ArrayList<>(order).subList(rank, rank + 5)) {
                order.remove(each);
                scores.remove(new String(each.member, StandardCharsets.ISO_8859_1));
            }
            set.removeRange(rank, 5);
        }
    }

    @Test
    void membersOfOneScoreAreInTheOrderOfTheirBytes() {
        for (int count : new int[] {50, 5000}) {
            for (int i = 0; i < count; i++) {
                put(String.format("%05d", i * 7919 % count), 0);
            }
            assertEquals(count / 2, set.countLexBelow(
                bytes(String.format("%05d", count / 2)), false));
            assertEquals(count / 2 + 1, set.countLexBelow(
                bytes(String.format("%05d", count / 2)), true));
            assertEquals(0, set.countLexBelow(bytes(""), true));
            assertEquals(count, set.countLexBelow(bytes("z"), false));
        }
    }

    @Test
    void infinitiesAreScoresAndNoNumberIsNot() {
        put("low", Double.NEGATIVE_INFINITY);
        put("high", Double.POSITIVE_INFINITY);
        put("none", 0);
        same(new Random(1));
        byte[] m = bytes("m");
        assertThrows(IllegalArgumentException.class, () -> set.put(Double.NaN, m, 0, 1, LIMITS));
        assertTrue(Double.isNaN(set.score(m, 0, 1)));
    }

    @Test
    void aSetIsPackedUntilItHasManyMembersOrALongOne() {
        for (int i = 0; i < 128; i++) {
            put("m" + i, i);
        }
        assertTrue(set.isPacked());
        put("one more", 1);
        assertFalse(set.isPacked());
        SortedSetValue other = new SortedSetValue();
        other.put(1, new byte[64], 0, 64, LIMITS);
        assertTrue(other.isPacked());
        other.put(1, new byte[65], 0, 65, LIMITS);
        assertFalse(other.isPacked());
        assertEquals(2, other.size());
    }

    @Test
    void aScanThatMembersComeAndGoDuringShowsEveryOneThatStays() {
        for (int i = 0; i < 3000; i++) {
            put("stays" + i, i);
        }
        Set<String> seen = new HashSet<>();
        long cursor = 0;
        int round = 0;
        do {
            cursor = set.scan(cursor, 10,
                (member, score) -> seen.add(new String(member, StandardCharsets.ISO_8859_1)));
            for (int i = 0; i < 100; i++) {
                if (round < 100) {
                    put("comes" + round + "-" + i, i);
                } else {
                    remove("comes" + (round - 100) + "-" + i);
                }
            }
            round++;
        } while (cursor != 0);
        for (int i = 0; i < 3000; i++) {
            assertTrue(seen.contains("stays" + i));
        }
        assertTrue(round > 200, "rounds " + round);
    }

    @Test
    void aCopyDoesNotFollowItsOriginal() {
        for (int i = 0; i < 1000; i++) {
            put("m" + i, i);
        }
        SortedSetValue copy = set.copy();
        set.removeRange(0, 500);
        assertEquals(1000, copy.size());
        assertEquals(3, copy.rank(bytes("m3"), 0, 2));
    }

    @Test
    void whatAMillionMembersTakeIsCountedAndGivenBack() {
        long before = set.memoryBytes();
        for (int i = 0; i < 1_000_000; i++) {
            byte[] m = bytes("member:" + i);
            set.put(i, m, 0, m.length, LIMITS);
        }
        assertTrue(set.memoryBytes() < 80_000_000, "held " + set.memoryBytes());
        set.removeRange(0, 999_990);
        assertTrue(set.memoryBytes() < before + 100_000, "held " + set.memoryBytes());
    }
}
