package dev.socketley.engine.server;

import static dev.socketley.engine.server.ServerFixture.on;
import static dev.socketley.engine.server.ServerFixture.readingStops;
import static dev.socketley.engine.server.ServerFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.net.Transport;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pairs of clients of two servers, on one loop or two, whatever the clients came by. */
@Timeout(120)
class ServerPairsTest {
    @TempDir
    private Path directory;

    private static boolean pipe(ServerRuntime a, long one, ServerRuntime b, long two) {
        return a.pipe(one, b, two).toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static long only(ServerRuntime server) {
        until("one client", () -> on(server, server::clients).length == 1);
        return on(server, server::clients)[0];
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "3, 2"})
    void messagesGoBothWaysInLinesUntilThePairEnds(int loops, int workers) throws Exception {
        try (ServerFixture f = new ServerFixture(Transport.best(), loops)) {
            ScriptDouble script = new ScriptDouble().on(Hook.ON_CLIENT_MESSAGE, args -> true);
            ServerRuntime a = f.start("a", script, "workers", (long) workers);
            ServerRuntime b = f.start("b", script);
            try (Wire x = new Wire(a); Wire y = new Wire(b)) {
                long one = only(a);
                long two = only(b);
                assertFalse(pipe(a, one, b, 999));
                assertFalse(pipe(a, 999, b, two));
                assertFalse(pipe(a, one, a, one));
                assertTrue(pipe(a, one, b, two));
                x.send("one\ntwo\n");
                assertEquals("one", y.line());
                assertEquals("two", y.line());
                y.send("back\n");
                assertEquals("back", x.line());
                assertEquals(List.of(), script.calls);
                assertTrue(on(b, () -> b.unpipe(two)));
                until("the other knows", () -> !on(a, () -> a.table().get(one).pair() != null));
                x.send("alone\n");
                until("it is a's", () -> script.calls.contains("on_client_message " + one + " alone"));
                assertTrue(pipe(b, two, a, one));
                y.send("again\n");
                assertEquals("again", x.line());
            }
            until("both are gone", () -> a.connections() + b.connections() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whoeverIsLeftAloneIsHeardByItsServerAgain(int loops) throws Exception {
        try (ServerFixture f = new ServerFixture(Transport.best(), loops)) {
            ScriptDouble script = new ScriptDouble().on(Hook.ON_CLIENT_MESSAGE, args -> true);
            ServerRuntime a = f.start("a", script);
            ServerRuntime b = f.start("b", script);
            try (Wire x = new Wire(a)) {
                long one = only(a);
                try (Wire y = new Wire(b)) {
                    assertTrue(pipe(a, one, b, only(b)));
                    y.send("hi\n");
                    assertEquals("hi", x.line());
                }
                until("it knows", () -> on(a, () -> a.table().get(one).pair()) == null);
                x.send("alone\n");
                until("it is heard",
                    () -> script.calls.contains("on_client_message " + one + " alone"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whoeverIsPairedWithOneThatDoesNotReadIsNotReadEither(int loops) throws Exception {
        try (ServerFixture f = new ServerFixture(Transport.best(), loops)) {
            ServerRuntime a = f.start("a", new ScriptDouble());
            ServerRuntime b = f.start("b", new ScriptDouble());
            try (Wire x = new Wire(a); Wire y = new Wire(b)) {
                assertTrue(pipe(a, only(a), b, only(b)));
                int lines = 2000;
                String line = "y".repeat(9999) + "\n";
                Thread sender = x.flood(line, lines, false);
                long read = readingStops(a, 3);
                assertTrue(read < lines, () -> read + " were read");
                assertEquals(lines * line.length(), y.bytes(lines * line.length()).length);
                sender.join();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "3, 2"})
    void clientsOfUnixSocketsAndDatagramsAreRoutedAndPairedToo(int loops, int workers)
            throws Exception {
        try (ServerFixture f = new ServerFixture(Transport.best(), loops);
                SocketChannel local = SocketChannel.open(StandardProtocolFamily.UNIX);
                DatagramSocket datagrams = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Path path = directory.resolve("s");
            ServerRuntime unix = f.start("unix", new ScriptDouble(), "workers", (long) workers, "unix",
                path.toString());
            ServerRuntime udp = f.start("udp", new ScriptDouble(), "workers", (long) workers, "udp", true);
            ScriptDouble script = new ScriptDouble();
            ServerRuntime room = f.create("room", script, "unix");
            script.on(Hook.ON_CLIENT_MESSAGE, args -> {
                room.send((long) args[0], ("room: " + new String((byte[]) args[1])).getBytes());
                return true;
            });
            ServerFixture.await(room.start());
            local.connect(UnixDomainSocketAddress.of(path));
            long one = only(unix);
            datagrams.setSoTimeout(30_000);
            datagrams.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), udp.port()));
            send(datagrams, "here");
            long two = only(udp);
            assertTrue(on(unix, () -> unix.route(one, "room")));
            assertTrue(on(udp, () -> udp.route(two, "room")));
            local.write(ByteBuffer.wrap("a\n".getBytes(StandardCharsets.US_ASCII)));
            assertEquals("room: a\n", read(local, 8));
            send(datagrams, "b");
            assertEquals("room: b", receive(datagrams));
            assertTrue(on(unix, () -> unix.unroute(one)));
            assertTrue(on(udp, () -> udp.unroute(two)));
            assertTrue(pipe(unix, one, udp, two));
            local.write(ByteBuffer.wrap("to you\n".getBytes(StandardCharsets.US_ASCII)));
            assertEquals("to you", receive(datagrams));
            send(datagrams, "to me");
            assertEquals("to me\n", read(local, 6));
            assertNull(on(udp, () -> udp.routeOf(two)));
        }
    }

    private static void send(DatagramSocket from, String text) throws Exception {
        from.send(new DatagramPacket(text.getBytes(), text.length()));
    }

    private static String receive(DatagramSocket at) throws Exception {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        at.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    private static String read(SocketChannel from, int bytes) throws Exception {
        ByteBuffer in = ByteBuffer.allocate(bytes);
        while (in.hasRemaining() && from.read(in) >= 0) {
            // until it is full
        }
        return new String(in.array(), 0, in.position(), StandardCharsets.US_ASCII);
    }
}
