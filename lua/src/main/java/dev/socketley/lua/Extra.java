package dev.socketley.lua;

import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** What some frames need beside registers: their varargs and the upvalues open in them. */
final class Extra extends LuaValue {
    Varargs varargs = NONE;
    Closure.UpVal open;

    /** The shared upvalue for a register, newest registers first in the list. */
    Closure.UpVal find(LuaValue[] registers, int index) {
        for (Closure.UpVal up = open; up != null; up = up.next) {
            if (up.index == index) {
                return up;
            }
        }
        open = new Closure.UpVal(registers, index, open);
        return open;
    }

    /** Makes a closed upvalue a register of this frame. */
    void reopen(LuaValue[] registers, int index, Closure.UpVal up) {
        up.cells = registers;
        up.index = index;
        up.next = open;
        open = up;
    }

    /** Detaches all upvalues of registers {@code from} and up from the frame. */
    void close(int from) {
        Closure.UpVal kept = null;
        Closure.UpVal up = open;
        while (up != null) {
            Closure.UpVal next = up.next;
            if (up.index >= from) {
                up.close();
            } else {
                up.next = kept;
                kept = up;
            }
            up = next;
        }
        open = kept;
    }

    @Override
    public int type() {
        return TNONE;
    }

    @Override
    public String typename() {
        return "frame";
    }
}
