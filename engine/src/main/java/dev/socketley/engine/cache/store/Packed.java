package dev.socketley.engine.cache.store;

import java.util.Arrays;

/**
 * A few short byte strings in one array: the compact form of small values. Two bytes hold how many
 * there are; then each has its length, in one byte or, from 255 on, in five, and its bytes.
 *
 * <p>A change answers a new array, as readers may still hold slices of the one before. An entry is
 * named by its place, where its length begins; places are valid for one array.
 *
 * <p>Thread: any. Bounds: 65,535 entries.
 */
final class Packed {
    static final byte[] EMPTY = {0, 0};
    /** The place of an entry that is not there. */
    static final int NONE = -1;
    /** Entries that an array can have. */
    static final int ENTRIES_MAX = 0xffff;

    static final int FIRST = 2;
    private static final int LONG = 255;
    private static final int LONG_HEADER = 5;

    private Packed() {
    }

    static int count(byte[] all) {
        return (all[0] & 0xff) << 8 | all[1] & 0xff;
    }

    private static void count(byte[] all, int count) {
        all[0] = (byte) (count >> 8);
        all[1] = (byte) count;
    }

    static int length(byte[] all, int place) {
        int length = all[place] & 0xff;
        return length < LONG ? length
            : all[place + 1] << 24 | (all[place + 2] & 0xff) << 16
                | (all[place + 3] & 0xff) << 8 | all[place + 4] & 0xff;
    }

    /** Where the bytes of an entry begin. */
    static int start(byte[] all, int place) {
        return place + (all[place] == (byte) LONG ? LONG_HEADER : 1);
    }

    /** The place behind an entry; the length of the array behind the last. */
    static int next(byte[] all, int place) {
        int first = all[place] & 0xff;
        return first < LONG ? place + 1 + first : place + LONG_HEADER + length(all, place);
    }

    static byte[] bytes(byte[] all, int place) {
        int start = start(all, place);
        return Arrays.copyOfRange(all, start, start + length(all, place));
    }

    /** The place of the {@code index}th entry, which must be there. */
    static int place(byte[] all, int index) {
        int place = FIRST;
        for (int i = 0; i < index; i++) {
            place = next(all, place);
        }
        return place;
    }

    static boolean equals(byte[] all, int place, byte[] bytes, int from, int length) {
        if (length(all, place) != length) {
            return false;
        }
        int start = start(all, place);
        return Arrays.equals(all, start, start + length, bytes, from, from + length);
    }

    /**
     * The place of the first equal entry.
     *
     * @param step 1 to look at every entry, 2 to look at every other one
     */
    static int find(byte[] all, int step, byte[] bytes, int from, int length) {
        int place = FIRST;
        while (place < all.length) {
            if (equals(all, place, bytes, from, length)) {
                return place;
            }
            place = next(all, place);
            if (step == 2) {
                place = next(all, place);
            }
        }
        return NONE;
    }

    private static int headed(int length) {
        return length < LONG ? 1 + length : LONG_HEADER + length;
    }

    private static int write(byte[] to, int place, byte[] bytes, int from, int length) {
        int at = place;
        if (length < LONG) {
            to[at++] = (byte) length;
        } else {
            to[at++] = (byte) LONG;
            to[at++] = (byte) (length >> 24);
            to[at++] = (byte) (length >> 16);
            to[at++] = (byte) (length >> 8);
            to[at++] = (byte) length;
        }
        System.arraycopy(bytes, from, to, at, length);
        return at + length;
    }

    /** With one more entry at the end. */
    static byte[] add(byte[] all, byte[] bytes, int from, int length) {
        byte[] more = Arrays.copyOf(all, all.length + headed(length));
        write(more, all.length, bytes, from, length);
        count(more, count(all) + 1);
        return more;
    }

    /** With two more entries at the end. */
    static byte[] addPair(byte[] all, byte[] first, int from, int length, byte[] second) {
        byte[] more =
            Arrays.copyOf(all, all.length + headed(length) + headed(second.length));
        int at = write(more, all.length, first, from, length);
        write(more, at, second, 0, second.length);
        count(more, count(all) + 2);
        return more;
    }

    /** With another entry at a place. */
    static byte[] replace(byte[] all, int place, byte[] bytes, int from, int length) {
        int behind = next(all, place);
        int grown = headed(length) - (behind - place);
        byte[] other = new byte[all.length + grown];
        System.arraycopy(all, 0, other, 0, place);
        write(other, place, bytes, from, length);
        System.arraycopy(all, behind, other, behind + grown, all.length - behind);
        return other;
    }

    /** With one more entry before a place. */
    static byte[] insert(byte[] all, int place, byte[] bytes, int from, int length) {
        int grown = headed(length);
        byte[] more = new byte[all.length + grown];
        System.arraycopy(all, 0, more, 0, place);
        write(more, place, bytes, from, length);
        System.arraycopy(all, place, more, place + grown, all.length - place);
        count(more, count(all) + 1);
        return more;
    }

    /** Without the {@code entries} entries from a place on. */
    static byte[] remove(byte[] all, int place, int entries) {
        int behind = place;
        for (int i = 0; i < entries; i++) {
            behind = next(all, behind);
        }
        byte[] fewer = new byte[all.length - (behind - place)];
        System.arraycopy(all, 0, fewer, 0, place);
        System.arraycopy(all, behind, fewer, place, all.length - behind);
        count(fewer, count(all) - entries);
        return fewer;
    }
}
