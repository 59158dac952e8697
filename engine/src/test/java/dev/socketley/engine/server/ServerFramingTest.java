package dev.socketley.engine.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.socketley.engine.Hook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Framings beside lines, and what the first bytes tell. */
class ServerFramingTest {
    private final ServerFixture fixture = new ServerFixture();

    @AfterEach
    void end() {
        fixture.close();
    }

    private ServerRuntime echo(Object... options) {
        ServerRuntime[] server = new ServerRuntime[1];
        server[0] = fixture.start("framed", new ScriptDouble().on(Hook.ON_CLIENT_MESSAGE, args -> {
            server[0].send((Long) args[0], (byte[]) args[1]);
            return true;
        }), options);
        return server[0];
    }

    @Test
    void messagesStandBehindTheirLength() throws IOException {
        ServerRuntime server = echo("framing", "length32", "message-bytes-max", 16);
        byte[] sent = {0, 0, 0, 3, 'a', '\n', 'b', 0, 0, 0, 0, 0, 0, 0, 16, 0, 1, 2, 3, 4, 5, 6, 7,
            8, 9, 10, 11, 12, 13, 14, 15};
        try (Wire wire = new Wire(server)) {
            for (byte one : sent) {
                wire.send(new byte[] {one});
            }
            assertArrayEquals(sent, wire.bytes(sent.length));
            assertEquals("", wire.send(new byte[] {0, 0, 0, 17}).rest().replace("<reset>", ""));
        }
        ServerFixture.until("it is told", () -> fixture.log.stream().anyMatch(line ->
            line.contains("message of 17 bytes exceeds message-bytes-max 16")));
    }

    @Test
    void aLengthOverTwoGigabytesIsRefusedByItself() throws IOException {
        ServerRuntime server = echo("framing", "length32");
        try (Wire wire = new Wire(server)) {
            wire.send(new byte[] {-1, -1, -1, -1});
            assertEquals("", wire.rest().replace("<reset>", ""));
        }
    }

    @Test
    void rawBytesAreMessagesAsTheyCome() throws IOException {
        ServerRuntime server = echo("framing", "raw", "message-bytes-max", 16);
        try (Wire wire = new Wire(server)) {
            assertEquals("GET / no line end",
                new String(wire.send("GET / no line end").bytes(17), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void arraysOfARedisClientAreMessages() throws IOException {
        ServerRuntime server = echo();
        try (Wire wire = new Wire(server)) {
            String array = "*2\r\n$3\r\nSAY\r\n$7\r\nhi\r\nyou\r\n";
            for (char one : array.toCharArray()) {
                wire.send(String.valueOf(one));
            }
            assertEquals("SAY hi\r", wire.line());
            assertEquals("you", wire.line());
            assertEquals("PING", wire.send("*1\r\n$4\r\nPING\r\n").line());
            assertEquals("", wire.send("*1\r\nnonsense\r\n").rest().replace("<reset>", ""));
        }
        try (Wire wire = new Wire(server)) {
            assertEquals("*2 of them", wire.send("*2 of them\n").line());
        }
        try (Wire wire = new Wire(server)) {
            assertEquals("*", wire.send("*\n").line());
        }
    }
}
