package dev.socketley.engine.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private long bytesMax = 3 * (10 + 64);
    private final Backlog backlog = new Backlog(() -> bytesMax);

    private static String shown(List<byte[]> records) {
        return String.join(" ", records.stream().map(each -> "" + each[0]).toList());
    }

    /** Adds records of ten bytes, which are one position each. */
    private void add(int first, int last) {
        for (int i = first; i <= last; i++) {
            byte[] record = new byte[10];
            record[0] = (byte) i;
            backlog.add(record, 100 + i);
        }
    }

    @Test
    void recordsFromAPlaceOnAreThoseBehindIt() {
        backlog.clear(100);
        assertEquals("", shown(backlog.from(100)));
        add(1, 3);
        assertEquals("1 2 3", shown(backlog.from(100)));
        assertEquals("3", shown(backlog.from(102)));
        assertEquals("", shown(backlog.from(103)));
        assertNull(backlog.from(99));
        assertNull(backlog.from(104));
        backlog.clear(200);
        assertNull(backlog.from(103));
        assertEquals("", shown(backlog.from(200)));
    }

    @Test
    void aPlaceInTheMidstOfARecordIsNone() {
        backlog.clear(0);
        backlog.add(new byte[30], 10);
        backlog.add(new byte[30], 20);
        assertNull(backlog.from(15));
        assertNull(backlog.from(5));
    }

    @Test
    void theOldestGoWhenThereAreTooManyBytes() {
        backlog.clear(100);
        add(1, 3);
        assertEquals(bytesMax, backlog.bytes());
        add(4, 4);
        assertEquals(bytesMax, backlog.bytes());
        assertNull(backlog.from(100));
        assertEquals("2 3 4", shown(backlog.from(101)));
        bytesMax = 0;
        add(5, 5);
        assertEquals(0, backlog.bytes());
        assertNull(backlog.from(104));
        assertEquals("", shown(backlog.from(105)));
    }
}
