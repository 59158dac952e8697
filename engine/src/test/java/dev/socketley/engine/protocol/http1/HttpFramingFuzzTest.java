package dev.socketley.engine.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.socketley.engine.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random input. A failure names its seed; {@code -Dsocketley.seed=} runs that one again, and
 * {@code -Dsocketley.fuzz.ms=} sets for how long.
 */
class HttpFramingFuzzTest {
    private static final int HEAD_BYTES_MAX = 200;
    private static final String[] PIECES = {
        "GET / HTTP/1.1\r\n", "POST /p?q HTTP/1.1\r\n", "HTTP/1.1 200 OK\r\n", "Host: a\r\n",
        "HTTP/1.1 304 No\r\n\r\n", "Content-Length: 3\r\n", "Content-Length: 12\r\n",
        "Transfer-Encoding: chunked\r\n", "Connection: close, x\r\n", "X: y\r\n", " ", ":", "\r",
        "\n", "\r\n", "\r\n\r\n", "3\r\nabc\r\n", "0\r\n\r\n", "a;b=c\r\n0123456789\r\n",
        "0\r\nT: v\r\n\r\n", "\u0000", "\u00ff", "ffffffffffffffff", "HTTP/1.0", "*"};

    @Test
    void anySplitGivesTheSameMessagesAndNothingButAProtocolErrorIsThrown() {
        forSeeds(random -> {
            boolean requests = random.nextBoolean();
            byte[] input = input(random, requests);
            List<String> whole = decode(input, requests, new Random(0), input.length);
            for (int i = 0; i < 4; i++) {
                assertEquals(whole, decode(input, requests, random, 1 + random.nextInt(40)));
            }
        });
    }

    @Test
    void whatIsWrittenIsReadAsTheSame() {
        forSeeds(random -> {
            List<String> expected = new ArrayList<>();
            StringBuilder stream = new StringBuilder();
            for (int i = random.nextInt(4); i >= 0; i--) {
                message(random, stream, expected);
            }
            byte[] input = stream.toString().getBytes(StandardCharsets.ISO_8859_1);
            assertEquals(expected, decode(input, true, random, 1 + random.nextInt(60)));
        });
    }

    @Test
    void aHeadWrittenOnIsReadAsTheSame() {
        forSeeds(random -> {
            StringBuilder stream = new StringBuilder();
            message(random, stream, new ArrayList<>());
            HttpHead head = read(stream.toString());
            ByteBuf again = Unpooled.buffer();
            head.writeMethodAndTarget(again);
            again.writeBytes(" HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
            head.writeFields(again, EnumSet.allOf(FieldName.class));
            again.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
            String text = again.toString(StandardCharsets.ISO_8859_1);
            assertEquals(new String(head.toBytes(), StandardCharsets.ISO_8859_1), text);
            assertEquals(describe(head), describe(read(text)));
        });
    }

    private static HttpHead read(String text) {
        HttpHead head = HttpHead.ofRequest();
        try {
            head.parse(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1), 1 << 20);
        } catch (ProtocolException e) {
            throw new AssertionError(text, e);
        }
        return head;
    }

    private interface Round {
        void run(Random random);
    }

    private static void forSeeds(Round round) {
        Long only = Long.getLong("socketley.seed");
        long end = System.nanoTime() + Long.getLong("socketley.fuzz.ms", 1000) * 1_000_000;
        Random seeds = new Random();
        do {
            long seed = only == null ? seeds.nextLong() : only;
            try {
                round.run(new Random(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        } while (only == null && System.nanoTime() < end);
    }

    private static byte[] input(Random random, boolean requests) {
        StringBuilder out = new StringBuilder();
        if (random.nextInt(4) > 0) {
            out.append(requests ? "POST / HTTP/1.1\r\nHost: a\r\n" : "HTTP/1.1 200 OK\r\n");
        }
        for (int i = random.nextInt(12); i >= 0; i--) {
            out.append(PIECES[random.nextInt(PIECES.length)]);
        }
        byte[] bytes = out.toString().getBytes(StandardCharsets.ISO_8859_1);
        if (random.nextInt(3) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static void message(Random random, StringBuilder to, List<String> expected) {
        String method = random.nextBoolean() ? "PUT" : "X-" + random.nextInt(10);
        String path = "/" + Integer.toHexString(random.nextInt());
        int length = random.nextInt(30);
        String body = "b".repeat(length);
        boolean chunked = random.nextBoolean();
        to.append(method).append(' ').append(path).append("?q HTTP/1.1\r\nHost: h\r\nx-");
        to.append(random.nextInt(9)).append(":  v w \r\n");
        if (!chunked) {
            to.append("content-LENGTH: ").append(length).append("\r\n\r\n").append(body);
        } else {
            to.append("Transfer-encoding:chunked\r\n\r\n");
            for (int at = 0; at < length;) {
                int n = 1 + random.nextInt(length - at);
                to.append(Integer.toHexString(n)).append("\r\n").append(body, at, at + n)
                    .append("\r\n");
                at += n;
            }
            to.append("0\r\n\r\n");
        }
        expected.add(method + " " + path + " q " + (chunked ? -1 : length) + " v w");
        expected.add(body);
    }

    private static String describe(HttpHead head) {
        return head.method() + " " + text(head.path()) + " " + text(head.query()) + " "
            + head.contentLength() + " " + text(head.value(1));
    }

    private static String text(Object value) {
        return value instanceof byte[] b ? new String(b, StandardCharsets.ISO_8859_1)
            : (String) value;
    }

    /** Reads messages from a stream that arrives in pieces, as a connection hands them over. */
    private static List<String> decode(byte[] input, boolean requests, Random random, int most) {
        HttpHead head = requests ? HttpHead.ofRequest() : HttpHead.ofResponse();
        HttpBody body = new HttpBody();
        List<String> out = new ArrayList<>();
        ByteBuf in = Unpooled.buffer();
        ByteArrayOutputStream payload = null;
        int at = 0;
        try {
            while (at < input.length) {
                int n = Math.min(input.length - at, 1 + random.nextInt(most));
                n = most >= input.length ? input.length : n;
                in.writeBytes(input, at, n);
                at += n;
                for (boolean more = true; more;) {
                    if (payload == null) {
                        more = head.parse(in, HEAD_BYTES_MAX);
                        if (more) {
                            payload = new ByteArrayOutputStream();
                            out.add(requests && head.fieldCount() > 1 ? describe(head)
                                : head.status() + " " + head.contentLength());
                            start(body, head, requests);
                        }
                    } else {
                        for (int m = body.next(in); m > 0; m = body.next(in)) {
                            byte[] bytes = new byte[m];
                            in.readBytes(bytes);
                            payload.writeBytes(bytes);
                        }
                        more = body.isDone();
                        if (more) {
                            out.add(payload.toString(StandardCharsets.ISO_8859_1));
                            payload = null;
                        }
                    }
                }
            }
        } catch (ProtocolException e) {
            out.add("error " + e.status());
        }
        if (payload != null) {
            out.add("unfinished " + payload.toString(StandardCharsets.ISO_8859_1));
        }
        return out;
    }

    private static void start(HttpBody body, HttpHead head, boolean requests) {
        if (requests) {
            body.ofRequest(head);
        } else {
            body.ofResponse(head, false);
        }
    }
}
