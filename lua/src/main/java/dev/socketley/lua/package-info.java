/**
 * Runs Lua 5.2 on LuaJ's parser and values: states, our own interpreter, coroutines that wait
 * without a thread, the libraries, limits and errors in PUC's words. Knows no socket and no engine.
 *
 * <p>Reading order: {@code LuaState} (one script's world), {@code LuaTask} (one entry into it),
 * {@code Fiber} (what makes it able to wait), {@code LuaCode} and {@code Interpreter} (execution),
 * {@code LuaErrors} and {@code Failures} (what a user reads), then any {@code …Lib}.
 */
package dev.socketley.lua;
