package dev.socketley.engine.cache.command;

import java.util.Locale;

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

    static Reply subcommand(Call call, String command) {
        return Reply.error("ERR unknown subcommand or wrong number of arguments for '"
            + Words.shown(call.args(), 1) + "'. Try " + command + " HELP.");
    }
}
