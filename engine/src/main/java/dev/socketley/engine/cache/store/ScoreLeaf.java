package dev.socketley.engine.cache.store;

/** The lowest level of a {@link ScoreTree}: members in order, linked to the leaves beside it. */
final class ScoreLeaf {
    static final int MEMBERS_MAX = 128;
    /** The object and its two full arrays. */
    static final long MEMORY_BYTES = 40 + Sizes.array(MEMBERS_MAX * Double.BYTES)
        + Sizes.array(MEMBERS_MAX * 4);

    final double[] scores = new double[MEMBERS_MAX];
    final byte[][] members = new byte[MEMBERS_MAX][];
    int count;
    ScoreLeaf previous;
    ScoreLeaf next;

    void insert(int at, double score, byte[] member) {
        System.arraycopy(scores, at, scores, at + 1, count - at);
        System.arraycopy(members, at, members, at + 1, count - at);
        scores[at] = score;
        members[at] = member;
        count++;
    }

    void remove(int at) {
        count--;
        System.arraycopy(scores, at + 1, scores, at, count - at);
        System.arraycopy(members, at + 1, members, at, count - at);
        members[count] = null;
    }

    /** Moves the members from {@code at} on into a new leaf behind this one. */
    ScoreLeaf split(int at) {
        ScoreLeaf right = new ScoreLeaf();
        right.count = count - at;
        System.arraycopy(scores, at, right.scores, 0, right.count);
        System.arraycopy(members, at, right.members, 0, right.count);
        for (int i = at; i < count; i++) {
            members[i] = null;
        }
        count = at;
        right.next = next;
        right.previous = this;
        if (next != null) {
            next.previous = right;
        }
        next = right;
        return right;
    }

    /** Takes over all members of the leaf behind this one, which is of no use afterwards. */
    void join(ScoreLeaf right) {
        System.arraycopy(right.scores, 0, scores, count, right.count);
        System.arraycopy(right.members, 0, members, count, right.count);
        count += right.count;
        next = right.next;
        if (next != null) {
            next.previous = this;
        }
    }
}
