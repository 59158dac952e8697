package dev.socketley.engine.protocol.line;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.socketley.engine.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any split gives the same lines, only protocol errors are thrown, what was encoded comes back. */
class LineDecoderFuzzTest {
    private static final int LINE_MAX = 40;

    private static List<String> decode(byte[] input, Random split) {
        ByteBuf unread = Unpooled.buffer();
        LineDecoder decoder = new LineDecoder(LINE_MAX);
        List<String> lines = new ArrayList<>();
        try {
            for (int at = 0; at < input.length; ) {
                int n = split == null ? input.length : 1 + split.nextInt(7);
                n = Math.min(n, input.length - at);
                unread.writeBytes(input, at, n);
                at += n;
                for (byte[] l = decoder.next(unread); l != null; l = decoder.next(unread)) {
                    lines.add(new String(l, StandardCharsets.ISO_8859_1));
                }
                unread.discardReadBytes();
            }
            byte[] last = decoder.last(unread);
            if (last != null) {
                lines.add(new String(last, StandardCharsets.ISO_8859_1));
            }
        } catch (ProtocolException e) {
            lines.add("too long");
        }
        return lines;
    }

    @Test
    void anySplitOfAnyBytesGivesTheSameLines() {
        long seed = Long.getLong("socketley.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] input = new byte[random.nextInt(200)];
            for (int i = 0; i < input.length; i++) {
                input[i] = (byte) switch (random.nextInt(12)) {
                    case 0 -> '\n';
                    case 1 -> '\r';
                    default -> random.nextInt(256);
                };
            }
            assertEquals(decode(input, null), decode(input, random), () -> "seed " + seed);
        }
    }

    @Test
    void whatWasEncodedComesBack() {
        long seed = Long.getLong("socketley.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            List<String> lines = new ArrayList<>();
            ByteArrayOutputStream wire = new ByteArrayOutputStream();
            for (int i = random.nextInt(8); i > 0; i--) {
                String line = "x".repeat(random.nextInt(LINE_MAX + 1));
                lines.add(line);
                wire.writeBytes((line + (random.nextBoolean() ? "\n" : "\r\n")).getBytes());
            }
            assertEquals(lines, decode(wire.toByteArray(), random), () -> "seed " + seed);
        }
    }
}
