package dev.socketley.engine.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.http.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A whole server: however its input is cut, it gives the same responses, and none but those of HTTP.
 * {@code -Dsocketley.seed=} runs one seed again.
 */
@Timeout(120)
class ServerHttpFuzzTest {
    private static final int ROUNDS = 60;

    /** Says what came, in whatever pieces. */
    private static Object show(HttpExchange exchange) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        next(exchange, new StringBuilder(), answer);
        return answer;
    }

    private static void next(HttpExchange x, StringBuilder body, CompletableFuture<Object> answer) {
        x.read(64, (piece, error) -> {
            if (piece == null) {
                answer.complete(x.request().method() + x.request().path() + x.request().query()
                    + x.request().headers() + body + x.trailers());
            } else {
                body.append(new String(piece, StandardCharsets.ISO_8859_1));
                next(x, body, answer);
            }
        });
    }

    private static String request(Random random) {
        String body = "b".repeat(random.nextInt(300));
        String head = "POST /p" + random.nextInt(9) + "?q=" + random.nextInt(9) + " HTTP/1.1\r\nHost: x\r\n";
        return switch (random.nextInt(3)) {
            case 0 -> "GET /x HTTP/1.1\r\nHost: y\r\nX-A: " + random.nextInt() + "\r\n\r\n";
            case 1 -> head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
            default -> head + "Transfer-Encoding: chunked\r\n\r\n" + (body.isEmpty() ? ""
                : Integer.toHexString(body.length()) + ";x=y\r\n" + body + "\r\n") + "0\r\nT: v\r\n\r\n";
        };
    }

    private static String exchange(ServerRuntime server, byte[] input, Random split)
            throws IOException {
        try (Wire w = new Wire(server)) {
            for (int at = 0; at < input.length; ) {
                int n = split == null ? input.length : 1 + split.nextInt(40);
                int end = Math.min(input.length, at + n);
                try {
                    w.send(Arrays.copyOfRange(input, at, end));
                } catch (IOException e) {
                    break; // refused in the middle
                }
                at = end;
            }
            endOutput(w);
            return w.rest().replaceAll("Date: [^\r]*\r\n", "").replace("<reset>", "");
        }
    }

    /** What is cut off by a wrong byte ends here too. */
    private static void endOutput(Wire w) {
        try {
            w.socket.shutdownOutput();
        } catch (IOException e) {
            assertTrue(w.socket.isConnected(), "the server has closed already");
        }
    }

    @Test
    void anySplitGivesTheSameResponsesAlsoWhenBytesAreWrong() throws Exception {
        long seed = Long.getLong("socketley.seed", System.nanoTime());
        Random random = new Random(seed);
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", new ScriptDouble().on(Hook.ON_HTTP_REQUEST,
                args -> show((HttpExchange) args[0])), "message-bytes-max", 100, "body-bytes-max", 250);
            for (int round = 0; round < ROUNDS; round++) {
                StringBuilder text = new StringBuilder();
                for (int i = random.nextInt(5); i >= 0; i--) {
                    text.append(request(random));
                }
                // The last one closes, so that the end of the responses is seen.
                text.append("GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                byte[] input = text.toString().getBytes(StandardCharsets.ISO_8859_1);
                if (random.nextBoolean()) {
                    // Behind the method, so that it stays HTTP.
                    input[6 + random.nextInt(input.length - 6)] = (byte) random.nextInt(256);
                }
                String whole = exchange(server, input, null);
                assertEquals(whole, exchange(server, input, random), () -> "-Dsocketley.seed=" + seed);
                assertTrue(whole.startsWith("HTTP/1.1 "), () -> "-Dsocketley.seed=" + seed + whole);
            }
        }
    }
}
