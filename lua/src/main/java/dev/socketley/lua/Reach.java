package dev.socketley.lua;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * About how many bytes can be reached from a state: its globals and modules, what runs and what
 * waits. Values that only Java holds, such as a timer's function, are not seen. <b>Thread:</b> the
 * state's loop. <b>Bounds:</b> it stops when it has seen more than it was asked about.
 */
final class Reach {
    private static final int TABLE_BYTES = 80;
    private static final int ENTRY_BYTES = 40;
    private static final int STRING_BYTES = 48;
    private static final int SMALL_BYTES = 24;
    private static final int CELL_BYTES = 64;
    private static final int COROUTINE_BYTES = 160;
    private static final int CODE_BYTES = 640;
    /** Twice the instruction, its line, and what analyses of it keep. */
    private static final int INSTRUCTION_BYTES = 16;
    private static final LuaString MODE = LuaValue.valueOf("__mode");

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final ArrayDeque<LuaValue> todo = new ArrayDeque<>();
    private long bytes;

    private Reach() {}

    /** The bytes, or something above {@code limit}. */
    static long of(LuaState state, long limit) {
        Reach reach = new Reach();
        reach.add(state.globals);
        reach.add(state.loaded);
        reach.add(state.preload);
        reach.add(state.stringMeta);
        reach.addStack(state.mainStack);
        reach.addStack(state.stack);
        reach.add(state.running);
        reach.addTask(state.current);
        state.parked.forEach(reach::addTask);
        while (!reach.todo.isEmpty() && reach.bytes <= limit) {
            reach.open(reach.todo.remove(), limit);
        }
        return reach.bytes;
    }

    private void addTask(LuaTask task) {
        if (task != null) {
            bytes += COROUTINE_BYTES;
            task.reach(this);
        }
    }

    void add(LuaValue value) {
        if (value == null || value.type() < LuaValue.TSTRING || !seen.add(value)) {
            bytes += value != null && value.type() == LuaValue.TNUMBER ? SMALL_BYTES : 0;
            return;
        }
        if (value instanceof LuaString s) {
            bytes += STRING_BYTES + (seen.add(s.m_bytes) ? s.m_bytes.length : 0);
        } else {
            todo.add(value);
        }
    }

    void addAll(Varargs values) {
        for (int i = 1; i <= values.narg(); i++) {
            add(values.arg(i));
        }
    }

    void addStack(CallStack stack) {
        if (stack != null && seen.add(stack)) {
            for (int d = 0; d < stack.depth; d++) {
                addFrame(stack.frames[d]);
            }
        }
    }

    private void addFrame(LuaValue[] registers) {
        if (registers != null && seen.add(registers)) {
            bytes += SMALL_BYTES + 8L * registers.length;
            for (LuaValue value : registers) {
                if (value instanceof Extra extra) {
                    addAll(extra.varargs);
                } else {
                    add(value);
                }
            }
        }
    }

    private void open(LuaValue value, long limit) {
        switch (value) {
            case LuaTable t -> openTable(t, limit);
            case Closure c -> {
                bytes += SMALL_BYTES + 8L * c.up.length;
                addCode(c.code);
                for (Closure.UpVal up : c.up) {
                    if (up != null && seen.add(up)) {
                        bytes += CELL_BYTES;
                        add(up.cells[up.index]);
                    }
                }
            }
            case Coroutine c -> {
                bytes += COROUTINE_BYTES;
                addStack(c.stack);
            }
            default -> {
                bytes += CELL_BYTES;
                add(value.getmetatable());
            }
        }
    }

    /** Code of libraries is all states'. */
    private void addCode(LuaCode code) {
        if (code.library || !seen.add(code)) {
            return;
        }
        bytes += CODE_BYTES + (long) INSTRUCTION_BYTES * code.code.length;
        add(code.proto.source);
        for (LuaValue constant : code.constants) {
            add(constant);
        }
        for (LuaCode child : code.children) {
            addCode(child);
        }
    }

    private void openTable(LuaTable t, long limit) {
        bytes += TABLE_BYTES;
        LuaValue meta = t.getmetatable();
        add(meta);
        boolean weak = meta instanceof LuaTable m && !m.rawget(MODE).isnil();
        if (t instanceof Table own && own.rest instanceof LazyFields unmade) {
            // Asked for, they would be made: Lua would run in the midst of whatever runs now.
            own.rest = null;
            addEntries(t, weak, limit);
            own.rest = unmade;
        } else {
            addEntries(t, weak, limit);
        }
    }

    private void addEntries(LuaTable t, boolean weak, long limit) {
        LuaValue key = LuaValue.NIL;
        for (Varargs e = t.next(key); !(key = e.arg1()).isnil(); e = t.next(key)) {
            boolean listed = key.isint() && key.toint() > 0;
            bytes += listed ? 8 : ENTRY_BYTES;
            if (!weak) {
                if (!listed) {
                    add(key);
                }
                add(e.arg(2));
            }
            if (bytes > limit) {
                return;
            }
        }
    }
}
