package dev.socketley.engine.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.protocol.http1.RequestLine.Verdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What was said of a line is never taken back when more of it comes. */
class RequestLineFuzzTest {
    private static final String[] PARTS = {"GET", "get", "a", " ", " ", "/x", "*", "HTTP/1.1",
        "HTTP/", "1", ".", "\r\n", "\n", "\r", "\t", ":", "\u00e4", "\u007f", "{"};
    private static final int BYTES_MAX = 40;
    private static final Pattern REQUEST_LINE =
        Pattern.compile("[a-zA-Z*.1]+ [^\\x00- \\x7f]+ HTTP/1\\.1[\r\n]");

    @Test
    void aVerdictIsFinal() {
        long seed = Long.getLong("socketley.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 50_000; round++) {
            String line = line(random);
            ByteBuf all = Unpooled.copiedBuffer(line, StandardCharsets.ISO_8859_1);
            Verdict last = Verdict.MORE;
            for (int n = 1; n <= line.length(); n++) {
                Verdict now = RequestLine.look(all.slice(0, n), 0, BYTES_MAX);
                Verdict before = last;
                assertTrue(before == Verdict.MORE || before == now, () -> seed + ": " + line);
                last = now;
            }
            Verdict whole = last;
            Matcher match = REQUEST_LINE.matcher(line);
            boolean fits = match.lookingAt() && match.end() <= BYTES_MAX;
            assertEquals(fits, whole == Verdict.YES, () -> seed + ": " + line);
        }
    }

    private static String line(Random random) {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(1, 9); i > 0; i--) {
            out.append(PARTS[random.nextInt(PARTS.length)]);
        }
        return random.nextInt(4) == 0 ? "GET " + out + " HTTP/1.1\r\n" : out.toString();
    }
}
