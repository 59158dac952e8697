package dev.socketley.engine.server;

import static dev.socketley.engine.server.ServerFixture.on;
import static dev.socketley.engine.server.ServerFixture.readingStops;
import static dev.socketley.engine.server.ServerFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.stats.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server is connected to: pairs of its clients, other servers, a cache. */
@Timeout(60)
class ServerLinksTest {
    private static void arrive(ServerRuntime server, Wire... wires) throws Exception {
        for (Wire w : wires) {
            w.send("hello\n");
        }
        until("all are there",
            () -> server.counters().get(Metric.TOTAL_MESSAGES) == wires.length);
    }

    // ---- pairs ------------------------------------------------------------------------------

    @Test
    void aPairsMessagesKeepTheirEndsAndAreSeenByNobodyElse() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ScriptDouble script = new ScriptDouble().on(Hook.ON_MESSAGE, args -> null);
            ServerRuntime server = f.start("s", script);
            try (Wire a = new Wire(server); Wire b = new Wire(server)) {
                arrive(server, a, b);
                long[] ids = on(server, server::clients);
                assertFalse(on(server, () -> server.pipe(ids[0], ids[0])));
                assertFalse(on(server, () -> server.pipe(ids[0], 99)));
                assertTrue(on(server, () -> server.pipe(ids[0], ids[1])));
                a.send("one\ntwo\r\n");
                b.send("back\n");
                assertEquals(List.of("one", "two"), List.of(b.line(), b.line()));
                assertEquals("back", a.line());
                assertEquals(2, script.calls.size());
                assertTrue(on(server, () -> server.unpipe(ids[1])));
                assertFalse(on(server, () -> server.unpipe(ids[0])));
                a.send("seen\n");
                until("it is seen", () -> script.calls.contains("on_message seen"));
            }
        }
    }

    @Test
    void whoseOtherHalfLeavesIsAClientAsBefore() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ScriptDouble script = new ScriptDouble().on(Hook.ON_MESSAGE, args -> null);
            ServerRuntime server = f.start("s", script);
            try (Wire a = new Wire(server)) {
                Wire b = new Wire(server);
                arrive(server, a, b);
                long[] ids = on(server, server::clients);
                assertTrue(on(server, () -> server.pipe(ids[0], ids[1])));
                b.close();
                until("it has left", () -> server.connections() == 1);
                a.send("alone\n");
                until("it is seen", () -> script.calls.contains("on_message alone"));
            }
        }
    }

    @Test
    void aPairThatDoesNotReadStopsTheOther() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE, "write-high-bytes", 64 << 10,
                "write-low-bytes", 32 << 10, "write-bytes-max", 1 << 20);
            try (Wire a = new Wire(server); Wire b = new Wire(server)) {
                arrive(server, a);
                b.send("x\n");
                assertEquals("x", a.line());
                long[] ids = on(server, server::clients);
                assertTrue(on(server, () -> server.pipe(ids[0], ids[1])));
                int lines = 2000;
                String line = "y".repeat(9999) + "\n";
                Thread sender = a.flood(line, lines, false);
                long read = readingStops(server, 3);
                assertTrue(read < lines, () -> read + " were read");
                String first = b.line();
                if (first.equals("hello")) {
                    first = b.line();
                }
                assertEquals(9999, first.length());
                int left = (lines - 1) * line.length();
                assertEquals(left, b.bytes(left).length);
                sender.join();
            }
        }
    }

    // ---- upstreams --------------------------------------------------------------------------

    @Test
    void aHubSpeaksToItsUpstreamsAndComesBackToThem() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime source = f.start("source", Hooks.NONE);
            int port = source.port();
            ScriptDouble script = new ScriptDouble().on(Hook.ON_UPSTREAM, args -> null)
                .on(Hook.ON_UPSTREAM_CONNECT, args -> null)
                .on(Hook.ON_UPSTREAM_DISCONNECT, args -> null);
            ServerRuntime hub = f.start("hub", script, "upstream",
                List.of("source;127.0.0.1:" + port), "upstream-retry-ms-max", 20);
            until("both are connected", () -> on(hub, hub::connectedBackends).length == 2);
            assertEquals("2/2", hub.stats().get("upstreams"));
            assertTrue(on(hub, () -> hub.sendBackend(1, "from one".getBytes())));
            until("two gets it", () -> script.calls.contains("on_upstream 2 from one"));
            assertFalse(on(hub, () -> hub.sendBackend(3, "x".getBytes())));
            assertEquals(2, on(hub, () -> hub.broadcastBackends("to all".getBytes())));
            until("each gets the other's", () -> script.calls.contains("on_upstream 1 to all")
                && script.calls.contains("on_upstream 2 to all"));
            ServerFixture.await(source.stop());
            until("both are gone", () -> script.calls.contains("on_upstream_disconnect 1")
                && script.calls.contains("on_upstream_disconnect 2"));
            assertFalse(on(hub, () -> hub.sendBackend(1, "lost".getBytes())));
            assertEquals("0/2", hub.stats().get("upstreams"));
            until("an attempt fails", () -> f.logged("upstream_failed") > 0);
            ServerFixture.await(source.start());
            until("one is back", () -> on(hub, hub::connectedBackends).length > 0);
        }
    }

    @Test
    void anUpstreamIsNotReadWhileItsHookWaits() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime source = f.start("source", Hooks.NONE);
            List<CompletableFuture<Object>> waits = new ArrayList<>();
            ScriptDouble script = new ScriptDouble().on(Hook.ON_UPSTREAM, args -> {
                waits.add(new CompletableFuture<>());
                return waits.getLast();
            });
            ServerRuntime hub = f.start("hub", script, "upstream", List.of("source"));
            until("it is connected", () -> source.connections() == 1);
            on(source, () -> {
                source.broadcast("one".getBytes());
                source.broadcast("two".getBytes());
                return null;
            });
            until("one is there", () -> on(hub, waits::size) == 1);
            assertEquals(List.of("on_upstream 1 one"), script.calls);
            on(hub, () -> waits.getFirst().complete(null));
            until("two follows", () -> on(hub, waits::size) == 2);
            on(hub, () -> waits.getLast().complete(null));
        }
    }

    @Test
    void aTargetThatIsNoneFailsTheStart() {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime hub = f.create("hub", Hooks.NONE, "", "ephemeral", true, "upstream",
                List.of("no good"));
            CompletionException e = assertThrows(CompletionException.class,
                () -> ServerFixture.await(hub.start()));
            assertTrue(e.getCause().getMessage().startsWith("upstream: host:port"),
                e.getCause()::getMessage);
        }
    }

    // ---- the cache --------------------------------------------------------------------------

    private static Runtime cache(ServerFixture f, String mode) {
        Runtime cache = f.engine.create(f.engine.type("cache"), "store",
            f.engine.type("cache").defaults().with("ephemeral", true).with("mode", mode),
            Hooks.NONE, "", null);
        ServerFixture.await(cache.start());
        return cache;
    }

    @Test
    void messagesAreKeptInTheCacheAndItsCommandsAnswered() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            cache(f, "readwrite");
            ScriptDouble script = new ScriptDouble().on(Hook.ON_MESSAGE, args -> null);
            ServerRuntime server = f.start("s", script, "cache", "store");
            try (Wire a = new Wire(server); Wire b = new Wire(server)) {
                a.send("first message\nsecond\n");
                until("both", () -> server.counters().get(Metric.TOTAL_MESSAGES) == 2);
                b.send("cache get 1\ncache get 2\ncache set k v\ncache get k\ncache \n");
                assertEquals("first message", b.line());
                assertEquals("second", b.line());
                assertEquals("ok", b.line());
                assertEquals("v", b.line());
                until("a message like any other",
                    () -> script.calls.contains("on_message cache "));
            } catch (AssertionError e) {
                throw new AssertionError(f.log.toString(), e);
            }
        }
    }

    @Test
    void theCachesModeHoldsForItsServersClients() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            cache(f, "readonly");
            ServerRuntime server = f.start("s", Hooks.NONE, "cache", "store");
            try (Wire a = new Wire(server)) {
                a.send("cache set k v\n");
                assertEquals("denied: readonly mode", a.line());
                a.send("not kept\n");
                until("it is counted",
                    () -> server.counters().get(Metric.DROPPED_MESSAGES) == 1);
                assertEquals(1, f.logged("cache_missed"));
            }
        }
    }

    @Test
    void aCacheThatIsNotThereIsAnErrorToWhoAsked() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE, "cache", "store");
            try (Wire a = new Wire(server)) {
                a.send("cache get k\n");
                assertEquals("error: there is no cache 'store'", a.line());
            }
            ServerRuntime quiet = f.start("q", new ScriptDouble().on(Hook.ON_MESSAGE,
                args -> null), "cache", "store", "cache-commands", false);
            try (Wire a = new Wire(quiet)) {
                a.send("cache get k\n");
                until("a message like any other",
                    () -> quiet.counters().get(Metric.TOTAL_MESSAGES) == 1);
            }
        }
    }

    // ---- limits -----------------------------------------------------------------------------

    @Test
    void anAddressHoldsSoManyConnectionsAndNoMore() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE, "max-connections-per-ip", 2);
            try (Wire a = new Wire(server); Wire b = new Wire(server)) {
                until("two", () -> server.connections() == 2);
                try (Wire c = new Wire(server)) {
                    assertTrue(List.of("", "<reset>").contains(c.rest()));
                }
                until("it is counted",
                    () -> server.counters().get(Metric.REFUSED_CONNECTIONS) == 1);
                a.socket.close();
                until("one", () -> server.connections() == 1);
                try (Wire c = new Wire(server).send("hi\n")) {
                    assertEquals("hi", b.line());
                    assertTrue(c.socket.isConnected());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"drop", "close"})
    void overItsRateAClientLosesMessagesOrItsConnection(String action) throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE, "rate-limit", 2,
                "rate-limit-action", action);
            try (Wire a = new Wire(server).send("1\n2\n3\n4\n")) {
                until("over it", () -> server.counters().get(Metric.DROPPED_MESSAGES) > 0);
                if (action.equals("close")) {
                    assertNull(a.line());
                    assertEquals(1, f.logged("rate_exceeded"));
                    assertEquals(1, server.counters().get(Metric.DROPPED_MESSAGES));
                } else {
                    until("both", () -> server.counters().get(Metric.DROPPED_MESSAGES) == 2);
                    assertEquals(1, server.connections());
                }
                assertEquals(2, server.counters().get(Metric.TOTAL_MESSAGES));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret",
        "sha256:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"})
    void theMastersPasswordMayBeGivenAsItsHash(String option) throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE, "mode", "master", "master-pw", option);
            try (Wire a = new Wire(server); Wire b = new Wire(server)) {
                a.send("master secre\nmaster " + option + "x\nmaster secret\n");
                assertEquals(List.of("master: denied", "master: denied", "master: ok"),
                    List.of(a.line(), a.line(), a.line()));
                b.send("master secret\n");
                assertEquals("master: ok", b.line());
                assertEquals(1, f.logged("master_replaced"));
                a.send("nobody hears\n");
                b.send("heard\n");
                assertEquals("heard", a.line());
            }
        }
    }
}
