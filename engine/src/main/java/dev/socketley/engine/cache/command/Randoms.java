package dev.socketley.engine.cache.command;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** What the commands share that choose elements at random. */
final class Randoms {
    /** Elements that one command may answer when it may answer the same ones again. */
    private static final long REPEATED_MAX = 1 << 20;
    /** Below this many elements, all are walked over. */
    private static final int FEW = 256;
    private static final SplittableRandom RANDOM = new SplittableRandom();

    private Randoms() {
    }

    /** How many are wanted; negative when the same may come again. */
    static long count(Call call, int index) {
        long count = call.integer(index);
        if (count == Long.MIN_VALUE) {
            throw Errors.raise(Reply.error("ERR value is out of range, value must between "
                + -Long.MAX_VALUE + " and " + Long.MAX_VALUE));
        }
        return count;
    }

    /** Refuses what no reply can hold. */
    static void check(long count, boolean pairs) {
        long max = pairs ? Long.MAX_VALUE / 2 : Long.MAX_VALUE;
        if (count > max || count < -Math.min(REPEATED_MAX, max)) {
            throw Errors.raise(Reply.error("ERR value is out of range"));
        }
    }

    /** Whether choosing {@code count} of {@code size} is done best by walking over all. */
    static boolean isMost(long count, int size) {
        return size < FEW || count > size / 3;
    }

    /** Different indexes below {@code size}, ascending: as many as {@code count} says, if above 0. */
    static List<Integer> indexes(int size, long count) {
        TreeSet<Integer> chosen = new TreeSet<>();
        // Floyd's way: each step adds exactly one, and every choice is equally likely.
        for (int i = (int) Math.max(size - Math.max(count, 0), 0); i < size; i++) {
            int at = RANDOM.nextInt(i + 1);
            if (!chosen.add(at)) {
                chosen.add(i);
            }
        }
        return new ArrayList<>(chosen);
    }
}
