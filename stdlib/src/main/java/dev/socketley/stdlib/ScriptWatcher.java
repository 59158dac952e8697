package dev.socketley.stdlib;

import dev.socketley.engine.log.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Reloads scripts whose files change. Files are looked at, not watched: an editor that writes a new
 * file and renames it, a network disk and a bind mount all look the same. <b>Thread:</b> its own.
 */
final class ScriptWatcher implements AutoCloseable {
    private static final long LOOK_EVERY_NANOS = 150_000_000;

    /** What a file was when it was looked at. */
    private record Seen(FileTime modified, long bytes, Object key) {
        static final Seen MISSING = new Seen(FileTime.fromMillis(0), -1, null);
    }

    private final ScriptHost host;
    private final Map<LoadedScript, Map<Path, Seen>> before = new HashMap<>();
    private final Map<LoadedScript, Map<Path, Seen>> changing = new HashMap<>();
    private Thread thread;
    private volatile boolean closed;

    ScriptWatcher(ScriptHost host) {
        this.host = host;
    }

    synchronized void start() {
        if (thread == null && !closed) {
            thread = Thread.ofVirtual().name("script-watcher").start(this::run);
        }
    }

    private void run() {
        while (!closed) {
            host.loaded().forEach(this::look);
            before.keySet().retainAll(host.loaded());
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    /** A change counts once the files are the same at two looks: a half-written file is not read. */
    private void look(LoadedScript entry) {
        if (entry.reloading()) {
            return;
        }
        Map<Path, Seen> now = new HashMap<>();
        entry.files().forEach(file -> now.put(file, see(file)));
        Map<Path, Seen> last = before.get(entry);
        if (last == null || !last.keySet().equals(now.keySet())) {
            before.put(entry, now);
            return;
        }
        if (last.equals(now)) {
            changing.remove(entry);
            return;
        }
        if (!now.equals(changing.put(entry, now)) || now.containsValue(Seen.MISSING)) {
            return;
        }
        changing.remove(entry);
        before.put(entry, now);
        Log.debug("script_changed", "script", entry.file());
        host.reload(entry);
    }

    private static Seen see(Path file) {
        try {
            var a = Files.readAttributes(file,
                java.nio.file.attribute.BasicFileAttributes.class);
            return new Seen(a.lastModifiedTime(), a.size(), a.fileKey());
        } catch (IOException e) {
            return Seen.MISSING;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }
}
