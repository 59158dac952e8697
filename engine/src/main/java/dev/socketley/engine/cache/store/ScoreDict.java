package dev.socketley.engine.cache.store;

import java.util.Arrays;

/**
 * From member to score. A directory over the first bits of the hash leads to small tables; a full one
 * is cut in two, so no single change moves more than a thousand members, at any size. As places are
 * in the order of hashes, a scan is a walk through the hashes and survives any growth.
 *
 * <p>Thread: one owner. Bounds: none of its own.
 */
public final class ScoreDict {
    private static final int OBJECT_BYTES = 48;
    private static final int DEPTH_MAX = 24;
    private static final int JOINED_MAX = ScoreBucket.CAPACITY_MAX / 4;

    private ScoreBucket[] directory = {new ScoreBucket(0, ScoreBucket.CAPACITY_MIN)};
    private int depth;
    private int size;
    private long bucketBytes = ScoreBucket.memoryBytes(ScoreBucket.CAPACITY_MIN);

    private int hash;
    private ScoreBucket bucket;
    private int slot;

    /** Number of members. */
    public int size() {
        return size;
    }

    long memoryBytes() {
        return OBJECT_BYTES + bucketBytes + Sizes.array(directory.length * 4);
    }

    private int index(int of) {
        return depth == 0 ? 0 : of >>> Integer.SIZE - depth;
    }

    /** Looks for a member; what follows works on what was found or not. */
    public boolean find(byte[] bytes, int from, int length) {
        hash = Table.slotHash(SipHash.ELEMENTS.hash(bytes, from, length));
        bucket = directory[index(hash)];
        slot = bucket.find(hash, bytes, from, length);
        return slot >= 0;
    }

    /** The score of the member that was found. */
    public double score() {
        return bucket.scores[slot];
    }

    byte[] member() {
        return bucket.members[slot];
    }

    /** Changes the score of the member that was found. */
    public void score(double score) {
        bucket.scores[slot] = score;
    }

    /** Adds the member that was looked for and not found. */
    public void add(byte[] member, double score) {
        while (bucket.isFull()) {
            if (bucket.capacity() < ScoreBucket.CAPACITY_MAX || bucket.depth == DEPTH_MAX) {
                resize(bucket, bucket.capacity() + Math.max(bucket.capacity() >> 1, 16));
            } else {
                split();
            }
        }
        bucket.insert(hash, member, score);
        size++;
    }

    private void resize(ScoreBucket of, int capacity) {
        bucketBytes -= ScoreBucket.memoryBytes(of.capacity());
        of.resize(of.depth == DEPTH_MAX ? capacity : Math.min(capacity, ScoreBucket.CAPACITY_MAX));
        bucketBytes += ScoreBucket.memoryBytes(of.capacity());
    }

    private void split() {
        if (bucket.depth == depth) {
            ScoreBucket[] doubled = new ScoreBucket[directory.length * 2];
            for (int i = 0; i < doubled.length; i++) {
                doubled[i] = directory[i >> 1];
            }
            directory = doubled;
            depth++;
        }
        int capacity = ScoreBucket.CAPACITY_MAX * 5 / 8;
        ScoreBucket zero = new ScoreBucket(bucket.depth + 1, capacity);
        ScoreBucket one = new ScoreBucket(bucket.depth + 1, capacity);
        int bit = Integer.MIN_VALUE >>> bucket.depth;
        int ones = 0;
        for (int there : bucket.hashes) {
            ones += (there & bit) == 0 ? 0 : 1;
        }
        // A cut as uneven as this needs hashes that were chosen, or very bad luck.
        if (Math.max(ones, bucket.count - ones) >= capacity - 1) {
            zero = new ScoreBucket(bucket.depth + 1, ScoreBucket.CAPACITY_MAX);
            one = new ScoreBucket(bucket.depth + 1, ScoreBucket.CAPACITY_MAX);
        }
        bucket.moveTo(zero, one, bit);
        int first = index(hash) & -(1 << depth - bucket.depth);
        int half = 1 << depth - bucket.depth - 1;
        Arrays.fill(directory, first, first + half, zero);
        Arrays.fill(directory, first + half, first + 2 * half, one);
        bucketBytes += ScoreBucket.memoryBytes(zero.capacity())
            + ScoreBucket.memoryBytes(one.capacity())
            - ScoreBucket.memoryBytes(bucket.capacity());
        bucket = directory[index(hash)];
    }

    /** Takes out the member that was found. */
    void remove() {
        bucket.remove(slot);
        size--;
        int capacity = bucket.capacity();
        if (bucket.depth > 0 && bucket.count < JOINED_MAX / 2 && join()) {
            halve();
        } else if (capacity > ScoreBucket.CAPACITY_MIN && bucket.count < capacity / 4) {
            resize(bucket, Math.max(capacity / 2, ScoreBucket.CAPACITY_MIN));
        }
    }

    private boolean join() {
        int width = 1 << depth - bucket.depth;
        int first = index(hash) & -width;
        ScoreBucket other = directory[first ^ width];
        if (other.depth != bucket.depth || other.count + bucket.count > JOINED_MAX) {
            return false;
        }
        ScoreBucket both =
            new ScoreBucket(bucket.depth - 1, Math.max(JOINED_MAX * 2, ScoreBucket.CAPACITY_MIN));
        bucket.moveTo(both, both, 0);
        other.moveTo(both, both, 0);
        first &= -2 * width;
        Arrays.fill(directory, first, first + 2 * width, both);
        bucketBytes += ScoreBucket.memoryBytes(both.capacity())
            - ScoreBucket.memoryBytes(bucket.capacity())
            - ScoreBucket.memoryBytes(other.capacity());
        return true;
    }

    private void halve() {
        for (ScoreBucket each : directory) {
            if (each.depth == depth) {
                return;
            }
        }
        ScoreBucket[] halved = new ScoreBucket[directory.length / 2];
        for (int i = 0; i < halved.length; i++) {
            halved[i] = directory[2 * i];
        }
        directory = halved;
        depth--;
    }

    /** Shows every member, in no useful order. */
    public void forEach(ScoredVisitor visitor) {
        long cursor = 0;
        do {
            cursor = scan(cursor, Integer.MAX_VALUE, visitor);
        } while (cursor != 0);
    }

    /**
     * Shows the next members in the order of their hashes.
     *
     * @param cursor     0, or the answer of the call before
     * @param membersMin how many to show at least, if there are so many
     * @return where to go on, 0 at the end
     */
    long scan(long cursor, int membersMin, ScoredVisitor visitor) {
        long at = cursor & 0xffff_ffffL;
        int shown = 0;
        while (shown < membersMin) {
            ScoreBucket in = directory[index((int) at)];
            int home = in.home((int) at);
            shown += in.show(home, visitor);
            at = next(in, at, home);
            if (at > 0xffff_ffffL) {
                return 0;
            }
        }
        return at;
    }

    /** The least hash whose home is behind {@code home}. */
    private static long next(ScoreBucket in, long at, int home) {
        long width = 1L << Integer.SIZE - in.depth;
        long first = at & -width;
        long capacity = in.capacity();
        // In terms of the bucket's own bits: the least r with r * capacity >= (home + 1) * 2^32.
        long r = (((long) home + 1 << Integer.SIZE) + capacity - 1) / capacity;
        long step = r + (1L << in.depth) - 1 >>> in.depth;
        return first + Math.min(step, width);
    }
}
