package dev.socketley.engine.protocol.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.socketley.engine.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any split gives the same requests; nothing but a protocol error is thrown. */
class HttpDecoderFuzzTest {
    private static final int BODY_MAX = 50;

    private static List<String> decode(byte[] input, Random split) {
        ByteBuf unread = Unpooled.buffer();
        HttpDecoder decoder = new HttpDecoder(BODY_MAX);
        List<String> out = new ArrayList<>();
        try {
            for (int at = 0; at < input.length; ) {
                int n = split == null ? input.length : 1 + split.nextInt(20);
                n = Math.min(n, input.length - at);
                unread.writeBytes(input, at, n);
                at += n;
                drain(decoder, unread, out);
                unread.discardReadBytes();
            }
        } catch (ProtocolException e) {
            out.add("refused " + e.status());
        }
        return out;
    }

    private static void drain(HttpDecoder decoder, ByteBuf unread, List<String> out)
            throws ProtocolException {
        HttpDecoder.Step step = decoder.next(unread);
        while (step != HttpDecoder.Step.MORE) {
            if (step == HttpDecoder.Step.REQUEST) {
                HttpRequest r = decoder.request(1);
                out.add(r.method() + r.path() + "?" + r.query() + r.headers()
                    + new String(r.body(), StandardCharsets.ISO_8859_1)
                    + decoder.isKeepAlive());
            }
            step = decoder.next(unread);
        }
    }

    private static String request(Random random) {
        String body = "b".repeat(random.nextInt(60));
        String head = "POST /p" + random.nextInt(9) + "?q=" + random.nextInt(9) + " HTTP/1.1\r\n";
        String expect = random.nextInt(4) == 0 ? "Expect: 100-continue\r\n" : "";
        return switch (random.nextInt(3)) {
            case 0 -> "GET /x HTTP/1.1\r\nX-A: " + random.nextInt() + "\r\n\r\n";
            case 1 -> head + expect + "Content-Length: " + body.length() + "\r\n\r\n" + body;
            default -> head + expect + "Transfer-Encoding: chunked\r\n\r\n" + (body.isEmpty() ? ""
                : Integer.toHexString(body.length()) + "\r\n" + body + "\r\n") + "0\r\n\r\n";
        };
    }

    @Test
    void anySplitGivesTheSameRequestsAlsoWhenBytesAreWrong() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(5); i >= 0; i--) {
                text.append(request(random));
            }
            byte[] input = text.toString().getBytes(StandardCharsets.ISO_8859_1);
            if (random.nextBoolean()) {
                input[random.nextInt(input.length)] = (byte) random.nextInt(256);
            }
            assertEquals(decode(input, null), decode(input, random), () -> "seed " + seed);
        }
    }
}
