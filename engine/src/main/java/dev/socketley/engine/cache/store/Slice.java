package dev.socketley.engine.cache.store;

import java.util.Arrays;

/**
 * Bytes somewhere in an array of the store, so that a reply can be written without a copy.
 *
 * <p>Thread: its owner's. What it shows is right until the value it came from is next changed.
 */
public final class Slice {
    private byte[] bytes = {};
    private int from;
    private int length;

    /** Shows other bytes. */
    public void set(byte[] array, int first, int count) {
        bytes = array;
        from = first;
        length = count;
    }

    /** The array; it is not written. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where in {@link #bytes()} the slice begins. */
    public int from() {
        return from;
    }

    /** How many bytes it has. */
    public int length() {
        return length;
    }

    /** A copy of the bytes. */
    public byte[] copy() {
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    /** Whether the bytes are those of another array. */
    public boolean matches(byte[] other, int otherFrom, int otherLength) {
        return length == otherLength && Arrays.equals(
            bytes, from, from + length, other, otherFrom, otherFrom + otherLength);
    }
}
