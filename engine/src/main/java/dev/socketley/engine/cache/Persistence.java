package dev.socketley.engine.cache;

import dev.socketley.engine.cache.command.CacheContext;
import dev.socketley.engine.cache.command.Files;
import dev.socketley.engine.cache.command.Reply;
import dev.socketley.engine.cache.durable.ChunkSink;
import dev.socketley.engine.cache.durable.ChunkWriter;
import dev.socketley.engine.cache.durable.Disk;
import dev.socketley.engine.cache.durable.Fsync;
import dev.socketley.engine.cache.durable.LogDirectory;
import dev.socketley.engine.cache.durable.SnapshotFile;
import dev.socketley.engine.cache.store.Keyspace;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.log.Log;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps the data of one cache in files: loads it, writes the log, takes snapshots, and holds back
 * what may not be seen before it is on the disk.
 *
 * <p>Thread: the cache's home loop. Owns: the log and the snapshot that is being written. Bounds:
 * {@code log-backlog-bytes-max}; one snapshot at a time.
 */
final class Persistence implements Files {
    private static final long TICK_MS = 50;
    private static final long RETRY_MS = 5000;

    /** The files that caches of this process keep: two would overwrite each other's keys. */
    private static final Set<Path> KEPT = ConcurrentHashMap.newKeySet();

    /** Something that waits until the disk has what was noted before it. */
    interface Held {
        /** @param failure null when the disk has it, else why it may not have it */
        void release(String failure);
    }

    private record Waiting(long position, Held held) {}

    private final Cache cache;
    private final Keyspace keyspace;
    private final ScheduledExecutorService loop;
    private final Disk disk;
    private final Runnable onDrained;
    private final ArrayDeque<Waiting> held = new ArrayDeque<>();
    private final Snapshots snapshots;
    private PersistenceSettings settings = PersistenceSettings.NONE;
    private Journal journal;
    private LogDirectory log;
    private ChunkWriter writer;
    private ScheduledFuture<?> ticker;
    private boolean handing;
    private boolean closing;
    private boolean waiting;
    private boolean saveFailed;
    private boolean rewriteFailed;
    private long baseBytes;
    private long savedChanges;
    /** Unix time of the last snapshot. */
    private long lastSaveMs;
    /** These three by {@link CacheContext#steadyMs}. */
    private long savedAtMs;
    private long lastTryMs;
    private long lastJobMs;

    /**
     * @param onDrained told when clients that were made to wait for the disk may go on
     */
    Persistence(Cache cache, ScheduledExecutorService loop, Disk disk, Runnable onDrained) {
        this.cache = cache;
        this.loop = loop;
        this.disk = disk;
        this.onDrained = onDrained;
        keyspace = cache.context().keyspace();
        snapshots = new Snapshots(cache, loop, this::progressed);
    }

    // ---- opening and closing ----------------------------------------------------------------

    /** Loads what the files hold in place of every key, and writes from then on. */
    CompletionStage<Void> open(PersistenceSettings with) {
        settings = with;
        closing = false;
        snapshots.hurry(false);
        saved();
        if (with.file() == null) {
            return CompletableFuture.completedFuture(null);
        }
        if (!KEPT.add(with.file())) {
            return CompletableFuture.failedFuture(new EngineException(ErrorCode.EINVAL,
                "persistent: " + with.file() + ": another cache keeps its keys there"));
        }
        FileLoader loader = new FileLoader(disk, with, cache.context());
        return aside("load", loader::load).thenAcceptAsync(x -> opened(loader), loop)
            .whenComplete((x, cause) -> {
                if (cause != null) {
                    KEPT.remove(with.file());
                }
            });
    }

    /** Work that blocks. */
    private interface Blocking {
        void run() throws IOException;
    }

    private CompletableFuture<Void> aside(String what, Blocking work) {
        return CompletableFuture.runAsync(() -> {
            try {
                work.run();
            } catch (IOException e) {
                throw new EngineException(ErrorCode.EIO, reason(e));
            }
        }, run -> Thread.ofPlatform().daemon().name(what + "-" + settings.file().getFileName())
            .start(run));
    }

    private void opened(FileLoader loader) {
        try {
            begin(loader);
        } catch (IOException e) {
            throw new EngineException(ErrorCode.EIO, reason(e));
        }
    }

    private void begin(FileLoader loader) throws IOException {
        if (loader.isFound()) {
            cache.adopt(loader.loaded());
        }
        journal = new Journal(keyspace, settings.backlogBytesMax());
        log = loader.log();
        if (log != null) {
            writer = loader.writer(() -> loop.execute(this::progressed));
            journal.write(writer);
            baseBytes = log.bytes();
        }
        keyspace.listen(journal);
        cache.context().listen(journal);
        ticker = loop.scheduleAtFixedRate(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    }

    /** Applies what may change while it runs. */
    void settings(PersistenceSettings next) {
        settings = settings.live(next);
        if (writer != null) {
            writer.policy(settings.fsync());
            progressed();
        }
        if (journal != null && !closing) {
            settle(0);
        }
    }

    /** Begins a log, or ends it, when the option has been changed. */
    private void settle(long restMs) {
        boolean rests = rewriteFailed && cache.context().steadyMs() - lastJobMs < restMs;
        if (settings.appendLog() != (log != null) && !rests && !snapshots.has(LogSwitch.class)) {
            snapshots.add(settings.appendLog() ? new LogBegin() : new LogEnd(), failure -> { });
        }
    }

    /** Ends the work when everything is on the disk. */
    CompletionStage<Void> close() {
        if (journal == null) {
            return CompletableFuture.completedFuture(null);
        }
        closing = true;
        snapshots.hurry(true);
        ticker.cancel(false);
        CompletableFuture<Void> saved = new CompletableFuture<>();
        boolean saves = log == null && (saveFailed || journal.changes() != savedChanges
            || !disk.exists(settings.file()));
        if (saves) {
            snapshots.add(new ToFile(), failure -> { });
        }
        snapshots.whenIdle(() -> saved.complete(null));
        journal.hand();
        return saved.thenComposeAsync(x -> closeLog(), loop)
            .whenComplete((x, cause) -> KEPT.remove(settings.file()));
    }

    private CompletionStage<Void> closeLog() {
        cache.context().forget(journal);
        keyspace.forget(journal);
        CompletableFuture<Void> closed = log == null
            ? CompletableFuture.completedFuture(null) : log.close();
        return closed.handleAsync((x, cause) -> {
            if (cause != null) {
                Log.error("log_not_written", "file", settings.file(), "cause", reason(cause));
            }
            release(cause == null ? null : reason(cause), Long.MAX_VALUE);
            journal = null;
            log = null;
            writer = null;
            return null;
        }, loop);
    }

    // ---- each turn --------------------------------------------------------------------------

    /** Commands have been run: what they changed goes to the writer, at the latest soon. */
    void turn() {
        if (writer == null || handing) {
            return;
        }
        if (journal.isLarge()) {
            journal.hand();
            waiting |= isBehind();
        } else if (settings.fsync() == Fsync.ALWAYS && journal.position() > writer.durable()) {
            handing = true;
            loop.execute(this::handOver);
        }
    }

    private void handOver() {
        handing = false;
        if (journal != null) {
            journal.hand();
        }
    }

    /** Whether commands come faster than the disk takes them, so that clients are to wait. */
    boolean isBehind() {
        boolean behind = writer != null && writer.failure() == null
            && writer.backlogBytes() > settings.backlogBytesMax();
        if (behind) {
            waiting = true;
            writer.tellDrained();
        }
        return behind;
    }

    /** Whether what is answered now has to wait for the disk. */
    boolean isHolding() {
        return writer != null && (!held.isEmpty() || settings.fsync() == Fsync.ALWAYS
            && writer.failure() == null && journal.position() > writer.durable());
    }

    /** Where the log stands, if replies wait for the disk; else 0. */
    long noted() {
        return isNoting() ? journal.position() : 0;
    }

    /** Whether replies wait for the disk. */
    boolean isNoting() {
        return writer != null && settings.fsync() == Fsync.ALWAYS;
    }

    /** Keeps something back until the disk has what was noted so far. */
    void hold(Held what) {
        held.add(new Waiting(journal.position(), what));
        turn();
    }

    private void progressed() {
        if (writer == null) {
            return;
        }
        String failure = writer.failure();
        long position = settings.fsync() == Fsync.ALWAYS && failure == null
            ? writer.durable() : Long.MAX_VALUE;
        release(failure, position);
        if (waiting && !isBehind()) {
            waiting = false;
            onDrained.run();
        }
    }

    private void release(String failure, long position) {
        while (!held.isEmpty() && held.peek().position() <= position) {
            held.poll().held().release(failure);
        }
    }

    private void tick() {
        journal.hand();
        long now = cache.context().steadyMs();
        if (snapshots.isBusy() || closing) {
            return;
        }
        settle(RETRY_MS);
        boolean resting = now - lastJobMs < RETRY_MS;
        if (writer != null && (writer.isDistrusted() || journal.isStale())) {
            if (now - lastTryMs >= RETRY_MS / 5) {
                lastTryMs = now;
                snapshots.add(new ToLog(), failure -> { });
            }
        } else if (isRewriteDue() && !(rewriteFailed && resting)) {
            snapshots.add(new ToLog(), failure -> { });
        } else if (isSaveDue(now) && !(saveFailed && resting)) {
            snapshots.add(new ToFile(), failure -> { });
        }
    }

    private boolean isRewriteDue() {
        long bytes = log == null ? 0 : log.bytes();
        return log != null && settings.rewritePercent() > 0 && bytes >= settings.rewriteBytesMin()
            && bytes - baseBytes >= baseBytes / 100 * settings.rewritePercent();
    }

    private boolean isSaveDue(long now) {
        long changes = journal.changes() - savedChanges;
        for (PersistenceSettings.Save each : settings.saves()) {
            if (changes >= each.changes() && now - savedAtMs >= each.seconds() * 1000) {
                return true;
            }
        }
        return false;
    }

    // ---- snapshots --------------------------------------------------------------------------

    /** The file that {@code SAVE} writes. */
    private class ToFile implements Snapshots.Target {
        private final SnapshotFile file = new SnapshotFile(disk, settings.file());
        private long changesAtBegin;

        @Override
        public CompletionStage<Void> ready() {
            return aside("create", file::create);
        }

        @Override
        public ChunkSink begin() {
            changesAtBegin = journal.changes();
            return file.writer();
        }

        @Override
        public CompletionStage<Void> end() {
            return file.finish().thenApply(bytes -> null);
        }

        @Override
        public void ended(long keys, String failure) {
            lastJobMs = cache.context().steadyMs();
            saveFailed = failure != null;
            if (saveFailed) {
                Log.error("snapshot_failed", "file", settings.file(), "cause", failure);
            } else {
                Log.info("snapshot_written", "file", settings.file(), "keys", keys);
                savedChanges = changesAtBegin;
                saved();
            }
        }
    }

    /** The base of the log: what is noted later goes to another segment. */
    private final class ToLog implements Snapshots.Target {
        private SnapshotFile file;
        private CompletableFuture<Integer> rotated;

        @Override
        public CompletionStage<Void> ready() {
            file = new SnapshotFile(disk, log.snapshot(log.nextNumber()));
            return aside("create", file::create);
        }

        @Override
        public ChunkSink begin() {
            journal.hand();
            journal.fresh();
            rotated = log.rotate();
            return file.writer();
        }

        @Override
        public CompletionStage<Void> end() {
            return rotated.handle((number, failed) -> failed)
                .thenCompose(failed -> failed == null ? file.finish()
                    : file.abandon().thenApply(x -> {
                        throw new CompletionException(failed);
                    }))
                .thenCompose(bytes -> log.replace(rotated.join(), bytes));
        }

        @Override
        public void ended(long keys, String failure) {
            lastJobMs = cache.context().steadyMs();
            rewriteFailed = failure != null;
            if (rewriteFailed) {
                Log.error("log_rewrite_failed", "file", settings.file(), "cause", failure);
            } else {
                Log.info("log_rewritten", "file", settings.file(), "keys", keys);
                baseBytes = log.bytes();
            }
        }
    }

    /** What lets the log begin or end while the cache runs. */
    private interface LogSwitch extends Snapshots.Target {}

    /** The base of a log where there was none; nothing tells of the log before it is whole. */
    private final class LogBegin implements LogSwitch {
        private LogDirectory begun;
        private SnapshotFile file;

        @Override
        public CompletionStage<Void> ready() {
            return aside("create", () -> {
                begun = LogDirectory.prepare(disk, settings.logDirectory());
                file = new SnapshotFile(disk, begun.snapshot(LogDirectory.FIRST));
                file.create();
                begun.write(settings.fsync(), () -> loop.execute(Persistence.this::progressed));
            });
        }

        @Override
        public ChunkSink begin() {
            log = begun;
            writer = log.writer();
            journal.write(writer);
            return file.writer();
        }

        @Override
        public CompletionStage<Void> end() {
            return file.finish().thenCompose(bytes -> begun.replace(LogDirectory.FIRST, bytes));
        }

        @Override
        public void ended(long keys, String failure) {
            lastJobMs = cache.context().steadyMs();
            rewriteFailed = failure != null;
            if (rewriteFailed) {
                Log.error("log_not_begun", "file", settings.file(), "cause", failure);
                leave(begun, failure);
            } else {
                Log.info("log_begun", "file", settings.file(), "keys", keys);
                baseBytes = log.bytes();
            }
        }
    }

    /** The file that takes the place of the log. */
    private final class LogEnd extends ToFile implements LogSwitch {
        @Override
        public CompletionStage<Void> end() {
            return super.end().thenComposeAsync(x -> leave(log, null), loop);
        }

        @Override
        public void ended(long keys, String failure) {
            super.ended(keys, failure);
            rewriteFailed = failure != null;
            if (rewriteFailed) {
                Log.error("log_not_ended", "file", settings.file(), "cause", failure);
            } else {
                Log.info("log_ended", "file", settings.file());
            }
        }
    }

    /** Writes no log any more, and removes the files of one that does not count. */
    private CompletionStage<Void> leave(LogDirectory left, String failure) {
        log = null;
        writer = null;
        journal.end();
        release(failure, Long.MAX_VALUE);
        return left == null ? CompletableFuture.completedFuture(null)
            : left.close().handle((x, cause) -> cause).thenCompose(x -> aside("end", left::end));
    }

    /** What a follower begins with: changes go behind it on the follower's connection. */
    private record ToFollower(Follower follower) implements Snapshots.Target {
        @Override
        public ChunkSink begin() {
            if (follower.failure() == null) {
                follower.begins();
            }
            return follower;
        }

        @Override
        public CompletionStage<Void> end() {
            return CompletableFuture.completedFuture(null);
        }
    }

    Snapshots snapshots() {
        return snapshots;
    }

    @Override
    public void changes(Object value) {
        snapshots.changes(value);
    }

    static String reason(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }

    private void saved() {
        lastSaveMs = keyspace.now();
        savedAtMs = cache.context().steadyMs();
    }

    /** Copies what there is to a follower, which is told when that begins; what ends it is told then. */
    void copyTo(Follower follower, Runnable done) {
        snapshots.add(new ToFollower(follower), failure -> done.run());
    }

    // ---- commands ---------------------------------------------------------------------------

    @Override
    public void save(Consumer<Reply> answer) {
        if (journal == null || closing) {
            answer.accept(NO_PATH);
            return;
        }
        snapshots.add(new ToFile(), failure -> answer.accept(failure == null ? Reply.OK
            : Reply.error("ERR " + failure)));
    }

    @Override
    public Reply saveInBackground() {
        if (journal == null || closing) {
            return NO_PATH;
        }
        if (isSaving()) {
            return Reply.error("ERR Background save already in progress");
        }
        boolean waits = snapshots.isBusy();
        snapshots.add(new ToFile(), failure -> { });
        return Reply.status(waits ? "Background saving scheduled" : "Background saving started");
    }

    @Override
    public Reply rewriteInBackground() {
        if (log == null || closing) {
            return Reply.error("ERR no append-only log is kept: append-log=false");
        }
        if (snapshots.has(ToLog.class)) {
            return Reply.error("ERR Background append only file rewriting already in progress");
        }
        boolean waits = snapshots.isBusy();
        snapshots.add(new ToLog(), failure -> { });
        return Reply.status("Background append only file rewriting "
            + (waits ? "scheduled" : "started"));
    }

    @Override
    public void load(Consumer<Reply> answer) {
        if (journal == null || closing) {
            answer.accept(NO_PATH);
            return;
        }
        PersistenceSettings file = settings.withoutLog();
        FileLoader loader = new FileLoader(disk, file, cache.context());
        aside("load", loader::loadSnapshot).whenCompleteAsync((x, cause) -> {
            if (cause != null || !loader.isFound() || closing) {
                Log.error("load_failed", "file", settings.file(),
                    "cause", cause == null ? "no such file" : reason(cause));
                answer.accept(Reply.error("ERR load failed"));
            } else {
                cache.whenFree(() -> replace(loader.loaded(), answer));
            }
        }, loop);
    }

    /**
     * Puts what was loaded in place of every key. The log's next base holds it: until then the log is
     * as if it had not been.
     */
    void replace(Keyspace loaded, Consumer<Reply> answer) {
        cache.begin();
        cache.adopt(loaded);
        if (log == null) {
            answer.accept(Reply.OK);
        } else {
            snapshots.add(new ToLog(), failure -> answer.accept(failure == null ? Reply.OK
                : Reply.error("ERR " + failure)));
        }
    }

    @Override
    public boolean hasLog() {
        return writer != null;
    }

    @Override
    public boolean isLogged() {
        return writer != null && journal.position() <= writer.synced();
    }

    @Override
    public void syncLog(Runnable done) {
        journal.hand();
        writer.sync().thenRunAsync(done, loop);
    }

    @Override
    public boolean isSaving() {
        return snapshots.has(ToFile.class);
    }

    @Override
    public long lastSaveSeconds() {
        return lastSaveMs / 1000;
    }

    @Override
    public Reply refusal() {
        if (writer != null && writer.failure() != null) {
            return Reply.error("MISCONF Errors writing to the AOF file: " + writer.failure());
        }
        if (saveFailed && log == null && !settings.saves().isEmpty()) {
            return Reply.error("MISCONF a snapshot could not be written, and commands that change "
                + "keys are refused until one can be; the log says why");
        }
        return null;
    }

    /** What is answered to a command whose change may not have reached the disk. */
    static Reply notKnown(String failure) {
        return Reply.error("MISCONF the change was made but may not be on the disk: " + failure);
    }

    @Override
    public Map<String, Object> info() {
        Map<String, Object> to = new LinkedHashMap<>();
        to.put("loading", 0);
        to.put("rdb_changes_since_last_save", journal == null ? 0 : journal.changes() - savedChanges);
        to.put("rdb_bgsave_in_progress", snapshots.takes(ToFile.class) ? 1 : 0);
        to.put("rdb_last_save_time", lastSaveSeconds());
        to.put("rdb_last_bgsave_status", saveFailed ? "err" : "ok");
        to.put("aof_enabled", settings.appendLog() ? 1 : 0);
        to.put("aof_rewrite_in_progress",
            snapshots.takes(ToLog.class) || snapshots.takes(LogBegin.class) ? 1 : 0);
        to.put("aof_last_bgrewrite_status", rewriteFailed ? "err" : "ok");
        to.put("aof_last_write_status", writer != null && writer.failure() != null ? "err" : "ok");
        if (log != null) {
            to.put("aof_current_size", log.bytes());
            to.put("aof_base_size", baseBytes);
            to.put("aof_buffer_length", writer.backlogBytes());
        }
        return to;
    }
}
