package dev.socketley.engine.cache.store;

import java.util.Arrays;

/** Elements of one {@link Chunk}, in their order. */
final class Hits {
    private int[] places = new int[16];
    private int[] ordinals = new int[16];
    private int count;

    void clear() {
        count = 0;
    }

    /**
     * @param place   where it begins
     * @param ordinal how many elements of the chunk come before it
     */
    void add(int place, int ordinal) {
        if (count == places.length) {
            places = Arrays.copyOf(places, 2 * count);
            ordinals = Arrays.copyOf(ordinals, 2 * count);
        }
        places[count] = place;
        ordinals[count++] = ordinal;
    }

    int count() {
        return count;
    }

    int place(int i) {
        return places[i];
    }

    /** They were added from the last to the first. */
    void reverse() {
        for (int i = 0, k = count - 1; i < k; i++, k--) {
            int place = places[i];
            places[i] = places[k];
            places[k] = place;
            int ordinal = ordinals[i];
            ordinals[i] = ordinals[k];
            ordinals[k] = ordinal;
        }
    }

    /**
     * Puts their indexes in a list behind others.
     *
     * @param used  how many others there are
     * @param start the index of the first element of the chunk
     * @return the same array, or a larger one
     */
    int[] addTo(int[] indexes, int used, int start) {
        int[] all = used + count <= indexes.length
            ? indexes : Arrays.copyOf(indexes, Math.max(used + count, 2 * used));
        for (int i = 0; i < count; i++) {
            all[used + i] = start + ordinals[i];
        }
        return all;
    }
}
