package dev.socketley.engine.cache.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A few short members with their scores in one array, in order. Each is the member's length, its
 * bytes, its score and its length once more.
 */
final class PackedScores {
    static final int MEMBER_BYTES_MAX = 127;
    static final int OBJECT_BYTES = 24;

    private static final VarHandle DOUBLES =
        MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int OVERHEAD = 2 + Double.BYTES;

    byte[] bytes = {};
    int used;
    int count;

    PackedScores() {
    }

    /** @param all bytes without free room */
    PackedScores(byte[] all) {
        bytes = all;
        used = all.length;
        for (int at = 0; at < used; at = next(at)) {
            count++;
        }
    }

    /** Its bytes, of which none is free any more. */
    byte[] trimmed() {
        if (used < bytes.length) {
            bytes = Arrays.copyOf(bytes, used);
        }
        return bytes;
    }

    long memoryBytes() {
        return OBJECT_BYTES + Sizes.array(bytes.length);
    }

    PackedScores copy() {
        PackedScores copy = new PackedScores();
        copy.bytes = Arrays.copyOf(bytes, used);
        copy.used = used;
        copy.count = count;
        return copy;
    }

    int next(int at) {
        return at + bytes[at] + OVERHEAD;
    }

    int before(int end) {
        return end - bytes[end - 1] - OVERHEAD;
    }

    int lengthAt(int at) {
        return bytes[at];
    }

    static int memberAt(int at) {
        return at + 1;
    }

    double scoreAt(int at) {
        return (double) DOUBLES.get(bytes, at + 1 + bytes[at]);
    }

    /** Where a member begins, or -1. */
    int find(byte[] member, int from, int length) {
        if (length > MEMBER_BYTES_MAX) {
            return -1;
        }
        for (int at = 0; at < used; at = next(at)) {
            if (bytes[at] == length && Arrays.equals(
                    bytes, at + 1, at + 1 + length, member, from, from + length)) {
                return at;
            }
        }
        return -1;
    }

    /** Where element {@code rank} begins. */
    int locate(int rank) {
        int at = 0;
        for (int i = 0; i < rank; i++) {
            at = next(at);
        }
        return at;
    }

    /** How many elements lie before the one that begins at {@code place}. */
    int rankOf(int place) {
        int rank = 0;
        for (int at = 0; at < place; at = next(at)) {
            rank++;
        }
        return rank;
    }

    int count(ScoreTree.Before bound) {
        int before = 0;
        for (int at = 0; at < used; at = next(at)) {
            if (!bound.test(scoreAt(at), bytes, at + 1, bytes[at])) {
                break;
            }
            before++;
        }
        return before;
    }

    /** Adds a member that is not there. */
    void insert(double score, byte[] member, int from, int length) {
        int place = 0;
        while (place < used && isBefore(place, score, member, from, length)) {
            place = next(place);
        }
        int size = length + OVERHEAD;
        if (used + size > bytes.length) {
            bytes = Arrays.copyOf(bytes, used + size + used / 4 + 7 & ~7);
        }
        System.arraycopy(bytes, place, bytes, place + size, used - place);
        bytes[place] = (byte) length;
        System.arraycopy(member, from, bytes, place + 1, length);
        // As Redis does in its compact form: the zero below zero becomes the other one.
        DOUBLES.set(bytes, place + 1 + length, score + 0.0);
        bytes[place + size - 1] = (byte) length;
        used += size;
        count++;
    }

    private boolean isBefore(int at, double score, byte[] member, int from, int length) {
        double there = scoreAt(at);
        if (there != score) {
            return there < score;
        }
        return Arrays.compareUnsigned(bytes, at + 1, at + 1 + bytes[at],
            member, from, from + length) < 0;
    }

    /** Takes out elements from the one on that begins at {@code place}. */
    void remove(int place, int elements) {
        int end = place;
        for (int i = 0; i < elements; i++) {
            end = next(end);
        }
        System.arraycopy(bytes, end, bytes, place, used - end);
        used -= end - place;
        count -= elements;
        if (used < bytes.length / 4) {
            bytes = Arrays.copyOf(bytes, used + used / 4 + 7 & ~7);
        }
    }

    /** Moves an element, which begins at {@code at}, to where another score belongs. */
    void score(int at, double score) {
        byte[] member = Arrays.copyOfRange(bytes, at + 1, at + 1 + bytes[at]);
        remove(at, 1);
        insert(score, member, 0, member.length);
    }
}
