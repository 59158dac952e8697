package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.READ;
import static dev.socketley.engine.cache.command.Access.WRITE;
import static dev.socketley.engine.cache.command.Arg.Kind.INTEGER;
import static dev.socketley.engine.cache.command.Arg.Kind.KEY;
import static dev.socketley.engine.cache.command.Arg.Kind.NUMKEYS;
import static dev.socketley.engine.cache.command.Arg.Kind.STRING;
import static dev.socketley.engine.cache.command.Arg.Kind.WORDS;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.many;
import static dev.socketley.engine.cache.command.Arg.optional;
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Flag.DENYOOM;
import static dev.socketley.engine.cache.command.Flag.FAST;

import dev.socketley.engine.cache.store.ListCursor;
import dev.socketley.engine.cache.store.ListValue;
import dev.socketley.engine.cache.store.Slice;
import dev.socketley.engine.protocol.resp.Args;
import java.util.List;
import java.util.function.Supplier;

/** Commands on lists that never wait. */
final class ListCommands {
    static final List<Command> ALL = Command.group("list",
        command("LPUSH", WRITE, "Adds elements before the first of a list.",
            call -> push(call, true), arg("key", KEY), many("element", STRING))
            .flags(DENYOOM, FAST)
            .text(TextForm.rest("lpush key value").replying(TextForm.Shape.OK)),
        command("RPUSH", WRITE, "Adds elements behind the last of a list.",
            call -> push(call, false), arg("key", KEY), many("element", STRING))
            .flags(DENYOOM, FAST)
            .text(TextForm.rest("rpush key value").replying(TextForm.Shape.OK)),
        command("LPUSHX", WRITE, "Adds elements before the first of a list that exists.",
            call -> pushx(call, true), arg("key", KEY), many("element", STRING))
            .flags(DENYOOM, FAST),
        command("RPUSHX", WRITE, "Adds elements behind the last of a list that exists.",
            call -> pushx(call, false), arg("key", KEY), many("element", STRING))
            .flags(DENYOOM, FAST),
        command("LPOP", WRITE, "Takes the first elements out of a list.",
            call -> pop(call, true), arg("key", KEY), optional("count", INTEGER)).flags(FAST)
            .text(TextForm.rest("lpop key")),
        command("RPOP", WRITE, "Takes the last elements out of a list.",
            call -> pop(call, false), arg("key", KEY), optional("count", INTEGER)).flags(FAST)
            .text(TextForm.rest("rpop key")),
        command("LLEN", READ, "Returns the length of a list.",
            ListCommands::llen, arg("key", KEY)).flags(FAST)
            .text(TextForm.rest("llen key")),
        command("LRANGE", READ, "Returns a part of a list.",
            ListCommands::lrange, arg("key", KEY), arg("start", INTEGER), arg("stop", INTEGER))
            .text(TextForm.words("lrange key start stop").invalid("index")),
        command("LINDEX", READ, "Returns an element of a list by its index.",
            ListCommands::lindex, arg("key", KEY), arg("index", INTEGER))
            .text(TextForm.words("lindex key index").invalid("index")),
        command("LSET", WRITE, "Sets an element of a list by its index.",
            ListCommands::lset, arg("key", KEY), arg("index", INTEGER), arg("element", STRING))
            .flags(DENYOOM),
        command("LINSERT", WRITE, "Puts an element before or behind another in a list.",
            ListCommands::linsert, arg("key", KEY), arg("BEFORE|AFTER", WORDS),
            arg("pivot", STRING), arg("element", STRING)).flags(DENYOOM),
        command("LREM", WRITE, "Takes elements that equal one out of a list.",
            ListCommands::lrem, arg("key", KEY), arg("count", INTEGER), arg("element", STRING)),
        command("LTRIM", WRITE, "Takes everything but a part out of a list.",
            ListCommands::ltrim, arg("key", KEY), arg("start", INTEGER), arg("stop", INTEGER)),
        command("LPOS", READ, "Returns the indexes of elements that equal one.",
            ListPositions::lpos, arg("key", KEY), arg("element", STRING),
            optionalMany("RANK rank|COUNT count|MAXLEN length", WORDS)),
        command("LMOVE", WRITE, "Moves an element from an end of a list to one of another.",
            ListMoves::lmove, arg("source", KEY), arg("destination", KEY),
            arg("LEFT|RIGHT", WORDS), arg("LEFT|RIGHT", WORDS)).flags(DENYOOM),
        command("RPOPLPUSH", WRITE, "Moves the last element of a list before the first of another.",
            ListMoves::rpoplpush, arg("source", KEY), arg("destination", KEY)).flags(DENYOOM),
        command("LMPOP", WRITE, "Takes elements out of the first list that is not empty.",
            ListMoves::lmpop, arg("numkeys", NUMKEYS), many("key", KEY), arg("LEFT|RIGHT", WORDS),
            optionalMany("COUNT count", WORDS)));

    private static final Reply OUT_OF_RANGE = Reply.error("ERR index out of range");

    private ListCommands() {
    }

    static Supplier<ListValue> maker(Call call) {
        return () -> new ListValue(call.context().encodings().listLimit());
    }

    private static Reply push(Call call, boolean front) {
        return push(call, call.editOrNew(1, ListValue.class, ListCommands.maker(call)), front);
    }

    private static Reply pushx(Call call, boolean front) {
        ListValue list = call.edit(1, ListValue.class);
        return list == null ? Reply.ZERO : push(call, list, front);
    }

    private static Reply push(Call call, ListValue list, boolean front) {
        Args args = call.args();
        int count = args.count();
        for (int i = 2; i < count; i++) {
            if (front) {
                list.pushFirst(args.bytes(), args.offset(i), args.length(i));
            } else {
                list.pushLast(args.bytes(), args.offset(i), args.length(i));
            }
        }
        int size = list.size();
        call.edited(1);
        return Reply.integer(size);
    }

    private static Reply pop(Call call, boolean front) {
        if (call.count() > 3) {
            return call.arityError();
        }
        boolean counted = call.count() == 3;
        long count = counted ? Ranges.positive(call, 2) : 1;
        ListValue list = call.edit(1, ListValue.class);
        if (list == null) {
            return counted ? Reply.NIL_ARRAY : Reply.NIL;
        }
        if (counted) {
            return count == 0 ? Reply.EMPTY : Reply.array(take(call, 1, list, front, count));
        }
        return popOne(call, list, front);
    }

    private static Reply popOne(Call call, ListValue list, boolean front) {
        Slice slice = call.slice();
        Reply reply;
        if (front) {
            list.first(slice);
            reply = call.shown(slice);
            list.dropFirst(1);
        } else {
            list.last(slice);
            reply = call.shown(slice);
            list.dropLast(1);
        }
        call.edited(1);
        return reply;
    }

    /** Takes elements out of a list that is being edited at a key. */
    static List<Reply> take(Call call, int key, ListValue list, boolean front, long count) {
        int elements = (int) Math.min(count, list.size());
        List<Reply> taken = Call.replies(elements);
        ListCursor cursor = list.cursor(front ? 0 : list.size());
        for (int i = 0; i < elements && (front ? cursor.next() : cursor.previous()); i++) {
            taken.add(Reply.bulk(cursor.element().copy()));
        }
        if (front) {
            list.dropFirst(elements);
        } else {
            list.dropLast(elements);
        }
        call.edited(key);
        return taken;
    }

    private static Reply llen(Call call) {
        ListValue list = call.read(1, ListValue.class);
        return list == null ? Reply.ZERO : Reply.integer(list.size());
    }

    private static Reply lrange(Call call) {
        long start = call.integer(2);
        long stop = call.integer(3);
        ListValue list = call.read(1, ListValue.class);
        if (list == null) {
            return Reply.EMPTY;
        }
        int from = Ranges.from(start, list.size());
        int to = Ranges.to(stop, list.size());
        return from >= to ? Reply.EMPTY : call.array(new ListPart(list, from, to - from));
    }

    /** Some elements of a list in a row. */
    private record ListPart(ListValue list, int from, int count) implements Streamed {
        @Override
        public void stream(Sink to) {
            list.show(from, count, to::bulk);
        }
    }

    private static Reply lindex(Call call) {
        ListValue list = call.read(1, ListValue.class);
        if (list == null) {
            return Reply.NIL;
        }
        int index = index(call.integer(2), list);
        if (index < 0) {
            return Reply.NIL;
        }
        list.get(index, call.slice());
        return call.shown(call.slice());
    }

    /** A place from 0 on, or -1 when there is none. */
    private static int index(long index, ListValue list) {
        long at = index < 0 ? index + list.size() : index;
        return at < 0 || at >= list.size() ? -1 : (int) at;
    }

    private static Reply lset(Call call) {
        ListValue list = call.edit(1, ListValue.class);
        if (list == null) {
            return Errors.NO_SUCH_KEY;
        }
        int index = index(call.integer(2), list);
        if (index < 0) {
            return OUT_OF_RANGE;
        }
        Args args = call.args();
        list.set(index, args.bytes(), args.offset(3), args.length(3));
        call.edited(1);
        return Reply.OK;
    }

    private static Reply linsert(Call call) {
        boolean before = call.is(2, "BEFORE");
        if (!before && !call.is(2, "AFTER")) {
            return Errors.SYNTAX;
        }
        ListValue list = call.edit(1, ListValue.class);
        if (list == null) {
            return Reply.ZERO;
        }
        Args args = call.args();
        ListCursor cursor = list.cursor(0);
        for (int at = 0; cursor.next(); at++) {
            if (cursor.element().matches(args.bytes(), args.offset(3), args.length(3))) {
                list.insert(before ? at : at + 1, args.bytes(), args.offset(4), args.length(4));
                call.edited(1);
                return Reply.integer(list.size());
            }
        }
        return Reply.integer(-1);
    }

    private static Reply lrem(Call call) {
        long count = call.integer(2);
        ListValue list = call.edit(1, ListValue.class);
        if (list == null) {
            return Reply.ZERO;
        }
        Args args = call.args();
        long most = count == 0 || count == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(count);
        int removed = list.removeEqual(args.bytes(), args.offset(3), args.length(3), most, count >= 0);
        if (removed > 0) {
            call.edited(1);
        }
        return Reply.integer(removed);
    }

    private static Reply ltrim(Call call) {
        long start = call.integer(2);
        long stop = call.integer(3);
        ListValue list = call.edit(1, ListValue.class);
        if (list == null) {
            return Reply.OK;
        }
        int size = list.size();
        int from = Ranges.from(start, size);
        int to = Ranges.to(stop, size);
        if (from >= to) {
            list.dropFirst(size);
        } else {
            list.dropLast(size - to);
            list.dropFirst(from);
        }
        call.edited(1);
        return Reply.OK;
    }
}
