package dev.socketley.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimeTableTest {
    private static Map<?, ?> row(String name, String status, long port) {
        return Map.of("id", "0a1b2c", "name", name, "type", "server", "port", port, "status",
            status, "connections", 3L, "owner", "", "created_seconds", 90L, "up_seconds", 1L);
    }

    @Test
    void withoutRuntimesNothingIsShown() {
        assertEquals("", RuntimeTable.show(List.of(), true));
    }

    @Test
    void columnsAreAligned() {
        assertEquals("""
            ID        NAME            TYPE    PORT    CONN  OWNED BY    STATUS              CREATED
            0a1b2c    chat            server  9000    3     -           Up 1 second         1 minute ago
            """, RuntimeTable.show(List.of(row("chat", "running", 9000)), true));
    }

    @Test
    void aLongNameWidensItsColumn() {
        assertEquals("0a1b2c    a-name-of-twenty-chars server  -       3     -           "
            + "Stopped             1 minute ago\n",
            RuntimeTable.show(List.of(row("a-name-of-twenty-chars", "stopped", 0)), false));
    }

    @ParameterizedTest
    @CsvSource({"0,0 seconds", "1,1 second", "59,59 seconds", "60,1 minute", "3599,59 minutes",
        "3600,1 hour", "86399,23 hours", "86400,1 day", "172800,2 days"})
    void onlyTheLargestUnitIsShown(long seconds, String text) {
        assertEquals(text, RuntimeTable.duration(seconds));
    }
}
