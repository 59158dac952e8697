package dev.socketley.engine.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.cache.command.CacheContext;
import dev.socketley.engine.cache.durable.Disk;
import dev.socketley.engine.cache.durable.Entries;
import dev.socketley.engine.cache.durable.SnapshotFile;
import dev.socketley.engine.cache.store.Keyspace;
import dev.socketley.engine.cache.store.ListValue;
import dev.socketley.engine.cache.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {
    private static final int ELEMENTS = 20_000;

    @TempDir
    private Path directory;
    private final Keyspace keyspace = new Keyspace(0, (in, key) -> { });
    private final Store store = keyspace.database(0);

    private ListValue list(String key) {
        ListValue list = new ListValue(8192);
        for (int i = 0; i < ELEMENTS; i++) {
            byte[] element = (key + i).getBytes(StandardCharsets.UTF_8);
            list.pushLast(element, 0, element.length);
        }
        store.put(bytes(key), list, Store.NEVER);
        return list;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private SnapshotFile file;

    private Snapshot begin() throws IOException {
        file = new SnapshotFile(Disk.SYSTEM, directory.resolve("s.db"));
        file.create();
        return new Snapshot(keyspace, file.writer());
    }

    /** What the file holds, as keys and how many elements they have. */
    private List<String> written(Snapshot snapshot) throws Exception {
        file.finish().get();
        FileLoader loader = new FileLoader(Disk.SYSTEM, new PersistenceSettings(
            directory.resolve("s.db"), false, null, List.of(), 0, 0, 0), new CacheContext(keyspace));
        loader.loadSnapshot();
        List<String> all = new ArrayList<>();
        Store loaded = loader.loaded().database(0);
        loaded.forEach((key, kind) -> all.add(new String(key, StandardCharsets.UTF_8) + "="
            + (loaded.get(key) instanceof ListValue list ? Integer.toString(list.size())
                : text((byte[]) loaded.get(key)))));
        all.sort(null);
        return all;
    }

    private static String text(byte[] string) {
        return string.length < 100 ? new String(string, StandardCharsets.UTF_8)
            : string.length + "#" + Arrays.hashCode(string);
    }

    @Test
    void aLongStringIsCopiedInPortionsThoughItsKeyGoesOn() throws Exception {
        byte[] before = new byte[9 << 20];
        new Random(5).nextBytes(before);
        store.put(bytes("a"), before, Store.NEVER);
        store.put(bytes("b"), before, 1000);
        Snapshot snapshot = begin();
        store.put(bytes("a"), bytes("after"), Store.NEVER);
        store.remove(bytes("b"));
        int steps = 1;
        while (snapshot.step(System.nanoTime())) {
            steps++;
        }
        assertTrue(steps > 60, "portions: " + steps);
        assertEquals(List.of("a=" + text(before), "b=" + text(before)), written(snapshot));
    }

    @Test
    void aLargeValueIsCopiedInPortionsAndWhoWaitsIsTold() throws Exception {
        ListValue list = list("l");
        Snapshot snapshot = begin();
        store.changing(bytes("l"), 0, 1);
        assertTrue(snapshot.isPending(list));
        List<String> told = new ArrayList<>();
        snapshot.whenCopied(list, () -> told.add("copied"));
        int steps = 0;
        while (snapshot.isPending(list)) {
            assertTrue(told.isEmpty());
            snapshot.step(System.nanoTime());
            steps++;
        }
        assertTrue(steps > 10, "portions: " + steps);
        assertEquals(List.of("copied"), told);
        while (snapshot.step(System.nanoTime() + 1_000_000_000)) {
            Thread.onSpinWait();
        }
        assertEquals(List.of("l=" + ELEMENTS), written(snapshot));
    }

    @Test
    void whatChangesInTheMiddleIsAsItWas() throws Exception {
        ListValue first = list("a");
        ListValue second = list("b");
        store.put(bytes("s"), bytes("before"), Store.NEVER);
        Snapshot snapshot = begin();
        store.changing(bytes("a"), 0, 1);
        store.changing(bytes("b"), 0, 1);
        snapshot.step(System.nanoTime());
        assertTrue(snapshot.isPending(first) && snapshot.isPending(second));
        store.put(bytes("s"), bytes("after"), Store.NEVER);
        // Changed where it is, without waiting: as a script does.
        snapshot.changes(second);
        assertFalse(snapshot.isPending(second));
        second.dropFirst(ELEMENTS / 2);
        // Taken away, and changed under another name.
        store.remove(bytes("a"));
        while (snapshot.step(System.nanoTime() + 1_000_000_000)) {
            Thread.onSpinWait();
        }
        assertEquals(List.of("a=" + ELEMENTS, "b=" + ELEMENTS, "s=before"), written(snapshot));
    }
}
