package dev.socketley.engine.cache.command;

import java.util.Arrays;

/** Figures of one cache. Thread: written by its home loop, read by any a moment old. */
public final class CacheStats {
    private volatile long commands;
    private volatile long hits;
    private volatile long misses;
    private volatile long expired;
    private volatile long evicted;
    private volatile int keys;
    private volatile long memoryBytes;
    private final long[] samples = new long[16];
    private int place;
    private long sampled;
    private long sampledMs;
    private long memoryPeakBytes;

    /** Notes how much the store holds. */
    public void holds(int keyCount, long bytes) {
        keys = keyCount;
        memoryBytes = bytes;
        memoryPeakBytes = Math.max(memoryPeakBytes, bytes);
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

    /** Lets all begin anew that is counted. */
    void reset() {
        commands = 0;
        hits = 0;
        misses = 0;
        expired = 0;
        Arrays.fill(samples, 0);
        sampled = 0;
    }

    /** Looks at what was counted, ten times a second. */
    public void sample(long nowMs) {
        if (nowMs > sampledMs) {
            long each = (commands - sampled) * 1000 / (nowMs - sampledMs);
            samples[place] = sampledMs == 0 ? 0 : Math.max(each, 0);
            place = (place + 1) % samples.length;
            sampled = commands;
            sampledMs = nowMs;
        }
    }

    /** Commands per second, of late. */
    long perSecond() {
        return Arrays.stream(samples).sum() / samples.length;
    }

    /** The most bytes that it was seen to hold. */
    long memoryPeakBytes() {
        return Math.max(memoryPeakBytes, memoryBytes);
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
