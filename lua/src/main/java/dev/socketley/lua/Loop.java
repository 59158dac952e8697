package dev.socketley.lua;

import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Compiled code of a function that is entered in a loop which the interpreter has been running. */
abstract class Loop {
    /** One that is being made, or cannot be. */
    static final Loop NONE = new Loop() {
        @Override
        Varargs enter(LuaState st, Closure c, LuaValue[] frame, Varargs rest) {
            return null;
        }
    };

    /**
     * Goes on with a frame of the interpreter.
     *
     * @return the function's results, maybe a {@link TailCall}; null if a register does not hold what
     *         this was compiled for, and then nothing has happened
     */
    abstract Varargs enter(LuaState st, Closure c, LuaValue[] frame, Varargs rest);
}
