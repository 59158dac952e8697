package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.WRITE;
import static dev.socketley.engine.cache.command.Arg.Kind.DOUBLE;
import static dev.socketley.engine.cache.command.Arg.Kind.INTEGER;
import static dev.socketley.engine.cache.command.Arg.Kind.KEY;
import static dev.socketley.engine.cache.command.Arg.Kind.NUMKEYS;
import static dev.socketley.engine.cache.command.Arg.Kind.WORDS;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.many;
import static dev.socketley.engine.cache.command.Arg.optional;
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Flag.BLOCKING;
import static dev.socketley.engine.cache.command.Flag.FAST;
import static dev.socketley.engine.cache.command.Flag.NOSCRIPT;

import dev.socketley.engine.cache.store.SortedCursor;
import dev.socketley.engine.cache.store.SortedSetValue;
import dev.socketley.engine.cache.store.ValueKind;
import java.util.List;

/** Commands that take the first or last members out of sorted sets, or wait for some. */
final class SortedPops {
    static final List<Command> ALL = Command.group("sorted-set",
        command("ZPOPMIN", WRITE, "Takes the members with the lowest scores.",
            call -> pop(call, true), arg("key", KEY), optional("count", INTEGER)).flags(FAST),
        command("ZPOPMAX", WRITE, "Takes the members with the highest scores.",
            call -> pop(call, false), arg("key", KEY), optional("count", INTEGER)).flags(FAST),
        command("BZPOPMIN", WRITE, "Takes the member with the lowest score, or waits for one.",
            call -> bpop(call, true), many("key", KEY), arg("timeout", DOUBLE))
            .flags(BLOCKING, NOSCRIPT, FAST),
        command("BZPOPMAX", WRITE, "Takes the member with the highest score, or waits for one.",
            call -> bpop(call, false), many("key", KEY), arg("timeout", DOUBLE))
            .flags(BLOCKING, NOSCRIPT, FAST),
        command("ZMPOP", WRITE, "Takes members out of the first sorted set that has some.",
            SortedPops::zmpop, arg("numkeys", NUMKEYS), many("key", KEY), arg("MIN|MAX", WORDS),
            optionalMany("COUNT count", WORDS)),
        command("BZMPOP", WRITE, "Takes members out of the first set with some, or waits.",
            SortedPops::bzmpop, arg("timeout", DOUBLE), arg("numkeys", NUMKEYS),
            many("key", KEY), arg("MIN|MAX", WORDS), optionalMany("COUNT count", WORDS))
            .flags(BLOCKING));

    private SortedPops() {
    }

    private static Reply pop(Call call, boolean lowest) {
        if (call.count() > 3) {
            return Errors.SYNTAX;
        }
        boolean counted = call.count() == 3;
        long count = counted ? Ranges.positive(call, 2) : 1;
        SortedSetValue set = call.edit(1, SortedSetValue.class);
        if (set == null || count == 0) {
            return Reply.EMPTY;
        }
        List<Reply> taken = take(call, 1, set, lowest, count);
        return counted ? Reply.pairs(taken) : Reply.array(taken);
    }

    /** Takes members out of a set that is being edited at a key: each and its score in turn. */
    private static List<Reply> take(
            Call call, int key, SortedSetValue set, boolean lowest, long count) {
        int size = set.size();
        int members = (int) Math.min(count, size);
        List<Reply> taken = Call.replies(2 * members);
        SortedCursor cursor = set.cursor(lowest ? 0 : size);
        for (int i = 0; i < members && (lowest ? cursor.next() : cursor.previous()); i++) {
            taken.add(Reply.bulk(cursor.member().copy()));
            taken.add(Reply.number(cursor.score()));
        }
        set.removeRange(lowest ? 0 : size - members, members);
        call.edited(key);
        return taken;
    }

    private static String popName(boolean lowest) {
        return lowest ? "ZPOPMIN" : "ZPOPMAX";
    }

    private static Reply bpop(Call call, boolean lowest) {
        int timeout = call.count() - 1;
        long deadlineMs = BlockedOn.deadline(call, timeout);
        for (int key = 1; key < timeout; key++) {
            SortedSetValue set = call.edit(key, SortedSetValue.class);
            if (set == null) {
                continue;
            }
            List<Reply> taken = take(call, key, set, lowest, 1);
            if (call.isRecorded()) {
                call.instead(popName(lowest), call.bytes(key));
            }
            return Reply.array(Reply.bulk(call.bytes(key)), taken.getFirst(), taken.getLast());
        }
        return call.block(new BlockedOn(ValueKind.ZSET, BlockedOn.keys(1, timeout), deadlineMs,
            Reply.NIL_ARRAY), Reply.NIL_ARRAY);
    }

    private static Reply zmpop(Call call) {
        Reply popped = mpop(call, new ListMoves.MultiplePop(call, 1, "MIN", "MAX"));
        return popped == null ? Reply.NIL_ARRAY : popped;
    }

    private static Reply bzmpop(Call call) {
        long deadlineMs = BlockedOn.deadline(call, 1);
        ListMoves.MultiplePop wanted = new ListMoves.MultiplePop(call, 2, "MIN", "MAX");
        Reply popped = mpop(call, wanted);
        return popped != null ? popped : call.block(new BlockedOn(ValueKind.ZSET,
            BlockedOn.keys(wanted.keyFirst, wanted.keyEnd), deadlineMs, Reply.NIL_ARRAY),
            Reply.NIL_ARRAY);
    }

    private static Reply mpop(Call call, ListMoves.MultiplePop wanted) {
        for (int key = wanted.keyFirst; key < wanted.keyEnd; key++) {
            SortedSetValue set = call.edit(key, SortedSetValue.class);
            if (set == null) {
                continue;
            }
            List<Reply> taken = take(call, key, set, wanted.first, wanted.count);
            if (call.isRecorded()) {
                call.instead(popName(wanted.first), call.bytes(key),
                    Numbers.bytes((long) taken.size() / 2));
            }
            List<Reply> pairs = Call.replies(taken.size() / 2);
            for (int i = 0; i < taken.size(); i += 2) {
                pairs.add(Reply.array(taken.get(i), taken.get(i + 1)));
            }
            return Reply.array(Reply.bulk(call.bytes(key)), Reply.array(pairs));
        }
        return null;
    }
}
