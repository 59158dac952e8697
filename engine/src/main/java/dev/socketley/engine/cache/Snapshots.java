package dev.socketley.engine.cache;

import dev.socketley.engine.cache.durable.ChunkSink;
import dev.socketley.engine.cache.store.Keyspace;
import dev.socketley.engine.cache.store.Store;
import dev.socketley.engine.cache.store.Value;
import dev.socketley.engine.net.EventLoops;
import dev.socketley.engine.protocol.resp.Args;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The snapshots of one cache: one is taken at a time, in portions between which clients are served, and
 * the others wait for their turn.
 *
 * <p>Thread: the cache's home loop. Bounds: one snapshot at a time; a portion takes {@link #STEP_NANOS}.
 */
final class Snapshots {
    private static final long STEP_NANOS = 300_000;
    private static final long HURRIED_STEP_NANOS = 5_000_000;
    private static final long BEHIND_MS = 2;

    /** What a snapshot is for, and where it goes. */
    interface Target {
        /** Makes ready what it goes to, before its moment has come. */
        default CompletionStage<Void> ready() {
            return CompletableFuture.completedFuture(null);
        }

        /** The moment that the snapshot shows: what is noted later goes elsewhere. */
        ChunkSink begin();

        /** All keys have been handed over; done when they are where they belong. */
        CompletionStage<Void> end();

        /** @param failure why the snapshot could not be taken, or null */
        default void ended(long keys, String failure) {}
    }

    private record Job(Target target, List<Consumer<String>> done) {}

    private final Cache cache;
    private final Keyspace keyspace;
    private final ScheduledExecutorService loop;
    private final Runnable onEnd;
    private final ArrayDeque<Job> waiting = new ArrayDeque<>();
    private Job current;
    private Snapshot snapshot;
    private boolean hurried;

    /** @param onEnd told when one has ended */
    Snapshots(Cache cache, ScheduledExecutorService loop, Runnable onEnd) {
        this.cache = cache;
        this.loop = loop;
        this.onEnd = onEnd;
        keyspace = cache.context().keyspace();
    }

    /** Takes a snapshot when those before it are done; told then, with the failure if it has one. */
    void add(Target target, Consumer<String> done) {
        Job job = new Job(target, new ArrayList<>(1));
        job.done.add(done);
        waiting.add(job);
        next();
    }

    /** Whether portions may be large, as nobody is served any more. */
    void hurry(boolean hurry) {
        hurried = hurry;
    }

    /** Whether one is being taken. */
    boolean isBusy() {
        return current != null;
    }

    /** Whether one of a kind is being taken. */
    boolean takes(Class<? extends Target> kind) {
        return current != null && kind.isInstance(current.target);
    }

    /** Whether one of a kind is being taken, or will be. */
    boolean has(Class<? extends Target> kind) {
        return takes(kind) || waiting.stream().anyMatch(job -> kind.isInstance(job.target));
    }

    /** Does something when none is left to be taken. */
    void whenIdle(Runnable work) {
        if (current == null) {
            work.run();
        } else {
            Job last = waiting.isEmpty() ? current : waiting.getLast();
            last.done.add(failure -> whenIdle(work));
        }
    }

    // ---- one snapshot -------------------------------------------------------------------------

    private void next() {
        if (current != null || waiting.isEmpty()) {
            return;
        }
        current = waiting.poll();
        current.target.ready().whenCompleteAsync((x, cause) -> {
            if (cause != null) {
                ended(0, Persistence.reason(cause));
            } else {
                cache.whenFree(this::begin);
            }
        }, loop);
    }

    private void begin() {
        cache.begin();
        ChunkSink to = current.target.begin();
        snapshot = new Snapshot(keyspace, to);
        loop.execute(this::step);
    }

    private void step() {
        cache.begin();
        if (snapshot.isBehind()) {
            loop.schedule(this::step, BEHIND_MS, TimeUnit.MILLISECONDS);
        } else if (snapshot.step(System.nanoTime() + (hurried ? HURRIED_STEP_NANOS : STEP_NANOS))) {
            EventLoops.inNextTurn(loop, this::step);
        } else {
            long keys = snapshot.keys();
            snapshot = null;
            current.target.end().whenCompleteAsync(
                (x, cause) -> ended(keys, cause == null ? null : Persistence.reason(cause)), loop);
        }
    }

    private void ended(long keys, String failure) {
        Job job = current;
        current = null;
        job.target.ended(keys, failure);
        job.done.forEach(each -> each.accept(failure));
        onEnd.run();
        next();
    }

    // ---- who changes values meanwhile ---------------------------------------------------------

    /** Whether values are being copied. */
    boolean isCopying() {
        return snapshot != null;
    }

    /** A value is about to be changed where it is. */
    void changes(Object value) {
        if (snapshot != null) {
            snapshot.changes(value);
        }
    }

    /**
     * Lets work that would change values wait until the large ones have been copied.
     *
     * @param keys the arguments that are keys
     * @return false when there is nothing to wait for
     */
    boolean waits(Store store, Args args, int[] keys, Runnable work) {
        if (snapshot == null) {
            return false;
        }
        for (int i : keys) {
            Object value = store.peek(args.bytes(), args.offset(i), args.length(i));
            if (Snapshot.isLarge(value)) {
                store.changing(args.bytes(), args.offset(i), args.length(i));
                if (snapshot.isPending(value)) {
                    snapshot.whenCopied((Value) value, work);
                    return true;
                }
            }
        }
        return false;
    }
}
