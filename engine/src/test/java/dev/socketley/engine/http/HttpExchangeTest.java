package dev.socketley.engine.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.socketley.engine.protocol.http.HttpResponse;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A body that comes in pieces, whatever the network's pieces and those that are asked for. */
class HttpExchangeTest {
    private static final int MANY = 4 << 20;

    /** Nobody answers it. */
    private static final class Body extends HttpExchange {
        Body() {
            super(null, 1);
        }

        @Override
        public EventLoop loop() {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void demand() {}

        @Override
        protected void sendHead(HttpResponse head) {}

        @Override
        protected void sendPiece(byte[] piece) {}

        @Override
        protected void sendEnd(List<Map.Entry<String, byte[]>> trailers) {}

        @Override
        protected void cut(String cause) {}

        @Override
        protected void sendRaw(ByteBuf bytes) {}

        @Override
        protected boolean sendStatic(ByteBuffer bytes, Consumer<Boolean> then) {
            return false;
        }

        @Override
        protected boolean isWritable() {
            return true;
        }

        @Override
        protected void sendWhole(HttpResponse whole) {}

        /** The next piece, null at the end. */
        byte[] next(int most) {
            byte[][] heard = {new byte[0]};
            read(most, (piece, error) -> {
                assertNull(error);
                heard[0] = piece;
            });
            return heard[0];
        }

        void arrives(byte[] bytes) {
            piece(bytes);
        }

        void ends() {
            complete(List.of());
        }
    }

    @Test
    void piecesAreJoinedAndCutAsAskedFor() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            Body body = new Body();
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            for (int i = random.nextInt(6); i >= 0; i--) {
                byte[] bytes = new byte[random.nextInt(1, 40)];
                random.nextBytes(bytes);
                sent.writeBytes(bytes);
                body.arrives(bytes);
            }
            body.ends();
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            int most = random.nextInt(1, 50);
            for (byte[] piece = body.next(most); piece != null; piece = body.next(most)) {
                assertEquals(Math.min(most, sent.size() - got.size()), piece.length);
                got.writeBytes(piece);
            }
            assertArrayEquals(sent.toByteArray(), got.toByteArray());
        }
    }

    /** What has come at once is not copied again for each piece that is taken of it. */
    @Test
    void aLongPieceIsReadInTimeThatIsItsLength() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Body body = new Body();
        body.arrives(new byte[MANY]);
        body.ends();
        long before = threads.getCurrentThreadAllocatedBytes();
        int count = 0;
        while (body.next(4096) != null) {
            count++;
        }
        assertEquals(MANY / 4096, count);
        long taken = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(taken < 4L * MANY, () -> taken + " bytes were allocated");
    }
}
