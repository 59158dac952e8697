package dev.socketley.engine.cache.command;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code LCS}: the longest common subsequence of two strings.
 *
 * <p>Thread: the cache's home loop. Bounds: {@link #CELLS_MAX} comparisons, since nobody else is
 * served meanwhile.
 */
final class LcsCommand {
    static final long CELLS_MAX = 2L << 20;

    private static final Reply TOO_LONG = Reply.error("ERR Insufficient memory, transient memory"
        + " for LCS exceeds proto-max-bulk-len");
    private static final Reply NO_STRINGS =
        Reply.error("ERR The specified keys must contain string values");
    private static final Reply TWO_WAYS = Reply.error(
        "ERR If you want both the length and indexes, please just use IDX.");

    /** What is asked for. */
    private static final class Wanted {
        private boolean length;
        private boolean places;
        private boolean lengths;
        private long lengthMin;
    }

    private LcsCommand() {
    }

    static Reply run(Call call) {
        byte[] one = string(call, 1);
        byte[] other = string(call, 2);
        Wanted wanted = wanted(call);
        if (wanted.length && wanted.places) {
            return TWO_WAYS;
        }
        if ((long) one.length * other.length > CELLS_MAX) {
            return TOO_LONG;
        }
        int[][] table = table(one, other);
        int length = table[one.length][other.length];
        if (wanted.length) {
            return Reply.integer(length);
        }
        List<int[]> matches = matches(one, other, table);
        return wanted.places ? places(matches, length, wanted) : bytes(one, matches);
    }

    private static byte[] string(Call call, int key) {
        Object value = call.value(key);
        if (value != null && !(value instanceof byte[])) {
            throw Errors.raise(NO_STRINGS);
        }
        return value == null ? new byte[0] : (byte[]) value;
    }

    private static Wanted wanted(Call call) {
        Wanted wanted = new Wanted();
        for (int i = 3; i < call.count(); i++) {
            if (call.is(i, "LEN")) {
                wanted.length = true;
            } else if (call.is(i, "IDX")) {
                wanted.places = true;
            } else if (call.is(i, "WITHMATCHLEN")) {
                wanted.lengths = true;
            } else if (call.is(i, "MINMATCHLEN") && i + 1 < call.count()) {
                wanted.lengthMin = Math.max(call.integer(++i), 0);
            } else {
                throw Errors.raise(Errors.SYNTAX);
            }
        }
        return wanted;
    }

    /** The length for each pair of beginnings. */
    private static int[][] table(byte[] one, byte[] other) {
        int[][] table = new int[one.length + 1][other.length + 1];
        for (int i = 1; i <= one.length; i++) {
            for (int j = 1; j <= other.length; j++) {
                table[i][j] = one[i - 1] == other[j - 1] ? table[i - 1][j - 1] + 1
                    : Math.max(table[i - 1][j], table[i][j - 1]);
            }
        }
        return table;
    }

    /** Where each common run begins in either string, and its length; the last run first. */
    private static List<int[]> matches(byte[] one, byte[] other, int[][] table) {
        List<int[]> runs = new ArrayList<>();
        int[] run = null;
        int i = one.length;
        int j = other.length;
        while (i > 0 && j > 0) {
            if (one[i - 1] == other[j - 1]) {
                i--;
                j--;
                if (run == null || run[0] != i + 1 || run[1] != j + 1) {
                    run = new int[] {i, j, 0};
                    runs.add(run);
                }
                run[0] = i;
                run[1] = j;
                run[2]++;
            } else if (table[i - 1][j] > table[i][j - 1]) {
                i--;
            } else {
                j--;
            }
        }
        return runs;
    }

    private static Reply bytes(byte[] one, List<int[]> matches) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int[] run : matches.reversed()) {
            all.write(one, run[0], run[2]);
        }
        return Reply.bulk(all.toByteArray());
    }

    private static Reply places(List<int[]> matches, int length, Wanted wanted) {
        List<Reply> shown = new ArrayList<>();
        for (int[] run : matches) {
            if (run[2] >= wanted.lengthMin) {
                List<Reply> match = new ArrayList<>(
                    List.of(range(run[0], run[2]), range(run[1], run[2])));
                if (wanted.lengths) {
                    match.add(Reply.integer(run[2]));
                }
                shown.add(Reply.array(match));
            }
        }
        return Reply.map(List.of(Reply.bulk("matches"), Reply.array(shown),
            Reply.bulk("len"), Reply.integer(length)));
    }

    private static Reply range(int begin, int length) {
        return Reply.array(Reply.integer(begin), Reply.integer(begin + (long) length - 1));
    }
}
