package dev.socketley.engine.server;

import static dev.socketley.engine.server.ServerFixture.on;
import static dev.socketley.engine.server.ServerFixture.readingStops;
import static dev.socketley.engine.server.ServerFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.stats.Metric;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServerModesTest {
    private static void messages(ServerRuntime server, long n) {
        until(n + " messages", () -> server.counters().get(Metric.TOTAL_MESSAGES) >= n);
    }

    @Test
    void onMessageReplacesTheRelayAndFalseOrTrueFromOnClientMessageEndTheWay() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ScriptDouble script = new ScriptDouble().on(Hook.ON_MESSAGE, args -> null)
                .on(Hook.ON_CLIENT_MESSAGE, args -> switch (new String((byte[]) args[1])) {
                    case "drop" -> false;
                    case "handled" -> true;
                    default -> null;
                });
            ServerRuntime server = f.start("s", script);
            try (Wire w = new Wire(server).send("drop\nhandled\npass\n")) {
                until("the message", () -> script.calls.contains("on_message pass"));
                assertEquals(4, script.calls.size(), script.calls::toString);
                assertTrue(w.socket.isConnected());
            }
        }
    }

    @Test
    void modeInReceivesOnlyAndSaysSoToWhoSends() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE, "mode", "in");
            try (Wire a = new Wire(server).send("x\n"); Wire b = new Wire(server).send("y\n")) {
                messages(server, 2);
                EngineException e = assertThrows(EngineException.class,
                    () -> server.send("x".getBytes()));
                assertEquals(ErrorCode.ESTATE, e.code());
                ServerFixture.await(server.stop());
                assertEquals("", a.rest());
                assertEquals("", b.rest());
            }
        }
    }

    @Test
    void modeOutIgnoresWhatClientsSendAndOnSendSeesBroadcasts() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ScriptDouble script = new ScriptDouble().on(Hook.ON_MESSAGE, args -> null)
                .on(Hook.ON_SEND, args -> null);
            ServerRuntime server = f.start("s", script, "mode", "out");
            try (Wire a = new Wire(server).send("x\n")) {
                messages(server, 1);
                on(server, () -> {
                    server.send("out".getBytes());
                    return server.send(server.clients()[0], "one".getBytes());
                });
                assertEquals("out", a.line());
                assertEquals("one", a.line());
                assertEquals(List.of("on_send out"), script.calls);
            }
        }
    }

    @Test
    void onlyTheMasterIsRelayedAndOthersAreForwardedToIt() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE, "mode", "master", "master-pw", "pw",
                "master-forward", true);
            try (Wire a = new Wire(server); Wire b = new Wire(server)) {
                until("two", () -> server.connections() == 2);
                b.send("too early\nmaster x\n");
                assertEquals("master: denied", b.line());
                a.send("master pw\n");
                assertEquals("master: ok", a.line());
                a.send("hello\n");
                assertEquals("hello", b.line());
                b.send("reply\n");
                assertTrue(a.line().matches("\\[\\d+] reply"));
                b.send("master pw\n");
                assertEquals("master: ok", b.line());
                b.send("taken over\n");
                assertEquals("taken over", a.line());
            }
            assertEquals("***", server.options().shown().get("master_pw"));
        }
    }

    @Test
    void aServerThatNobodyCanBecomeTheMasterOfSaysSo() {
        try (ServerFixture f = new ServerFixture()) {
            f.start("hooked", new ScriptDouble().on(Hook.ON_MASTER_AUTH, args -> true),
                "mode", "master");
            ServerRuntime later = f.start("later", Hooks.NONE, "master-pw", "pw");
            assertEquals(0, f.logged("master_unreachable"));
            f.start("none", Hooks.NONE, "mode", "master");
            assertEquals(1, f.logged("master_unreachable"));
            ServerFixture.await(later.options(
                later.options().with("mode", "master").with("master-pw", "")));
            assertEquals(2, f.logged("master_unreachable"));
        }
    }

    @Test
    void wrongPasswordsLockOutTheConnectionThenTheAddress() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE, "mode", "master", "master-pw", "pw",
                "master-tries-max", 2, "master-ip-tries-max", 3);
            try (Wire w = new Wire(server).send("master 1\nmaster 2\nmaster pw\n")) {
                assertEquals("master: denied\nmaster: denied\n", w.rest());
            }
            try (Wire w = new Wire(server).send("master 3\n")) {
                assertEquals("master: denied", w.line());
            }
            try (Wire w = new Wire(server)) {
                assertEquals("", w.rest().replace("<reset>", ""));
            }
            assertEquals(1, server.counters().get(Metric.REFUSED_CONNECTIONS));
        }
    }

    @Test
    void onMasterAuthDecidesInsteadOfThePassword() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", new ScriptDouble().on(Hook.ON_MASTER_AUTH,
                args -> new String((byte[]) args[1]).equals("open")), "mode", "master",
                "master-pw", "pw");
            try (Wire w = new Wire(server).send("master pw\nmaster open\n")) {
                assertEquals("master: denied", w.line());
                assertEquals("master: ok", w.line());
            }
        }
    }

    @Test
    void rateLimitsDropWhatIsOverThemAlsoBelowOneASecond() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE, "rate-limit", 0.001);
            try (Wire a = new Wire(server).send("1\n2\n3\n");
                    Wire b = new Wire(server).send("1\n2\n")) {
                until("drops", () -> server.counters().get(Metric.DROPPED_MESSAGES) == 3);
                assertEquals(2, server.counters().get(Metric.TOTAL_MESSAGES));
                assertTrue(a.socket.isConnected() && b.socket.isConnected());
            }
            ServerRuntime all = f.start("g", Hooks.NONE, "global-rate-limit", 0.001);
            try (Wire a = new Wire(all).send("1\n2\n"); Wire b = new Wire(all).send("1\n2\n")) {
                until("drops", () -> all.counters().get(Metric.DROPPED_MESSAGES) == 3);
                assertEquals(1, all.counters().get(Metric.TOTAL_MESSAGES));
                assertTrue(a.socket.isConnected() && b.socket.isConnected());
            }
        }
    }

    @Test
    void connectionsOverTheMaximumAreRefusedAndCounted() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE, "max-connections", 1);
            try (Wire a = new Wire(server).send("x\n")) {
                messages(server, 1);
                try (Wire b = new Wire(server)) {
                    assertEquals("", b.rest().replace("<reset>", ""));
                }
                assertEquals(1, server.counters().get(Metric.REFUSED_CONNECTIONS));
                a.send("y\n");
                messages(server, 2);
            }
            until("gone", () -> server.connections() == 0);
            try (Wire c = new Wire(server).send("x\n")) {
                messages(server, 3);
                assertTrue(c.socket.isConnected());
            }
        }
    }

    @Test
    void aSilentConnectionEndsAfterTheIdleTimeout() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE, "idle-timeout", "200ms");
            long before = System.nanoTime();
            try (Wire w = new Wire(server)) {
                assertEquals("", w.rest());
                long ms = (System.nanoTime() - before) / 1_000_000;
                assertTrue(ms >= 190, () -> ms + " ms");
            }
        }
    }

    @Test
    void aClientThatNeverReadsIsCutOffAndTheOthersAreServed() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE, "write-bytes-max", 1 << 20,
                "write-high-bytes", 64 << 10, "write-low-bytes", 32 << 10);
            try (Wire deaf = new Wire(server).send("deaf\n")) {
                messages(server, 1);
                byte[] big = "x".repeat(100_000).getBytes();
                for (int i = 0; i < 200 && server.connections() > 0; i++) {
                    on(server, () -> {
                        server.broadcast(big);
                        return null;
                    });
                }
                until("cut off", () -> server.connections() == 0);
                assertEquals(1, server.counters().get(Metric.LOST_CONNECTIONS));
                assertEquals(1, f.logged("connection_lost"));
                assertTrue(deaf.socket.isConnected());
            }
        }
    }

    @Test
    void aDisconnectedClientThatNeverReadsIsWaitedForOnlySoLong() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE, "close-ms-max", 50,
                "stop-ms-max", 600_000);
            try (Wire deaf = new Wire(server).send("deaf\n")) {
                messages(server, 1);
                on(server, () -> {
                    server.broadcast("x".repeat(12_000_000).getBytes());
                    return server.disconnect(server.clients()[0]);
                });
                until("closed", () -> server.connections() == 0);
                assertTrue(deaf.socket.isConnected());
            }
        }
    }

    @Test
    void aClientThatFloodsItsOwnOutputIsNotReadUntilItReads() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            List<ServerRuntime> self = new ArrayList<>();
            ServerRuntime server = f.start("s", new ScriptDouble().on(Hook.ON_CLIENT_MESSAGE,
                args -> self.getFirst().send((long) args[0], (byte[]) args[1])),
                "write-high-bytes", 64 << 10, "write-low-bytes", 32 << 10,
                "write-bytes-max", 1 << 20);
            self.add(server);
            int lines = 3000;
            String line = "y".repeat(9999) + "\n";
            try (Wire w = new Wire(server)) {
                Thread sender = w.flood(line, lines, true);
                long read = readingStops(server, 1);
                assertTrue(read < lines, () -> read + " were read");
                assertEquals((long) lines * line.length(), w.rest().length());
                sender.join();
                assertEquals(0, server.counters().get(Metric.LOST_CONNECTIONS));
            }
        }
    }

    @Test
    void portsThatCannotBeHadAreDistinctErrors() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime first = f.start("first", Hooks.NONE);
            assertFails(f, ErrorCode.EADDRINUSE, "port " + first.port() + " is in use", "bind",
                "127.0.0.1", "port", first.port());
            assertFails(f, ErrorCode.EINVAL, "192.0.2.1:8000: not an address of this machine",
                "bind", "192.0.2.1");
            assertFails(f, ErrorCode.ERESOLVE, "bind: host 'no.such.host.invalid' does not resolve",
                "bind", "no.such.host.invalid");
        }
    }

    private static void assertFails(ServerFixture f, ErrorCode code, String message,
            Object... options) {
        ServerRuntime server = f.create("bad" + code, Hooks.NONE, "", options);
        Exception e = assertThrows(Exception.class,
            () -> server.start().toCompletableFuture().get());
        EngineException cause = (EngineException) e.getCause();
        assertEquals(code, cause.code(), cause::getMessage);
        assertEquals(message, cause.getMessage());
        assertEquals("failed", server.state().word());
    }

    @Test
    void allAddressesOfBothFamiliesAreServedByTheDoubleColon() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.create("six", new ScriptDouble(), "", "ephemeral", true,
                "bind", "::");
            ServerFixture.await(server.start());
            try (Wire a = new Wire("127.0.0.1", server.port()).send("x\n")) {
                messages(server, 1);
                assertEquals("127.0.0.1", on(server, () -> server.peerIp(server.clients()[0])));
                try (Wire b = new Wire("::1", server.port()).send("y\n")) {
                    assertEquals("y", a.line());
                    assertEquals("::1",
                        on(server, () -> server.peerIp(server.clients()[1])));
                    assertTrue(b.socket.isConnected());
                }
            }
        }
    }
}
