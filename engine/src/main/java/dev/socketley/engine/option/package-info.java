/**
 * Options as rows: an {@link dev.socketley.engine.option.Option} is declared once and gives the
 * command line flag, the Lua key, the JSON key, validation, help and {@code show}. Read
 * {@code Option}, then {@code OptionSet}.
 */
package dev.socketley.engine.option;
