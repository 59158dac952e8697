package dev.socketley.lua;

/** How compiled code holds each register: unboxed, as a value, or in a cell of its own. */
final class Kinds {
    static final byte NONE = 0;
    static final byte REF = 3;
    static final byte CELL = 4;

    private final Flow flow;

    Kinds(Flow flow) {
        this.flow = flow;
    }

    byte before(int pc, int register) {
        return flow.cell(pc, register) ? CELL : REF;
    }

    byte after(int pc, int register) {
        return flow.cell(pc, register) || startsItself(pc, register) ? CELL : REF;
    }

    /** Whether this is the CLOSURE of a {@code local function} that captures itself. */
    boolean startsItself(int pc, int register) {
        return flow.op(pc) == org.luaj.vm2.Lua.OP_CLOSURE && register == flow.a(pc)
            && !flow.cell(pc, register) && flow.capturesItself(pc);
    }
}
