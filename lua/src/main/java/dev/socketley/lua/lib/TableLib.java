package dev.socketley.lua.lib;

import dev.socketley.lua.LuaErrors;
import dev.socketley.lua.Table;
import java.lang.ref.WeakReference;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code table}: Lua 5.2's on raw elements, with 5.1's maxn and 5.3's move. */
public final class TableLib {
    /** PUC's stack holds about a million values. */

    private TableLib() {}

    /** A new table of the library. */
    public static LuaTable table(LibraryContext ctx) {
        return LibFunction.table(
            LibFunction.four("concat", TableLib::concat),
            new Insert(),
            LibFunction.one("maxn", TableLib::maxn),
            LibFunction.any("move", TableLib::move),
            LibFunction.any("pack", TableLib::pack),
            LibFunction.any("remove", TableLib::remove),
            LibFunction.two("sort", TableLib::sort),
            unpack());
    }

    /** A new {@code table.unpack}, which is also 5.1's global {@code unpack}. */
    public static LibFunction unpack() {
        return LibFunction.four("unpack", (t, i, j, x) -> unpack(t, i, j));
    }

    private static void poll(int done) {
        if ((done & Polls.STRIDE - 1) == 0) {
            Polls.poll(Polls.STRIDE);
        }
    }

    /** {@code insert(t, value)} is the loop everyone writes, so it makes no argument list. */
    private static final class Insert extends LibFunction {
        /** Where the last append was; finding the end of a table anew is a binary search. */
        private WeakReference<LuaTable> last = new WeakReference<>(null);
        private int lastEnd;

        Insert() {
            super("insert");
        }

        /** The first empty place: behind the last append if that still is an end. */
        private int end(LuaTable t) {
            boolean known = last.get() == t && t.getmetatable() == null
                && !t.rawget(lastEnd).isnil() && t.rawget(lastEnd + 1).isnil();
            return known ? lastEnd + 1 : Values.length(t) + 1;
        }

        @Override
        public LuaValue call(LuaValue a) {
            return invoke(a).arg1();
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b) {
            LuaTable t = Args.table(a, 1, "insert");
            int end = end(t);
            t.rawset(end, b);
            if (last.get() != t) {
                last = new WeakReference<>(t);
            }
            lastEnd = end;
            return NIL;
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b, LuaValue c) {
            LuaTable t = Args.table(a, 1, "insert");
            int end = Values.length(t) + 1;
            int at = Args.int32(b, 2, "insert");
            if (at < 1 || at > end) {
                throw LuaErrors.argument(2, "insert", "position out of bounds");
            }
            for (int i = end; i > at; i--) {
                t.rawset(i, t.rawget(i - 1));
                poll(i);
            }
            t.rawset(at, c);
            return NIL;
        }

        @Override
        public Varargs invoke(Varargs args) {
            int count = args.narg();
            if (count == 2) {
                call(args.arg(1), args.arg(2));
            } else if (count == 3) {
                call(args.arg(1), args.arg(2), args.arg(3));
            } else {
                Values.length(Args.table(Args.at(args, 1), 1, "insert"));
                throw LuaErrors.error("wrong number of arguments to 'insert'");
            }
            return NONE;
        }
    }

    private static Varargs remove(Varargs args) {
        LuaTable t = Args.table(Args.at(args, 1), 1, "remove");
        int size = Values.length(t);
        int at = Args.int32(Args.at(args, 2), 2, "remove", size);
        if (at != size && (at < 1 || at > size + 1)) {
            throw LuaErrors.argument(1, "remove", "position out of bounds");
        }
        LuaValue removed = t.rawget(at);
        for (; at < size; at++) {
            t.rawset(at, t.rawget(at + 1));
            poll(at);
        }
        t.rawset(at, LuaValue.NIL);
        return removed;
    }

    private static LuaValue concat(
        LuaValue table, LuaValue separator, LuaValue first, LuaValue last) {
        LuaString sep = Args.string(separator, 2, "concat", LuaValue.EMPTYSTRING);
        LuaTable t = Args.table(table, 1, "concat");
        int from = Args.int32(first, 3, "concat", 1);
        int to = last.isnil() ? Values.length(t) : Args.int32(last, 4, "concat");
        if (from == to && t.rawget(from) instanceof LuaString only) {
            return only;
        }
        Bytes out = new Bytes(64);
        for (long i = from; i <= to; i++) {
            LuaValue value = t.rawget((int) i);
            if (value instanceof LuaString s) {
                out.add(s);
            } else if (value.type() == LuaValue.TNUMBER) {
                out.addNumber(value.todouble());
            } else {
                throw LuaErrors.error("invalid value (" + value.typename() + ") at index " + i
                    + " in table for 'concat'");
            }
            if (i < to) {
                out.add(sep);
            }
            poll((int) i);
        }
        return out.finish();
    }

    private static LuaValue maxn(LuaValue value) {
        LuaTable t = Args.table(value, 1, "maxn");
        double max = 0;
        for (LuaValue key : t.keys()) {
            if (key.type() == LuaValue.TNUMBER) {
                max = Math.max(max, key.todouble());
            }
        }
        return LuaValue.valueOf(max);
    }

    private static Varargs pack(Varargs args) {
        int count = args.narg();
        LuaTable t = new Table(count, 1);
        for (int i = 1; i <= count; i++) {
            t.rawset(i, args.arg(i));
        }
        t.rawset("n", LuaInteger.valueOf(count));
        return t;
    }

    private static Varargs unpack(LuaValue table, LuaValue first, LuaValue last) {
        LuaTable t = Args.table(table, 1, "unpack");
        int from = Args.int32(first, 2, "unpack", 1);
        int to = last.isnil() ? Values.length(t) : Args.int32(last, 3, "unpack");
        if (from > to) {
            return LuaValue.NONE;
        }
        long count = (long) to - from + 1;
        if (count >= StringLib.RESULTS_MAX) {
            throw LuaErrors.error("too many results to unpack");
        }
        if (count == 1) {
            return t.rawget(from);
        }
        Polls.make((int) count);
        LuaValue[] values = new LuaValue[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = t.rawget(from + i);
        }
        return LuaValue.varargsOf(values);
    }

    private static Varargs move(Varargs args) {
        long from = Args.integer(Args.at(args, 2), 2, "move");
        long end = Args.integer(Args.at(args, 3), 3, "move");
        long to = Args.integer(Args.at(args, 4), 4, "move");
        LuaTable source = Args.table(Args.at(args, 1), 1, "move");
        LuaTable target = Args.at(args, 5).isnil() ? source : Args.table(args.arg(5), 5, "move");
        if (end < from) {
            return target;
        }
        if (from <= 0 && end >= Long.MAX_VALUE + from) {
            throw LuaErrors.argument(3, "move", "too many elements to move");
        }
        if (to > Long.MAX_VALUE - (end - from + 1) + 1) {
            throw LuaErrors.argument(4, "move", "destination wrap around");
        }
        boolean up = to > end || to <= from || target != source;
        long count = end - from + 1;
        for (long i = 0; i < count; i++) {
            long k = up ? i : count - 1 - i;
            target.set(index(to + k), source.get(index(from + k)));
            poll((int) i);
        }
        return target;
    }

    private static LuaValue index(long i) {
        return LuaInteger.valueOf(i);
    }

    private static LuaValue sort(LuaValue table, LuaValue order) {
        LuaTable t = Args.table(table, 1, "sort");
        int size = Values.length(t);
        if (!order.isnil() && !(order instanceof LuaFunction)) {
            throw LuaErrors.type(2, "sort", "function", order);
        }
        new Sorter(t, order.isnil() ? null : order).sort(1, size);
        return LuaValue.NONE;
    }
}
