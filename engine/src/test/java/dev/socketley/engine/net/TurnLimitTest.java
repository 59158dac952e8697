package dev.socketley.engine.net;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.tls.ServerTls;
import dev.socketley.engine.tls.TlsOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TurnLimitTest {
    private static final StreamSettings STREAM = new StreamSettings(1 << 16, 1 << 17, 1 << 20, 1000);
    private static final long READ_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int READS_BEFORE = 10;
    /** Without a limit it is about 60. */
    private static final int READS_MAX = 10;
    private static final int CLIENTS_WAITING = 3;
    private static final int HANDSHAKES = 200;

    @TempDir
    private Path directory;

    /** Two connections of one loop that throw a byte to and fro, so that its reads never end. */
    private static final class Game implements ConnectionHandler {
        final CompletableFuture<Integer> readsBeforeTask = new CompletableFuture<>();
        private int reads;

        @Override
        public void onReadable(Connection connection, ByteBuf input) {
            spin();
            if (++reads == READS_BEFORE) {
                connection.loop().execute(() -> readsBeforeTask.complete(reads - READS_BEFORE));
            }
            connection.write(input.readRetainedSlice(input.readableBytes()));
        }

        @Override
        public void onClose(Connection connection) {
            // nothing was begun
        }
    }

    /** The same with datagrams. */
    @ChannelHandler.Sharable
    private static final class PacketGame extends SimpleChannelInboundHandler<DatagramPacket> {
        final CompletableFuture<Integer> readsBeforeTask = new CompletableFuture<>();
        private int reads;

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
            spin();
            if (++reads == READS_BEFORE) {
                ctx.channel().eventLoop().execute(
                    () -> readsBeforeTask.complete(reads - READS_BEFORE));
            }
            ctx.writeAndFlush(new DatagramPacket(packet.content().retain(), packet.sender()));
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void tasksRunWhileConnectionsAreAccepted(Transport transport) throws Exception {
        assumeTrue(transport.unavailable() == null);
        try (EventLoops loops = new EventLoops(transport, 1)) {
            EventLoop loop = loops.next();
            AtomicInteger accepted = new AtomicInteger();
            CompletableFuture<Integer> acceptsBeforeTask = new CompletableFuture<>();
            Listener listener = new Network(loops).listen(loop,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ListenSettings.of(STREAM, 16, 0, () -> { }), () -> {
                    spin();
                    if (accepted.incrementAndGet() == READS_BEFORE) {
                        loop.execute(() ->
                            acceptsBeforeTask.complete(accepted.get() - READS_BEFORE));
                    }
                    return new Game();
                }).toCompletableFuture().get(20, TimeUnit.SECONDS);
            listener.accept();
            List<Socket> clients = new ArrayList<>();
            try {
                while (!acceptsBeforeTask.isDone()) {
                    clients.add(new Socket(InetAddress.getLoopbackAddress(), listener.port()));
                    // Some are always waiting, so that accepts never end, but never many.
                    while (accepted.get() < clients.size() - CLIENTS_WAITING
                            && !acceptsBeforeTask.isDone()) {
                        Thread.onSpinWait();
                    }
                    assertTrue(clients.size() < 500, "the task never ran");
                }
            } finally {
                for (Socket client : clients) {
                    client.close();
                }
            }
            int accepts = acceptsBeforeTask.get(60, TimeUnit.SECONDS);
            assertTrue(accepts <= READS_MAX, "a task waited for " + accepts + " accepts");
            listener.close().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    /** Whoever is refused makes the next one try, so that handshakes never end. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void tasksRunWhileHandshakesGoOn(Transport transport) throws Exception {
        assumeTrue(transport.unavailable() == null);
        List<Socket> clients = new ArrayList<>();
        AtomicInteger refused = new AtomicInteger();
        CompletableFuture<Integer> handshakesBeforeTask = new CompletableFuture<>();
        try (EventLoops loops = new EventLoops(transport, 1);
                ServerTls tls = ServerTls.open("turns", OptionSet.of(TlsOptions.LISTENING)
                    .with("tls", "dev").with("tls-dir", directory.toString()))) {
            EventLoop loop = loops.next();
            Listener listener = new Network(loops).listen(loop,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ListenSettings.of(STREAM, HANDSHAKES, 0, () -> {
                    spin();
                    int n = refused.incrementAndGet();
                    if (n == READS_BEFORE) {
                        loop.execute(() -> handshakesBeforeTask.complete(refused.get() - READS_BEFORE));
                    }
                    if (!handshakesBeforeTask.isDone() && n < HANDSHAKES) {
                        beginsBadly(clients.get(n));
                    }
                }).with(tls, 0), Game::new).toCompletableFuture().get(60, TimeUnit.SECONDS);
            listener.accept();
            for (int i = 0; i < HANDSHAKES; i++) {
                clients.add(new Socket(InetAddress.getLoopbackAddress(), listener.port()));
            }
            // Once the last is accepted the loop has nothing to do but what the first begins.
            loop.submit(() -> beginsBadly(clients.getFirst())).get(60, TimeUnit.SECONDS);
            int handshakes = handshakesBeforeTask.get(60, TimeUnit.SECONDS);
            assertTrue(handshakes <= READS_MAX, "a task waited for " + handshakes + " handshakes");
            listener.close().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    /** With a record of TLS in which there is no message of TLS. */
    private static void beginsBadly(Socket client) {
        try {
            client.getOutputStream().write(new byte[] {0x16, 3, 1, 0, 4, 99, 0, 0, 0});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void spin() {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < READ_NANOS) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void tasksRunWhileDatagramsAreRead(Transport transport) throws Exception {
        assumeTrue(transport.unavailable() == null);
        try (EventLoops loops = new EventLoops(transport, 1)) {
            EventLoop loop = loops.next();
            Network network = new Network(loops);
            PacketGame game = new PacketGame();
            InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            DatagramChannel one =
                network.datagram(loop, any, game).toCompletableFuture().get(20, TimeUnit.SECONDS);
            DatagramChannel other =
                network.datagram(loop, any, game).toCompletableFuture().get(20, TimeUnit.SECONDS);
            one.writeAndFlush(
                new DatagramPacket(Unpooled.copiedBuffer(new byte[] {1}), other.localAddress()));
            int reads = game.readsBeforeTask.get(60, TimeUnit.SECONDS);
            assertTrue(reads <= READS_MAX, "a task waited for " + reads + " reads");
            one.close().get(20, TimeUnit.SECONDS);
            other.close().get(20, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void tasksRunWhileReadsGoOn(Transport transport) throws Exception {
        assumeTrue(transport.unavailable() == null);
        try (EventLoops loops = new EventLoops(transport, 1)) {
            EventLoop loop = loops.next();
            Network network = new Network(loops);
            Game game = new Game();
            Listener listener = network.listen(loop,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ListenSettings.of(STREAM, 16, 0, () -> { }), () -> game)
                .toCompletableFuture().get(20, TimeUnit.SECONDS);
            listener.accept();
            Connection peer = network.connect(loop,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port()),
                Duration.ofSeconds(20), STREAM, game).toCompletableFuture().get(20, TimeUnit.SECONDS);
            loop.execute(() -> peer.write(Unpooled.copiedBuffer(new byte[] {1})));
            int reads = game.readsBeforeTask.get(60, TimeUnit.SECONDS);
            assertTrue(reads <= READS_MAX, "a task waited for " + reads + " reads");
            listener.close().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }
}
