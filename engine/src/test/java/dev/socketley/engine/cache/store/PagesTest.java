package dev.socketley.engine.cache.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
        int from = Pages.offset(address);
        Arrays.fill(pages.array(address), from, from + bytes, fill);
        return new Given(address, bytes, fill);
    }

    private void check(Given given) {
        int from = Pages.offset(given.address());
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
}
