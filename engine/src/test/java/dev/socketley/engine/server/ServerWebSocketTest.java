package dev.socketley.engine.server;

import static dev.socketley.engine.server.ServerFixture.on;
import static dev.socketley.engine.server.ServerFixture.until;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.protocol.http.HttpFields;
import dev.socketley.engine.protocol.websocket.MessageKind;
import dev.socketley.engine.stats.Metric;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServerWebSocketTest {
    static final String UPGRADE = "GET /chat HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
        + "Connection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: http://o\r\n\r\n";
    private static final String ACCEPTED = "HTTP/1.1 101 Switching Protocols\r\n"
        + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    static byte[] frame(int first, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else {
            out.write(0x80 | 126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        }
        byte[] mask = {1, 2, 3, 4};
        out.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ mask[i & 3]);
        }
        return out.toByteArray();
    }

    static byte[] frame(int first, String payload) {
        return frame(first, payload.getBytes(StandardCharsets.UTF_8));
    }

    static Wire open(ServerRuntime server) throws Exception {
        Wire w = new Wire(server).send(UPGRADE);
        assertEquals(ACCEPTED, new String(w.bytes(ACCEPTED.length())));
        return w;
    }

    static ServerRuntime echo(ServerFixture f, Object... options) {
        AtomicReference<ServerRuntime> self = new AtomicReference<>();
        ServerRuntime server = f.start("echo", new ScriptDouble()
            .on(Hook.ON_CLIENT_MESSAGE, args -> {
                self.get().send((long) args[0], (byte[]) args[1], args.length == 2 ? null
                    : (boolean) args[2] ? MessageKind.BINARY : MessageKind.TEXT);
                return true;
            }), options);
        self.set(server);
        return server;
    }

    static void assertFrame(Wire w, int first, String payload) throws Exception {
        byte[] expected = payload.getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(first, w.bytes(1)[0] & 0xff);
        int length = w.bytes(1)[0];
        if (length == 126) {
            byte[] two = w.bytes(2);
            length = (two[0] & 0xff) << 8 | two[1] & 0xff;
        }
        assertEquals(expected.length, length);
        assertArrayEquals(expected, w.bytes(length));
    }

    @Test
    void framesGluedToTheUpgradeRequestAreServed() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = echo(f);
            try (Wire w = new Wire(server)) {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                all.writeBytes(UPGRADE.getBytes());
                all.writeBytes(frame(0x81, "hello world"));
                all.writeBytes(frame(0x81, "two"));
                w.send(all.toByteArray());
                assertEquals(ACCEPTED, new String(w.bytes(ACCEPTED.length())));
                assertFrame(w, 0x81, "hello world");
                assertFrame(w, 0x81, "two");
            }
        }
    }

    @Test
    void framesMayArriveByteByByteAndInFragmentsWithPingsBetween() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = echo(f);
            try (Wire w = open(server)) {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                all.writeBytes(frame(0x01, "a"));
                all.writeBytes(frame(0x89, "ping"));
                all.writeBytes(frame(0x00, "b"));
                all.writeBytes(frame(0x80, "c".repeat(200)));
                for (byte b : all.toByteArray()) {
                    w.send(new byte[] {b});
                }
                assertFrame(w, 0x8a, "ping");
                assertFrame(w, 0x81, "ab" + "c".repeat(200));
            }
        }
    }

    @Test
    void whatTheRulesForbidIsAnsweredWithItsCloseCode() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = echo(f, "message-bytes-max", 100);
            byte[] unmasked = {(byte) 0x81, 1, 'x'};
            Map<byte[], Integer> cases = Map.of(
                unmasked, 1002,
                frame(0xc1, "rsv"), 1002,
                frame(0x83, "opcode"), 1002,
                frame(0x80, "continues nothing"), 1002,
                frame(0x09, "fragmented ping"), 1002,
                frame(0x81, new byte[] {(byte) 0xc3, 0x28}), 1007,
                frame(0x81, "x".repeat(101)), 1009,
                frame(0x88, new byte[] {0x03, (byte) 0xed}), 1002);
            for (Map.Entry<byte[], Integer> c : cases.entrySet()) {
                try (Wire w = open(server)) {
                    w.send(c.getKey());
                    byte[] close = w.bytes(4);
                    assertEquals(0x88, close[0] & 0xff, () -> Arrays.toString(c.getKey()));
                    assertEquals(c.getValue(), (close[2] & 0xff) << 8 | close[3] & 0xff);
                    assertEquals("", w.rest());
                }
            }
            assertEquals(1, server.counters().get(Metric.LOST_CONNECTIONS));
        }
    }

    @Test
    void fragmentsTogetherAreBoundedToo() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = echo(f, "message-bytes-max", 100);
            try (Wire w = open(server)) {
                w.send(frame(0x02, "x".repeat(60))).send(frame(0x80, "x".repeat(41)));
                assertFrame(w, 0x88, "\u0003\u00f1");
            }
        }
    }

    @Test
    void aCloseIsEchoedAndThenTheConnectionEnds() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = echo(f);
            try (Wire w = open(server)) {
                w.send(frame(0x88, new byte[] {0x03, (byte) 0xe8}));
                assertEquals("\u0088\u0002\u0003\u00e8", w.rest());
            }
        }
    }

    @Test
    void badHandshakesAreRefused() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = echo(f);
            Map<String, String> cases = Map.of(
                UPGRADE.replace("Version: 13", "Version: 8"), "426",
                UPGRADE.replace("dGhl", "dGh"), "400",
                UPGRADE.replace("Connection: keep-alive, Upgrade\r\n", ""), "400",
                UPGRADE.replace("GET", "POST"), "400");
            for (Map.Entry<String, String> c : cases.entrySet()) {
                try (Wire w = new Wire(server).send(c.getKey())) {
                    String answer = w.rest();
                    assertTrue(answer.startsWith("HTTP/1.1 " + c.getValue()), answer);
                    assertEquals(c.getValue().equals("426"),
                        answer.contains("Sec-WebSocket-Version: 13"));
                }
            }
        }
    }

    @Test
    void hooksSeeTheHandshakeAndMayRefuse() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            AtomicReference<HttpFields> headers = new AtomicReference<>();
            ScriptDouble script = new ScriptDouble().on(Hook.ON_AUTH, args -> true)
                .on(Hook.ON_CONNECT, args -> null).on(Hook.ON_WEBSOCKET, args -> {
                    headers.set((HttpFields) args[1]);
                    return false;
                }).on(Hook.ON_MESSAGE, args -> null);
            ServerRuntime server = f.start("s", script);
            try (Wire w = open(server)) {
                assertFrame(w, 0x88, "\u0003\u00e8");
            }
            assertEquals("http://o", headers.get().first("ORIGIN"));
            assertEquals(6, headers.get().size());
            assertTrue(script.calls.stream().map(c -> c.split(" ")[0]).toList()
                .equals(List.of("on_auth", "on_connect", "on_websocket")), script.calls::toString);
        }
    }

    @Test
    void oneBroadcastReachesEachClientInItsOwnFraming() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE);
            try (Wire ws = open(server); Wire text = new Wire(server).send("x\n")) {
                assertFrame(ws, 0x81, "x");
                on(server, () -> {
                    server.broadcast("line\n".getBytes());
                    server.broadcast(new byte[] {(byte) 0xff});
                    return null;
                });
                assertFrame(ws, 0x81, "line");
                assertFrame(ws, 0x82, "\u00ff");
                assertEquals("line", text.line());
                assertEquals("\u00ff", text.line());
            }
        }
    }

    @Test
    void whatOnConnectSendsArrivesAsTheFirstFrame() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            AtomicReference<ServerRuntime> self = new AtomicReference<>();
            ServerRuntime server = f.create("w", new ScriptDouble().on(Hook.ON_CONNECT,
                args -> self.get().send((long) args[0], "welcome".getBytes())), "",
                "ephemeral", true, "detect-ms-max", "10s");
            self.set(server);
            ServerFixture.await(server.start());
            try (Wire ws = open(server)) {
                assertFrame(ws, 0x81, "welcome");
            }
        }
    }

    @Test
    void theClientOfTheJdkTalksWithIt() throws Exception {
        try (ServerFixture f = new ServerFixture(); HttpClient http = HttpClient.newHttpClient()) {
            ServerRuntime server = echo(f);
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            WebSocket ws = http.newWebSocketBuilder().buildAsync(
                URI.create("ws://127.0.0.1:" + server.port() + "/"), new Listener(heard)).join();
            ws.sendText("grüße", true).join();
            assertEquals("grüße", heard.poll(10, TimeUnit.SECONDS));
            ws.sendBinary(ByteBuffer.wrap("bin".getBytes()), true).join();
            assertEquals("bin", heard.poll(10, TimeUnit.SECONDS));
            ws.sendClose(WebSocket.NORMAL_CLOSURE, "bye").join();
            assertEquals("closed 1000", heard.poll(10, TimeUnit.SECONDS));
            until("gone", () -> server.connections() == 0);
        }
    }

    private record Listener(BlockingQueue<String> heard) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket ws, CharSequence data, boolean last) {
            heard.add(data.toString());
            ws.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket ws, ByteBuffer data, boolean last) {
            heard.add(StandardCharsets.UTF_8.decode(data).toString());
            ws.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket ws, int status, String reason) {
            heard.add("closed " + status);
            return null;
        }
    }
}
