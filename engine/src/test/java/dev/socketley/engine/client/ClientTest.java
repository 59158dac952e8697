package dev.socketley.engine.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.BackOff;
import dev.socketley.engine.Hook;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.RuntimeState;
import dev.socketley.engine.client.ClientFixture.Peer;
import dev.socketley.engine.client.ClientFixture.Script;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClientTest {
    private ClientFixture fixture;

    @BeforeEach
    void begin() throws IOException {
        fixture = new ClientFixture();
    }

    @AfterEach
    void end() throws IOException {
        fixture.close();
    }

    private static EngineException failure(Runtime client) {
        CompletionException e = assertThrows(CompletionException.class,
            () -> ClientFixture.await(client.start()));
        assertEquals(RuntimeState.FAILED, client.state());
        return assertInstanceOf(EngineException.class, e.getCause());
    }

    private static String deadAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    @Test
    void messagesGoBothWaysAsLines() throws IOException {
        Script script = Script.noting();
        ClientRuntime client = fixture.start(script, "target", fixture.address());
        Peer peer = fixture.accept();
        ClientFixture.send(client, "one");
        ClientFixture.send(client, "two\n");
        assertEquals("one", peer.line());
        assertEquals("two", peer.line());
        peer.send("a\r\n\nlong");
        peer.send("er\nlast");
        peer.close();
        ClientFixture.until("left", () -> script.calls.size() == 6);
        assertEquals(List.of("on_connect", "on_message a", "on_message ", "on_message longer",
            "on_message last", "on_disconnect"), script.calls);
    }

    @Test
    void messagesMayStandBehindTheirLength() throws IOException {
        Script script = Script.noting();
        ClientRuntime client = fixture.start(script, "target", fixture.address(), "framing",
            "length32", "message-bytes-max", 16);
        Peer peer = fixture.accept();
        ClientFixture.send(client, "a\nb");
        ClientFixture.send(client, "");
        assertArrayEquals(new byte[] {0, 0, 0, 3, 'a', '\n', 'b', 0, 0, 0, 0},
            peer.socket().getInputStream().readNBytes(11));
        for (byte one : new byte[] {0, 0, 0, 2, 'x', '\n', 0, 0, 0, 0}) {
            peer.socket().getOutputStream().write(one);
        }
        ClientFixture.until("two", () -> script.calls.size() == 3);
        assertEquals(List.of("on_connect", "on_message x\n", "on_message "), script.calls);
        peer.socket().getOutputStream().write(new byte[] {0, 0, 0, 17});
        ClientFixture.until("given up", () -> script.calls.contains("on_disconnect"));
    }

    @Test
    void messagesMayBeWhateverArrives() throws IOException {
        Script script = Script.noting();
        ClientRuntime client =
            fixture.start(script, "target", fixture.address(), "framing", "raw");
        Peer peer = fixture.accept();
        ClientFixture.send(client, "no end");
        assertEquals("no end", new String(peer.socket().getInputStream().readNBytes(6)));
        peer.send("half");
        ClientFixture.until("heard", () -> script.calls.contains("on_message half"));
    }

    @Test
    void aBadTargetFailsTheStart() throws IOException {
        EngineException e = failure(fixture.client(Hooks.NONE, "target", "local host"));
        assertEquals(ErrorCode.EINVAL, e.code());
        assertEquals("target: host:port, [v6]:port, unix:/path or the name of a runtime expected, got "
            + "\"local host\"", e.getMessage());
        assertEquals(ErrorCode.ENOTFOUND, failure(fixture.create("client", "d", Hooks.NONE,
            "target", "nobody", "reconnect", true)).code());
    }

    @Test
    void aRefusedConnectFailsTheStartUnlessItReconnects() throws IOException {
        String dead = deadAddress();
        EngineException e = failure(fixture.client(Hooks.NONE, "target", dead));
        assertEquals(ErrorCode.ECONNECT, e.code());
        assertEquals(dead + ": connection refused", e.getMessage());
        Runtime patient = fixture.create("client", "patient", Hooks.NONE, "target", dead,
            "reconnect", true);
        ClientFixture.await(patient.start());
        assertEquals(RuntimeState.RUNNING, patient.state());
    }

    @Test
    void itReconnectsAndSendsWhatWaitedBehindOnConnect() throws IOException {
        ClientRuntime[] self = new ClientRuntime[1];
        Script script = Script.noting().on(Hook.ON_CONNECT, id -> {
            self[0].send("hello".getBytes());
            return null;
        });
        self[0] = fixture.client(script, "target", fixture.address(), "reconnect", true,
            "reconnect-ms-min", 1, "reconnect-ms-max", 10);
        ClientFixture.await(self[0].start());
        for (int i = 0; i < 3; i++) {
            Peer peer = fixture.accept();
            assertEquals("hello", peer.line());
            if (i > 0) {
                assertEquals("waited " + i, peer.line());
            }
            int next = i + 1;
            int before = script.of(Hook.ON_DISCONNECT).size();
            self[0].loop().execute(() -> script.on(Hook.ON_DISCONNECT, id -> {
                self[0].send(("waited " + next).getBytes());
                return null;
            }));
            peer.close();
            ClientFixture.until("lost",
                () -> script.of(Hook.ON_DISCONNECT).size() == before + 1);
        }
    }

    @Test
    void withoutReconnectALostConnectionIsToldToWhoeverSends() throws IOException {
        Script script = Script.noting();
        ClientRuntime client = fixture.start(script, "target", fixture.address());
        fixture.accept().close();
        ClientFixture.until("left", () -> script.calls.contains("on_disconnect"));
        CompletionException e = assertThrows(CompletionException.class,
            () -> ClientFixture.send(client, "x"));
        assertEquals(ErrorCode.ECLOSED, ((EngineException) e.getCause()).code());
        assertEquals(0, ClientFixture.on(client, client::connections));
    }

    @Test
    void itGivesUpAfterTheAttemptsItWasGiven() throws IOException {
        ClientRuntime client = fixture.start(Hooks.NONE, "target", deadAddress(),
            "reconnect", 3, "reconnect-ms-min", 1, "reconnect-ms-max", 2);
        ClientFixture.until("gave up",
            () -> fixture.log.stream().anyMatch(l -> l.startsWith("client_gave_up")));
        assertEquals(4, fixture.log.stream()
            .filter(l -> l.startsWith("client_connect_failed")).count());
        assertThrows(CompletionException.class, () -> ClientFixture.send(client, "x"));
    }

    @Test
    void theCeilingOfTheWaitDoublesAndEnds() {
        List<Long> ceilings = IntStream.range(0, 8)
            .mapToObj(i -> BackOff.ceiling(i, 1000, 30_000)).toList();
        assertEquals(List.of(1000L, 2000L, 4000L, 8000L, 16_000L, 30_000L, 30_000L, 30_000L),
            ceilings);
        assertEquals(86_400_000, BackOff.ceiling(1000, 1, 86_400_000));
        BackOff backOff = new BackOff();
        for (int i = 0; i < 100; i++) {
            long wait = backOff.next(1000, 30_000);
            assertTrue(wait >= 0 && wait <= BackOff.ceiling(i, 1000, 30_000));
        }
        assertEquals(100, backOff.attempts());
    }

    @Test
    void whatWaitsForTheConnectionIsBounded() throws IOException {
        ClientRuntime client = fixture.start(Hooks.NONE, "target", deadAddress(),
            "reconnect", true, "reconnect-ms-min", 60_000, "reconnect-ms-max", 60_000,
            "queue-bytes-max", 10);
        ClientFixture.send(client, "1234");
        ClientFixture.send(client, "1234");
        CompletionException e = assertThrows(CompletionException.class,
            () -> ClientFixture.send(client, ""));
        assertEquals(ErrorCode.ELIMIT, ((EngineException) e.getCause()).code());
        assertEquals(1L, client.stats().get("dropped_messages"));
    }

    @Test
    void aServerThatDoesNotReadMakesSendingFailAndNotTheClient() throws IOException {
        ClientRuntime client = fixture.start(Hooks.NONE, "target", fixture.address());
        Peer peer = fixture.accept();
        String big = "x".repeat(100_000);
        assertThrows(CompletionException.class, () -> {
            for (int i = 0; i < 1000; i++) {
                ClientFixture.send(client, big);
            }
        });
        assertEquals(1, ClientFixture.on(client, client::connections));
        long sent = (Long) client.stats().get("sent_messages");
        for (long i = 0; i < sent; i++) {
            assertEquals(big, peer.line());
        }
    }

    @Test
    void messagesWaitInOrderWhileAHookWaits() throws IOException {
        CompletableFuture<Object> later = new CompletableFuture<>();
        Script script = Script.noting().on(Hook.ON_MESSAGE,
            m -> new String((byte[]) m).equals("1") ? later : null);
        fixture.start(script, "target", fixture.address());
        Peer peer = fixture.accept();
        peer.send("1\n2\n3\n");
        peer.close();
        ClientFixture.until("first", () -> script.calls.size() == 2);
        later.complete(null);
        ClientFixture.until("all", () -> script.calls.size() == 5);
        assertEquals(List.of("on_connect", "on_message 1", "on_message 2", "on_message 3",
            "on_disconnect"), script.calls);
    }

    @Test
    void aLineOverTheLimitEndsTheConnectionAndIsCounted() throws IOException {
        Script script = Script.noting();
        ClientRuntime client = fixture.start(script, "target", fixture.address(),
            "message-bytes-max", 16, "reconnect", true, "reconnect-ms-min", 1);
        Peer peer = fixture.accept();
        peer.send("1234567890123456\n12345678901234567");
        fixture.accept();
        assertEquals(List.of("on_message 1234567890123456"), script.of(Hook.ON_MESSAGE));
        assertEquals(1L, client.stats().get("lost_connections"));
    }

    @Test
    void aSilentServerIsLeftAfterTheIdleTimeout() throws IOException {
        Script script = Script.noting();
        fixture.start(script, "target", fixture.address(), "idle-timeout", "50ms");
        assertNull(fixture.accept().line());
        ClientFixture.until("left", () -> script.calls.contains("on_disconnect"));
    }

    @Test
    void modesSayWhoSpeaks() throws IOException {
        Script script = Script.noting();
        ClientRuntime client = fixture.start(script, "target", fixture.address(), "mode", "in");
        CompletionException e = assertThrows(CompletionException.class,
            () -> ClientFixture.send(client, "x"));
        assertEquals(ErrorCode.ESTATE, ((EngineException) e.getCause()).code());
        Script deaf = Script.noting().on(Hook.ON_SEND, m -> null);
        Runtime out = fixture.create("client", "out", deaf, "target", fixture.address(),
            "mode", "out");
        fixture.accept();
        ClientFixture.await(out.start());
        Peer peer = fixture.accept();
        peer.send("ignored\n");
        ClientFixture.send(out, "heard");
        assertEquals("heard", peer.line());
        ClientFixture.until("counted", () -> out.stats().get("total_messages").equals(1L));
        assertEquals(List.of("on_connect", "on_send heard"), deaf.calls);
    }

    @Test
    void aRuntimeIsATargetAndMayStartLater() throws IOException {
        Script script = Script.noting();
        Runtime server = fixture.create("server", "chat", Hooks.NONE, "ephemeral", true,
            "bind", "127.0.0.1");
        ClientRuntime client = fixture.client(script, "target", "chat");
        var started = client.start();
        ClientFixture.await(server.start());
        ClientFixture.await(started);
        ClientFixture.until("accepted", () -> server.stats().get("connections").equals(1L));
        ClientFixture.send(server, "hi");
        ClientFixture.until("heard", () -> script.calls.contains("on_message hi"));
    }

    @Test
    void stoppingSendsWhatIsQueuedAndFiresNoMoreHooks() throws IOException {
        Script script = Script.noting();
        ClientRuntime client = fixture.start(script, "target", fixture.address());
        Peer peer = fixture.accept();
        ClientFixture.on(client, () -> {
            for (int i = 0; i < 1000; i++) {
                client.send(("m" + i).getBytes());
            }
            return null;
        });
        ClientFixture.await(client.stop());
        for (int i = 0; i < 1000; i++) {
            assertEquals("m" + i, peer.line());
        }
        assertNull(peer.line());
        assertEquals(List.of("on_connect"), script.calls);
        ClientFixture.await(client.start());
        fixture.accept();
        assertEquals(1, ClientFixture.on(client, client::connections));
    }

    @Test
    void datagramsAreMessages() throws IOException {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            server.setSoTimeout(60_000);
            Script script = Script.noting();
            ClientRuntime client = fixture.start(script, "udp", true,
                "target", "127.0.0.1:" + server.getLocalPort());
            String big = "b".repeat(9000);
            ClientFixture.send(client, big);
            DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
            server.receive(packet);
            assertEquals(big, new String(packet.getData(), 0, packet.getLength()));
            server.send(new DatagramPacket("pong\n".getBytes(), 5, packet.getSocketAddress()));
            server.send(new DatagramPacket(big.getBytes(), 9000, packet.getSocketAddress()));
            ClientFixture.until("heard", () -> script.calls.size() == 3);
            assertEquals(List.of("on_connect", "on_message pong", "on_message " + big),
                script.calls);
        }
    }
}
