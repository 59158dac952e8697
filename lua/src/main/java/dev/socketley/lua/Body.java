package dev.socketley.lua;

import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * What runs a Lua function: the interpreter, or a class made for it. {@code call} gives exactly one
 * value, {@code invoke} gives all. <b>Thread:</b> any, immutable.
 */
abstract class Body {
    /** Whether calls of it nest on Java's stack. */
    boolean compiled() {
        return true;
    }

    abstract Varargs invoke(LuaState st, Closure c, Varargs args);

    /** As {@link #invoke}, but the result may be a {@link TailCall} still to be made. */
    Varargs start(LuaState st, Closure c, Varargs args) {
        return invoke(st, c, args);
    }

    LuaValue call(LuaState st, Closure c, Varargs args) {
        return invoke(st, c, args).arg1();
    }

    LuaValue call(LuaState st, Closure c) {
        return invoke(st, c, LuaValue.NONE).arg1();
    }

    LuaValue call(LuaState st, Closure c, LuaValue x) {
        return invoke(st, c, x).arg1();
    }

    LuaValue call(LuaState st, Closure c, LuaValue x, LuaValue y) {
        return invoke(st, c, LuaValue.varargsOf(x, y)).arg1();
    }

    LuaValue call(LuaState st, Closure c, LuaValue x, LuaValue y, LuaValue z) {
        return invoke(st, c, LuaValue.varargsOf(x, y, z)).arg1();
    }

    Varargs invoke(LuaState st, Closure c) {
        return invoke(st, c, LuaValue.NONE);
    }

    Varargs invoke(LuaState st, Closure c, LuaValue x) {
        return invoke(st, c, (Varargs) x);
    }

    Varargs invoke(LuaState st, Closure c, LuaValue x, LuaValue y) {
        return invoke(st, c, LuaValue.varargsOf(x, y));
    }

    Varargs invoke(LuaState st, Closure c, LuaValue x, LuaValue y, LuaValue z) {
        return invoke(st, c, LuaValue.varargsOf(x, y, z));
    }
}
