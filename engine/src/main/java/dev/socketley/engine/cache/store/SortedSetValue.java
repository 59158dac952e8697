package dev.socketley.engine.cache.store;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A set whose members have scores, in the order of the scores and, where they are equal, of the
 * bytes. A small one is a packed array; a large one is a dictionary beside a tree that counts.
 *
 * <p>Thread: one owner. Bounds: none of its own.
 */
public final class SortedSetValue extends Value {
    /** What {@link #put} did. */
    public enum Put { ADDED, MOVED, SAME }

    private static final long OBJECT_BYTES = Sizes.object(4, Long.BYTES + 1);

    /** Null once the set is large. */
    private PackedScores packed;
    private ScoreDict dict;
    private ScoreTree tree;
    private long memberBytes;
    private Edits edits;
    private boolean kept;

    /** An empty set. */
    public SortedSetValue() {
        packed = new PackedScores();
    }

    /** @param small what {@link #small()} answered */
    SortedSetValue(byte[] small) {
        packed = new PackedScores(small);
    }

    @Override
    public ValueKind kind() {
        return ValueKind.ZSET;
    }

    @Override
    byte[] small() {
        return packed == null || packed.used > Small.BYTES_MAX ? null : packed.trimmed();
    }

    @Override
    boolean isKept() {
        return kept;
    }

    @Override
    void kept() {
        kept = true;
    }

    @Override
    public String encoding() {
        return packed != null ? "listpack" : "skiplist";
    }

    @Override
    public int size() {
        return packed != null ? packed.count : dict.size();
    }

    /** Whether it is one small array. */
    boolean isPacked() {
        return packed != null;
    }

    @Override
    public long memoryBytes() {
        return OBJECT_BYTES + (packed != null ? packed.memoryBytes()
            : memberBytes + dict.memoryBytes() + tree.memoryBytes());
    }

    @Override
    public SortedSetValue copy() {
        SortedSetValue copy = new SortedSetValue();
        if (packed != null) {
            copy.packed = packed.copy();
            return copy;
        }
        copy.unpack();
        SortedCursor cursor = cursor(0);
        while (cursor.next()) {
            Slice member = cursor.member();
            copy.putUnpacked(cursor.score(), member.bytes(), member.from(), member.length());
        }
        return copy;
    }

    /** The score of a member, or NaN when it is not there. */
    public double score(byte[] bytes, int from, int length) {
        if (packed != null) {
            int at = packed.find(bytes, from, length);
            return at < 0 ? Double.NaN : packed.scoreAt(at);
        }
        return dict.find(bytes, from, length) ? dict.score() : Double.NaN;
    }

    /** Whether a member is there. */
    public boolean contains(byte[] bytes, int from, int length) {
        return packed != null ? packed.find(bytes, from, length) >= 0
            : dict.find(bytes, from, length);
    }

    /**
     * Adds a member or changes its score.
     *
     * @param score  any number, infinities included
     * @param limits up to where it may stay packed
     */
    public Put put(double score, byte[] bytes, int from, int length, Limits limits) {
        if (Double.isNaN(score)) {
            throw new IllegalArgumentException("score must be a number: score=NaN");
        }
        if (packed != null) {
            int at = packed.find(bytes, from, length);
            if (at >= 0) {
                return moved(at, score);
            }
            if (packed.count < limits.entries() && length <= limits.entryBytes()
                    && length <= PackedScores.MEMBER_BYTES_MAX) {
                packed.insert(score, bytes, from, length);
                return Put.ADDED;
            }
            unpack();
        }
        if (edits != null) {
            note(bytes, from, length, score(bytes, from, length), score);
        }
        return putUnpacked(score, bytes, from, length);
    }

    @Override
    public boolean note(Edits to) {
        if (packed != null) {
            return false;
        }
        edits = to;
        return true;
    }

    /** Notes that the score of a member changes; NaN stands for a member that is not there. */
    private void note(byte[] bytes, int from, int length, double before, double after) {
        byte[] member = Arrays.copyOfRange(bytes, from, from + length);
        edits.add(again -> {
            double score = again ? after : before;
            if (!Double.isNaN(score)) {
                putUnpacked(score, member, 0, member.length);
            } else if (dict.find(member, 0, member.length)) {
                removeFound();
            }
        });
    }

    private Put putUnpacked(double score, byte[] bytes, int from, int length) {
        if (dict.find(bytes, from, length)) {
            return moved(score);
        }
        byte[] member = Arrays.copyOfRange(bytes, from, from + length);
        dict.add(member, score);
        tree.insert(score, member);
        memberBytes += Sizes.array(length);
        return Put.ADDED;
    }

    private Put moved(int at, double score) {
        if (packed.scoreAt(at) == score) {
            return Put.SAME;
        }
        packed.score(at, score);
        return Put.MOVED;
    }

    private Put moved(double score) {
        double before = dict.score();
        if (before == score) {
            return Put.SAME;
        }
        byte[] member = dict.member();
        dict.score(score);
        tree.remove(before, member);
        tree.insert(score, member);
        return Put.MOVED;
    }

    private void unpack() {
        PackedScores from = packed;
        packed = null;
        dict = new ScoreDict();
        tree = new ScoreTree();
        for (int at = 0; at < from.used; at = from.next(at)) {
            putUnpacked(
                from.scoreAt(at), from.bytes, PackedScores.memberAt(at), from.lengthAt(at));
        }
    }

    /** Takes a member out; false when it is not there. */
    public boolean remove(byte[] bytes, int from, int length) {
        if (packed != null) {
            int at = packed.find(bytes, from, length);
            if (at >= 0) {
                packed.remove(at, 1);
            }
            return at >= 0;
        }
        if (!dict.find(bytes, from, length)) {
            return false;
        }
        if (edits != null) {
            note(bytes, from, length, dict.score(), Double.NaN);
        }
        removeFound();
        return true;
    }

    private void removeFound() {
        byte[] member = dict.member();
        tree.remove(dict.score(), member);
        dict.remove();
        memberBytes -= Sizes.array(member.length);
    }

    /** Takes out members by rank; there must be so many. */
    public void removeRange(int rank, int members) {
        if (packed != null) {
            packed.remove(packed.locate(rank), members);
            return;
        }
        int[] place = new int[1];
        for (int i = members - 1; i >= 0; i--) {
            byte[] member = tree.at(rank + i, place).members[place[0]];
            dict.find(member, 0, member.length);
            if (edits != null) {
                note(member, 0, member.length, dict.score(), Double.NaN);
            }
            removeFound();
        }
    }

    // ---- ranks and bounds ---------------------------------------------------------------------

    /** How many members are before this one, or -1 when it is not there. */
    public int rank(byte[] bytes, int from, int length) {
        if (packed != null) {
            int at = packed.find(bytes, from, length);
            return at < 0 ? -1 : packed.rankOf(at);
        }
        return dict.find(bytes, from, length) ? tree.rank(dict.score(), dict.member()) : -1;
    }

    /**
     * How many members have a score below a bound.
     *
     * @param inclusive whether members with the score itself count
     */
    public int countBelow(double bound, boolean inclusive) {
        return count(inclusive ? (score, m, from, length) -> score <= bound
            : (score, m, from, length) -> score < bound);
    }

    /**
     * How many members are below a bound by their bytes, for a set whose scores are all the same.
     *
     * @param inclusive whether the member itself counts
     */
    public int countLexBelow(byte[] bound, boolean inclusive) {
        int above = inclusive ? 1 : 0;
        return count((score, m, from, length) ->
            Arrays.compareUnsigned(m, from, from + length, bound, 0, bound.length) < above);
    }

    private int count(ScoreTree.Before bound) {
        return packed != null ? packed.count(bound) : tree.count(bound);
    }

    /** A cursor before the member of a rank, or behind the last. */
    public SortedCursor cursor(int rank) {
        if (packed != null) {
            return new SortedCursor(packed, packed.locate(rank));
        }
        int[] place = new int[1];
        ScoreLeaf leaf = tree.at(rank, place);
        return new SortedCursor(leaf, place[0]);
    }

    /**
     * Shows some members; a walk that starts from 0 and goes on with each answer until it is 0 again
     * shows every member at least once that is there throughout.
     *
     * @param membersMin how many to show at least, if there are so many
     * @return where to go on, 0 at the end
     */
    public long scan(long cursor, int membersMin, ScoredVisitor visitor) {
        if (packed == null) {
            return dict.scan(cursor, membersMin, visitor);
        }
        SortedCursor all = cursor(0);
        while (all.next()) {
            visitor.visit(all.member().copy(), all.score());
        }
        return 0;
    }

    @Override
    public long elements(long cursor, int atLeast, Elements to) {
        return scan(cursor, atLeast / 2 + 1, (member, score) -> {
            byte[] number = Doubles.bytes(score);
            to.take(number, 0, number.length);
            to.take(member, 0, member.length);
        });
    }

    @Override
    public Map<byte[], Double> plain() {
        Map<byte[], Double> map = LinkedHashMap.newLinkedHashMap(size());
        SortedCursor all = cursor(0);
        while (all.next()) {
            map.put(all.member().copy(), all.score());
        }
        return map;
    }
}
