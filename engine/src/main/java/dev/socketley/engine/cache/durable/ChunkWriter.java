package dev.socketley.engine.cache.durable;

import dev.socketley.engine.log.Log;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A thread that writes chunks to a file in order and syncs it as its policy says, so that the loop
 * never waits for a disk.
 *
 * <p>What cannot be written stays in memory and is tried again until it can be; {@link #failure}
 * says so meanwhile, and the owner adds nothing that it could refuse. After a sync that failed the
 * pages are not trusted, and {@link #isDistrusted} stays until the file was made anew.
 *
 * <p>Thread: one that hands chunks over; figures may be read by any. Owns: the file. Bounds: none
 * of its own: the owner watches {@link #backlogBytes}.
 */
public final class ChunkWriter implements ChunkSink {
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long RETRY_NANOS = SECOND_NANOS / 5;
    private static final int SPARE_MAX = 8;
    /** A snapshot is given to the device in portions, or one long sync would hold up others. */
    private static final long PORTION_BYTES = 32L << 20;

    /** Work on the file between two chunks. */
    interface Work {
        void run() throws IOException;
    }

    private record Task(Work work, CompletableFuture<Void> done) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Object> queue = new ArrayDeque<>();
    private final ConcurrentLinkedQueue<Chunk> spare = new ConcurrentLinkedQueue<>();
    private final AtomicInteger spares = new AtomicInteger();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Runnable onProgress;
    private final boolean once;
    private RecordOutput output;
    private boolean closing;
    private long handedBytes;
    private long syncedBytes;
    private long lastSyncNanos = System.nanoTime();
    private volatile Fsync policy;
    private volatile long written;
    private volatile long durable;
    private volatile long synced;
    private volatile long fileBytes;
    private volatile long syncs;
    private volatile String failure;
    private volatile boolean distrusted;
    private volatile boolean tellsDrained;

    /**
     * @param once       give up at the first failure instead of trying again
     * @param onProgress told from this thread when something became durable or failed
     */
    ChunkWriter(RecordOutput output, Fsync policy, boolean once, Runnable onProgress) {
        this.output = output;
        this.policy = policy;
        this.once = once;
        this.onProgress = onProgress;
        fileBytes = output.length();
    }

    ChunkWriter start(String name) {
        Thread.ofPlatform().daemon().name(name).start(this::run);
        return this;
    }

    // ---- the owner's side -------------------------------------------------------------------

    @Override
    public Chunk chunk() {
        Chunk chunk = spare.poll();
        if (chunk == null) {
            return new Chunk();
        }
        spares.decrementAndGet();
        return chunk;
    }

    /** Hands a chunk over; answers the position that will be durable once it is. */
    @Override
    public long hand(Chunk chunk) {
        handedBytes += chunk.length();
        chunk.end = handedBytes;
        put(chunk);
        return handedBytes;
    }

    /** Work behind everything handed over so far. */
    CompletableFuture<Void> work(Work work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        put(new Task(work, done));
        return done;
    }

    /** Syncs the file; the stage ends when the device has all that was handed over before. */
    public CompletableFuture<Void> sync() {
        return work(() -> {
            if (!isSynced()) {
                throw new IOException("not on the device");
            }
        });
    }

    /** Up to where everything handed over is on the device, whatever the policy. */
    public long synced() {
        return synced;
    }

    private void put(Object item) {
        lock.lock();
        try {
            queue.add(item);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Up to where everything handed over is on the device, or written where that is enough. */
    public long durable() {
        return durable;
    }

    /** Bytes handed over and not yet written. */
    @Override
    public long backlogBytes() {
        return handedBytes - written;
    }

    /** Bytes of the present file. */
    public long fileBytes() {
        return fileBytes;
    }

    /** How often the file was synced. */
    public long syncs() {
        return syncs;
    }

    /** Why writing fails now, or null. */
    @Override
    public String failure() {
        return failure;
    }

    /** Whether a sync has failed, so that what the file holds is not known. */
    public boolean isDistrusted() {
        return distrusted;
    }

    /** Asks for a word when what is handed over now has been written. */
    public void tellDrained() {
        tellsDrained = true;
    }

    public void policy(Fsync next) {
        policy = next;
        put(new Task(() -> { }, new CompletableFuture<>()));
    }

    /** Writes and syncs what is left, then closes the file; the stage ends with that. */
    public CompletableFuture<Void> close() {
        lock.lock();
        try {
            closing = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        return ended;
    }

    // ---- the thread -------------------------------------------------------------------------

    private void run() {
        try {
            work();
            finish();
        } finally {
            if (!ended.isDone()) {
                failed(new IOException("the thread that writes has ended"));
                ended.completeExceptionally(new IOException(failure));
            }
        }
    }

    private void work() {
        ArrayDeque<Object> batch = new ArrayDeque<>();
        while (take(batch)) {
            writeAll(batch);
            syncIfDue(false);
            if (tellsDrained) {
                tellsDrained = false;
                onProgress.run();
            }
        }
    }

    /** Waits for something to do; false when it is closing and nothing is left. */
    private boolean take(ArrayDeque<Object> batch) {
        lock.lock();
        try {
            while (queue.isEmpty() && !closing) {
                long wait = durable < written && policy == Fsync.EVERYSEC
                    ? lastSyncNanos + SECOND_NANOS - System.nanoTime() : Long.MAX_VALUE;
                if (wait <= 0) {
                    return true;
                }
                changed.awaitNanos(wait);
            }
            batch.addAll(queue);
            queue.clear();
            return !batch.isEmpty();
        } catch (InterruptedException e) {
            closing = true;
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void writeAll(ArrayDeque<Object> batch) {
        while (!batch.isEmpty()) {
            Object item = batch.peek();
            if (item instanceof Task task) {
                syncIfDue(true);
                perform(task);
            } else if (!write((Chunk) item)) {
                if (!retry()) {
                    batch.clear();
                    return;
                }
                continue;
            }
            batch.poll();
        }
    }

    private void perform(Task task) {
        try {
            task.work.run();
            fileBytes = output.length();
            task.done.complete(null);
        } catch (IOException e) {
            task.done.completeExceptionally(e);
        }
    }

    private boolean write(Chunk chunk) {
        try {
            output.write(chunk);
            if (once && output.length() - syncedBytes >= PORTION_BYTES) {
                output.sync();
                syncedBytes = output.length();
            }
        } catch (IOException e) {
            failed(e);
            return false;
        }
        if (!distrusted && !once) {
            recovered();
        }
        fileBytes = output.length();
        written = chunk.end;
        if (policy == Fsync.NO && !distrusted) {
            durable = written;
        }
        chunk.clear();
        if (spares.get() < SPARE_MAX) {
            spares.incrementAndGet();
            spare.add(chunk);
        }
        return true;
    }

    /** Waits a little before the same is tried again; false when there is no use in it. */
    private boolean retry() {
        lock.lock();
        try {
            if (once || closing) {
                return false;
            }
            changed.awaitNanos(RETRY_NANOS);
            return true;
        } catch (InterruptedException e) {
            closing = true;
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void syncIfDue(boolean now) {
        boolean due = now || policy == Fsync.ALWAYS || policy == Fsync.EVERYSEC
            && System.nanoTime() - lastSyncNanos >= SECOND_NANOS;
        if (!due || durable >= written && policy != Fsync.NO || distrusted) {
            return;
        }
        try {
            lastSyncNanos = System.nanoTime();
            output.sync();
            syncs++;
            synced = written;
            durable = written;
            onProgress.run();
        } catch (IOException e) {
            distrusted = true;
            failed(e);
        }
    }

    private void failed(IOException cause) {
        boolean first = failure == null;
        failure = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        if (first) {
            Log.error("log_write_failed", "file", output.path(), "cause", failure);
        }
        onProgress.run();
    }

    private void recovered() {
        if (failure != null) {
            failure = null;
            Log.info("log_write_recovered", "file", output.path());
            onProgress.run();
        }
    }

    private void finish() {
        try (RecordOutput last = output) {
            last.mend();
            if (failure != null && !distrusted) {
                throw new IOException(failure);
            }
            last.sync();
            durable = written;
            ended.complete(null);
        } catch (IOException e) {
            failed(e);
            ended.completeExceptionally(e);
        }
    }

    // ---- for work on the file; this thread ---------------------------------------------------

    RecordOutput output() {
        return output;
    }

    /** What follows goes to another file; the present one is synced and closed. */
    void continueIn(RecordOutput next) throws IOException {
        output.mend();
        output.close();
        output = next;
        fileBytes = next.length();
    }

    /** Whether everything that was handed over before this work is on the device. */
    boolean isSynced() {
        return durable >= written && !distrusted;
    }

    /** The file was made anew from memory: what was not trusted is not needed any more. */
    void trust() {
        if (distrusted) {
            distrusted = false;
            durable = written;
            recovered();
        }
    }
}
