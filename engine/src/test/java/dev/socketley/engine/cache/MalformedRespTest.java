package dev.socketley.engine.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Wrong bytes at any place of commands: an error to whoever sent them, and nobody else notices. */
class MalformedRespTest {
    private static final byte[] STREAM = ("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5\r\nvalue\r\n"
        + "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n*1\r\n$4\r\nPING\r\nPING x\r\n")
        .getBytes(StandardCharsets.US_ASCII);

    private static void others(LocalTalk talk) throws IOException {
        talk.client("b");
        talk.received(0);
        talk.send("PING");
        assertEquals("+PONG", talk.received(0));
    }

    @Test
    void everyByteAtEveryPlaceIsAnsweredOrWaitedFor() throws IOException {
        for (int at = 1; at < STREAM.length; at++) {
            for (int wrong = 0; wrong < 256; wrong++) {
                byte[] bytes = STREAM.clone();
                bytes[at] = (byte) wrong;
                LocalTalk talk = new LocalTalk();
                talk.sendBytes(bytes);
                byte[] reply = talk.receivedBytes();
                assertTrue(reply.length == 0 || "+-$:*".indexOf(reply[0]) >= 0,
                    at + " " + wrong + " " + new String(reply, StandardCharsets.ISO_8859_1));
            }
        }
    }

    @Test
    void anyCutIsWaitedFor() throws IOException {
        LocalTalk whole = new LocalTalk();
        whole.sendBytes(STREAM);
        byte[] expected = whole.receivedBytes();
        for (int cut = 1; cut < STREAM.length; cut++) {
            LocalTalk talk = new LocalTalk();
            talk.sendBytes(Arrays.copyOf(STREAM, cut));
            byte[] first = talk.receivedBytes();
            talk.sendBytes(Arrays.copyOfRange(STREAM, cut, STREAM.length));
            byte[] rest = talk.receivedBytes();
            byte[] all = Arrays.copyOf(first, first.length + rest.length);
            System.arraycopy(rest, 0, all, first.length, rest.length);
            assertEquals(new String(expected, StandardCharsets.US_ASCII),
                new String(all, StandardCharsets.US_ASCII), "cut at " + cut);
        }
    }

    @Test
    void whatIsAnnouncedBeyondTheBoundsEndsTheConnection() throws IOException {
        for (String begin : new String[] {"*1\r\n$1073741824\r\n", "*1073741824\r\n",
            "*1\r\n$-5\r\n", "*1\r\n$99999999999999999999\r\n", "*1\r\n:1\r\n",
            "*1\r\n".repeat(1000), "*2\r\n$3\r\nGET\r\n*1\r\n"}) {
            LocalTalk talk = new LocalTalk();
            talk.sendBytes(begin.getBytes(StandardCharsets.US_ASCII));
            String reply = new String(talk.receivedBytes(), StandardCharsets.US_ASCII);
            assertTrue(reply.startsWith("-ERR Protocol error: "), begin + " gave " + reply);
            assertTrue(talk.isClosed(), begin);
            others(talk);
        }
    }
}
