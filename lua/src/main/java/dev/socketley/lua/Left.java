package dev.socketley.lua;

/** Leaves the Lua frames of a coroutine that yielded in the middle of an instruction. */
final class Left extends Error {
    static final Left IT = new Left();

    private Left() {
        super(null, null, false, false);
    }
}
