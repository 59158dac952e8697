package dev.socketley.engine.protocol.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Queries, forms and cookies: nothing is thrown whatever comes, and reading undoes writing.
 * {@code -Dsocketley.seed=} runs one seed again.
 */
class FieldsFuzzTest {
    private static final int ROUNDS = 20_000;

    private static byte[] bytes(Random random, String often) {
        byte[] out = new byte[random.nextInt(40)];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) (random.nextBoolean() ? often.charAt(random.nextInt(often.length()))
                : random.nextInt(256));
        }
        return out;
    }

    private static void rounds(Consumer<Random> round) {
        long seed = Long.getLong("socketley.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            try {
                round.accept(random);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("-Dsocketley.seed=" + seed, e);
            }
        }
    }

    @Test
    void whatIsNoQueryIsReadWithoutComplaint() {
        rounds(random -> {
            byte[] text = bytes(random, "&=%+0aF");
            List<Query.Pair> pairs = Query.parse(text, 10);
            assertTrue(pairs.size() <= 10);
            int all = pairs.stream().mapToInt(p -> p.name().length + p.value().length).sum();
            assertTrue(all <= text.length);
        });
    }

    @Test
    void whatIsWrittenAsQueryIsReadAsTheSame() {
        rounds(random -> {
            StringBuilder query = new StringBuilder();
            byte[][] wanted = new byte[1 + random.nextInt(6)][];
            for (int i = 0; i < wanted.length; i++) {
                wanted[i] = bytes(random, "&=%+ ");
                query.append(i == 0 ? "" : "&").append('k').append(i).append('=')
                    .append(new String(Query.encode(wanted[i]), StandardCharsets.US_ASCII));
            }
            List<Query.Pair> pairs = Query.parse(
                query.toString().getBytes(StandardCharsets.US_ASCII), 100);
            assertEquals(wanted.length, pairs.size());
            for (int i = 0; i < wanted.length; i++) {
                assertEquals("k" + i, new String(pairs.get(i).name(), StandardCharsets.US_ASCII));
                assertArrayEquals(wanted[i], pairs.get(i).value());
            }
        });
    }

    @Test
    void whatIsNoCookieIsReadWithoutComplaint() {
        rounds(random -> {
            String text = new String(bytes(random, ";= \t\"a"), StandardCharsets.ISO_8859_1);
            Map<String, String> cookies = Cookies.parse(text, 5);
            assertTrue(cookies.size() <= 5);
            assertTrue(cookies.keySet().stream().noneMatch(n -> n.isEmpty() || n.contains(";")));
        });
    }

    @Test
    void cookiesThatAreWrittenAreReadAsTheSame() {
        rounds(random -> {
            Map<String, String> wanted = new LinkedHashMap<>();
            for (int i = random.nextInt(5); i >= 0; i--) {
                wanted.put("k" + random.nextInt(100), Long.toString(random.nextLong(), 36));
            }
            StringBuilder field = new StringBuilder();
            wanted.forEach((k, v) -> field.append(field.isEmpty() ? "" : "; ").append(k).append('=')
                .append(random.nextBoolean() ? v : '"' + v + '"'));
            assertEquals(wanted, Cookies.parse(field.toString(), 100));
        });
    }
}
