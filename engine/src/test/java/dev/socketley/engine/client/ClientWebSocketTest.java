package dev.socketley.engine.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.client.ClientFixture.Peer;
import dev.socketley.engine.client.ClientFixture.Script;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.protocol.websocket.MessageKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClientWebSocketTest {
    private ClientFixture fixture;

    @BeforeEach
    void begin() throws IOException {
        fixture = new ClientFixture();
    }

    @AfterEach
    void end() throws IOException {
        fixture.close();
    }

    private ClientRuntime client(Script script, Object... options) {
        List<Object> all = new ArrayList<>(List.of("target",
            "ws://" + fixture.address() + "/chat?room=1"));
        all.addAll(List.of(options));
        return fixture.client(script, all.toArray());
    }

    /** Reads a request; its lines without the first blank one. */
    private static List<String> request(Peer peer) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = peer.line(); !line.isEmpty(); line = peer.line()) {
            lines.add(line);
        }
        return lines;
    }

    private static String accept(List<String> request) throws Exception {
        String key = request.stream().filter(l -> l.startsWith("Sec-WebSocket-Key: "))
            .findFirst().orElseThrow().substring("Sec-WebSocket-Key: ".length());
        return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(
            (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII)));
    }

    private static void answer(Peer peer, String accept, String more) throws IOException {
        peer.send("HTTP/1.1 101 Switching Protocols\r\nupgrade: WebSocket\r\nConnection: keep-alive,"
            + " upgrade\r\nSec-WebSocket-Accept: " + accept + "\r\n" + more + "\r\n");
    }

    /** A frame of fewer than 126 bytes, unmasked: its first two bytes and what it holds. */
    private static String frame(Peer peer) throws IOException {
        byte[] head = peer.socket().getInputStream().readNBytes(2);
        byte[] key = peer.socket().getInputStream().readNBytes(4);
        assertTrue(head[1] < 0, "not masked");
        byte[] payload = peer.socket().getInputStream().readNBytes(head[1] & 0x7f);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= key[i & 3];
        }
        return Integer.toHexString(head[0] & 0xff) + " "
            + new String(payload, StandardCharsets.ISO_8859_1);
    }

    @Test
    void theRequestSaysWhatTheOptionsSay() throws Exception {
        Script script = Script.noting().on(Hook.ON_CLOSE, x -> null);
        ClientRuntime client = client(script, "ws-protocols", List.of("b", "a"), "ws-headers",
            Map.of("Authorization", "Bearer x"), "ws-deflate", "shared");
        CompletableFuture<Void> started = client.start().toCompletableFuture();
        Peer peer = fixture.accept();
        List<String> request = request(peer);
        assertEquals("GET /chat?room=1 HTTP/1.1", request.getFirst());
        assertTrue(request.containsAll(List.of("Host: " + fixture.address(),
            "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Protocol: b, a", "Authorization: Bearer x",
            "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover; "
                + "client_max_window_bits")), request::toString);
        answer(peer, accept(request), "Sec-WebSocket-Protocol: a\r\n");
        ClientFixture.await(started);
        ClientFixture.send(client, "hi\n");
        assertEquals("81 hi", frame(peer));
        ClientFixture.on(client, () -> {
            client.send("raw\n".getBytes(), MessageKind.BINARY);
            return null;
        });
        assertEquals("82 raw\n", frame(peer));
        peer.socket().getOutputStream().write(new byte[] {(byte) 0x81, 2, 'o', 'k'});
        ClientFixture.until("heard", () -> script.calls.contains("on_message ok"));
        ClientFixture.on(client, () -> client.disconnect(4000, "bye".getBytes()));
        assertEquals("88 \u000f\u00a0bye", frame(peer));
        peer.close();
        ClientFixture.until("gone", () -> script.calls.contains("on_disconnect"));
        assertEquals(List.of("on_connect", "on_message ok", "on_close", "on_disconnect"),
            script.calls);
    }

    @Test
    void partsAreOneMessageAndOthersWaitForTheLast() throws Exception {
        ClientRuntime client = client(Script.noting(), "ws-protocols", List.of("b", "a"));
        CompletableFuture<Void> started = client.start().toCompletableFuture();
        Peer peer = fixture.accept();
        answer(peer, accept(request(peer)), "Sec-WebSocket-Protocol: a\r\n");
        ClientFixture.await(started);
        assertEquals("a", ClientFixture.on(client, client::subProtocol));
        ClientFixture.on(client, () -> client.sendPart("o".getBytes(), false, MessageKind.BINARY));
        ClientFixture.send(client, "behind");
        ClientFixture.on(client, () -> client.sendPart("n".getBytes(), false, MessageKind.TEXT));
        ClientFixture.on(client, () -> client.sendPart("e".getBytes(), true, MessageKind.TEXT));
        ClientFixture.on(client, () -> client.sendPart("two".getBytes(), true, MessageKind.TEXT));
        assertEquals(List.of("2 o", "0 n", "80 e", "81 behind", "81 two"), List.of(frame(peer),
            frame(peer), frame(peer), frame(peer), frame(peer)));
        ClientFixture.on(client, () -> client.disconnect(1000, new byte[0]));
        assertEquals(false, ClientFixture.on(client,
            () -> client.sendPart("late".getBytes(), true, MessageKind.TEXT)));
    }

    @Test
    void aServerThatReadsAgainIsToldOf() throws Exception {
        Script script = Script.noting().on(Hook.ON_DRAIN, x -> null);
        ClientRuntime client = client(script, "write-high-bytes", "64K", "write-low-bytes", "16K",
            "queue-bytes-max", "64M", "write-bytes-max", "64M");
        CompletableFuture<Void> started = client.start().toCompletableFuture();
        Peer peer = fixture.accept();
        answer(peer, accept(request(peer)), "");
        ClientFixture.await(started);
        byte[] much = new byte[16 << 20];
        ClientFixture.on(client, () -> {
            client.send(much, MessageKind.BINARY);
            return null;
        });
        assertEquals(List.of("on_connect"), script.calls);
        peer.socket().getInputStream().readNBytes(much.length);
        ClientFixture.until("drained", () -> script.calls.contains("on_drain"));
    }

    @Test
    void anAnswerThatIsNoneFailsTheStart() throws Exception {
        for (String[] wrong : new String[][] {
                {"wrong", ""}, {null, "Sec-WebSocket-Protocol: other\r\n"},
                {null, "Sec-WebSocket-Extensions: permessage-deflate\r\n"},
                {"", ""}}) {
            ClientRuntime client = client(Script.noting());
            CompletableFuture<Void> started = client.start().toCompletableFuture();
            Peer peer = fixture.accept();
            List<String> request = request(peer);
            if ("".equals(wrong[0])) {
                peer.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
            } else {
                answer(peer, wrong[0] == null ? accept(request) : wrong[0], wrong[1]);
            }
            CompletionException e =
                assertThrows(CompletionException.class, () -> ClientFixture.await(started));
            assertEquals(ErrorCode.ECONNECT, ((EngineException) e.getCause()).code());
            ClientFixture.await(fixture.engine.remove(client));
        }
    }

    @Test
    void whatWouldEndALineOfTheRequestIsRefused() {
        for (Object[] wrong : new Object[][] {
                {"ws-headers", Map.of("X-A", "1\r\nX-B: 2"), "ws_headers: value of header X-A"},
                {"ws-headers", Map.of("X A", "1"), "ws_headers: header name \"X A\""},
                {"target", "ws://127.0.0.1:1/a b", "target: a URL without blanks"}}) {
            ClientRuntime client = client(Script.noting(), wrong[0], wrong[1]);
            EngineException e = assertThrows(EngineException.class,
                () -> ClientRuntime.check(client.options()));
            assertEquals(ErrorCode.EINVAL, e.code());
            assertTrue(e.getMessage().startsWith((String) wrong[2]), e::getMessage);
            ClientFixture.await(fixture.engine.remove(client));
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUpInTime() throws Exception {
        ClientRuntime client = client(Script.noting(), "connect-timeout", "50ms");
        CompletionException e = assertThrows(CompletionException.class,
            () -> ClientFixture.await(client.start()));
        assertEquals(ErrorCode.ETIMEOUT, ((EngineException) e.getCause()).code());
    }

    @Test
    void aSilentServerIsPinged() throws Exception {
        ClientRuntime client = client(Script.noting(), "ws-ping", "50ms");
        CompletableFuture<Void> started = client.start().toCompletableFuture();
        Peer peer = fixture.accept();
        answer(peer, accept(request(peer)), "");
        ClientFixture.await(started);
        assertEquals("89 ", frame(peer));
    }

    @Test
    void aMaskedFrameIsAMistakeOfTheServer() throws Exception {
        Script script = Script.noting();
        ClientRuntime client = client(script);
        CompletableFuture<Void> started = client.start().toCompletableFuture();
        Peer peer = fixture.accept();
        answer(peer, accept(request(peer)), "");
        ClientFixture.await(started);
        peer.socket().getOutputStream().write(new byte[] {(byte) 0x81, (byte) 0x81, 0, 0, 0, 0, 'x'});
        assertEquals("88 \u0003\u00ea", frame(peer));
        assertEquals(-1, peer.socket().getInputStream().read());
    }

    @Test
    void targetsNameHostPortAndPath() {
        assertEquals(new WebSocketTarget("h:1", "/a?b", false), WebSocketTarget.of("ws://h:1/a?b#c"));
        assertEquals(new WebSocketTarget("h:1", "/?q", false), WebSocketTarget.of("ws://h:1?q"));
        assertEquals("example.com:80", WebSocketTarget.of("ws://example.com").authority());
        assertEquals("[::1]:80", WebSocketTarget.of("ws://[::1]/x").authority());
        assertEquals("[::1]:9", WebSocketTarget.of("ws://[::1]:9/x").authority());
        assertEquals("chat", WebSocketTarget.of("WS://chat/x").authority());
        assertTrue(!WebSocketTarget.isOne("example.com:80"));
    }
}
