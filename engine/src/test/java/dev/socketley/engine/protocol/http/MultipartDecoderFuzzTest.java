package dev.socketley.engine.protocol.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.socketley.engine.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any split gives the same parts, nothing but a protocol error is thrown, reading undoes writing. */
class MultipartDecoderFuzzTest {
    private static final String TYPE = "multipart/form-data; boundary=b-1";
    private static final String[] PIECES = {"\r\n", "\r", "\n", "--b-1", "\r\n--b-1", "\r\n--b-1\r\n",
        "--", "--b-1--", "\r\n\r\n", "X: y", ":", "a", "\u0000", "\r\n--b-", "\r\n--b-1 \r\n",
        "Content-Disposition: form-data; name=\"f\"; filename=\"x.txt\"\r\n\r\n"};

    private static List<String> decode(byte[] input, Random random) {
        List<String> out = new ArrayList<>();
        MultipartDecoder decoder = MultipartDecoder.of(TYPE);
        StringBuilder data = new StringBuilder();
        int at = 0;
        try {
            while (true) {
                MultipartDecoder.Step step = decoder.next();
                switch (step) {
                    case MORE -> {
                        if (at == input.length) {
                            out.add("data " + data + " cut");
                            return out;
                        }
                        int n = random == null ? input.length : 1 + random.nextInt(6);
                        int end = Math.min(input.length, at + n);
                        decoder.feed(Arrays.copyOfRange(input, at, end));
                        at = end;
                    }
                    case HEAD -> out.add("head " + decoder.head());
                    case DATA -> data.append(new String(decoder.data(), StandardCharsets.ISO_8859_1));
                    case PART_END -> {
                        out.add("data " + data);
                        data.setLength(0);
                    }
                    case END -> {
                        out.add("end");
                        return out;
                    }
                }
            }
        } catch (ProtocolException e) {
            out.add("refused " + e.status());
            return out;
        }
    }

    @Test
    void anySplitGivesTheSamePartsAlsoWhenBytesAreWrong() {
        long seed = Long.getLong("socketley.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder(random.nextInt(4) > 0 ? "--b-1\r\n" : "");
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            byte[] input = text.toString().getBytes(StandardCharsets.ISO_8859_1);
            // How much is given out before a body breaks off depends on where it was cut.
            List<String> whole = ended(decode(input, null));
            assertEquals(whole, ended(decode(input, random)), () -> "-Dsocketley.seed=" + seed);
        }
    }

    private static List<String> ended(List<String> steps) {
        return steps.stream().map(s -> s.endsWith(" cut") ? "cut" : s).toList();
    }

    @Test
    void whatIsWrittenIsReadAsTheSame() {
        long seed = Long.getLong("socketley.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            List<String> wanted = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(4); i > 0; i--) {
                byte[] body = new byte[random.nextInt(50)];
                random.nextBytes(body);
                for (int k = 0; k < body.length; k++) {
                    body[k] = random.nextBoolean() ? (byte) "\r\n-b1".charAt(random.nextInt(5)) : body[k];
                }
                String payload = new String(body, StandardCharsets.ISO_8859_1);
                if (("\r\n" + payload + "\r\n--b-1").indexOf("\r\n--b-1") < payload.length() + 2) {
                    continue;
                }
                text.append("--b-1\r\nContent-Disposition: form-data; name=f").append(i)
                    .append("\r\n\r\n").append(payload).append("\r\n");
                wanted.add("head {content-disposition=form-data; name=f" + i + "}");
                wanted.add("data " + payload);
            }
            wanted.add("end");
            text.append("--b-1--");
            assertEquals(wanted, decode(text.toString().getBytes(StandardCharsets.ISO_8859_1), random),
                () -> "-Dsocketley.seed=" + seed);
        }
    }

    @Test
    void parametersOfFields() {
        assertEquals(Map.of("", "form-data", "name", "a\"b", "filename", "x;y.txt"),
            MultipartDecoder.parameters("Form-Data; name=\"a\\\"b\"; FileName=\"x;y.txt\""));
        assertEquals(Map.of("", "a", "b", "c"), MultipartDecoder.parameters("a; b = c ; ; d"));
        assertNull(MultipartDecoder.of("multipart/form-data"));
        assertNull(MultipartDecoder.of("text/plain; boundary=a"));
        assertNull(MultipartDecoder.of("multipart/form-data; boundary=" + "a".repeat(71)));
    }

    @Test
    void partsAndHeadsHaveTheirBounds() {
        String part = "--b-1\r\n\r\nx\r\n";
        assertEquals("refused 413", decode((part.repeat(1001) + "--b-1--").getBytes(), null).getLast());
        assertEquals("end", decode((part.repeat(1000) + "--b-1--").getBytes(), null).getLast());
        assertEquals("refused 400", decode(("--b-1\r\nX: " + "y".repeat(9000)).getBytes(), null).getLast());
    }

    @Test
    void aWordWithoutAValueHidesNoParameter() {
        assertEquals(Map.of("", "form-data", "name", "a;b", "filename", "c"),
            MultipartDecoder.parameters("form-data; odd; name=\"a;b\" ; ; more;filename=c; last"));
    }
}
