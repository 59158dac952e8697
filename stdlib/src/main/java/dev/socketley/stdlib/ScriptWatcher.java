package dev.socketley.stdlib;

import dev.socketley.engine.log.Log;
import dev.socketley.lua.FileStamp;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Reloads scripts whose files change. Files are looked at, not watched: an editor that writes a new
 * file and renames it, a network disk and a bind mount all look the same. <b>Thread:</b> its own.
 */
final class ScriptWatcher implements AutoCloseable {
    private static final long LOOK_EVERY_NANOS = 150_000_000;

    private final ScriptHost host;
    private final Map<LoadedScript, Map<Path, FileStamp>> changing = new HashMap<>();
    private Thread thread;
    private volatile boolean closed;

    ScriptWatcher(ScriptHost host) {
        this.host = host;
    }

    synchronized void start() {
        if (thread == null && !closed) {
            // A virtual one would be the first of its kind in a short program, and cost 5 ms.
            thread = Thread.ofPlatform().daemon().name("script-watcher").start(this::run);
        }
    }

    private void run() {
        for (;;) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
            if (closed) {
                return;
            }
            host.loaded().forEach(this::look);
            if (!changing.isEmpty()) {
                changing.keySet().retainAll(host.loaded());
            }
        }
    }

    /** Nothing is made where nothing has changed: the look takes its time from a loop. */
    private static boolean isAsRead(Map<Path, FileStamp> files) {
        for (Map.Entry<Path, FileStamp> file : files.entrySet()) {
            if (!FileStamp.of(file.getKey()).equals(file.getValue())) {
                return false;
            }
        }
        return true;
    }

    /** A change counts once the files are the same at two looks: a half-written file is not read. */
    private void look(LoadedScript entry) {
        if (entry.reloading()) {
            return;
        }
        Map<Path, FileStamp> read = entry.files();
        if (isAsRead(read)) {
            changing.remove(entry);
            return;
        }
        Map<Path, FileStamp> now = new HashMap<>();
        read.keySet().forEach(file -> now.put(file, FileStamp.of(file)));
        if (!now.equals(changing.put(entry, now)) || now.values().stream().anyMatch(FileStamp::isUnwritten)) {
            return;
        }
        changing.remove(entry);
        Log.debug("script_changed", "script", entry.file());
        host.reload(entry);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }
}
