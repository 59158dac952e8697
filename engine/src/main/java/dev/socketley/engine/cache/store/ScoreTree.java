package dev.socketley.engine.cache.store;

import java.util.Arrays;

/**
 * Members in the order of their scores, and of their bytes where scores are equal. A tree of wide
 * nodes that know how many members are below them: rank and member are found from each other in a
 * few steps.
 */
final class ScoreTree {
    /** Says of members in their order whether they lie before some bound. */
    @FunctionalInterface
    interface Before {
        boolean test(double score, byte[] member, int from, int length);
    }

    private static final int JOINED_MEMBERS_MAX = ScoreLeaf.MEMBERS_MAX * 3 / 4;
    private static final int JOINED_CHILDREN_MAX = ScoreInner.CHILDREN_MAX * 3 / 4;

    private Object root = new ScoreLeaf();
    private int leaves = 1;
    private int inners;

    long memoryBytes() {
        return leaves * ScoreLeaf.MEMORY_BYTES + inners * ScoreInner.MEMORY_BYTES;
    }

    static int compare(double a, byte[] aMember, double b, byte[] bMember) {
        if (a != b) {
            return a < b ? -1 : 1;
        }
        return Arrays.compareUnsigned(aMember, bMember);
    }

    /** The child that a member belongs to. */
    private static int childOf(ScoreInner in, double score, byte[] member) {
        int low = 1;
        int high = in.count;
        while (low < high) {
            int mid = low + high >>> 1;
            if (compare(in.leastScores[mid], in.leastMembers[mid], score, member) <= 0) {
                low = mid + 1;
            } else {
                high = mid;
            }
        }
        return low - 1;
    }

    /** How many members of a leaf are before this one. */
    private static int placeOf(ScoreLeaf in, double score, byte[] member) {
        int low = 0;
        int high = in.count;
        while (low < high) {
            int mid = low + high >>> 1;
            if (compare(in.scores[mid], in.members[mid], score, member) < 0) {
                low = mid + 1;
            } else {
                high = mid;
            }
        }
        return low;
    }

    // ---- changes ------------------------------------------------------------------------------

    /** Adds a member that is not there. */
    void insert(double score, byte[] member) {
        Object right = insert(root, score, member);
        if (right != null) {
            ScoreInner top = new ScoreInner();
            inners++;
            top.insert(0, root);
            top.insert(1, right);
            root = top;
        }
    }

    /** Inserts below a node; answers the new node to its right when it had to be split. */
    private Object insert(Object node, double score, byte[] member) {
        if (node instanceof ScoreLeaf leaf) {
            return insert(leaf, score, member);
        }
        ScoreInner inner = (ScoreInner) node;
        int at = childOf(inner, score, member);
        inner.sizes[at]++;
        Object added = insert(inner.children[at], score, member);
        if (added == null) {
            return null;
        }
        int moved = added instanceof ScoreLeaf leaf ? leaf.count : ((ScoreInner) added).total();
        inner.sizes[at] -= moved;
        if (inner.count < ScoreInner.CHILDREN_MAX) {
            inner.insert(at + 1, added);
            return null;
        }
        inners++;
        // Growing at the end only, as by time, leaves full nodes behind.
        int cut = at + 1 == inner.count ? inner.count : inner.count / 2;
        ScoreInner right = inner.split(cut);
        if (at + 1 <= cut && cut < ScoreInner.CHILDREN_MAX) {
            inner.insert(at + 1, added);
        } else {
            right.insert(at + 1 - cut, added);
        }
        return right;
    }

    private ScoreLeaf insert(ScoreLeaf leaf, double score, byte[] member) {
        int at = placeOf(leaf, score, member);
        if (leaf.count < ScoreLeaf.MEMBERS_MAX) {
            leaf.insert(at, score, member);
            return null;
        }
        leaves++;
        int cut = leaf.count / 2;
        if (at == leaf.count && leaf.next == null) {
            cut = leaf.count;
        } else if (at == 0 && leaf.previous == null) {
            cut = 0;
        }
        ScoreLeaf right = leaf.split(cut);
        if (at <= cut && cut < ScoreLeaf.MEMBERS_MAX) {
            leaf.insert(at, score, member);
        } else {
            right.insert(at - cut, score, member);
        }
        return right;
    }

    /** Takes a member out that is there. */
    void remove(double score, byte[] member) {
        remove(root, score, member);
        while (root instanceof ScoreInner top && top.count <= 1) {
            root = top.count == 0 ? new ScoreLeaf() : top.children[0];
            leaves += top.count == 0 ? 1 : 0;
            inners--;
        }
    }

    private void remove(Object node, double score, byte[] member) {
        if (node instanceof ScoreLeaf leaf) {
            leaf.remove(placeOf(leaf, score, member));
            return;
        }
        ScoreInner inner = (ScoreInner) node;
        int at = childOf(inner, score, member);
        remove(inner.children[at], score, member);
        inner.sizes[at]--;
        if (inner.children[at] instanceof ScoreLeaf leaf) {
            if (leaf.count < ScoreLeaf.MEMBERS_MAX / 4) {
                joinLeaf(inner, at);
            }
        } else if (((ScoreInner) inner.children[at]).count < ScoreInner.CHILDREN_MAX / 4) {
            joinInner(inner, at);
        }
    }

    private void joinLeaf(ScoreInner in, int at) {
        ScoreLeaf leaf = (ScoreLeaf) in.children[at];
        int left = at > 0 ? at - 1 : at;
        if (left + 1 < in.count) {
            ScoreLeaf a = (ScoreLeaf) in.children[left];
            ScoreLeaf b = (ScoreLeaf) in.children[left + 1];
            if (leaf.count == 0 || a.count + b.count <= JOINED_MEMBERS_MAX) {
                a.join(b);
                joined(in, left);
                leaves--;
            }
        } else if (leaf.count == 0) {
            unlink(leaf);
            in.remove(at);
            leaves--;
        }
    }

    private static void joined(ScoreInner in, int left) {
        in.sizes[left] += in.sizes[left + 1];
        in.remove(left + 1);
    }

    private static void unlink(ScoreLeaf leaf) {
        if (leaf.previous != null) {
            leaf.previous.next = leaf.next;
        }
        if (leaf.next != null) {
            leaf.next.previous = leaf.previous;
        }
    }

    private void joinInner(ScoreInner in, int at) {
        ScoreInner node = (ScoreInner) in.children[at];
        int left = at > 0 ? at - 1 : at;
        if (left + 1 < in.count) {
            ScoreInner a = (ScoreInner) in.children[left];
            ScoreInner b = (ScoreInner) in.children[left + 1];
            if (node.count == 0 || a.count + b.count <= JOINED_CHILDREN_MAX) {
                int from = a.count;
                a.take(b, 0);
                if (from < a.count) {
                    // The bound of b's first child may be stale; its bound here is not.
                    a.leastScores[from] = in.leastScores[left + 1];
                    a.leastMembers[from] = in.leastMembers[left + 1];
                }
                joined(in, left);
                inners--;
            }
        } else if (node.count == 0) {
            in.remove(at);
            inners--;
        }
    }

    // ---- finding ------------------------------------------------------------------------------

    /** How many members lie before this one. */
    int rank(double score, byte[] member) {
        int rank = 0;
        Object node = root;
        while (node instanceof ScoreInner inner) {
            int at = childOf(inner, score, member);
            for (int i = 0; i < at; i++) {
                rank += inner.sizes[i];
            }
            node = inner.children[at];
        }
        return rank + placeOf((ScoreLeaf) node, score, member);
    }

    /** How many members lie before a bound. */
    int count(Before bound) {
        int count = 0;
        Object node = root;
        while (node instanceof ScoreInner inner) {
            int low = 1;
            int high = inner.count;
            while (low < high) {
                int mid = low + high >>> 1;
                byte[] least = inner.leastMembers[mid];
                if (bound.test(inner.leastScores[mid], least, 0, least.length)) {
                    low = mid + 1;
                } else {
                    high = mid;
                }
            }
            for (int i = 0; i < low - 1; i++) {
                count += inner.sizes[i];
            }
            node = inner.children[low - 1];
        }
        return count + count((ScoreLeaf) node, bound);
    }

    private static int count(ScoreLeaf leaf, Before bound) {
        int low = 0;
        int high = leaf.count;
        while (low < high) {
            int mid = low + high >>> 1;
            byte[] member = leaf.members[mid];
            if (bound.test(leaf.scores[mid], member, 0, member.length)) {
                low = mid + 1;
            } else {
                high = mid;
            }
        }
        return low;
    }

    /**
     * Finds a member by its rank.
     *
     * @param rank 0 up to the number of members, which is the place behind the last
     * @return its leaf; {@code place[0]} is where in it, possibly behind its last
     */
    ScoreLeaf at(int rank, int[] place) {
        int left = rank;
        Object node = root;
        while (node instanceof ScoreInner inner) {
            int at = 0;
            while (at + 1 < inner.count && left >= inner.sizes[at]) {
                left -= inner.sizes[at++];
            }
            node = inner.children[at];
        }
        place[0] = left;
        return (ScoreLeaf) node;
    }
}
