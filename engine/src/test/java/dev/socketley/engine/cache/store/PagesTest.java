package dev.socketley.engine.cache.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PagesTest {
    private record Given(long address, int bytes, byte fill) { }

    private final Pages pages = new Pages();

    private Given add(SplittableRandom random) {
        int bytes = switch (random.nextInt(10)) {
            case 0 -> random.nextInt(1, 100_000);
            case 1, 2 -> random.nextInt(1, 5000);
            default -> random.nextInt(1, 300);
        };
        byte fill = (byte) random.nextInt();
        long address = pages.add(bytes);
        assertNotEquals(0, address);
        assertTrue(address < 1L << Pages.ADDRESS_BITS);
        int from = pages.offset(address);
        Arrays.fill(pages.array(address), from, from + bytes, fill);
        return new Given(address, bytes, fill);
    }

    private void check(Given given) {
        int from = pages.offset(given.address());
        byte[] array = pages.array(given.address());
        byte[] expected = new byte[given.bytes()];
        Arrays.fill(expected, given.fill());
        assertTrue(Arrays.equals(expected, 0, given.bytes(), array, from, from + given.bytes()),
            given::toString);
    }

    @Test
    void recordsKeepApartAndEverythingComesBack() {
        SplittableRandom random = new SplittableRandom(7);
        List<Given> all = new ArrayList<>();
        long expected = 0;
        for (int i = 0; i < 60_000; i++) {
            if (all.isEmpty() || random.nextInt(100) < (i / 10_000 % 2 == 0 ? 70 : 30)) {
                Given given = add(random);
                expected += Pages.taken(given.bytes());
                all.add(given);
            } else {
                int at = random.nextInt(all.size());
                Given given = all.get(at);
                check(given);
                pages.remove(given.address());
                expected -= Pages.taken(given.bytes());
                all.set(at, all.getLast());
                all.removeLast();
            }
            assertEquals(expected, pages.liveBytes());
        }
        assertTrue(pages.heldBytes() >= pages.liveBytes());
        all.forEach(this::check);
        all.forEach(given -> pages.remove(given.address()));
        assertEquals(0, pages.liveBytes());
        assertTrue(pages.heldBytes() < 1 << 20, "held " + pages.heldBytes());
    }

    @Test
    void roundingTakesAtMostAnEighth() {
        for (int bytes = 1; bytes < 40_000; bytes++) {
            long taken = Pages.taken(bytes);
            assertTrue(taken >= bytes && taken <= bytes + Math.max(7, bytes / 8 + 8) + 16,
                bytes + " takes " + taken);
        }
    }

    @Test
    void aFewRecordsTakeASmallPage() {
        pages.add(40);
        assertTrue(pages.heldBytes() < 1200, "held " + pages.heldBytes());
    }

    @Test
    void whatIsMostlyFreeIsGivenBackWhileRecordsComeAndGo() {
        SplittableRandom random = new SplittableRandom(11);
        Map<Long, Given> all = new HashMap<>();
        for (int i = 0; i < 150_000; i++) {
            keep(all, sized(random));
        }
        List<Given> order = new ArrayList<>(all.values());
        Collections.shuffle(order, new Random(13));
        for (int i = 0; i < 130_000; i++) {
            pages.remove(order.get(i).address());
            all.remove(order.get(i).address());
        }
        assertTrue(pages.heldBytes() > 3 * pages.liveBytes(), "most pages have a record yet");
        long begun = pages.heldBytes();
        int looks = 0;
        while (pages.isSparse() && ++looks < 500_000) {
            long from = pages.toMove();
            if (from != 0) {
                move(all, from);
            }
            if (looks % 10 == 0) {
                Given gone = all.values().iterator().next();
                pages.remove(gone.address());
                all.remove(gone.address());
                keep(all, sized(random));
            }
        }
        assertFalse(pages.isSparse(), () -> pages.heldBytes() + " of " + begun + " bytes are held");
        all.values().forEach(this::check);
        all.values().forEach(each -> pages.remove(each.address()));
        assertEquals(0, pages.liveBytes());
    }

    @Test
    void pagesOfALargeArrayAreMovedSoThatItCanGo() {
        Map<Long, Given> all = new HashMap<>();
        for (int i = 0; i < 300_000; i++) {
            keep(all, sized(200, (byte) i));
        }
        long most = pages.heldBytes();
        // One page in eight stays as it is, with all of its records: none is sparse.
        all.values().removeIf(given -> {
            boolean goes = (given.address() >>> 15) % 8 != 0;
            if (goes) {
                pages.remove(given.address());
            }
            return goes;
        });
        long held = pages.heldBytes();
        assertTrue(held > 3 * pages.liveBytes(), "held " + held);
        for (int i = 0; pages.isSparse(); i++) {
            assertTrue(i < 10_000, () -> "held " + pages.heldBytes());
            long from = pages.toMove();
            if (from != 0) {
                move(all, from);
            }
        }
        assertTrue(pages.heldBytes() < most / 4, () -> pages.heldBytes() + " of " + most);
        all.values().forEach(this::check);
        for (int i = 0; i < 300_000; i++) {
            keep(all, sized(200, (byte) i));
        }
        all.values().forEach(this::check);
        all.values().forEach(each -> pages.remove(each.address()));
        assertEquals(0, pages.liveBytes());
        assertTrue(pages.heldBytes() < 1 << 20, "held " + pages.heldBytes());
    }

    private void move(Map<Long, Given> all, long from) {
        Given given = all.remove(from);
        check(given);
        long to = pages.add(given.bytes());
        System.arraycopy(pages.array(from), pages.offset(from), pages.array(to),
            pages.offset(to), given.bytes());
        pages.remove(from);
        keep(all, new Given(to, given.bytes(), given.fill()));
    }

    private static void keep(Map<Long, Given> all, Given given) {
        assertNull(all.put(given.address(), given), "given twice");
    }

    private Given sized(SplittableRandom random) {
        return sized(random.nextInt(3) == 0 ? 120 : 200, (byte) random.nextInt());
    }

    private Given sized(int bytes, byte fill) {
        long address = pages.add(bytes);
        int from = pages.offset(address);
        Arrays.fill(pages.array(address), from, from + bytes, fill);
        return new Given(address, bytes, fill);
    }
}
