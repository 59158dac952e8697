package dev.socketley.engine.cache.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ListValueTest {
    private final ListValue list = new ListValue(8192);
    private final List<byte[]> model = new ArrayList<>();
    private final Slice slice = new Slice();

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void insert(int at, byte[] value) {
        list.insert(at, value, 0, value.length);
        model.add(at, value);
    }

    private void same() {
        assertEquals(model.size(), list.size());
        ListCursor forward = list.cursor(0);
        for (byte[] each : model) {
            assertTrue(forward.next());
            assertArrayEquals(each, forward.element().copy());
        }
        assertFalse(forward.next());
        ListCursor back = list.cursor(list.size());
        for (byte[] each : model.reversed()) {
            assertTrue(back.previous());
            assertArrayEquals(each, back.element().copy());
        }
        assertFalse(back.previous());
        shown(model.size() / 3, model.size() / 2);
        shown(0, model.size());
    }

    private void shown(int from, int count) {
        List<byte[]> shown = new ArrayList<>();
        if (count > 0) {
            list.show(from, count, (bytes, at, length) ->
                shown.add(Arrays.copyOfRange(bytes, at, at + length)));
        }
        assertEquals(count, shown.size());
        for (int i = 0; i < count; i++) {
            assertArrayEquals(model.get(from + i), shown.get(i));
        }
    }

    @Test
    void aListIsWhatAPlainListWouldBeAfterAnyChanges() {
        for (int seed = 1; seed <= 12; seed++) {
            Random random = new Random(seed);
            list.dropFirst(list.size());
            model.clear();
            int lengthMax = seed % 3 == 0 ? 12_000 : seed % 3 == 1 ? 12 : 400;
            for (int i = 0; i < 4000; i++) {
                change(random, lengthMax, i % 1000 < 700 ? 9 : 6);
                assertEquals(model.size(), list.size());
                if (i % 200 == 0) {
                    same();
                }
            }
            same();
            countsItsMemory(list);
            countsItsMemory(list.copy());
        }
    }

    /** What is counted beside the chunks is nothing, or a ring of some power of two. */
    private static void countsItsMemory(ListValue list) {
        long rest = list.memoryBytes() - 40;
        for (int i = 0; i < list.chunks(); i++) {
            rest -= list.chunk(i).memoryBytes();
        }
        int capacity = 4;
        while (rest > 40 + 2 * Sizes.array(capacity * 4)) {
            capacity *= 2;
        }
        assertTrue(rest == 0 || rest == 40 + 2 * Sizes.array(capacity * 4), "rest " + rest);
        assertTrue(capacity <= 2 * Math.max(list.chunks(), 256), "ring of " + capacity);
    }

    private void change(Random random, int lengthMax, int pushing) {
        byte[] value = new byte[random.nextInt(lengthMax)];
        Arrays.fill(value, (byte) random.nextInt(4));
        int at = model.isEmpty() ? 0 : random.nextInt(model.size());
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> insert(0, value);
            case 3, 4, 5 -> insert(model.size(), value);
            case 6, 7 -> insert(at, value);
            case 8 -> dropFirst(random.nextInt(pushing == 9 ? 3 : 200));
            case 9 -> dropLast(random.nextInt(pushing == 9 ? 3 : 200));
            case 10 -> removeEqual(random.nextBoolean() ? Long.MAX_VALUE : 2, at, random.nextBoolean());
            default -> setOrGet(at, value, random.nextBoolean());
        }
    }

    private void dropFirst(int count) {
        list.dropFirst(count);
        model.subList(0, Math.min(count, model.size())).clear();
    }

    private void dropLast(int count) {
        list.dropLast(count);
        model.subList(Math.max(model.size() - count, 0), model.size()).clear();
    }

    private void setOrGet(int at, byte[] value, boolean set) {
        if (model.isEmpty()) {
            return;
        }
        if (set) {
            list.set(at, value, 0, value.length);
            model.set(at, value);
        }
        list.get(at, slice);
        assertArrayEquals(model.get(at), slice.copy());
        list.first(slice);
        assertArrayEquals(model.getFirst(), slice.copy());
        list.last(slice);
        assertArrayEquals(model.getLast(), slice.copy());
    }

    private void removeEqual(long most, int like, boolean forward) {
        byte[] value = model.isEmpty() ? text("none") : model.get(like);
        List<byte[]> walked = forward ? model : model.reversed();
        int removed = 0;
        for (Iterator<byte[]> each = walked.iterator(); removed < most && each.hasNext();) {
            if (Arrays.equals(each.next(), value)) {
                each.remove();
                removed++;
            }
        }
        assertEquals(removed, list.removeEqual(value, 0, value.length, most, forward));
    }

    @Test
    void halfOfAMillionElementsGoAtOnceAndComeBack() {
        for (int i = 0; i < 1_000_000; i++) {
            list.pushLast(text(i % 2 == 0 ? "a" : "b"), 0, 1);
        }
        Edits edits = new Edits();
        list.note(edits);
        assertEquals(500_000, list.removeEqual(text("a"), 0, 1, Long.MAX_VALUE, true));
        list.note(null);
        edits.undo();
        list.get(700_000, slice);
        assertArrayEquals(text("a"), slice.copy());
        edits.redo();
        list.get(400_000, slice);
        assertArrayEquals(text("b"), slice.copy());
        assertEquals(500_000, list.size());
    }

    @Test
    void aSmallListIsPackedAndALargeOneIsNot() {
        list.pushLast(text("abc"), 0, 3);
        assertTrue(list.isPacked());
        for (int i = 0; i < 1638; i++) {
            list.pushLast(text("abc"), 0, 3);
        }
        assertFalse(list.isPacked());
        list.dropFirst(1);
        assertFalse(list.isPacked());
        list.dropLast(2);
        assertTrue(list.isPacked());
    }

    @Test
    void anElementLargerThanAChunkIsKeptWhole() {
        byte[] large = new byte[3_000_000];
        large[2_999_999] = 7;
        list.pushFirst(text("b"), 0, 1);
        list.pushFirst(large, 0, large.length);
        list.pushFirst(text("a"), 0, 1);
        list.get(1, slice);
        assertArrayEquals(large, slice.copy());
        list.get(2, slice);
        assertArrayEquals(text("b"), slice.copy());
    }

    @Test
    void anElementOfAMillionTakesTwoBytesBesideItsOwn() {
        for (int i = 0; i < 1_000_000; i++) {
            list.pushLast(text("ten bytes!"), 0, 10);
        }
        assertTrue(list.memoryBytes() < 12_200_000, "held " + list.memoryBytes());
    }

    @Test
    void aCopyDoesNotFollowItsOriginal() {
        for (int i = 0; i < 5000; i++) {
            byte[] value = text("element " + i);
            list.pushLast(value, 0, value.length);
            model.add(value);
        }
        ListValue copy = list.copy();
        list.set(2500, text("x"), 0, 1);
        list.dropFirst(100);
        copy.get(2500, slice);
        assertArrayEquals(text("element 2500"), slice.copy());
        assertEquals(5000, copy.size());
    }

    @Test
    void aListThatWasEmptiedGivesItsMemoryBack() {
        for (int i = 0; i < 100_000; i++) {
            list.pushLast(text("element"), 0, 7);
        }
        list.dropFirst(99_999);
        assertTrue(list.memoryBytes() < 600, "held " + list.memoryBytes());
    }
}
