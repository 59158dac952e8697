package dev.socketley.engine.cache.durable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.protocol.resp.Args;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogDirectoryTest {
    @TempDir
    private Path temporary;
    private final FailingDisk disk = new FailingDisk();
    private final Semaphore progress = new Semaphore(0);
    private LogDirectory log;

    @AfterEach
    void close() {
        disk.room(Long.MAX_VALUE);
        disk.syncFails(false);
        if (log != null) {
            log.close().orTimeout(60, TimeUnit.SECONDS).join();
        }
    }

    private Path directory() {
        return temporary.resolve("data.log");
    }

    private List<String> open(Fsync policy) throws IOException {
        log = LogDirectory.open(disk, directory(), null);
        Noted noted = new Noted();
        log.load(noted);
        log.write(policy, progress::release);
        return noted.lines;
    }

    private List<String> reopen() throws IOException {
        log.close().orTimeout(60, TimeUnit.SECONDS).join();
        return open(Fsync.ALWAYS);
    }

    private long command(String... words) {
        Chunk chunk = log.writer().chunk();
        chunk.command(0, Args.of(words));
        return log.writer().hand(chunk);
    }

    private void awaitDurable(long position) throws InterruptedException {
        while (log.writer().durable() < position) {
            assertTrue(progress.tryAcquire(10, TimeUnit.SECONDS), "nothing became durable");
        }
    }

    private void awaitFailure(boolean failing) throws InterruptedException {
        while ((log.writer().failure() != null) != failing) {
            assertTrue(progress.tryAcquire(10, TimeUnit.SECONDS), "no change");
        }
    }

    @Test
    void whatIsDurableIsThereAgain() throws Exception {
        assertEquals(List.of(), open(Fsync.ALWAYS));
        command("SET", "a", "1");
        awaitDurable(command("SET", "b", "2"));
        assertEquals(List.of("0: SET a 1", "0: SET b 2"), reopen());
        awaitDurable(command("SET", "c", "3"));
        assertEquals(List.of("0: SET a 1", "0: SET b 2", "0: SET c 3"), reopen());
    }

    @Test
    void onlyOneMayHaveADirectory() throws Exception {
        open(Fsync.NO);
        assertThrows(IOException.class, () -> LogDirectory.open(disk, directory(), null));
    }

    @Test
    void aSnapshotTakesThePlaceOfTheSegmentsBefore() throws Exception {
        open(Fsync.ALWAYS);
        awaitDurable(command("INCR", "n"));
        int number = log.rotate().orTimeout(60, TimeUnit.SECONDS).join();
        awaitDurable(command("INCR", "n"));
        snapshot(log.snapshot(number));
        log.replace(number, 100).orTimeout(60, TimeUnit.SECONDS).join();
        assertEquals(List.of("0/0 n @0 1", "end 1", "0: INCR n"), reopen());
        try (Stream<Path> files = Files.list(directory())) {
            assertEquals(List.of("lock", "log-2", "manifest", "snapshot-2"),
                files.map(f -> f.getFileName().toString()).sorted().toList());
        }
    }

    private static void snapshot(Path path) throws IOException {
        Chunk chunk = new Chunk();
        chunk.string(0, new byte[] {'n'}, 0, new byte[] {'1'});
        chunk.end(1);
        try (RecordOutput out = RecordOutput.create(Disk.SYSTEM, path)) {
            out.write(chunk);
        }
    }

    @Test
    void aRewriteThatWasInterruptedLosesNothing() throws Exception {
        open(Fsync.ALWAYS);
        awaitDurable(command("one"));
        int number = log.rotate().orTimeout(60, TimeUnit.SECONDS).join();
        awaitDurable(command("two"));
        snapshot(log.snapshot(number));
        assertEquals(List.of("0: one", "0: two"), reopen());
        assertTrue(Files.notExists(log.snapshot(number)), "what nothing names is removed");
        awaitDurable(command("three"));
        assertEquals(List.of("0: one", "0: two", "0: three"), reopen());
    }

    @Test
    void aFullDiskIsToldAndNothingIsLostWhenThereIsRoomAgain() throws Exception {
        open(Fsync.ALWAYS);
        awaitDurable(command("SET", "a", "1"));
        disk.room(5);
        long position = command("SET", "b", "2");
        awaitFailure(true);
        assertEquals("No space left on device", log.writer().failure());
        assertTrue(log.writer().durable() < position);
        disk.room(Long.MAX_VALUE);
        awaitDurable(position);
        assertNull(log.writer().failure());
        assertEquals(List.of("0: SET a 1", "0: SET b 2"), reopen());
    }

    @Test
    void aCrashOnAFullDiskLeavesOnlyATornTail() throws Exception {
        open(Fsync.ALWAYS);
        awaitDurable(command("SET", "a", "1"));
        disk.room(5);
        command("SET", "b", "2");
        awaitFailure(true);
        Path copy = temporary.resolve("copy");
        Files.createDirectory(copy);
        for (String name : List.of("manifest", "log-1")) {
            Files.copy(directory().resolve(name), copy.resolve(name));
        }
        LogDirectory other = LogDirectory.open(Disk.SYSTEM, copy, null);
        Noted noted = new Noted();
        other.load(noted);
        other.close().join();
        assertEquals(List.of("0: SET a 1"), noted.lines);
    }

    @Test
    void afterAFailedSyncOnlyANewSnapshotIsTrusted() throws Exception {
        open(Fsync.ALWAYS);
        awaitDurable(command("INCR", "n"));
        disk.syncFails(true);
        long position = command("INCR", "n");
        awaitFailure(true);
        assertTrue(log.writer().isDistrusted());
        disk.syncFails(false);
        int number = log.rotate().orTimeout(60, TimeUnit.SECONDS).join();
        assertTrue(log.writer().durable() < position);
        snapshot(log.snapshot(number));
        log.replace(number, 100).orTimeout(60, TimeUnit.SECONDS).join();
        assertNull(log.writer().failure());
        assertEquals(position, log.writer().durable());
        awaitDurable(command("INCR", "n"));
        assertEquals(List.of("0/0 n @0 1", "end 1", "0: INCR n"), reopen());
    }

    @Test
    void aRewriteThatCannotBeginLeavesTheLogAsItIs() throws Exception {
        open(Fsync.ALWAYS);
        awaitDurable(command("one"));
        disk.room(0);
        assertThrows(CompletionException.class,
            () -> log.rotate().orTimeout(60, TimeUnit.SECONDS).join());
        disk.room(Long.MAX_VALUE);
        awaitDurable(command("two"));
        assertEquals(List.of("0: one", "0: two"), reopen());
    }

    @Test
    void everySecondAndNeverWriteEverythingWhenTheyEnd() throws Exception {
        for (Fsync policy : List.of(Fsync.EVERYSEC, Fsync.NO)) {
            if (log != null) {
                log.close().join();
            }
            int before = open(policy).size();
            command("SET", "a", "1");
            assertEquals(before + 1, reopen().size());
        }
    }

    @Test
    void aDamagedManifestIsRefused() throws Exception {
        open(Fsync.NO);
        log.close().join();
        Path manifest = directory().resolve("manifest");
        byte[] bytes = Files.readAllBytes(manifest);
        bytes[20] ^= 1;
        Files.write(manifest, bytes);
        assertThrows(DamageException.class, () -> LogDirectory.open(disk, directory(), null));
        Files.delete(manifest);
        log = LogDirectory.open(disk, directory(), null);
    }
}
