package dev.socketley.engine.cache.durable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OldFileTest {
    @TempDir
    private Path directory;

    /** Writes as the predecessor did. */
    private static final class Old {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Old raw(String text) {
            out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        }

        Old u8(int value) {
            out.write(value);
            return this;
        }

        Old number(long value, int size) {
            for (int i = 0; i < size; i++) {
                out.write((int) (value >>> (8 * i)));
            }
            return this;
        }

        Old text(String text) {
            return number(text.length(), 4).raw(text);
        }
    }

    private static Old typed() {
        return new Old().raw("SKV2")
            .u8(0).text("s").text("value").u8(0)
            .u8(1).text("l").number(3, 4).text("a").text("").text("a").u8(1).number(5000, 8)
            .u8(2).text("set").number(1, 4).text("m").u8(0)
            .u8(3).text("h").number(2, 4).text("f").text("1").text("g").text("2").u8(0)
            .u8(1).text("late").number(1, 4).text("x").u8(1).number(0, 8)
            .u8(0).text("late too").text("x").u8(1).number(-7, 8);
    }

    private Path file(byte[] bytes) throws IOException {
        Path path = directory.resolve("cache.db");
        Files.write(path, bytes);
        return path;
    }

    private static List<String> load(Path path) throws IOException {
        Noted noted = new Noted();
        RecordFiles.load(Disk.SYSTEM, path, 1000, noted);
        return noted.lines;
    }

    @Test
    void everyTypeOfTheSecondFormatIsLoadedAndWhatHasEndedIsNot() throws IOException {
        assertEquals(List.of("0/0 s @0 value", "0/1 l @6000 a  a", "0/2 set @0 m",
            "0/3 h @0 f 1 g 2"), load(file(typed().out.toByteArray())));
    }

    @Test
    void theFirstFormatIsStrings() throws IOException {
        Old old = new Old().text("k").text("v").text("").text("x".repeat(100_000));
        assertEquals(List.of("0/0 k @0 v", "0/0  @0 " + "x".repeat(100_000)),
            load(file(old.out.toByteArray())));
        assertEquals(List.of(), load(file(new byte[0])));
    }

    @Test
    void aFileCutInAValueIsRefusedAndRepaired() throws IOException {
        byte[] whole = typed().out.toByteArray();
        int refused = 0;
        for (int length = 5; length < whole.length; length++) {
            Path path = file(Arrays.copyOf(whole, length));
            if (!RecordFiles.check(path).isWhole()) {
                refused++;
                String message =
                    assertThrows(DamageException.class, () -> load(path)).getMessage();
                assertTrue(message.contains("is damaged at offset "), message);
                RecordFiles.repair(path);
            }
            assertTrue(load(path).size() <= 4);
        }
        assertEquals(whole.length - 5 - 5, refused);
    }

    @Test
    void lengthsThatTheFileHasNoBytesForAreRefused() throws IOException {
        Path path = file(new Old().raw("SKV2").u8(1).text("l").number(0xffffffffL, 4)
            .out.toByteArray());
        assertThrows(DamageException.class, () -> load(path));
        Path first = file(new Old().number(0x7fffffff, 4).raw("abc").out.toByteArray());
        assertThrows(DamageException.class, () -> load(first));
    }

    @Test
    void noBytesDoAnythingButLoadOrBeRefused() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        byte[] whole = typed().out.toByteArray();
        for (int i = 0; i < 2000; i++) {
            byte[] bad = whole.clone();
            for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            Path path = file(bad);
            try {
                load(path);
            } catch (DamageException e) {
                assertTrue(e.getMessage().contains("cache.db"));
            }
        }
    }
}
