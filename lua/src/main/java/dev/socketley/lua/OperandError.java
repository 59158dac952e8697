package dev.socketley.lua;

import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;

/** An operation on a value of the wrong type, before the frame names the variable it came from. */
final class OperandError extends LuaError {
    final String verb;
    final LuaValue culprit;
    /** The culprit's register where the operation knows it, or -1. */
    int register = -1;

    OperandError(String verb, LuaValue culprit) {
        super("attempt to " + verb + " a " + culprit.typename() + " value");
        this.verb = verb;
        this.culprit = culprit;
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
