package dev.socketley.engine.protocol.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.socketley.engine.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any split gives the same messages, only protocol errors are thrown, what is sent comes back. */
class WebSocketDecoderFuzzTest {
    private static final int MESSAGE_MAX = 300;

    private static List<String> decode(byte[] input, Random split) {
        ByteBuf unread = Unpooled.buffer();
        WebSocketDecoder decoder = new WebSocketDecoder(true, null, MESSAGE_MAX);
        List<String> out = new ArrayList<>();
        try {
            for (int at = 0; at < input.length; ) {
                int n = split == null ? input.length : 1 + split.nextInt(20);
                n = Math.min(n, input.length - at);
                unread.writeBytes(input, at, n);
                at += n;
                WebSocketDecoder.Step step = decoder.next(unread);
                while (step != WebSocketDecoder.Step.MORE) {
                    out.add(step + " " + (step == WebSocketDecoder.Step.CLOSE ? decoder.code()
                        : new String(decoder.payload(), StandardCharsets.UTF_8)));
                    step = decoder.next(unread);
                }
                unread.discardReadBytes();
            }
        } catch (ProtocolException e) {
            out.add("refused " + e.status());
        }
        return out;
    }

    private static void frame(ByteArrayOutputStream out, int first, byte[] payload, Random random) {
        out.write(first);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else {
            out.write(0x80 | 126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        }
        byte[] mask = new byte[4];
        random.nextBytes(mask);
        out.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ mask[i & 3]);
        }
    }

    /** Writes one message in some fragments with a ping between; returns what is to come out. */
    private static List<String> message(ByteArrayOutputStream out, Random random) {
        String text = "ä".repeat(random.nextInt(150));
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<String> expected = new ArrayList<>();
        int opcode = 1;
        int at = 0;
        while (bytes.length - at > 1 && random.nextBoolean()) {
            int n = 1 + random.nextInt(bytes.length - at - 1);
            frame(out, opcode, Arrays.copyOfRange(bytes, at, at + n), random);
            at += n;
            opcode = 0;
            if (random.nextBoolean()) {
                frame(out, 0x89, "p".getBytes(), random);
                expected.add("PING p");
            }
        }
        frame(out, 0x80 | opcode, Arrays.copyOfRange(bytes, at, bytes.length), random);
        expected.add("MESSAGE " + text);
        return expected;
    }

    @Test
    void whatIsSentComesBackHoweverItIsFragmentedAndSplit() {
        long seed = Long.getLong("socketley.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 3_000; round++) {
            ByteArrayOutputStream wire = new ByteArrayOutputStream();
            List<String> expected = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                expected.addAll(message(wire, random));
            }
            assertEquals(expected, decode(wire.toByteArray(), random), () -> "seed " + seed);
        }
    }

    @Test
    void wrongBytesGiveTheSameRefusalForAnySplit() {
        long seed = Long.getLong("socketley.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 3_000; round++) {
            ByteArrayOutputStream wire = new ByteArrayOutputStream();
            message(wire, random);
            message(wire, random);
            byte[] input = wire.toByteArray();
            input[random.nextInt(input.length)] = (byte) random.nextInt(256);
            assertEquals(decode(input, null), decode(input, random), () -> "seed " + seed);
        }
    }
}
