package dev.socketley.engine.cache.durable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.protocol.resp.Args;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFilesTest {
    @TempDir
    private Path directory;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private Path file(Chunk... chunks) throws IOException {
        return file("log-1", chunks);
    }

    private Path file(String name, Chunk... chunks) throws IOException {
        Path path = directory.resolve(name);
        try (RecordOutput out = RecordOutput.create(Disk.SYSTEM, path)) {
            for (Chunk chunk : chunks) {
                out.write(chunk);
            }
        }
        return path;
    }

    private static Chunk command(String... words) {
        Chunk chunk = new Chunk();
        chunk.command(3, Args.of(words));
        return chunk;
    }

    private static List<String> load(Path path) throws IOException {
        Noted noted = new Noted();
        RecordFiles.loadSegment(Disk.SYSTEM, path, true, noted);
        return noted.lines;
    }

    @Test
    void entriesAreReadAsTheyWereWritten() throws IOException {
        Chunk chunk = new Chunk();
        chunk.time(1_700_000_000_123L);
        chunk.command(15, Args.of("SET", "k", "v".repeat(300)));
        chunk.string(0, bytes("s"), 77, bytes("v"));
        chunk.beginPut(1, 4, bytes("many"), 0);
        chunk.part(bytes("a"));
        chunk.part(bytes(""));
        chunk.endParts();
        chunk.beginMore();
        chunk.part(bytes("b"));
        chunk.endParts();
        chunk.delete(2, bytes("gone"));
        chunk.clear(Entries.ALL_DATABASES);
        chunk.end(9);
        assertEquals(List.of("time 1700000000123", "15: SET k " + "v".repeat(300), "0/0 s @77 v",
            "1/4 many @0 a ", "more b", "2 delete gone", "255 clear", "end 9"),
            load(file(chunk)));
    }

    @Test
    void recordsLargerThanTheWindowAreRead() throws IOException {
        String large = "x".repeat(5 << 20);
        List<String> lines = load(file(command("a"), command("SET", "k", large), command("b")));
        assertEquals(List.of("3: a", "3: SET k " + large, "3: b"), lines);
    }

    @Test
    void aFileCutAnywhereKeepsItsWholeRecords() throws IOException {
        Path path = file(command("one"), command("two", "2"), command("three"));
        byte[] whole = Files.readAllBytes(path);
        for (int length = RecordFormat.FILE_HEADER; length < whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            List<String> lines = load(path);
            assertEquals(List.of("3: one", "3: two 2").subList(0, lines.size()), lines);
            long end = Files.size(path);
            assertTrue(end <= length);
            assertEquals(lines, load(path), "the cut file is whole");
        }
    }

    @Test
    void zerosBehindTheLastRecordAreCut() throws IOException {
        Path path = file(command("one"));
        long end = Files.size(path);
        Files.write(path, Arrays.copyOf(Files.readAllBytes(path), (int) end + 5000));
        assertEquals(List.of("3: one"), load(path));
        assertEquals(end, Files.size(path));
    }

    @Test
    void aChangedByteAnywhereButInTheLastRecordIsRefusedWithItsPlace() throws IOException {
        Path path = file(command("one"), command("two", "2"), command("three"));
        byte[] whole = Files.readAllBytes(path);
        int lastAt = whole.length - command("three").length() - RecordFormat.RECORD_HEADER;
        for (int at = 0; at < lastAt; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 0x40;
            Files.write(path, changed);
            String message = assertThrows(DamageException.class, () -> load(path)).getMessage();
            assertTrue(message.startsWith(path + " is damaged at offset "), message);
            assertEquals(whole.length, Files.size(path), "nothing was cut");
        }
    }

    @Test
    void aChangedByteInTheLastRecordLosesThatRecordOnly() throws IOException {
        Path path = file(command("one"), command("two"));
        byte[] whole = Files.readAllBytes(path);
        whole[whole.length - 1] ^= 1;
        Files.write(path, whole);
        assertEquals(List.of("3: one"), load(path));
    }

    @Test
    void aSegmentThatIsNotTheLastMayNotEndEarly() throws IOException {
        Path path = file(command("one"), command("two"));
        Files.write(path, Arrays.copyOf(Files.readAllBytes(path), 60));
        assertThrows(DamageException.class,
            () -> RecordFiles.loadSegment(Disk.SYSTEM, path, false, new Noted()));
    }

    @Test
    void aRecordOfAnotherFileOrPlaceDoesNotPass() throws IOException {
        Path one = file("log-1", command("aaa"), command("bbb"));
        byte[] first = Files.readAllBytes(one);
        byte[] second = Files.readAllBytes(file("log-2", command("ccc"), command("ddd")));
        int half = (first.length - RecordFormat.FILE_HEADER) / 2;
        byte[] swapped = first.clone();
        System.arraycopy(first, RecordFormat.FILE_HEADER, swapped,
            RecordFormat.FILE_HEADER + half, half);
        Files.write(one, swapped);
        assertEquals(List.of("3: aaa"), load(one));
        System.arraycopy(second, RecordFormat.FILE_HEADER, swapped,
            RecordFormat.FILE_HEADER, half);
        Files.write(one, swapped);
        assertEquals(List.of(), load(one));
    }

    @Test
    void repairCutsAtTheDamageAndKeepsACopy() throws IOException {
        Path path = file(command("one"), command("two"), command("three"));
        byte[] whole = Files.readAllBytes(path);
        whole[RecordFormat.FILE_HEADER + 25] ^= 1;
        Files.write(path, whole);
        assertFalse(RecordFiles.check(path).isWhole());
        Path copy = RecordFiles.repair(path);
        assertEquals(List.of("3: one"), load(path));
        assertEquals(whole.length, Files.size(copy));
        Files.write(path, whole);
        assertTrue(!RecordFiles.repair(path).equals(copy), "no copy is overwritten");
    }

    @Test
    void aSnapshotWithoutItsEndIsRefusedAndRepaired() throws IOException {
        Chunk one = new Chunk();
        one.string(0, bytes("a"), 0, bytes("1"));
        Chunk two = new Chunk();
        two.string(0, bytes("b"), 0, bytes("2"));
        two.end(2);
        Path path = file("snapshot-1", one, two);
        Noted noted = new Noted();
        assertEquals(Files.size(path), RecordFiles.loadSnapshot(Disk.SYSTEM, path, noted));
        Files.write(path, Arrays.copyOf(Files.readAllBytes(path), (int) Files.size(path) - 1));
        assertThrows(DamageException.class,
            () -> RecordFiles.loadSnapshot(Disk.SYSTEM, path, new Noted()));
        RecordFiles.repair(path);
        Noted repaired = new Noted();
        RecordFiles.loadSnapshot(Disk.SYSTEM, path, repaired);
        assertEquals(List.of("0/0 a @0 1", "end 1"), repaired.lines);
    }

    @Test
    void entriesThatLieAboutTheirLengthAreRefused() throws IOException {
        byte[] good = {Entries.PUT, 0, 0, 1, 'k', 0, 1, 0, 0, 0, 1, 'v'};
        for (int at = 0; at < good.length; at++) {
            for (int value = 0; value < 256; value++) {
                byte[] bad = good.clone();
                bad[at] = (byte) value;
                try {
                    new Entries().read(bad, 0, bad.length, new Noted());
                } catch (Entries.Malformed e) {
                    assertFalse(e.getMessage().isEmpty());
                }
            }
        }
    }
}
