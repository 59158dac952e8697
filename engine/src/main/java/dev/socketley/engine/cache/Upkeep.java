package dev.socketley.engine.cache;

import dev.socketley.engine.cache.command.CacheContext;
import dev.socketley.engine.cache.store.Eviction;
import dev.socketley.engine.cache.store.Keyspace;
import java.util.function.BooleanSupplier;

/**
 * What is done for keys without a command: those that are due end, those that are too many are let go,
 * and memory that is mostly free is given back.
 *
 * <p>Thread: the cache's home loop. Bounds: half a millisecond of one turn; whoever calls it calls again
 * when there is more.
 */
final class Upkeep {
    private static final int EXPIRED_PER_LOOK = 200;
    private static final int MOVED_PER_LOOK = 100;
    private static final int EVICTED_PER_LOOK = 50;
    /** How long it may hold the loop in one turn. */
    private static final long TURN_NANOS = 500_000;

    private final Cache cache;
    private final CacheContext context;
    private final Keyspace keyspace;
    private final Remembered remembered;

    Upkeep(Cache cache, Remembered remembered) {
        this.cache = cache;
        this.remembered = remembered;
        context = cache.context();
        keyspace = context.keyspace();
    }

    /**
     * Ends keys and waits whose deadline passed.
     *
     * @return false when there are more of them than one turn may take
     */
    boolean expireDue() {
        if (cache.isScripting()) {
            return true;
        }
        cache.begin();
        long began = System.nanoTime();
        context.clients().resumed(context.steadyMs()).forEach(Runnable::run);
        boolean all = inTurn(() -> !context.isExpiring()
            || keyspace.expireDue(EXPIRED_PER_LOOK));
        context.latency().took("expire-cycle", System.nanoTime() - began, keyspace.now());
        remembered.prune(keyspace.now());
        context.stats().holds(keyspace.size(), keyspace.memoryBytes());
        cache.blocking().endDue(context.steadyMs());
        context.stats().evicted(context.eviction().evicted());
        context.stats().sample(keyspace.now());
        cache.end();
        return all;
    }

    /** Gives back memory that is mostly free, as much as one turn may take. */
    void compact() {
        if (!cache.isScripting()) {
            inTurn(() -> keyspace.compact(MOVED_PER_LOOK));
        }
    }

    /**
     * Lets keys go while there are too many bytes.
     *
     * @return false when more of them should go than one turn may take
     */
    boolean evict() {
        Eviction eviction = context.eviction();
        if (!eviction.isOver() || cache.isScripting()) {
            return true;
        }
        cache.begin();
        long began = System.nanoTime();
        boolean all =
            inTurn(() -> eviction.evict(EVICTED_PER_LOOK) != Eviction.Outcome.MORE);
        context.latency().took("eviction-cycle", System.nanoTime() - began, keyspace.now());
        cache.end();
        return all;
    }

    /** Repeats a portion of work until it is done or the turn is over; whether it is done. */
    private static boolean inTurn(BooleanSupplier portion) {
        long until = System.nanoTime() + TURN_NANOS;
        boolean all = portion.getAsBoolean();
        while (!all && System.nanoTime() < until) {
            all = portion.getAsBoolean();
        }
        return all;
    }
}
