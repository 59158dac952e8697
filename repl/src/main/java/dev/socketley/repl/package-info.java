/**
 * The {@code socketley} program: it parses, calls and prints. Read {@code Main}, the rows in
 * {@code Commands}, then {@code ClientCommands} for what asks a running engine (no Netty and no
 * Lua is loaded there) and {@code EngineProgram} for what is one.
 */
package dev.socketley.repl;
