package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.CONNECTION;
import static dev.socketley.engine.cache.command.Arg.Kind.INTEGER;
import static dev.socketley.engine.cache.command.Arg.optional;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Command.container;
import static dev.socketley.engine.cache.command.Flag.ADMIN;
import static dev.socketley.engine.cache.command.Flag.LOADING;
import static dev.socketley.engine.cache.command.Flag.STALE;

import dev.socketley.engine.protocol.resp.Args;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The commands that took long, newest first.
 *
 * <p>Thread: the cache's home loop. Bounds: as many as {@code slowlog-max-len} says, 32 arguments
 * of 128 bytes each.
 */
public final class SlowLog {
    private static final int ARGS_MAX = 32;
    private static final int BYTES_MAX = 128;
    private static final long NS_PER_US = 1000;
    private static final long MS_PER_SECOND = 1000;
    private static final Reply REDACTED = Reply.bulk("(redacted)");

    private final Deque<Reply> entries = new ArrayDeque<>();
    private long thresholdNanos = 10_000_000;
    private int lengthMax = 128;
    private long next;

    /**
     * Sets what is kept from now on.
     *
     * @param thresholdUs microseconds from which on a command is slow, negative for never
     */
    public void limit(long thresholdUs, int length) {
        thresholdNanos = thresholdUs < 0 ? Long.MAX_VALUE : thresholdUs * NS_PER_US;
        lengthMax = length;
        cut();
    }

    /** Whether even the quickest commands may be slow. */
    boolean timesAll() {
        return thresholdNanos < 1_000_000;
    }

    boolean isSlow(long nanos) {
        return nanos >= thresholdNanos;
    }

    void add(Call call, Args args, long nanos) {
        Client client = call.client();
        entries.addFirst(Reply.array(Reply.integer(next++),
            Reply.integer(call.context().keyspace().now() / MS_PER_SECOND),
            Reply.integer(nanos / NS_PER_US), shown(args),
            Reply.bulk(client.address()), Reply.bulk(client.info().name)));
        cut();
    }

    private void cut() {
        while (entries.size() > lengthMax) {
            entries.removeLast();
        }
    }

    private static Reply shown(Args args) {
        int count = Math.min(args.count(), ARGS_MAX);
        boolean isSecret = args.is(0, "AUTH") || args.is(0, "HELLO") || args.is(0, "CONFIG");
        List<Reply> shown = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            if (i == ARGS_MAX - 1 && args.count() > ARGS_MAX) {
                shown.add(Reply.bulk("... (" + (args.count() - i) + " more arguments)"));
            } else if (isSecret && i > 1) {
                shown.add(REDACTED);
            } else {
                shown.add(i == 1 && args.is(0, "AUTH") ? REDACTED : shown(args, i));
            }
        }
        return Reply.array(shown);
    }

    private static Reply shown(Args args, int index) {
        int length = args.length(index);
        if (length <= BYTES_MAX) {
            return Reply.bulk(args.copy(index));
        }
        String begin = new String(args.bytes(), args.offset(index), BYTES_MAX,
            StandardCharsets.ISO_8859_1);
        return Reply.bulk((begin + "... (" + (length - BYTES_MAX) + " more bytes)")
            .getBytes(StandardCharsets.ISO_8859_1));
    }

    // ---- the command ------------------------------------------------------------------------

    static final Command ROW = container("SLOWLOG", CONNECTION, "Tells which commands took long.",
        of("GET", "Returns the last of them, newest first: 10 unless told, -1 for all.",
            SlowLog::get, optional("count", INTEGER)),
        of("LEN", "Returns how many there are.",
            call -> Reply.integer(call.context().slowLog().entries.size())),
        of("RESET", "Forgets them.", call -> {
            call.context().slowLog().entries.clear();
            return Reply.OK;
        })).flags(LOADING, STALE);

    private static Command of(String name, String summary, Command.Handler handler, Arg... args) {
        return command(name, CONNECTION, summary, handler, args).flags(ADMIN, LOADING, STALE);
    }

    private static Reply get(Call call) {
        if (call.count() > 3) {
            return call.arityError();
        }
        Deque<Reply> entries = call.context().slowLog().entries;
        long count = call.count() == 3 ? count(call) : 10;
        return Reply.array(entries.stream().limit(count < 0 ? entries.size() : count).toList());
    }

    private static long count(Call call) {
        long count = call.integer(2);
        if (count < -1) {
            throw Errors.raise(
                Reply.error("ERR count should be greater than or equal to -1"));
        }
        return count;
    }
}
