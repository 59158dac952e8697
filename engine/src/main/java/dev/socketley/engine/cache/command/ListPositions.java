package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.ListCursor;
import dev.socketley.engine.cache.store.ListValue;
import dev.socketley.engine.protocol.resp.Args;
import java.util.List;

/** LPOS. */
final class ListPositions {
    private static final Reply RANK_ZERO = Reply.error("ERR RANK can't be zero: use 1 to start"
        + " from the first match, 2 from the second ... or use negative to start from the end of"
        + " the list");
    private static final Reply RANK_RANGE = Reply.error("ERR value is out of range, value must"
        + " between -9223372036854775807 and 9223372036854775807");
    private static final Reply COUNT_NEGATIVE = Reply.error("ERR COUNT can't be negative");
    private static final Reply LENGTH_NEGATIVE = Reply.error("ERR MAXLEN can't be negative");

    private long rank = 1;
    private long count = -1;
    private long lengthMax;

    private ListPositions(Call call) {
        for (int i = 3; i < call.count(); i += 2) {
            boolean more = i + 1 < call.count();
            if (more && call.is(i, "RANK")) {
                rank = rank(call.integer(i + 1));
            } else if (more && call.is(i, "COUNT")) {
                count = Ranges.atLeast(0, call, i + 1, COUNT_NEGATIVE);
            } else if (more && call.is(i, "MAXLEN")) {
                lengthMax = Ranges.atLeast(0, call, i + 1, LENGTH_NEGATIVE);
            } else {
                throw Errors.raise(Errors.SYNTAX);
            }
        }
    }

    private static long rank(long rank) {
        if (rank == Long.MIN_VALUE) {
            throw Errors.raise(RANK_RANGE);
        }
        if (rank == 0) {
            throw Errors.raise(RANK_ZERO);
        }
        return rank;
    }

    static Reply lpos(Call call) {
        ListPositions wanted = new ListPositions(call);
        ListValue list = call.read(1, ListValue.class);
        boolean several = wanted.count >= 0;
        if (list == null) {
            return several ? Reply.EMPTY : Reply.NIL;
        }
        List<Reply> found = wanted.find(call, list);
        if (several) {
            return Reply.array(found);
        }
        return found.isEmpty() ? Reply.NIL : found.getFirst();
    }

    private List<Reply> find(Call call, ListValue list) {
        Args args = call.args();
        long most = count < 0 ? 1 : count == 0 ? Long.MAX_VALUE : count;
        long looks = lengthMax == 0 ? Long.MAX_VALUE : lengthMax;
        long skips = Math.abs(rank) - 1;
        boolean forward = rank > 0;
        ListCursor cursor = list.cursor(forward ? 0 : list.size());
        List<Reply> found = Call.replies(1);
        for (int i = 0; i < looks && found.size() < most
                && (forward ? cursor.next() : cursor.previous()); i++) {
            if (cursor.element().matches(args.bytes(), args.offset(2), args.length(2))
                    && --skips < 0) {
                found.add(Reply.integer(forward ? i : list.size() - 1 - i));
            }
        }
        return found;
    }
}
