package dev.socketley.stdlib.natives;

import org.luaj.vm2.LuaFunction;

/**
 * One native, one row.
 *
 * @param module   the Lua module that is given it: {@code timer} for {@code socketley/timer.lua}
 * @param name     its key in the table that the module is given
 * @param summary  one sentence
 */
public record Native(String module, String name, String summary, LuaFunction function) {}
