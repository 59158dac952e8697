package dev.socketley.engine.server;

import static dev.socketley.engine.server.ServerFixture.on;
import static dev.socketley.engine.server.ServerFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.stats.Metric;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ServerUdpTest {
    private static final class Peer implements AutoCloseable {
        private final DatagramSocket socket;
        private final int port;

        Peer(ServerRuntime server) throws IOException {
            socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
            socket.setSoTimeout(60_000);
            port = server.port();
        }

        Peer send(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            socket.send(new DatagramPacket(bytes, bytes.length,
                InetAddress.getByName("127.0.0.1"), port));
            return this;
        }

        String receive() throws IOException {
            DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
            socket.receive(packet);
            return new String(packet.getData(), 0, packet.getLength(),
                StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aDatagramIsRelayedToTheOtherPeersAsItIsOnEveryTransport(Transport t) throws Exception {
        Assumptions.assumeTrue(t.unavailable() == null);
        try (ServerFixture f = new ServerFixture(t, 1)) {
            ServerRuntime server = f.start("u", Hooks.NONE, "udp", true);
            try (Peer a = new Peer(server); Peer b = new Peer(server)) {
                a.send("hello a\n");
                until("a is known", () -> server.connections() == 1);
                b.send("hello b\r\n");
                assertEquals("hello b", a.receive());
                String big = "x".repeat(60_000);
                a.send(big);
                assertEquals(big, b.receive());
            }
        }
    }

    @Test
    void aPeerHasAnIdThatCanBeAnswered() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            AtomicReference<ServerRuntime> self = new AtomicReference<>();
            ServerRuntime server = f.start("u", new ScriptDouble().on(Hook.ON_CLIENT_MESSAGE,
                args -> self.get().send((long) args[0], (byte[]) args[1])), "udp", true);
            self.set(server);
            try (Peer a = new Peer(server); Peer b = new Peer(server)) {
                assertEquals("1", a.send("1").receive());
                assertEquals("2", b.send("2").receive());
                on(server, () -> {
                    server.broadcast("all\n".getBytes());
                    return null;
                });
                assertEquals("all\n", a.receive());
                assertEquals("all\n", b.receive());
                assertEquals(2, on(server, server::clients).length);
            }
        }
    }

    @Test
    void datagramsOfAPeerWaitForItsHookInOrderUpToTheBound() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            List<CompletableFuture<Object>> waits = new CopyOnWriteArrayList<>();
            ScriptDouble script = new ScriptDouble().on(Hook.ON_MESSAGE, args -> {
                CompletableFuture<Object> wait = new CompletableFuture<>();
                waits.add(wait);
                return wait;
            });
            ServerRuntime server = f.start("u", script, "udp", true, "udp-queue-max", 2);
            try (Peer a = new Peer(server)) {
                a.send("1").send("2").send("3").send("4");
                until("one is dropped", () ->
                    server.counters().get(Metric.DROPPED_MESSAGES) == 1);
                for (int i = 0; i < 3; i++) {
                    int n = i + 1;
                    until("call " + n, () -> waits.size() == n);
                    waits.get(i).complete(null);
                }
                assertEquals(List.of("on_message 1", "on_message 2", "on_message 3"),
                    script.calls);
            }
        }
    }

    @Test
    void onlyPeersThatOnAuthLetsInAreHeardAndHearOthers() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            AtomicReference<String> wanted = new AtomicReference<>("none");
            AtomicReference<ServerRuntime> self = new AtomicReference<>();
            ScriptDouble script = new ScriptDouble().on(Hook.ON_MESSAGE, args -> null)
                .on(Hook.ON_AUTH, args -> wanted.get().equals(self.get().peerIp((long) args[0])));
            ServerRuntime server = f.create("u", script, "", "udp", true, "ephemeral", true,
                "bind", "127.0.0.1");
            self.set(server);
            ServerFixture.await(server.start());
            try (Peer a = new Peer(server)) {
                a.send("refused");
                until("it is refused", () ->
                    server.counters().get(Metric.REFUSED_CONNECTIONS) == 1);
                until("it is forgotten", () -> server.connections() == 0);
                wanted.set("127.0.0.1");
                a.send("heard");
                until("it is heard", () -> script.calls.contains("on_message heard"));
                a.send("again");
                until("again", () -> script.calls.contains("on_message again"));
            }
            assertEquals(List.of("on_auth 1", "on_auth 2", "on_message heard",
                "on_message again"), script.calls);
        }
    }

    @Test
    void aTakenPortIsAnErrorForDatagramsToo() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime first = f.start("u", Hooks.NONE, "udp", true);
            ServerRuntime second = f.create("v", Hooks.NONE, "", "udp", true, "bind", "127.0.0.1",
                "port", first.port());
            CompletionException e = assertThrows(CompletionException.class,
                () -> ServerFixture.await(second.start()));
            assertEquals("port " + first.port() + " is in use", e.getCause().getMessage());
        }
    }

    @Test
    void peersAreBoundedAndForgotten() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ScriptDouble script = new ScriptDouble().on(Hook.ON_MESSAGE, args -> null);
            ServerRuntime server = f.start("u", script, "udp", true, "udp-peers-max", 1,
                "udp-peer-idle", "1h");
            try (Peer a = new Peer(server); Peer b = new Peer(server)) {
                a.send("a");
                until("a", () -> script.calls.equals(List.of("on_message a")));
                b.send("b");
                until("b is dropped", () ->
                    server.counters().get(Metric.DROPPED_MESSAGES) == 1);
                // Only now: before, a slow machine might forget a while b is still on its way.
                server.loop().execute(() ->
                    server.options(server.options().with("udp-peer-idle", "50ms")));
                until("a is forgotten", () -> server.connections() == 0);
                b.send("b");
                until("b", () ->
                    script.calls.equals(List.of("on_message a", "on_message b")));
            }
        }
    }
}
