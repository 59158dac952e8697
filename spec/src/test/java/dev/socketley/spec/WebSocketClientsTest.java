package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.protocols.Protocol;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Clients that others wrote talk with a server's WebSockets. */
class WebSocketClientsTest extends ProgramSpec {
    private static final Path MODULES = Path.of("target/clients/node_modules").toAbsolutePath();

    private int echo() throws Exception {
        program.write("echo.lua", "socketley.server('echo', {port = 0, ephemeral = true,"
            + " ws_protocols = {'v1'}, ws_deflate = 'dedicated', message_bytes_max = '4M',"
            + " on_http_request = function() return 'page' end,"
            + " on_client_message = function(id, message, is_binary)"
            + " self.send(id, message, is_binary) return true end})");
        program.engine("socketley --lua echo.lua");
        return program.port("echo");
    }

    @Test
    void theNodePackageWsTalksWithAndWithoutCompression() throws Exception {
        Program.needs("node");
        boolean there = Files.isDirectory(MODULES.resolve("ws"));
        assertTrue(there || System.getenv("SOCKETLEY_REQUIRE_PEERS") == null,
            MODULES + " is missing");
        Assumptions.assumeTrue(there, "needs 'npm ci' in spec/target/clients, as .ci/run does it");
        Program.Outcome outcome = program.run("NODE_PATH=" + MODULES + " node "
            + Path.of("clients/ws.js").toAbsolutePath() + " " + echo());
        assertEquals("good\n", outcome.out(), outcome.err());
    }

    @Test
    void javaWebSocketTalksWithAndWithoutCompression() throws Exception {
        URI uri = URI.create("ws://127.0.0.1:" + echo() + "/");
        for (Draft_6455 draft : List.of(new Draft_6455(List.of(), List.of(new Protocol("v1"))),
                new Draft_6455(List.of(new PerMessageDeflateExtension()),
                    List.of(new Protocol("v1"))))) {
            Heard heard = new Heard(uri, draft);
            assertTrue(heard.connectBlocking(20, TimeUnit.SECONDS));
            for (String message : List.of("hi", "", "\u00fcber ".repeat(5000), "again")) {
                heard.send(message);
                assertEquals(message, heard.messages.poll(20, TimeUnit.SECONDS));
            }
            heard.send(ByteBuffer.wrap(new byte[100_000]));
            assertEquals("bytes 100000", heard.messages.poll(20, TimeUnit.SECONDS));
            heard.closeBlocking();
            assertEquals("closed 1000", heard.messages.poll(20, TimeUnit.SECONDS));
        }
    }

    private static final class Heard extends WebSocketClient {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

        Heard(URI uri, Draft_6455 draft) {
            super(uri, draft);
        }

        @Override
        public void onOpen(ServerHandshake handshake) {}

        @Override
        public void onMessage(String message) {
            messages.add(message);
        }

        @Override
        public void onMessage(ByteBuffer bytes) {
            messages.add("bytes " + bytes.remaining());
        }

        @Override
        public void onClose(int code, String reason, boolean isRemote) {
            messages.add("closed " + code);
        }

        @Override
        public void onError(Exception e) {
            messages.add(e.toString());
        }
    }

    @Test
    void curlOpensOne() throws Exception {
        Program.needs("curl");
        Program.Outcome outcome = program.run("curl -s -i -N --http1.1 --max-time 1"
            + " -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13'"
            + " -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' http://127.0.0.1:" + echo() + "/");
        assertTrue(outcome.out().startsWith("HTTP/1.1 101 Switching Protocols\r\n"),
            outcome.out());
        assertTrue(outcome.out().contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
            outcome.out());
    }
}
