package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every case of {@link WebSocketCases} with the built program, as server and as client;
 * {@code -Dsocketley.ws.messages=1000} makes the chapters on compression as long as Autobahn's.
 */
class WebSocketConformanceTest extends ProgramSpec {
    private static final int MESSAGES = Integer.getInteger("socketley.ws.messages", 3);
    private static final String OPTIONS = "message_bytes_max = \"32M\", write_bytes_max = \"64M\", "
        + "ws_deflate = \"dedicated\", ws_deflate_bytes_min = 0, ";

    private void start(String script) throws IOException, InterruptedException {
        Files.writeString(directory.resolve("echo.lua"), script);
        program.engine("socketley --lua echo.lua");
    }

    /** One engine for all cases of an end; it is closed with the last. */
    private Stream<DynamicTest> tests(Run run) {
        List<WebSocketCases.Case> all = WebSocketCases.all(MESSAGES);
        assertTrue(all.size() >= 517, () -> "only " + all.size() + " cases");
        return all.stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> run.run(c)));
    }

    private interface Run {
        void run(WebSocketCases.Case one) throws Exception;
    }

    @TestFactory
    Stream<DynamicTest> asServer() throws Exception {
        start("socketley.server('echo', {port = 0, ephemeral = true, " + OPTIONS
            + "on_client_message = function(id, message, is_binary)"
            + " self.send(id, message, is_binary) return true end})");
        int port = program.port("echo");
        return tests(one -> {
            try (WebSocketPeer peer = WebSocketPeer.client(port, one.offer())) {
                assertTrue(one.offer().isEmpty() == peer.extensions().isEmpty(),
                    peer.extensions());
                one.body().run(peer);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> asClient() throws Exception {
        ServerSocket own = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        own.setSoTimeout(20_000);
        start("socketley.client('echo', {target = 'ws://127.0.0.1:" + own.getLocalPort() + "/x?y', "
            + "reconnect = true, reconnect_ms_min = 1, reconnect_ms_max = 2, "
            + "queue_bytes_max = '64M', " + OPTIONS
            + "on_message = function(message, is_binary) self.send(message, is_binary) end})");
        return tests(one -> {
            boolean deflates = one.offer().startsWith("permessage-deflate");
            boolean isFresh = one.offer().contains("no_context_takeover");
            String answer = !deflates ? "" : "permessage-deflate" + (isFresh
                ? "; client_no_context_takeover; server_no_context_takeover" : "")
                + (one.offer().contains("=9") ? "; client_max_window_bits=9" : "");
            try (WebSocketPeer peer = WebSocketPeer.server(own.accept(), answer)) {
                one.body().run(peer);
            }
        }).onClose(() -> closed(own));
    }

    private static void closed(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
