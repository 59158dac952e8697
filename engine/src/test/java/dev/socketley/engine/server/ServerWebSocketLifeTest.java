package dev.socketley.engine.server;

import static dev.socketley.engine.server.ServerFixture.on;
import static dev.socketley.engine.server.ServerFixture.until;
import static dev.socketley.engine.server.ServerWebSocketTest.assertFrame;
import static dev.socketley.engine.server.ServerWebSocketTest.frame;
import static dev.socketley.engine.server.ServerWebSocketTest.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.protocol.websocket.MessageKind;
import dev.socketley.engine.stats.Metric;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How WebSockets are opened, kept and closed. */
@Timeout(60)
class ServerWebSocketLifeTest {
    private static final String ASKING = ServerWebSocketTest.UPGRADE.replace("\r\n\r\n",
        "\r\nSec-WebSocket-Protocol: chat.v2, chat.v1\r\n\r\n");

    private static String answer(ServerRuntime server, String request) throws Exception {
        try (Wire w = new Wire(server).send(request)) {
            StringBuilder head = new StringBuilder();
            for (String line = w.line(); line != null && line.length() > 1; line = w.line()) {
                head.append(line.strip()).append('\n');
            }
            return head.toString();
        }
    }

    private static byte[] text(String s) {
        return s.getBytes(StandardCharsets.UTF_8);
    }

    private static long only(ServerRuntime server) {
        until("a client", () -> on(server, server::clients).length == 1);
        return on(server, server::clients)[0];
    }

    // ---- opening ----------------------------------------------------------------------------

    @Test
    void onlyListedOriginsMayAndThoseWithoutOne() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server =
                f.start("s", Hooks.NONE, "ws-origins", List.of("http://o", "http://p"));
            assertTrue(answer(server, ServerWebSocketTest.UPGRADE).contains(" 101 "));
            for (String other : List.of("http://oo", "http:", "", "HTTP://O", "null")) {
                String asked = ServerWebSocketTest.UPGRADE.replace("Origin: http://o",
                    "Origin: " + other);
                assertTrue(answer(server, asked).contains(" 403 "), other);
            }
            assertTrue(answer(server, ServerWebSocketTest.UPGRADE.replace("Origin: http://o\r\n",
                "")).contains(" 101 "));
        }
    }

    @Test
    void theFirstKnownSubProtocolOfThePeerIsChosen() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server =
                f.start("s", Hooks.NONE, "ws-protocols", List.of("chat.v1", "chat.v2"));
            assertTrue(answer(server, ASKING).contains("\nSec-WebSocket-Protocol: chat.v2\n"));
            assertTrue(!answer(server, ServerWebSocketTest.UPGRADE).contains("WebSocket-Protocol"));
        }
    }

    @Test
    void theHookRefusesWithAStatusOrChoosesTheSubProtocol() throws Exception {
        Map<Object, String> cases = Map.of(
            403.0, "HTTP/1.1 403 Forbidden\n",
            Map.of("status", 401.0, "body", text("who"), "headers",
                Map.of("WWW-Authenticate", text("Bearer"))), "\nWWW-Authenticate: Bearer\n",
            Map.of("protocol", text("chat.v1")), "\nSec-WebSocket-Protocol: chat.v1\n",
            true, "HTTP/1.1 101",
            Map.of("protocol", text("other")), "HTTP/1.1 500",
            7.0, "HTTP/1.1 500");
        for (Map.Entry<Object, String> c : cases.entrySet()) {
            try (ServerFixture f = new ServerFixture()) {
                ServerRuntime server = f.start("s",
                    new ScriptDouble().on(Hook.ON_WEBSOCKET, args -> c.getKey()));
                String answer = answer(server, ASKING);
                assertTrue(answer.contains(c.getValue()), () -> c.getKey() + ": " + answer);
            }
        }
    }

    @Test
    void whatTheHookSendsFollowsTheAnswer() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            AtomicReference<ServerRuntime> self = new AtomicReference<>();
            ServerRuntime server = f.create("s", new ScriptDouble().on(Hook.ON_WEBSOCKET, args ->
                self.get().send((long) args[0], text("welcome"))), "", "ephemeral", true);
            self.set(server);
            ServerFixture.await(server.start());
            try (Wire w = open(server)) {
                assertFrame(w, 0x81, "welcome");
            }
        }
    }

    // ---- closing ----------------------------------------------------------------------------

    @Test
    void aCloseFromTheScriptCarriesCodeAndReasonAndWaitsForThePeer() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ScriptDouble script = new ScriptDouble().on(Hook.ON_CLOSE, args -> null)
                .on(Hook.ON_DISCONNECT, args -> null).on(Hook.ON_MESSAGE, args -> null);
            ServerRuntime server = f.start("s", script);
            try (Wire w = open(server)) {
                long id = only(server);
                assertThrows(EngineException.class, () -> server.disconnect(id, 1005, text("")));
                on(server, () -> server.disconnect(id, 4001, text("later")));
                assertFrame(w, 0x88, "\u000f\u00a1later");
                w.send(frame(0x81, "not heard any more"));
                w.send(frame(0x88, new byte[] {0x0f, (byte) 0xa1}));
                assertEquals("", w.rest());
            }
            until("gone", () -> script.calls.size() == 2);
            assertEquals(List.of("on_close 1 4001 later", "on_disconnect 1"), script.calls);
        }
    }

    @Test
    void aPeerThatDoesNotAnswerACloseIsCutOffInTime() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE, "ws-close-ms-max", 20);
            try (Wire w = open(server)) {
                long id = only(server);
                on(server, () -> server.disconnect(id));
                assertEquals("\u0088\u0002\u0003\u00e8", w.rest());
            }
        }
    }

    @Test
    void theScriptHearsWhyAWebSocketEnded() throws Exception {
        Map<byte[], String> cases = Map.of(
            frame(0x88, new byte[] {0x03, (byte) 0xe9, 'b', 'y', 'e'}), "1001 bye",
            frame(0x88, new byte[0]), "1005 ",
            frame(0x83, "x"), "1002 ",
            new byte[0], "1006 ");
        for (Map.Entry<byte[], String> c : cases.entrySet()) {
            try (ServerFixture f = new ServerFixture()) {
                ScriptDouble script = new ScriptDouble().on(Hook.ON_CLOSE, args -> null);
                ServerRuntime server = f.start("s", script);
                try (Wire w = open(server)) {
                    w.send(c.getKey());
                    w.socket.shutdownOutput();
                    w.rest();
                }
                until("told", () -> script.calls.size() == 1);
                assertEquals(List.of("on_close 1 " + c.getValue()), script.calls);
            }
        }
    }

    // ---- keeping ----------------------------------------------------------------------------

    @Test
    void aSilentPeerIsPingedOnceAndThenClosed() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE, "idle-timeout", "400ms");
            try (Wire w = open(server)) {
                assertFrame(w, 0x89, "");
                w.send(frame(0x8a, ""));
                assertFrame(w, 0x89, "");
                assertFrame(w, 0x88, "\u0003\u00e8");
            }
        }
    }

    @Test
    void pingsMayComeMoreOftenAndALifeMayBeBounded() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server =
                f.start("s", Hooks.NONE, "ws-ping", "60ms", "max-lifetime", "1s");
            try (Wire w = open(server)) {
                assertFrame(w, 0x89, "");
                w.send(frame(0x8a, ""));
                assertFrame(w, 0x89, "");
                assertFrame(w, 0x88, "\u0003\u00e9");
            }
        }
    }

    @Test
    void partsMakeOneMessageAndOthersWaitForTheLast() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE);
            try (Wire w = open(server)) {
                long id = only(server);
                on(server, () -> {
                    server.sendPart(id, text("one "), false, MessageKind.TEXT);
                    server.send(id, text("behind"));
                    server.sendPart(id, text("two "), false, MessageKind.BINARY);
                    server.sendPart(id, text("three"), true, null);
                    return server.sendPart(id, text("whole"), true, MessageKind.BINARY);
                });
                assertFrame(w, 0x01, "one ");
                assertFrame(w, 0x00, "two ");
                assertFrame(w, 0x80, "three");
                assertFrame(w, 0x81, "behind");
                assertFrame(w, 0x82, "whole");
            }
        }
    }

    @Test
    void whatWaitsBehindAPartIsBounded() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE);
            try (Wire w = open(server)) {
                long id = only(server);
                byte[] kilobyte = new byte[1000];
                int taken = on(server, () -> {
                    server.sendPart(id, text("part"), false, MessageKind.TEXT);
                    int n = 0;
                    while (server.send(id, kilobyte, MessageKind.BINARY).isUnderWay()) {
                        n++;
                    }
                    server.sendPart(id, text("end"), true, null);
                    return n;
                });
                assertEquals(66, taken);
                assertFrame(w, 0x01, "part");
                assertFrame(w, 0x80, "end");
                for (int i = 0; i < taken; i++) {
                    assertEquals(1004, w.bytes(1004).length);
                }
            }
        }
    }

    @Test
    void kindsAreToldApartBothWays() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = ServerWebSocketTest.echo(f);
            try (Wire w = open(server)) {
                w.send(frame(0x82, "valid utf-8\n")).send(frame(0x81, "text\n"));
                assertFrame(w, 0x82, "valid utf-8\n");
                assertFrame(w, 0x81, "text\n");
            }
        }
    }

    @Test
    void aRelayedMessageStaysWhatItIs() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE);
            try (Wire a = open(server); Wire b = open(server)) {
                until("two", () -> server.connections() == 2);
                a.send(frame(0x82, "data\n"));
                assertFrame(b, 0x82, "data\n");
            }
        }
    }

    @Test
    void aSlowReaderIsToldOfAndLosesMessagesInsteadOfItsConnection() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ScriptDouble script = new ScriptDouble().on(Hook.ON_DRAIN, args -> null);
            ServerRuntime server = f.start("s", script, "write-overflow", "drop",
                "write-bytes-max", "1M", "write-high-bytes", "64K", "write-low-bytes", "16K");
            try (Wire w = open(server)) {
                long id = only(server);
                byte[] big = new byte[100_000];
                int sent = 0;
                Sent result = Sent.YES;
                while (result != Sent.DROPPED) {
                    result = on(server, () -> server.send(id, big, MessageKind.BINARY));
                    sent += result.isUnderWay() ? 1 : 0;
                }
                assertTrue(server.counters().get(Metric.DROPPED_MESSAGES) > 0);
                for (int i = 0; i < sent; i++) {
                    assertEquals(100_010, w.bytes(100_010).length);
                }
                until("drained", () -> !script.calls.isEmpty());
                assertEquals(Sent.YES, on(server, () -> server.send(id, big, null)));
                assertTrue(Arrays.equals(new byte[] {(byte) 0x81, 127}, w.bytes(2)));
                assertTrue(script.calls.stream().allMatch("on_drain 1"::equals));
            }
        }
    }
}
