package dev.socketley.engine.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NetworkTest {
    private static final StreamSettings STREAM = new StreamSettings(1 << 16, 1 << 17, 1 << 20, 1000);
    /** More than the 2 KB that a read takes into a buffer of its own at first, less than 16 KB. */
    private static final int BYTES = 10_000;

    /** Remembers how much its first read brought. */
    private static final class First implements ConnectionHandler {
        final CompletableFuture<Integer> bytes = new CompletableFuture<>();

        @Override
        public void onReadable(Connection connection, ByteBuf input) {
            bytes.complete(input.readableBytes());
            input.skipBytes(input.readableBytes());
        }

        @Override
        public void onEnd(Connection connection) {
            connection.close();
        }

        @Override
        public void onClose(Connection connection) {
            // nothing was begun
        }
    }

    /** Bytes of the first read of an accepted connection, all of them sent before it. */
    private static int firstRead(Transport transport) throws Exception {
        First first = new First();
        try (EventLoops loops = new EventLoops(transport, 1)) {
            Listener listener = new Network(loops).listen(loops.next(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ListenSettings.of(STREAM, 16, 0, () -> { }), () -> first)
                .toCompletableFuture().get(10, TimeUnit.SECONDS);
            try (Socket peer = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
                peer.getOutputStream().write(new byte[BYTES]);
                listener.accept();
                return first.bytes.get(10, TimeUnit.SECONDS);
            } finally {
                listener.close().toCompletableFuture().get(10, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void theRingBringsAllThatHasArrivedInOneRead() throws Exception {
        assumeTrue(Transport.IO_URING.unavailable() == null
            && !Transport.IO_URING.streamOptions().isEmpty());
        assertEquals(BYTES, firstRead(Transport.IO_URING));
    }
}
