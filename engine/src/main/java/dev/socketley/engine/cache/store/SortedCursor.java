package dev.socketley.engine.cache.store;

/**
 * Walks a sorted set that does not change meanwhile, in either direction.
 *
 * <p>Thread: the set's owner.
 */
public final class SortedCursor {
    private final Slice slice = new Slice();
    private final PackedScores packed;
    private ScoreLeaf leaf;
    private int at;
    private double score;

    SortedCursor(PackedScores packed, int place) {
        this.packed = packed;
        at = place;
    }

    SortedCursor(ScoreLeaf leaf, int place) {
        packed = null;
        this.leaf = leaf;
        at = place;
    }

    /** Goes over the next member; false behind the last. */
    public boolean next() {
        if (packed != null) {
            if (at == packed.used) {
                return false;
            }
            showPacked(at);
            at = packed.next(at);
            return true;
        }
        while (at >= leaf.count) {
            if (leaf.next == null) {
                return false;
            }
            leaf = leaf.next;
            at = 0;
        }
        showLeaf(at++);
        return true;
    }

    /** Goes back over the member before; false before the first. */
    public boolean previous() {
        if (packed != null) {
            if (at == 0) {
                return false;
            }
            at = packed.before(at);
            showPacked(at);
            return true;
        }
        while (at == 0) {
            if (leaf.previous == null) {
                return false;
            }
            leaf = leaf.previous;
            at = leaf.count;
        }
        showLeaf(--at);
        return true;
    }

    private void showPacked(int place) {
        score = packed.scoreAt(place);
        slice.set(packed.bytes, PackedScores.memberAt(place), packed.lengthAt(place));
    }

    private void showLeaf(int place) {
        byte[] member = leaf.members[place];
        score = leaf.scores[place];
        slice.set(member, 0, member.length);
    }

    /** The member gone over last. */
    public Slice member() {
        return slice;
    }

    /** Its score. */
    public double score() {
        return score;
    }
}
