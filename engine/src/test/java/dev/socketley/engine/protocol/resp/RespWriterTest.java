package dev.socketley.engine.protocol.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RespWriterTest {
    private final RespWriter writer = new RespWriter();

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, -1, 99, 100, 101, -100, 999_999_999, 1_000_000_007,
        Integer.MAX_VALUE, Integer.MAX_VALUE + 1L, Integer.MIN_VALUE, 1_000_000_000_000_000_000L,
        Long.MAX_VALUE, Long.MIN_VALUE})
    void integersAreWrittenInDecimal(long value) {
        writer.integer(value);
        assertEquals(":" + value + "\r\n", written());
    }

    @Test
    void aLineEndCannotBreakOutOfAnError() {
        writer.error("ERR a\r\n+OK");
        assertEquals("-ERR a  +OK\r\n", written());
    }

    @Test
    void theBufferGrowsWithWhatIsWrittenAndShrinksWhenCleared() {
        writer.bulk(new byte[3 << 20]);
        assertEquals((3 << 20) + 12, writer.length());
        writer.clear();
        writer.ok();
        assertEquals("+OK\r\n", written());
    }

    private String written() {
        return new String(writer.bytes(), 0, writer.length(), StandardCharsets.UTF_8);
    }
}
