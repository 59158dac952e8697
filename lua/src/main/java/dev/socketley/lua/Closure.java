package dev.socketley.lua;

import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** A Lua function: code, the variables it captured, and the state it runs in. */
final class Closure extends LuaFunction {
    /** A captured variable: a register while its block runs, its own cell after. */
    static final class UpVal {
        LuaValue[] cells;
        int index;
        UpVal next;

        UpVal(LuaValue value) {
            cells = new LuaValue[] {value};
        }

        UpVal(LuaValue[] registers, int index, UpVal next) {
            this.cells = registers;
            this.index = index;
            this.next = next;
        }

        /** Takes its own cell, while it is still in a list that is thrown away. */
        void detach() {
            if (cells.length > 1) {
                cells = new LuaValue[] {cells[index]};
                index = 0;
            }
        }

        void close() {
            cells = new LuaValue[] {cells[index]};
            index = 0;
            next = null;
        }
    }

    final LuaState state;
    final LuaCode code;
    final UpVal[] up;

    Closure(LuaState state, LuaCode code, UpVal[] up) {
        this.state = state;
        this.code = code;
        this.up = up;
    }

    LuaValue[] frame(int given) {
        LuaCode c = code;
        LuaValue[] r = new LuaValue[c.frame];
        r[r.length - 1] = this;
        if (c.extra) {
            r[r.length - 2] = new Extra();
        }
        for (int i = given; i < c.params; i++) {
            r[i] = NIL;
        }
        return r;
    }

    /** A frame for any number of arguments. */
    LuaValue[] frame(Varargs args) {
        LuaCode c = code;
        int n = Math.min(args.narg(), c.params);
        LuaValue[] r = frame(n);
        for (int i = 0; i < n; i++) {
            r[i] = args.arg(i + 1);
        }
        if (c.vararg) {
            ((Extra) r[r.length - 2]).varargs = args.subargs(c.params + 1);
        }
        return r;
    }

    /**
     * Calls from Java nest on Java's stack: they are bounded as PUC bounds C's, because a stack that
     * really overflows may do so where a class is being made ready, which then stays broken. They
     * are counted, as natives may call for ever what does not count itself.
     */
    CallStack enter() {
        if (LuaPolls.ON && --state.fuel < 0) {
            state.refuel();
        }
        CallStack stack = state.stack;
        if (stack.javaCalls >= CallStack.JAVA_CALLS_MAX) {
            throw LuaErrors.error("C stack overflow");
        }
        stack.javaCalls++;
        if (stack.depth == 0 || !stack.compiled(stack.depth - 1)) {
            stack.enterCompiled();
        }
        return stack;
    }

    @Override
    public Varargs invoke(Varargs args) {
        CallStack stack = enter();
        try {
            return code.body.invoke(state, this, args);
        } finally {
            stack.javaCalls--;
        }
    }

    @Override
    public LuaValue call() {
        CallStack stack = enter();
        try {
            return code.body.call(state, this);
        } finally {
            stack.javaCalls--;
        }
    }

    @Override
    public LuaValue call(LuaValue a) {
        CallStack stack = enter();
        try {
            return code.body.call(state, this, a);
        } finally {
            stack.javaCalls--;
        }
    }

    @Override
    public LuaValue call(LuaValue a, LuaValue b) {
        CallStack stack = enter();
        try {
            return code.body.call(state, this, a, b);
        } finally {
            stack.javaCalls--;
        }
    }

    @Override
    public LuaValue call(LuaValue a, LuaValue b, LuaValue c) {
        CallStack stack = enter();
        try {
            return code.body.call(state, this, a, b, c);
        } finally {
            stack.javaCalls--;
        }
    }

    @Override
    public String name() {
        return code.chunk + ":" + code.proto.linedefined;
    }
}
