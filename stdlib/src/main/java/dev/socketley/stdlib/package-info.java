/**
 * The bridge between scripts and the engine: the only place that knows both.
 *
 * <p>Reading order: {@code ScriptHost} (which scripts there are), {@code Script} (one script's
 * state and what it declares), {@code Declaration}, {@code LuaHooks} (the engine's calls into it),
 * {@code SelfTable} and {@code natives} (its calls into the engine). What users see is written in
 * Lua under {@code src/main/lua/socketley}.
 */
package dev.socketley.stdlib;
