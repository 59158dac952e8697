package dev.socketley.engine.cache.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Keeps a keyspace within a number of bytes by letting keys go.
 *
 * <p>Which key goes is decided by a sample: the readiest of a few keys looked at by chance and of
 * the best that earlier samples left over. An evicted key is removed as by a command of nobody's:
 * listeners hear that it changed, no hook is asked, since nothing is deleted where it came from.
 *
 * <p>Thread: that of the keyspace. Bounds: each call takes as many keys as it is told.
 */
public final class Eviction {
    private static final int POOL_MAX = 16;
    private static final int PROBES_PER_SAMPLE = 200;

    /** How a call ended. */
    public enum Outcome {
        /** The bytes are within the limit. */
        WITHIN,
        /** Over the limit, and there is more that can go. */
        MORE,
        /** Over the limit, and nothing that may go. */
        NOTHING
    }

    private record Candidate(Store in, byte[] key, long idle) {}

    private final Keyspace keyspace;
    private final List<Candidate> pool = new ArrayList<>(POOL_MAX + 1);
    private EvictionPolicy policy = EvictionPolicy.NOEVICTION;
    private long bytesMax;
    private int samples = 5;
    private long evicted;
    private int lastDatabase;
    private boolean removing;

    public Eviction(Keyspace keyspace) {
        this.keyspace = keyspace;
    }

    /**
     * Sets what holds from now on.
     *
     * @param bytes 0 for no limit
     * @param keys  keys to look at for each that goes
     */
    public void limit(long bytes, EvictionPolicy by, int keys) {
        bytesMax = bytes;
        samples = keys;
        if (by != policy) {
            policy = by;
            pool.clear();
        }
        keyspace.usage(bytes == 0 ? Usage.NONE : by.usage());
    }

    /** The limit in bytes, 0 for none. */
    public long bytesMax() {
        return bytesMax;
    }

    public EvictionPolicy policy() {
        return policy;
    }

    /** Keys to look at for each that goes. */
    public int samples() {
        return samples;
    }

    /** Keys that went. */
    public long evicted() {
        return evicted;
    }

    /** Whether there is a limit and more bytes than it says. */
    public boolean isOver() {
        return bytesMax != 0 && keyspace.memoryBytes() > bytesMax;
    }

    /** Lets keys go until the bytes are within the limit, at most so many. */
    public Outcome evict(int keysMax) {
        for (int i = 0; i < keysMax && isOver(); i++) {
            if (policy == EvictionPolicy.NOEVICTION || !evictOne()) {
                return Outcome.NOTHING;
            }
        }
        return isOver() ? Outcome.MORE : Outcome.WITHIN;
    }

    private boolean evictOne() {
        return policy == EvictionPolicy.VOLATILE_TTL ? evictSoonest() : evictSampled();
    }

    private boolean evictSoonest() {
        Store in = null;
        for (Store store : keyspace.databases()) {
            long first = store.soonestMs();
            if (first != Store.NEVER && (in == null || first < in.soonestMs())) {
                in = store;
            }
        }
        return in != null && remove(in, in.soonest());
    }

    private boolean evictSampled() {
        sampleAll();
        while (!pool.isEmpty()) {
            Candidate best = pool.removeLast();
            if (remove(best.in(), best.key())) {
                return true;
            }
        }
        return evictAny();
    }

    private void sampleAll() {
        List<Store> stores = keyspace.databases();
        boolean chance = policy.usage() == Usage.NONE;
        // By chance one database a time is enough; else the readiest of all of them is wanted.
        int from = chance ? lastDatabase++ % stores.size() : 0;
        int to = chance ? from + 1 : stores.size();
        for (int i = from; i < to; i++) {
            Store store = stores.get(i);
            int probes = PROBES_PER_SAMPLE * samples;
            int wanted = chance ? 1 : samples;
            while (wanted > 0 && probes-- > 0 && store.size() > 0) {
                wanted -= sample(store) ? 1 : 0;
            }
        }
    }

    private boolean sample(Store store) {
        int place = store.probe(policy.isExpiringOnly());
        if (place == MovingTable.NONE) {
            return false;
        }
        offer(new Candidate(store, store.keyAt(place), store.idleAt(place)));
        return true;
    }

    private void offer(Candidate found) {
        for (Candidate each : pool) {
            if (each.in() == found.in() && Arrays.equals(each.key(), found.key())) {
                return;
            }
        }
        pool.add(found);
        pool.sort(Comparator.comparingLong(Candidate::idle));
        if (pool.size() > POOL_MAX) {
            pool.removeFirst();
        }
    }

    /** Keys that may go are too rare to be met by chance. */
    private boolean evictAny() {
        for (Store store : keyspace.databases()) {
            byte[] key = policy.isExpiringOnly() ? store.soonest() : store.randomKey();
            if (key != null && remove(store, key)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the key that goes now goes for want of memory. */
    public boolean isRemoving() {
        return removing;
    }

    private boolean removed(Store in, byte[] key) {
        removing = true;
        try {
            return in.remove(key);
        } finally {
            removing = false;
        }
    }

    private boolean remove(Store in, byte[] key) {
        if (policy.isExpiringOnly() && in.deadline(key, 0, key.length) <= Store.NEVER
                || !removed(in, key)) {
            return false;
        }
        evicted++;
        return true;
    }
}
