package dev.socketley.lua;

import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The registers of a function that is compiled in parts, while control goes from one part to
 * another; each part holds them as it likes in between. <b>Thread:</b> the state's.
 */
final class Shared {
    final LuaValue[] values;
    /** Registers held as whole numbers or doubles: both are exact here, see {@link Kinds}. */
    final double[] numbers;
    final Closure.UpVal[] cells;
    /** Arguments beyond the parameters. */
    final Varargs rest;
    /** Which of {@link Split#entries} comes next. */
    int entry;

    Shared(int registers, Varargs rest) {
        values = new LuaValue[registers];
        numbers = new double[registers];
        cells = new Closure.UpVal[registers];
        this.rest = rest;
    }

    /** Called where control leaves a part: notes where it goes on, and reports loop rounds. */
    static void leave(LuaState st, Shared s, int entry, int roundsLeft, int site) {
        s.entry = entry;
        if ((st.fuel -= HotCalls.POLLS - roundsLeft) < 0) {
            HotCalls.refuel(st, site);
        }
    }
}
