package dev.socketley.engine.cache.store;

import java.util.Arrays;

/**
 * A level of a {@link ScoreTree} above the leaves. Of each child it knows how many members are below
 * it, and a lower bound of them that is above everything in the child before.
 */
final class ScoreInner {
    static final int CHILDREN_MAX = 64;
    /** The object and its four arrays. */
    static final long MEMORY_BYTES = 32 + Sizes.array(CHILDREN_MAX * Double.BYTES)
        + 3 * Sizes.array(CHILDREN_MAX * 4);

    final Object[] children = new Object[CHILDREN_MAX];
    final int[] sizes = new int[CHILDREN_MAX];
    final double[] leastScores = new double[CHILDREN_MAX];
    final byte[][] leastMembers = new byte[CHILDREN_MAX][];
    int count;

    int total() {
        int total = 0;
        for (int i = 0; i < count; i++) {
            total += sizes[i];
        }
        return total;
    }

    void insert(int at, Object child) {
        move(at, at + 1, count - at);
        count++;
        set(at, child);
    }

    private void move(int from, int to, int length) {
        System.arraycopy(children, from, children, to, length);
        System.arraycopy(sizes, from, sizes, to, length);
        System.arraycopy(leastScores, from, leastScores, to, length);
        System.arraycopy(leastMembers, from, leastMembers, to, length);
    }

    private void set(int at, Object child) {
        children[at] = child;
        if (child instanceof ScoreLeaf leaf) {
            sizes[at] = leaf.count;
            leastScores[at] = leaf.scores[0];
            leastMembers[at] = leaf.members[0];
        } else {
            ScoreInner inner = (ScoreInner) child;
            sizes[at] = inner.total();
            leastScores[at] = inner.leastScores[0];
            leastMembers[at] = inner.leastMembers[0];
        }
    }

    void remove(int at) {
        move(at + 1, at, count - at - 1);
        clear(count - 1);
        count--;
    }

    private void clear(int from) {
        Arrays.fill(children, from, count, null);
        Arrays.fill(leastMembers, from, count, null);
    }

    /** Moves the children from {@code at} on into a new node. */
    ScoreInner split(int at) {
        ScoreInner right = new ScoreInner();
        right.take(this, at);
        clear(at);
        count = at;
        return right;
    }

    /** Adds the children of another node, from {@code at} on, behind these. */
    void take(ScoreInner other, int at) {
        int length = other.count - at;
        System.arraycopy(other.children, at, children, count, length);
        System.arraycopy(other.sizes, at, sizes, count, length);
        System.arraycopy(other.leastScores, at, leastScores, count, length);
        System.arraycopy(other.leastMembers, at, leastMembers, count, length);
        count += length;
    }
}
