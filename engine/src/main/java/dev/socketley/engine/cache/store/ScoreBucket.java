package dev.socketley.engine.cache.store;

import java.util.Arrays;

/**
 * A part of a {@link ScoreDict}: an open-addressing table of members whose hashes begin with the same
 * bits. A member's home is in proportion to the hash, so homes are in the order of hashes whatever
 * the capacity.
 */
final class ScoreBucket {
    static final int CAPACITY_MIN = 16;
    static final int CAPACITY_MAX = 1024;
    private static final int OBJECT_BYTES = 32;

    /** How many leading bits of the hash all its members share. */
    final int depth;
    int count;
    int[] hashes;
    byte[][] members;
    double[] scores;

    ScoreBucket(int depth, int capacity) {
        this.depth = depth;
        hashes = new int[capacity];
        members = new byte[capacity][];
        scores = new double[capacity];
    }

    static long memoryBytes(int capacity) {
        return OBJECT_BYTES + 2 * Sizes.array(capacity * 4)
            + Sizes.array(capacity * Double.BYTES);
    }

    int capacity() {
        return hashes.length;
    }

    boolean isFull() {
        return count >= hashes.length - (hashes.length >> 2);
    }

    int home(int hash) {
        return (int) ((hash << depth & 0xffff_ffffL) * hashes.length >>> Integer.SIZE);
    }

    private int after(int slot) {
        return slot + 1 == hashes.length ? 0 : slot + 1;
    }

    /** The slot of a member, or -1. */
    int find(int hash, byte[] bytes, int from, int length) {
        int slot = home(hash);
        for (int there = hashes[slot]; there != 0; there = hashes[slot]) {
            if (there == hash && matches(members[slot], bytes, from, length)) {
                return slot;
            }
            slot = after(slot);
        }
        return -1;
    }

    private static boolean matches(byte[] member, byte[] bytes, int from, int length) {
        return member.length == length
            && Arrays.equals(member, 0, length, bytes, from, from + length);
    }

    /** Adds a member that is not there; there must be room. */
    void insert(int hash, byte[] member, double score) {
        int slot = home(hash);
        while (hashes[slot] != 0) {
            slot = after(slot);
        }
        set(slot, hash, member, score);
        count++;
    }

    private void set(int slot, int hash, byte[] member, double score) {
        hashes[slot] = hash;
        members[slot] = member;
        scores[slot] = score;
    }

    /** Empties a slot and moves later members of its run back, so that no probe breaks. */
    void remove(int slot) {
        int hole = slot;
        int capacity = hashes.length;
        for (int at = after(slot); hashes[at] != 0; at = after(at)) {
            int fromHome = at - home(hashes[at]);
            int fromHole = at - hole;
            fromHome += fromHome < 0 ? capacity : 0;
            fromHole += fromHole < 0 ? capacity : 0;
            if (fromHome >= fromHole) {
                set(hole, hashes[at], members[at], scores[at]);
                hole = at;
            }
        }
        hashes[hole] = 0;
        members[hole] = null;
        count--;
    }

    void resize(int capacity) {
        ScoreBucket to = new ScoreBucket(depth, capacity);
        moveTo(to, to, 0);
        hashes = to.hashes;
        members = to.members;
        scores = to.scores;
    }

    /** Puts every member into one of two buckets, by a bit of its hash. */
    void moveTo(ScoreBucket zero, ScoreBucket one, int bit) {
        for (int slot = 0; slot < hashes.length; slot++) {
            if (hashes[slot] != 0) {
                ScoreBucket to = (hashes[slot] & bit) == 0 ? zero : one;
                to.insert(hashes[slot], members[slot], scores[slot]);
            }
        }
    }

    /** Shows the members whose home is a slot. */
    int show(int home, ScoredVisitor visitor) {
        int shown = 0;
        int slot = home;
        for (int steps = hashes.length; steps > 0 && hashes[slot] != 0; steps--) {
            if (home(hashes[slot]) == home) {
                visitor.visit(members[slot], scores[slot]);
                shown++;
            }
            slot = after(slot);
        }
        return shown;
    }
}
