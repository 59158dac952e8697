package dev.socketley.engine.server;

import static dev.socketley.engine.server.ServerFixture.on;
import static dev.socketley.engine.server.ServerFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.protocol.http.HttpFields;
import dev.socketley.engine.stats.Metric;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With one loop both servers share it; with two, what passes between them crosses. */
@Timeout(60)
class ServerRoutesTest {
    private static ServerFixture fixture(int loops) {
        return new ServerFixture(dev.socketley.engine.net.Transport.best(), loops);
    }

    private static long only(ServerRuntime server) {
        until("one client", () -> on(server, server::clients).length == 1);
        return on(server, server::clients)[0];
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theTargetSeesTheClientAndAnswersIt(int loops) throws Exception {
        try (ServerFixture f = fixture(loops)) {
            ScriptDouble script = new ScriptDouble().on(Hook.ON_CONNECT, args -> null)
                .on(Hook.ON_MESSAGE, args -> null).on(Hook.ON_DISCONNECT, args -> null);
            ServerRuntime lobby = f.start("lobby", Hooks.NONE);
            ServerRuntime room = f.create("room", script, "lobby");
            script.on(Hook.ON_CLIENT_MESSAGE, args -> {
                room.send((long) args[0], "got it".getBytes());
                return null;
            });
            ServerFixture.await(room.start());
            assertEquals(0, room.port());
            try (Wire w = new Wire(lobby).send("lobby\n")) {
                long id = only(lobby);
                until("its message", () -> lobby.counters().get(Metric.TOTAL_MESSAGES) == 1);
                assertFalse(on(lobby, () -> lobby.route(id, "nowhere")));
                assertFalse(on(lobby, () -> lobby.route(id, "lobby")));
                assertTrue(on(lobby, () -> lobby.route(id, "room")));
                assertEquals("room", on(lobby, () -> lobby.routeOf(id)));
                w.send("hello\n");
                assertEquals("got it", w.line());
                on(room, () -> {
                    room.broadcast("to guests too".getBytes());
                    return room.ownerSend(id, "through the owner".getBytes());
                });
                assertEquals("to guests too", w.line());
                assertEquals("through the owner", w.line());
                assertTrue(on(lobby, () -> lobby.unroute(id)));
                assertNull(on(lobby, () -> lobby.routeOf(id)));
                until("its leave", () -> script.calls.size() == 4);
                assertEquals(List.of("on_connect " + id, "on_client_message " + id + " hello",
                    "on_message hello", "on_disconnect " + id), script.calls);
                assertTrue(on(lobby, () -> lobby.route(id, "room")));
            }
            until("its end", () -> script.calls.size() == 6);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aRoutedWebSocketIsOneForTheTargetToo(int loops) throws Exception {
        try (ServerFixture f = fixture(loops)) {
            ServerRuntime lobby = f.start("lobby", Hooks.NONE);
            ScriptDouble script = new ScriptDouble();
            ServerRuntime room = f.create("room", script, "lobby");
            script.on(Hook.ON_CLIENT_MESSAGE, args -> {
                HttpFields fields = room.webSocketHeaders((long) args[0]);
                room.send((long) args[0], (args[2] + " " + fields.first("origin")).getBytes());
                return true;
            });
            ServerFixture.await(room.start());
            try (Wire w = ServerWebSocketTest.open(lobby)) {
                long id = only(lobby);
                assertTrue(on(lobby, () -> lobby.route(id, "room")));
                w.send(ServerWebSocketTest.frame(0x82, "bytes"));
                ServerWebSocketTest.assertFrame(w, 0x81, "true http://o");
                w.send(ServerWebSocketTest.frame(0x81, "text"));
                ServerWebSocketTest.assertFrame(w, 0x81, "false http://o");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theTargetMayGiveTheClientBack(int loops) throws Exception {
        try (ServerFixture f = fixture(loops)) {
            ScriptDouble script = new ScriptDouble().on(Hook.ON_DISCONNECT, args -> null);
            ServerRuntime lobby = f.start("lobby", new ScriptDouble().on(Hook.ON_MESSAGE,
                args -> null));
            ServerRuntime room = f.create("room", script, "lobby");
            script.on(Hook.ON_CLIENT_MESSAGE, args -> room.unroute((long) args[0]));
            ServerFixture.await(room.start());
            try (Wire w = new Wire(lobby)) {
                long id = only(lobby);
                assertTrue(on(lobby, () -> lobby.route(id, "room")));
                w.send("leave\n");
                until("it is back", () -> on(lobby, () -> lobby.routeOf(id)) == null);
                until("the room knows", () -> script.calls.contains("on_disconnect " + id));
                w.send("hello\n");
                until("the lobby hears it",
                    () -> lobby.counters().get(Metric.TOTAL_MESSAGES) == 1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theClientIsNotReadWhileTheTargetsHookWaits(int loops) throws Exception {
        try (ServerFixture f = fixture(loops)) {
            List<CompletableFuture<Object>> waits = new CopyOnWriteArrayList<>();
            ScriptDouble script = new ScriptDouble().on(Hook.ON_CLIENT_MESSAGE, args -> {
                CompletableFuture<Object> wait = new CompletableFuture<>();
                waits.add(wait);
                return wait;
            });
            ServerRuntime lobby = f.start("lobby", Hooks.NONE);
            ServerRuntime room = f.create("room", script, "lobby");
            ServerFixture.await(room.start());
            try (Wire w = new Wire(lobby)) {
                long id = only(lobby);
                on(lobby, () -> lobby.route(id, "room"));
                w.send("1\n2\n");
                until("the first", () -> waits.size() == 1);
                on(lobby, () -> null);
                assertEquals(1, script.calls.size());
                waits.get(0).complete(null);
                until("the second", () -> waits.size() == 2);
                waits.get(1).complete(null);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aRouteToAStoppedTargetEndsAndIsLogged(int loops) throws Exception {
        try (ServerFixture f = fixture(loops)) {
            ScriptDouble script = new ScriptDouble().on(Hook.ON_MESSAGE, args -> null);
            ServerRuntime lobby = f.start("lobby", script);
            ServerRuntime room = f.create("room", new ScriptDouble(), "lobby");
            ServerFixture.await(room.start());
            try (Wire w = new Wire(lobby)) {
                long id = only(lobby);
                on(lobby, () -> lobby.route(id, "room"));
                ServerFixture.await(room.stop());
                w.send("home again\n");
                until("the message", () -> script.calls.contains("on_message home again"));
                assertEquals(1, f.logged("route_lost"));
                assertNull(on(lobby, () -> lobby.routeOf(id)));
                assertFalse(on(lobby, () -> lobby.route(id, "room")));
            }
        }
    }
}
