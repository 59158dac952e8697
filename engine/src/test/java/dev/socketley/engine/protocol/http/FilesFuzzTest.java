package dev.socketley.engine.protocol.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Paths and ranges: nothing is thrown, nothing leads outside, reading undoes writing. */
class FilesFuzzTest {
    private static final String[] PIECES = {"/", "..", ".", "%2e", "%2f", "%5c", "\\", "%00", "a", "é",
        "%25", "%c3%a9", "%ff", "..%2f", "%", "//", "a.b", " ", "\u007f", "*"};

    private static void rounds(Consumer<Random> round) {
        long seed = Long.getLong("socketley.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            try {
                round.accept(random);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("-Dsocketley.seed=" + seed, e);
            }
        }
    }

    @Test
    void noPathLeadsOutside() {
        Path root = Path.of("/site").toAbsolutePath();
        rounds(random -> {
            StringBuilder text = new StringBuilder(random.nextInt(8) > 0 ? "/" : "");
            for (int i = random.nextInt(8); i > 0; i--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            SitePath path = SitePath.of(text.toString(), random.nextBoolean());
            if (path != null) {
                Path file = root;
                for (String name : path.names()) {
                    file = file.resolve(name);
                }
                assertEquals(file, file.normalize(), text.toString());
                assertTrue(file.startsWith(root), text.toString());
                assertEquals(path.names().size(), root.relativize(file).toString().isEmpty() ? 0
                    : root.relativize(file).getNameCount(), text.toString());
            }
        });
    }

    @Test
    void aNameThatIsWrittenIsReadAsTheSame() {
        rounds(random -> {
            StringBuilder name = new StringBuilder("n");
            for (int i = random.nextInt(10); i > 0; i--) {
                name.append("aé%.+ &?#日".charAt(random.nextInt(10)));
            }
            byte[] escaped = Query.encode(name.toString().getBytes(StandardCharsets.UTF_8));
            SitePath path = SitePath.of("/x/" + new String(escaped, StandardCharsets.ISO_8859_1), false);
            assertEquals(List.of("x", name.toString()), path.names());
        });
    }

    @Test
    void rangesLieWithinTheFile() {
        rounds(random -> {
            StringBuilder field = new StringBuilder(random.nextInt(8) > 0 ? "bytes=" : "");
            for (int i = random.nextInt(12); i > 0; i--) {
                field.append("0123456789--,, xb".charAt(random.nextInt(17)));
            }
            long size = random.nextInt(20);
            List<ByteRanges.Range> ranges = ByteRanges.parse(field.toString(), size, 4);
            if (ranges != null) {
                assertTrue(ranges.size() <= 4);
                for (ByteRanges.Range r : ranges) {
                    assertTrue(r.from() >= 0 && r.to() < size && r.length() > 0, field + " of " + size);
                }
            }
        });
    }

    @Test
    void rangesThatAreWrittenAreReadAsTheSame() {
        rounds(random -> {
            long size = 1 + random.nextLong(1L << 50);
            long from = random.nextLong(size);
            long to = from + random.nextLong(size - from);
            assertEquals(List.of(new ByteRanges.Range(from, to)),
                ByteRanges.parse("bytes=" + from + "-" + to, size, 4));
            assertEquals(List.of(new ByteRanges.Range(from, size - 1)),
                ByteRanges.parse("bytes=" + from + "-", size, 4));
        });
    }

    @Test
    void codingsAreChosenByTheirWeight() {
        for (String yes : List.of("gzip", "br, GZIP", "gzip;q=0.1", "*", "deflate, *;q=0.5", "gzip;q=1")) {
            assertTrue(Conditions.accepts(yes, "gzip"), yes);
        }
        for (String no : new String[] {null, "", "br", "gzip;q=0", "gzip; q=0.000, *", "*;q=0", "xgzip"}) {
            assertFalse(Conditions.accepts(no, "gzip"), no);
        }
    }
}
