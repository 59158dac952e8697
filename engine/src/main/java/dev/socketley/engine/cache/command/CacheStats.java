package dev.socketley.engine.cache.command;

/** Figures of one cache. Thread: written by its home loop, read by any a moment old. */
public final class CacheStats {
    private volatile long commands;
    private volatile long hits;
    private volatile long misses;
    private volatile long expired;
    private volatile long evicted;
    private volatile int keys;
    private volatile long memoryBytes;

    /** Notes how much the store holds. */
    public void holds(int keyCount, long bytes) {
        keys = keyCount;
        memoryBytes = bytes;
    }

    public int keys() {
        return keys;
    }

    public long memoryBytes() {
        return memoryBytes;
    }

    /** Adds what one turn brought. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    public void add(long moreCommands, long moreHits, long moreMisses) {
        commands += moreCommands;
        hits += moreHits;
        misses += moreMisses;
    }

    /** Counts a key that ended at its deadline. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    public void addExpired() {
        expired++;
    }

    public long commands() {
        return commands;
    }

    public long hits() {
        return hits;
    }

    public long misses() {
        return misses;
    }

    /** Notes how many keys went for want of memory. */
    public void evicted(long count) {
        evicted = count;
    }

    public long evicted() {
        return evicted;
    }

    public long expired() {
        return expired;
    }
}
