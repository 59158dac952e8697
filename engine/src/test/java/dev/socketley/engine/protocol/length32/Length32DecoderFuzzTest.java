package dev.socketley.engine.protocol.length32;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Length32DecoderFuzzTest {
    /** Any messages, encoded and cut anywhere, come out as they went in. */
    @Test
    void anySplitGivesTheSameMessages() throws ProtocolException {
        long seed = Long.getLong("socketley.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            List<byte[]> sent = new ArrayList<>();
            ByteBuf wire = Unpooled.buffer();
            for (int i = random.nextInt(5); i >= 0; i--) {
                byte[] message = new byte[random.nextInt(random.nextBoolean() ? 4 : 300)];
                random.nextBytes(message);
                sent.add(message);
                wire.writeInt(message.length).writeBytes(message);
            }
            ByteBuf input = Unpooled.buffer();
            int next = 0;
            while (wire.isReadable()) {
                input.writeBytes(wire, 1 + random.nextInt(wire.readableBytes()));
                byte[] got = Length32Decoder.next(input, 300);
                while (got != null) {
                    assertArrayEquals(sent.get(next++), got, "seed " + seed);
                    got = Length32Decoder.next(input, 300);
                }
            }
            assertEquals(sent.size(), next, "seed " + seed);
            assertEquals(0, input.readableBytes(), "seed " + seed);
        }
    }

    /** Any bytes at all: messages, or a refusal. */
    @Test
    void nothingButAProtocolExceptionIsThrown() {
        long seed = Long.getLong("socketley.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 5000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (random.nextBoolean() && bytes.length > 2) {
                bytes[0] = 0;
                bytes[1] = 0;
                bytes[2] = 0;
            }
            ByteBuf input = Unpooled.wrappedBuffer(bytes);
            try {
                int left = input.readableBytes();
                while (Length32Decoder.next(input, 1000) != null) {
                    assertTrue(input.readableBytes() < left, "seed " + seed);
                    left = input.readableBytes();
                }
            } catch (ProtocolException e) {
                assertTrue(e.getMessage().contains("exceeds"), "seed " + seed);
            }
        }
    }

    @Test
    void theLimitIsForTheMessageAlone() throws ProtocolException {
        ByteBuf fits = Unpooled.buffer().writeInt(3).writeBytes(new byte[3]);
        assertEquals(3, Length32Decoder.next(fits, 3).length);
        ByteBuf longer = Unpooled.buffer().writeInt(4);
        ProtocolException e = assertThrows(ProtocolException.class,
            () -> Length32Decoder.next(longer, 3));
        assertEquals("message of 4 bytes exceeds message-bytes-max 3", e.getMessage());
        assertNull(Length32Decoder.next(Unpooled.buffer().writeByte(1), 3));
    }
}
