package dev.socketley.engine.cache.command;

import java.util.List;

/** {@code DEBUG}: the part of it that test suites use and that does no harm. */
final class DebugCommand {
    private static final double SLEEP_SECONDS_MAX = 60;
    private static final double MS_PER_SECOND = 1000;
    private static final Reply TOO_LONG =
        Reply.error("ERR sleep-seconds-max=60 exceeded: a client may not be delayed longer");
    private static final List<String> HELP = List.of(
        "DEBUG <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
        "OBJECT <key>", "    Return how a value is kept.",
        "SET-ACTIVE-EXPIRE <0|1>", "    Let keys end at their deadlines, or when looked at.",
        "SLEEP <seconds>", "    Answer this client after a time, 60 seconds at most.",
        "HELP", "    Print this help.");

    private DebugCommand() {
    }

    static Reply run(Call call) {
        if (call.is(1, "SLEEP") && call.count() == 3) {
            double seconds = Scores.score(call, 2, Errors.NOT_A_FLOAT);
            return seconds > SLEEP_SECONDS_MAX ? TOO_LONG : StandaloneCommands.later(call,
                (long) Math.ceil(Math.max(seconds, 0) * MS_PER_SECOND), Reply.OK);
        }
        if (call.is(1, "SET-ACTIVE-EXPIRE") && call.count() == 3) {
            call.context().expiring(call.integer(2) != 0);
            return Reply.OK;
        }
        if (call.is(1, "OBJECT") && call.count() == 3) {
            return object(call);
        }
        if (call.is(1, "HELP") && call.count() == 2) {
            return Errors.help(HELP);
        }
        return Reply.error("ERR unknown subcommand or wrong number of arguments for '"
            + Words.shown(call.args(), 1) + "'. Try DEBUG HELP.");
    }

    private static Reply object(Call call) {
        long bytes = call.store().memoryBytes(
            call.args().bytes(), call.args().offset(2), call.args().length(2));
        Object value = call.peek(2);
        return value == null ? Errors.NO_SUCH_KEY
            : Reply.status("Value at:0x" + Integer.toHexString(System.identityHashCode(value))
                + " refcount:1 encoding:" + ObjectCommand.encoding(value) + " serializedlength:"
                + bytes + " lru:0 lru_seconds_idle:0");
    }
}
