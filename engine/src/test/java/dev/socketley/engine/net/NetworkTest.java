package dev.socketley.engine.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.socketley.engine.Until;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NetworkTest {
    private static final StreamSettings STREAM = new StreamSettings(1 << 16, 1 << 17, 1 << 20, 1000);
    /** More than the 2 KB that a read takes into a buffer of its own at first, less than 16 KB. */
    private static final int BYTES = 10_000;
    /** Netty runs at least so many tasks that are there before it looks at the clock. */
    private static final int TASKS_BEFORE_A_LOOK = 64;

    /** Remembers how much its first read brought. */
    private static final class First implements ConnectionHandler {
        final CompletableFuture<Integer> bytes = new CompletableFuture<>();
        volatile boolean sendsAtOnce;

        @Override
        public void onReadable(Connection connection, ByteBuf input) {
            sendsAtOnce = connection.channel().config().getOption(ChannelOption.TCP_NODELAY);
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
    private static int firstRead(Transport transport, First first) throws Exception {
        try (EventLoops loops = new EventLoops(transport, 1)) {
            Listener listener = new Network(loops).listen(loops.next(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ListenSettings.of(STREAM, 16, 0, () -> { }), () -> first)
                .toCompletableFuture().get(60, TimeUnit.SECONDS);
            try (Socket peer = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
                peer.getOutputStream().write(new byte[BYTES]);
                listener.accept();
                return first.bytes.get(60, TimeUnit.SECONDS);
            } finally {
                listener.close().toCompletableFuture().get(60, TimeUnit.SECONDS);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void streamsSendAtOnce(Transport transport) throws Exception {
        assumeTrue(transport.unavailable() == null);
        First first = new First();
        firstRead(transport, first);
        assertTrue(first.sendsAtOnce);
    }

    @Test
    void theRingBringsAllThatHasArrivedInOneRead() throws Exception {
        assumeTrue(Transport.IO_URING.unavailable() == null
            && !Transport.IO_URING.streamOptions().isEmpty());
        assertEquals(BYTES, firstRead(Transport.IO_URING, new First()));
    }

    /** Neither blocks nor tells of failures, which only the far end may. */
    private static List<SocketChannel> connecting(Listener to, int count) throws IOException {
        List<SocketChannel> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SocketChannel next = SocketChannel.open();
            next.configureBlocking(false);
            next.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), to.port()));
            all.add(next);
        }
        return all;
    }

    private static boolean areConnected(List<SocketChannel> all) {
        for (SocketChannel one : all) {
            try {
                if (!one.finishConnect()) {
                    return false;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return true;
    }

    /** The system holds one more than it is told to. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void theSystemHoldsAsManyAsTheBacklogSays(Transport transport) throws Exception {
        assumeTrue(transport.unavailable() == null);
        List<SocketChannel> all = new ArrayList<>();
        try (EventLoops loops = new EventLoops(transport, 1)) {
            List<Listener> listeners = new ArrayList<>();
            for (int backlog : new int[] {1, 64}) {
                listeners.add(new Network(loops).listen(loops.next(),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    ListenSettings.of(STREAM, backlog, 0, () -> { }), First::new)
                    .toCompletableFuture().get(60, TimeUnit.SECONDS));
            }
            List<SocketChannel> few = connecting(listeners.getFirst(), 3);
            all.addAll(few);
            Until.holds("there is room for two", () -> areConnected(few.subList(0, 2)));
            List<SocketChannel> many = connecting(listeners.getLast(), 60);
            all.addAll(many);
            Until.holds("there is room for all", () -> areConnected(many));
            assertFalse(areConnected(few.subList(2, 3)), "nobody is accepted");
            listeners.getFirst().accept();
            Until.holds("whoever waits is let in", () -> areConnected(few));
        } finally {
            for (SocketChannel one : all) {
                one.close();
            }
        }
    }

    /** Does portion after portion until the connection's first bytes are there. */
    private static void work(EventLoop loop, First first, AtomicInteger portions) {
        if (!first.bytes.isDone()) {
            portions.incrementAndGet();
            EventLoops.inNextTurn(loop, () -> work(loop, first, portions));
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void connectionsAreSeenToBetweenThePortionsOfLongWork(Transport transport) throws Exception {
        assumeTrue(transport.unavailable() == null);
        First first = new First();
        AtomicInteger portions = new AtomicInteger();
        try (EventLoops loops = new EventLoops(transport, 1)) {
            EventLoop loop = loops.next();
            Listener listener = new Network(loops).listen(loop,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ListenSettings.of(STREAM, 16, 0, () -> { }), () -> first)
                .toCompletableFuture().get(60, TimeUnit.SECONDS);
            try (Socket peer = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
                peer.getOutputStream().write(new byte[BYTES]);
                loop.execute(() -> {
                    listener.accept();
                    work(loop, first, portions);
                });
                first.bytes.get(60, TimeUnit.SECONDS);
            }
        }
        assertTrue(portions.get() < TASKS_BEFORE_A_LOOK, portions + " portions");
    }

    /** A listener that accepts, which ends with its loops. */
    private static InetSocketAddress accepting(Network network, Runnable refused) throws Exception {
        Listener listener = network.listen(network.loops().next(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            ListenSettings.of(STREAM, 16, 0, refused), First::new)
            .toCompletableFuture().get(20, TimeUnit.SECONDS);
        listener.accept();
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port());
    }

    private static CompletionStage<Connection> connect(Network network, InetSocketAddress there) {
        return network.connect(network.loops().next(), there, Duration.ofSeconds(20), STREAM,
            new First());
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void whoIsOneTooManyIsClosedAtOnce(Transport transport) throws Exception {
        assumeTrue(transport.unavailable() == null);
        AtomicInteger refused = new AtomicInteger();
        try (EventLoops loops = new EventLoops(transport, 1)) {
            Network network = new Network(loops, new ConnectionLimit(0));
            InetSocketAddress there = accepting(network, refused::incrementAndGet);
            for (int i = 1; i <= 3; i++) {
                try (Socket peer = new Socket(there.getAddress(), there.getPort())) {
                    peer.setSoTimeout(20_000);
                    assertEquals(-1, peer.getInputStream().read());
                }
                assertEquals(i, refused.get());
            }
            CompletableFuture<Boolean> onItsLoop = new CompletableFuture<>();
            CompletableFuture<Connection> ours = new CompletableFuture<>();
            loops.next().execute(() -> connect(network, there).whenComplete((x, cause) -> {
                onItsLoop.complete(loops.next().inEventLoop());
                ours.completeExceptionally(cause);
            }));
            ExecutionException failed = assertThrows(ExecutionException.class,
                () -> ours.get(20, TimeUnit.SECONDS));
            assertEquals(NetErrors.show(there) + ": " + ConnectionLimit.CAUSE,
                failed.getCause().getMessage());
            assertTrue(onItsLoop.get(20, TimeUnit.SECONDS));
            connect(Network.unlimited(loops), there).toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    /** Its channels do not tell their numbers, so they are counted. */
    @Test
    void connectionsOfNioHaveRoomWhenOthersHaveGone() throws Exception {
        try (EventLoops loops = new EventLoops(Transport.NIO, 1)) {
            ConnectionLimit limit = new ConnectionLimit(ConnectionLimit.OPEN_BESIDE + 1);
            InetSocketAddress there = accepting(Network.unlimited(loops), () -> { });
            Network network = new Network(loops, limit);
            Connection first = connect(network, there).toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThrows(ExecutionException.class,
                () -> connect(network, there).toCompletableFuture().get(20, TimeUnit.SECONDS));
            first.closeNow();
            first.channel().closeFuture().await(20, TimeUnit.SECONDS);
            // Who waits may be woken before the loop has told those who listen.
            first.loop().submit(() -> { }).await(20, TimeUnit.SECONDS);
            connect(network, there).toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void filesAreLeftForOthersThanConnections() {
        assertEquals(75, ConnectionLimit.most(100));
        assertEquals(768, ConnectionLimit.most(1024));
        assertEquals(19_744, ConnectionLimit.most(20_000));
    }
}
