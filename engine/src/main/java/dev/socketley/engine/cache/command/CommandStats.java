package dev.socketley.engine.cache.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was counted of each command, and of each kind of error.
 *
 * <p>The time of quick commands is taken of each sixteenth run, since taking it would be a good part
 * of it; of all others each time.
 *
 * <p>Thread: the cache's home loop. Bounds: the rows of the table, {@link #ERRORS_MAX} error words.
 */
final class CommandStats {
    static final int ERRORS_MAX = 128;
    private static final int SAMPLE = 16;
    private static final int BUCKETS = 31;
    private static final long NS_PER_US = 1000;
    /** What is told of the times of each command. */
    static final String[] PERCENTILES = {"50", "99", "99.9"};

    private long[] calls;
    private long[] timed;
    private long[] nanos;
    private long[] rejected;
    private long[] failed;
    private int[][] histograms;
    private final Map<String, Long> errors = new TreeMap<>();
    private long errorReplies;

    CommandStats() {
        reset();
    }

    void reset() {
        int rows = CommandTable.COUNTED.size();
        calls = new long[rows];
        timed = new long[rows];
        nanos = new long[rows];
        rejected = new long[rows];
        failed = new long[rows];
        histograms = new int[rows][];
        errors.clear();
        errorReplies = 0;
    }

    /** Whether the time of the next run is to be taken. */
    boolean isTimed(Command row) {
        return (calls[row.number()] & (SAMPLE - 1)) == 0 || !row.isQuick();
    }

    /** Counts a run that is over, so that what shows the figures is not in them. */
    void ran(Command row) {
        calls[row.number()]++;
    }

    void took(Command row, long spentNanos) {
        int i = row.number();
        timed[i]++;
        nanos[i] += spentNanos;
        if (histograms[i] == null) {
            histograms[i] = new int[BUCKETS];
        }
        long us = spentNanos / NS_PER_US;
        histograms[i][Math.min(us <= 1 ? 0 : Long.SIZE - Long.numberOfLeadingZeros(us - 1),
            BUCKETS - 1)]++;
    }

    /** How many runs took up to how many microseconds, or null when none was timed. */
    Reply histogram(Command row) {
        int i = row.number();
        if (histograms[i] == null) {
            return null;
        }
        List<Reply> buckets = new ArrayList<>();
        long sum = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            if (histograms[i][bucket] > 0) {
                sum += histograms[i][bucket];
                buckets.add(Reply.integer(1L << bucket));
                buckets.add(Reply.integer(sum * calls[i] / timed[i]));
            }
        }
        return Reply.map(List.of(Reply.bulk("calls"), Reply.integer(calls[i]),
            Reply.bulk("histogram_usec"), Reply.map(buckets)));
    }

    /** Up to how many microseconds half, 99% and 99.9% of the runs took, or null when none was timed. */
    String percentiles(Command row) {
        int[] buckets = histograms[row.number()];
        if (buckets == null) {
            return null;
        }
        StringBuilder line = new StringBuilder();
        for (String percent : PERCENTILES) {
            long wanted = (long) Math.ceil(timed[row.number()] * Double.parseDouble(percent) / 100);
            int bucket = 0;
            for (long sum = buckets[0]; sum < wanted; sum += buckets[bucket]) {
                bucket++;
            }
            line.append(line.isEmpty() ? "p" : ",p").append(percent).append('=')
                .append(InfoCommand.decimals(1L << bucket));
        }
        return line.toString();
    }

    /** @param errorsBefore {@link #errorReplies} before the run: what a script ran was counted then */
    void failed(Command row, Reply reply, long errorsBefore) {
        failed[row.number()]++;
        if (errorReplies == errorsBefore) {
            error(reply);
        }
    }

    /** Counts a command that was not run; its row is null when there is none. */
    void rejected(Command row, Reply reply) {
        if (row != null) {
            rejected[row.number()]++;
        }
        error(reply);
    }

    private void error(Reply reply) {
        errorReplies++;
        String line = reply.line();
        int space = line.indexOf(' ');
        String word = space < 0 ? line : line.substring(0, space);
        if (errors.containsKey(word) || errors.size() < ERRORS_MAX) {
            errors.merge(word, 1L, Long::sum);
        }
    }

    long errorReplies() {
        return errorReplies;
    }

    Map<String, Long> errors() {
        return errors;
    }

    /** Whether a command was ever sent. */
    boolean isUsed(Command row) {
        return calls[row.number()] + rejected[row.number()] > 0;
    }

    /** As {@code INFO commandstats} words it. */
    String line(Command row) {
        int i = row.number();
        double each = timed[i] == 0 ? 0 : (double) nanos[i] / timed[i] / NS_PER_US;
        return "calls=" + calls[i] + ",usec=" + Math.round(each * calls[i]) + ",usec_per_call="
            + InfoCommand.decimals(each) + ",rejected_calls=" + rejected[i] + ",failed_calls="
            + failed[i];
    }
}
