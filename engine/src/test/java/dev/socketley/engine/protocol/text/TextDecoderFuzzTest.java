package dev.socketley.engine.protocol.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.resp.Args;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random lines; see {@code RespDecoderFuzzTest} for the properties that replay and lengthen it. */
class TextDecoderFuzzTest {
    private static final int LINE_MAX = 30;

    @Test
    void anySplitGivesTheSameLines() {
        Long only = Long.getLong("socketley.seed");
        long end = System.nanoTime() + Long.getLong("socketley.fuzz.ms", 500) * 1_000_000;
        Random seeds = new Random();
        do {
            long seed = only == null ? seeds.nextLong() : only;
            Random random = new Random(seed);
            byte[] input = new byte[random.nextInt(120)];
            for (int i = 0; i < input.length; i++) {
                input[i] = (byte) "ab  \r\n\0\u00ff".charAt(random.nextInt(8));
            }
            List<String> whole = decode(input, random, input.length + 1);
            for (int i = 0; i < 3; i++) {
                assertEquals(whole, decode(input, random, 1 + random.nextInt(20)),
                    "seed " + seed);
            }
        } while (only == null && System.nanoTime() < end);
    }

    @Test
    void aLineIsCutAtSingleSpaces() throws ProtocolException {
        TextDecoder decoder = new TextDecoder(LINE_MAX);
        byte[] line = "set k  a b\r\n".getBytes(StandardCharsets.UTF_8);
        assertEquals(line.length, decoder.next(line, 0, line.length));
        assertEquals(List.of("set", "k", " a b"), words(decoder.split(3)));
        assertEquals(List.of("set", "k", "", "a", "b"), words(decoder.split(99)));
    }

    private static List<String> decode(byte[] input, Random random, int pieceMax) {
        TextDecoder decoder = new TextDecoder(LINE_MAX);
        List<String> lines = new ArrayList<>();
        int used = 0;
        int arrived = 0;
        try {
            while (arrived < input.length) {
                arrived = Math.min(input.length, arrived + 1 + random.nextInt(pieceMax));
                byte[] buffer = Arrays.copyOfRange(input, used, arrived);
                int at = 0;
                for (int next = decoder.next(buffer, at, buffer.length);
                        next != TextDecoder.MORE;
                        next = decoder.next(buffer, at, buffer.length)) {
                    lines.add(words(decoder.split(3)).toString());
                    at = next;
                }
                used += at;
            }
        } catch (ProtocolException e) {
            lines.add("refused: " + e.getMessage());
        }
        return lines;
    }

    private static List<String> words(Args args) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < args.count(); i++) {
            words.add(args.text(i));
        }
        return words;
    }
}
