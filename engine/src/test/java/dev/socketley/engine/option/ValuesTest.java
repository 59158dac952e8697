package dev.socketley.engine.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ValuesTest {
    @Test
    void sizesMayBeWrittenAsInOtherPrograms() {
        Map.of("100mb", 100L << 20, "2G", 2L << 30, "1.5gB", 3L << 29, "64k", 64L << 10, "7", 7L)
            .forEach((text, bytes) -> assertEquals(bytes, Values.bytes(text, 0, 1L << 40), text));
        for (String none : new String[] {"b", "mb", "10b", "10mbb", "10 apples", "1mkb"}) {
            assertNull(Values.bytes(none, 0, 1L << 40), none);
        }
    }
}
