package dev.socketley.engine.cache.command;

import java.util.List;

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
}
