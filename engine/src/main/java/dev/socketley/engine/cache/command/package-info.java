/**
 * The commands of a cache, as rows.
 *
 * <p>What it is: one {@link dev.socketley.engine.cache.command.Command} per command, grouped in
 * families ({@code StringCommands}, {@code KeyCommands}, …), and the table that finds a row by its
 * name. RESP, the text protocol, {@code COMMAND} and in-process callers all read the rows. What it
 * is not: wire formats, connections, or the waiting for hooks.
 *
 * <p>Reading order: {@code Command}, {@code Call}, {@code Reply}, one family, {@code CommandTable}.
 */
package dev.socketley.engine.cache.command;
