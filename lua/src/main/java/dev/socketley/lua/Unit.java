package dev.socketley.lua;

import java.util.BitSet;

/**
 * One class in the making.
 *
 * @param flow      the function's registers and ways
 * @param kinds     how registers are held
 * @param constants the objects that the class refers to
 * @param exits     its ways back into the interpreter
 * @param number    the function's number in {@link Sites}
 */
record Unit(Flow flow, Kinds kinds, Constants constants, Exits exits, int number) {
    /** A unit for a function that is entered at its start. */
    static Unit of(LuaCode code, Flow flow, BitSet distrusted, Constants constants, Exits exits) {
        return new Unit(flow, new Kinds(flow, distrusted).fromStart(), constants, exits,
            code.number());
    }
}
