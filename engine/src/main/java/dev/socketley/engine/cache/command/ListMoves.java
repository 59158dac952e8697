package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.WRITE;
import static dev.socketley.engine.cache.command.Arg.Kind.DOUBLE;
import static dev.socketley.engine.cache.command.Arg.Kind.KEY;
import static dev.socketley.engine.cache.command.Arg.Kind.NUMKEYS;
import static dev.socketley.engine.cache.command.Arg.Kind.WORDS;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.many;
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Flag.BLOCKING;
import static dev.socketley.engine.cache.command.Flag.DENYOOM;
import static dev.socketley.engine.cache.command.Flag.NOSCRIPT;

import dev.socketley.engine.cache.store.ListValue;
import dev.socketley.engine.cache.store.ValueKind;
import dev.socketley.engine.protocol.resp.Args;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Commands that take elements from the first list that has some, or wait for one. */
final class ListMoves {
    static final List<Command> ALL = Command.group("list",
        command("BLPOP", WRITE, "Takes the first element out of a list, or waits for one.",
            call -> bpop(call, true), many("key", KEY), arg("timeout", DOUBLE)).flags(BLOCKING, NOSCRIPT),
        command("BRPOP", WRITE, "Takes the last element out of a list, or waits for one.",
            call -> bpop(call, false), many("key", KEY), arg("timeout", DOUBLE)).flags(BLOCKING, NOSCRIPT),
        command("BLMOVE", WRITE, "Moves an element from list to list, or waits for one.",
            ListMoves::blmove, arg("source", KEY), arg("destination", KEY),
            arg("LEFT|RIGHT", WORDS), arg("LEFT|RIGHT", WORDS), arg("timeout", DOUBLE))
            .flags(DENYOOM, BLOCKING, NOSCRIPT),
        command("BRPOPLPUSH", WRITE, "Moves the last element of a list, or waits for one.",
            ListMoves::brpoplpush, arg("source", KEY), arg("destination", KEY),
            arg("timeout", DOUBLE)).flags(DENYOOM, BLOCKING, NOSCRIPT),
        command("BLMPOP", WRITE, "Takes elements out of the first list with some, or waits.",
            ListMoves::blmpop, arg("timeout", DOUBLE), arg("numkeys", NUMKEYS),
            many("key", KEY), arg("LEFT|RIGHT", WORDS), optionalMany("COUNT count", WORDS))
            .flags(BLOCKING));

    static final Reply NUMKEYS_LOW = Reply.error("ERR numkeys should be greater than 0");
    static final Reply COUNT_LOW = Reply.error("ERR count should be greater than 0");

    private ListMoves() {
    }

    // ---- one list to another ------------------------------------------------------------------

    static Reply lmove(Call call) {
        Reply moved = move(call, isLeft(call, 3), isLeft(call, 4));
        return moved == null ? Reply.NIL : moved;
    }

    static Reply rpoplpush(Call call) {
        Reply moved = move(call, false, true);
        return moved == null ? Reply.NIL : moved;
    }

    private static Reply blmove(Call call) {
        boolean fromFront = isLeft(call, 3);
        boolean toFront = isLeft(call, 4);
        return bmove(call, fromFront, toFront, BlockedOn.deadline(call, 5));
    }

    private static Reply brpoplpush(Call call) {
        return bmove(call, false, true, BlockedOn.deadline(call, 3));
    }

    private static Reply bmove(Call call, boolean fromFront, boolean toFront, long deadlineMs) {
        Reply moved = move(call, fromFront, toFront);
        if (moved == null) {
            return call.block(new BlockedOn(ValueKind.LIST, new int[] {1}, deadlineMs,
                Reply.NIL_ARRAY), Reply.NIL);
        }
        if (call.isRecorded()) {
            call.instead("LMOVE", call.bytes(1), call.bytes(2), side(fromFront), side(toFront));
        }
        return moved;
    }

    private static byte[] side(boolean front) {
        return (front ? "LEFT" : "RIGHT").getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean isLeft(Call call, int index) {
        boolean left = call.is(index, "LEFT");
        if (!left && !call.is(index, "RIGHT")) {
            throw Errors.raise(Errors.SYNTAX);
        }
        return left;
    }

    /** Moves an element from list 1 to list 2; null when there is none. */
    private static Reply move(Call call, boolean fromFront, boolean toFront) {
        ListValue source = call.read(1, ListValue.class);
        if (source == null) {
            return null;
        }
        call.read(2, ListValue.class);
        show(call, source, fromFront);
        byte[] moved = call.slice().copy();
        if (Arrays.equals(call.bytes(1), call.bytes(2))) {
            ListValue list = call.edit(1, ListValue.class);
            drop(list, fromFront);
            push(list, moved, toFront);
            call.edited(1);
            return Reply.bulk(moved);
        }
        // In this order, so that a hook that refuses cannot lose the element.
        push(call.editOrNew(2, ListValue.class, ListCommands.maker(call)), moved, toFront);
        call.edited(2);
        drop(call.edit(1, ListValue.class), fromFront);
        call.edited(1);
        return Reply.bulk(moved);
    }

    private static void show(Call call, ListValue list, boolean front) {
        if (front) {
            list.first(call.slice());
        } else {
            list.last(call.slice());
        }
    }

    private static void drop(ListValue list, boolean front) {
        if (front) {
            list.dropFirst(1);
        } else {
            list.dropLast(1);
        }
    }

    private static void push(ListValue list, byte[] element, boolean front) {
        if (front) {
            list.pushFirst(element, 0, element.length);
        } else {
            list.pushLast(element, 0, element.length);
        }
    }

    // ---- out of the first of several ----------------------------------------------------------

    private static Reply bpop(Call call, boolean front) {
        int timeout = call.count() - 1;
        long deadlineMs = BlockedOn.deadline(call, timeout);
        for (int key = 1; key < timeout; key++) {
            ListValue list = call.edit(key, ListValue.class);
            if (list == null) {
                continue;
            }
            show(call, list, front);
            Reply element = Reply.bulk(call.slice().copy());
            drop(list, front);
            call.edited(key);
            if (call.isRecorded()) {
                call.instead(front ? "LPOP" : "RPOP", call.bytes(key));
            }
            return Reply.array(Reply.bulk(call.bytes(key)), element);
        }
        return call.block(new BlockedOn(ValueKind.LIST, BlockedOn.keys(1, timeout), deadlineMs,
            Reply.NIL_ARRAY), Reply.NIL_ARRAY);
    }

    static Reply lmpop(Call call) {
        Reply popped = mpop(call, new MultiplePop(call, 1, "LEFT", "RIGHT"));
        return popped == null ? Reply.NIL_ARRAY : popped;
    }

    private static Reply blmpop(Call call) {
        long deadlineMs = BlockedOn.deadline(call, 1);
        MultiplePop wanted = new MultiplePop(call, 2, "LEFT", "RIGHT");
        Reply popped = mpop(call, wanted);
        return popped != null ? popped : call.block(new BlockedOn(ValueKind.LIST,
            BlockedOn.keys(wanted.keyFirst, wanted.keyEnd), deadlineMs, Reply.NIL_ARRAY),
            Reply.NIL_ARRAY);
    }

    private static Reply mpop(Call call, MultiplePop wanted) {
        for (int key = wanted.keyFirst; key < wanted.keyEnd; key++) {
            ListValue list = call.edit(key, ListValue.class);
            if (list == null) {
                continue;
            }
            boolean front = wanted.first;
            int before = list.size();
            List<Reply> taken = ListCommands.take(call, key, list, front, wanted.count);
            if (call.isRecorded()) {
                call.instead(front ? "LPOP" : "RPOP", call.bytes(key),
                    Numbers.bytes(Math.min(before, wanted.count)));
            }
            return Reply.array(Reply.bulk(call.bytes(key)), Reply.array(taken));
        }
        return null;
    }

    /** The arguments of LMPOP and its kin. */
    static final class MultiplePop {
        final int keyFirst;
        final int keyEnd;
        final boolean first;
        final long count;

        MultiplePop(Call call, int at, String firstWord, String otherWord) {
            long keys = Ranges.atLeast(1, call, at, NUMKEYS_LOW);
            keyFirst = at + 1;
            int last = call.count() - 1;
            if (keys > last - keyFirst) {
                throw Errors.raise(Errors.SYNTAX);
            }
            keyEnd = keyFirst + (int) keys;
            first = call.is(keyEnd, firstWord);
            if (!first && !call.is(keyEnd, otherWord)) {
                throw Errors.raise(Errors.SYNTAX);
            }
            long wanted = 1;
            if (keyEnd < last) {
                if (keyEnd + 2 != last || !call.is(keyEnd + 1, "COUNT")) {
                    throw Errors.raise(Errors.SYNTAX);
                }
                wanted = Ranges.atLeast(1, call, last, COUNT_LOW);
            }
            count = wanted;
        }
    }

    /** A command's arguments of which the first is a word. */
    static Args args(String name, byte[]... rest) {
        List<byte[]> all = new ArrayList<>(rest.length + 1);
        all.add(name.getBytes(StandardCharsets.US_ASCII));
        all.addAll(List.of(rest));
        return Args.of(all);
    }
}
