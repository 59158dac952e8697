package dev.socketley.engine.server;

import static dev.socketley.engine.server.ServerFixture.on;
import static dev.socketley.engine.server.ServerFixture.until;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.stats.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ServerLineTest {
    /** Answers every line to its sender, with a mark in front. */
    private static ScriptDouble echo(AtomicReference<ServerRuntime> self) {
        return new ScriptDouble().on(Hook.ON_CLIENT_MESSAGE, args -> {
            self.get().send((long) args[0], (byte[]) args[1]);
            return true;
        });
    }

    private static ServerRuntime echoServer(ServerFixture f, Object... options) {
        AtomicReference<ServerRuntime> self = new AtomicReference<>();
        ServerRuntime server = f.start("echo", echo(self), options);
        self.set(server);
        return server;
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void everyTransportEchoesLinesHoweverTheyAreSplit(Transport transport) throws Exception {
        Assumptions.assumeTrue(transport.unavailable() == null);
        try (ServerFixture f = new ServerFixture(transport, 2)) {
            ServerRuntime server = echoServer(f);
            try (Wire w = new Wire(server)) {
                for (char c : "hi\nhello\r\n\nx\n".toCharArray()) {
                    w.send(String.valueOf(c));
                }
                assertEquals(List.of("hi", "hello", "", "x"),
                    List.of(w.line(), w.line(), w.line(), w.line()));
                w.send("a\nb\nc\n");
                assertEquals(List.of("a", "b", "c"), List.of(w.line(), w.line(), w.line()));
            }
        }
    }

    @Test
    void aMessageIsRelayedToAllOthersAndNotToItsSender() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("chat", Hooks.NONE);
            try (Wire a = new Wire(server); Wire b = new Wire(server); Wire c = new Wire(server)) {
                until("three clients", () -> server.connections() == 3);
                b.send("b\n");
                assertEquals("b", a.line());
                a.send("hello\n");
                assertEquals("b", c.line());
                assertEquals("hello", b.line());
                assertEquals("hello", c.line());
            }
        }
    }

    @Test
    void whatIsSentBeforeTheClientSpeaksArrivesAsText() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            AtomicReference<ServerRuntime> self = new AtomicReference<>();
            ServerRuntime server = f.create("welcome", new ScriptDouble()
                .on(Hook.ON_CONNECT, args -> self.get().send((long) args[0], "hi".getBytes())),
                "", "ephemeral", true);
            self.set(server);
            ServerFixture.await(server.start());
            try (Wire w = new Wire(server)) {
                assertEquals("hi", w.line());
            }
        }
    }

    @Test
    void anAmbiguousPrefixBecomesTextAfterTheTimeForDetection() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ScriptDouble script = new ScriptDouble().on(Hook.ON_MESSAGE, args -> null);
            ServerRuntime server = f.start("s", script, "detect-ms-max", "50ms");
            try (Wire w = new Wire(server)) {
                w.send("GE");
                w.socket.shutdownOutput();
                until("the message", () -> script.calls.contains("on_message GE"));
            }
            try (Wire w = new Wire(server)) {
                w.send("GE");
                until("a connection", () -> server.counters().get(Metric.TOTAL_CONNECTIONS) == 2);
                w.send("T lost\n");
                until("the message", () -> script.calls.contains("on_message GET lost"));
            }
        }
    }

    @Test
    void oneSocketServesBothFamiliesOfAddresses() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ScriptDouble script = new ScriptDouble().on(Hook.ON_CONNECT, args -> null);
            ServerRuntime server = f.create("both", script, "", "ephemeral", true, "bind", "::");
            try {
                ServerFixture.await(server.start());
            } catch (CompletionException e) {
                Assumptions.abort("this machine has no IPv6: " + e.getMessage());
            }
            List<String> seen = new ArrayList<>();
            for (String host : List.of("127.0.0.1", "::1")) {
                int met = seen.size();
                try (Wire wire = new Wire(host, server.port())) {
                    assertEquals(server.port(), wire.socket.getPort());
                    until("a connection", () -> script.calls.size() == met + 1);
                    long id = Long.parseLong(script.calls.getLast().split(" ")[1]);
                    seen.add(on(server, () -> server.peerIp(id)));
                }
            }
            assertEquals(List.of("127.0.0.1", "::1"), seen.stream()
                .map(ip -> ip.equals("0:0:0:0:0:0:0:1") ? "::1" : ip).toList());
        }
    }

    @Test
    void anUnterminatedLastLineIsAMessage() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = echoServer(f);
            try (Wire w = new Wire(server)) {
                w.send("one\ntwo");
                w.socket.shutdownOutput();
                assertEquals("one\ntwo\n", w.rest());
            }
        }
    }

    @Test
    void aLineOverTheBoundEndsTheConnectionWithOneMetricAndOneEvent() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = echoServer(f, "message-bytes-max", 64);
            try (Wire w = new Wire(server)) {
                w.send("x".repeat(64) + "\n");
                assertEquals("x".repeat(64), w.line());
                w.send("x".repeat(65));
                assertTrue(List.of("", "<reset>").contains(w.rest()));
                until("closed", () -> server.connections() == 0);
                assertEquals(1, server.counters().get(Metric.LOST_CONNECTIONS));
                assertEquals(1, f.logged("connection_lost"));
            }
        }
    }

    @Test
    void hooksOfAConnectionRunOneAtATimeInOrder() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            List<CompletableFuture<Object>> waits = new CopyOnWriteArrayList<>();
            Function<Object[], Object> later = args -> {
                CompletableFuture<Object> wait = new CompletableFuture<>();
                waits.add(wait);
                return wait;
            };
            ScriptDouble script = new ScriptDouble().on(Hook.ON_AUTH, later)
                .on(Hook.ON_CONNECT, later).on(Hook.ON_CLIENT_MESSAGE, later)
                .on(Hook.ON_MESSAGE, later).on(Hook.ON_DISCONNECT, args -> null);
            ServerRuntime server = f.start("slow", script);
            try (Wire w = new Wire(server)) {
                w.send("1\n2\n");
            }
            Object[] results = {true, null, null, null, false};
            for (int i = 0; i < results.length; i++) {
                int n = i + 1;
                until("call " + n, () -> script.calls.size() == n && waits.size() == n);
                waits.get(i).complete(results[i]);
            }
            until("disconnect", () -> script.calls.size() == 6);
            long id = Long.parseLong(script.calls.getFirst().split(" ")[1]);
            assertEquals(List.of("on_auth " + id, "on_connect " + id, "on_client_message " + id
                + " 1", "on_message 1", "on_client_message " + id + " 2", "on_disconnect " + id),
                script.calls);
        }
    }

    @Test
    void onlyTrueFromOnAuthLetsAClientIn() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ScriptDouble script = new ScriptDouble().on(Hook.ON_AUTH, args -> "yes".getBytes())
                .on(Hook.ON_CONNECT, args -> null).on(Hook.ON_DISCONNECT, args -> null);
            ServerRuntime server = f.start("shut", script);
            try (Wire w = new Wire(server)) {
                assertEquals("", w.rest().replace("<reset>", ""));
            }
            until("closed", () -> server.connections() == 0);
            assertEquals(1, script.calls.size());
            assertEquals(1, server.counters().get(Metric.REFUSED_CONNECTIONS));
        }
    }

    @Test
    void idsAreNeverReusedAndDataEndsWithTheConnection() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE);
            long first;
            try (Wire w = new Wire(server)) {
                until("a client", () -> server.connections() == 1);
                first = on(server, server::clients)[0];
                assertEquals(w.socket.getLocalAddress().getHostAddress(),
                    on(server, () -> server.peerIp(first)));
                byte[] value = {0, 1};
                on(server, () -> {
                    server.setData(first, "k", value);
                    return null;
                });
                assertArrayEquals(value, on(server, () -> server.getData(first, "k")));
            }
            until("gone", () -> server.connections() == 0);
            try (Wire w = new Wire(server)) {
                until("a client", () -> server.connections() == 1);
                long second = on(server, server::clients)[0];
                w.send("x");
                assertTrue(second > first);
                assertNull(on(server, () -> server.getData(first, "k")));
                assertFalse(on(server, () -> server.send(first, "x".getBytes())));
            }
        }
    }

    @Test
    void multicastGroupsAndDisconnectReachWhoTheyName() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE);
            try (Wire a = new Wire(server).send("a\n")) {
                until("a", () -> server.counters().get(Metric.TOTAL_MESSAGES) == 1);
                try (Wire b = new Wire(server).send("b\n")) {
                    until("b", () -> server.counters().get(Metric.TOTAL_MESSAGES) == 2);
                    long[] ids = on(server, server::clients);
                    assertEquals("b", a.line());
                    on(server, () -> {
                        server.joinGroup(ids[1], "g");
                        server.groupSend("g", "group".getBytes(), null);
                        server.multicast(new long[] {ids[0], 999}, "multi\n".getBytes(), null);
                        server.send("all".getBytes());
                        server.send(ids[1], "bye".getBytes());
                        return server.disconnect(ids[1]);
                    });
                    assertEquals(List.of("multi", "all"), List.of(a.line(), a.line()));
                    assertEquals("group\nall\nbye\n", b.rest());
                }
            }
        }
    }

    @Test
    void aHookThatAStopDoesNotWaitForIsNamed() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ScriptDouble script = new ScriptDouble().on(Hook.ON_STOP, args -> new CompletableFuture<>());
            ServerRuntime server = f.start("s", script, "stop-ms-max", 50);
            ServerFixture.await(server.stop());
            assertEquals(List.of("stop_overdue name=s waiting-for=on_stop stop-ms-max=50"),
                f.log.stream().filter(line -> line.startsWith("stop_overdue")).toList());
        }
    }

    @Test
    void stopDrainsWhatIsQueuedAndFreesThePort() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ScriptDouble script = new ScriptDouble();
            ServerRuntime server = f.start("s", script);
            script.on(Hook.ON_STOP, args -> {
                server.broadcast("bye".getBytes());
                return null;
            });
            int port = server.port();
            try (Wire w = new Wire(server).send("x\n")) {
                until("a message", () -> server.counters().get(Metric.TOTAL_MESSAGES) == 1);
                ServerFixture.await(server.stop());
                assertEquals("bye\n", w.rest());
            }
            ServerRuntime next = f.create("next", Hooks.NONE, "", "port", port);
            ServerFixture.await(next.start());
            ServerFixture.await(server.start());
        }
    }
}
