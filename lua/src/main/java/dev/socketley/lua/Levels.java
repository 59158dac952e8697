package dev.socketley.lua;

import java.util.ArrayList;
import java.util.List;
import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;

/**
 * The calls of a coroutine as {@code debug} numbers them, innermost first, natives included: a
 * native leaves no frame, but the Lua code that called it still stands at its call instruction.
 */
final class Levels {
    /** One active call; {@code frame} is -1 for a native. */
    record Level(LuaFunction function, LuaCode code, int frame, String[] name) {
        boolean lua() {
            return frame >= 0;
        }
    }

    private static final int ALL = Integer.MAX_VALUE;
    /** Of the levels that a traceback shows, as PUC. */
    private static final int SHOWN_FIRST = 12;
    private static final int SHOWN_LAST = 11;

    final CallStack stack;
    private final boolean named;
    private final List<Level> all = new ArrayList<>();

    /**
     * Reads a stack.
     *
     * @param self the native that asks, level 0; null when none does
     */
    Levels(CallStack stack, LuaFunction self) {
        this(stack, self, ALL);
    }

    private Levels(CallStack stack, LuaFunction self, int enough) {
        this.stack = stack;
        named = enough == ALL;
        for (int d = stack.depth - 1; d >= 0 && all.size() <= enough; d--) {
            addNative(d);
            if (all.isEmpty() && self != null || all.size() == 1 && d == stack.depth - 1
                    && self != null && all.get(0).function() != self) {
                all.add(0, new Level(self, null, -1, null));
            }
            LuaFunction f = stack.compiled(d) ? null : stack.closure(d);
            all.add(new Level(f, stack.code(d), d, d == 0 || !named ? null : calledAs(d - 1, d)));
        }
        if (all.isEmpty() && self != null) {
            all.add(new Level(self, null, -1, null));
        }
    }

    Level at(int level) {
        return level >= 0 && level < all.size() ? all.get(level) : null;
    }

    int size() {
        return all.size();
    }

    /**
     * {@code chat.lua:12: } for a Lua level, nothing for a native or beyond the outermost; looks no
     * further down the stack than it has to.
     */
    static String where(CallStack stack, LuaFunction self, int level) {
        int top = stack.depth - 1;
        if (level == 1 && top >= 0 && self != null && called(stack, top) == self) {
            return Faults.where(stack, top);
        }
        Level l = new Levels(stack, self, level).at(level);
        return l != null && l.lua() ? Faults.where(stack, l.frame()) : "";
    }

    int line(Level l) {
        return l.lua() ? l.code().line(stack.pc(l.frame())) : -1;
    }

    boolean isTailCall(Level l) {
        return l.lua() && stack.isTailCall(l.frame());
    }

    private void addNative(int d) {
        LuaValue called = called(stack, d);
        if (called instanceof LuaFunction f && !(f instanceof Closure)) {
            all.add(new Level(f, null, -1, named ? name(d) : null));
        }
    }

    private static LuaValue called(CallStack stack, int d) {
        return stack.compiled(d) ? stack.calledNative(d) : stack.calledBy(d);
    }

    private String[] calledAs(int caller, int callee) {
        boolean byNative = stack.compiled(caller) ? (stack.pcs[caller] & Sites.NATIVE) != 0
            : stack.calledBy(caller) instanceof LuaFunction f && !(f instanceof Closure);
        return byNative || stack.isTailCall(callee) ? null : name(caller);
    }

    private String[] name(int d) {
        int pc = stack.pc(d);
        return pc < 0 ? null : Names.ofCall(stack.code(d).proto, pc);
    }

    /** PUC's traceback text from {@code first} on, without a heading. */
    String traceback(int first) {
        StringBuilder out = new StringBuilder("stack traceback:");
        int size = all.size();
        int left = size >= SHOWN_FIRST + SHOWN_LAST + 1 ? SHOWN_FIRST : -1;
        for (int i = Math.max(0, first); i < size; i++) {
            if (i + 1 == left) {
                out.append("\n\t...");
                i = size - SHOWN_LAST;
            }
            Level l = all.get(i);
            int line = line(l);
            out.append("\n\t").append(l.lua() ? l.code().chunk : "[C]")
                .append(':').append(line > 0 ? line + ":" : "").append(" in ").append(describe(l));
            if (isTailCall(l)) {
                out.append("\n\t(...tail calls...)");
            }
        }
        return out.toString();
    }

    private static String describe(Level l) {
        if (l.name() != null) {
            return "function '" + l.name()[1] + "'";
        }
        if (l.code() == null) {
            String name = l.function().name();
            return name.equals("?") ? name : "function '" + name + "'";
        }
        int line = l.code().proto.linedefined;
        return line == 0 ? "main chunk" : "function <" + l.code().chunk + ":" + line + ">";
    }
}
