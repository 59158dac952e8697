package dev.socketley.engine.cache.command;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Error replies that more than one place gives; clients match their first words. */
final class Errors {
    static final Reply NOT_AN_INTEGER =
        Reply.error("ERR value is not an integer or out of range");
    static final Reply NOT_A_FLOAT = Reply.error("ERR value is not a valid float");
    static final Reply SYNTAX = Reply.error("ERR syntax error");
    static final Reply NO_SUCH_KEY = Reply.error("ERR no such key");
    static final Reply OVERFLOW = Reply.error("ERR increment or decrement would overflow");
    static final Reply WRONG_TYPE = Reply.error(
        "WRONGTYPE Operation against a key holding the wrong kind of value");
    static final Reply TOO_LONG = Reply.error(
        "ERR string exceeds maximum allowed size (proto-max-bulk-len)");

    static final Reply NOT_POSITIVE =
        Reply.error("ERR value is out of range, must be positive");

    private Errors() {
    }

    static Reply arity(String name) {
        return Reply.error("ERR wrong number of arguments for '" + name + "' command");
    }

    static Reply expireTime(String name) {
        return Reply.error("ERR invalid expire time in '" + name + "' command");
    }

    static CommandException raise(Reply error) {
        return new CommandException(error);
    }

    /** Argument 1 is no word that the command knows. */
    static Reply unknownSubcommand(Call call, String command) {
        return Reply.error("ERR unknown subcommand '" + Words.shown(call.args(), 1) + "'. Try "
            + command + " HELP.");
    }

    /** Argument 1 is known, but not with so many behind it. */
    static Reply subcommandArity(Call call, String command) {
        return arity(command + "|" + Words.shown(call.args(), 1).toLowerCase(Locale.ROOT));
    }

    /** A time to wait in milliseconds. */
    static long timeoutMs(Call call, int index) {
        long timeout;
        try {
            timeout = call.integer(index);
        } catch (CommandException e) {
            throw raise(Reply.error("ERR timeout is not an integer or out of range"));
        }
        if (timeout < 0) {
            throw raise(Reply.error("ERR timeout is negative"));
        }
        return Math.min(timeout, Long.MAX_VALUE / 2);
    }

    static Reply help(List<String> lines) {
        return Reply.array(lines.stream().map(Reply::status).toList());
    }

    /** Argument 1 is none of these words, or has not as much behind it as it needs. */
    static Reply subcommand(Call call, String command, String... words) {
        return Stream.of(words).anyMatch(word -> call.is(1, word))
            ? subcommandArity(call, command)
            : unknownSubcommand(call, command.toUpperCase(Locale.ROOT));
    }

    static Reply subcommand(Call call, String command) {
        return Reply.error("ERR unknown subcommand or wrong number of arguments for '"
            + Words.shown(call.args(), 1) + "'. Try " + command + " HELP.");
    }
}
