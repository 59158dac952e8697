package dev.socketley.engine.cache.command;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** {@code DEBUG}: the part of it that test suites use and that does no harm. */
final class DebugCommand {
    private static final double SLEEP_SECONDS_MAX = 60;
    private static final double MS_PER_SECOND = 1000;
    private static final long NS_PER_MS = 1_000_000;
    private static final Reply TOO_LONG =
        Reply.error("ERR sleep-seconds-max=60 exceeded: a client may not be delayed longer");
    private static final Map<String, Reply> PROTOCOL = new TreeMap<>(Map.of(
        "string", Reply.bulk("Hello World"), "integer", Reply.integer(12345),
        "double", Reply.number(3.141), "null", Reply.NIL,
        "array", Reply.array(Reply.ZERO, Reply.ONE, Reply.integer(2)),
        "set", Reply.set(List.of(Reply.ZERO, Reply.ONE, Reply.integer(2))),
        "map", Reply.map(List.of(Reply.ZERO, Reply.bool(false), Reply.ONE, Reply.bool(true),
            Reply.integer(2), Reply.bool(false))),
        "verbatim", Reply.text("This is a verbatim\nstring"),
        "true", Reply.bool(true), "false", Reply.bool(false)));

    private static final List<String> HELP = List.of(
        "DEBUG <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
        "DIGEST", "    Return a number for all that the databases hold, Redis's for the same keys.",
        "DIGEST-VALUE <key> [<key> ...]", "    Return such a number for each value.",
        "OBJECT <key>", "    Return how a value is kept.",
        "SET-ACTIVE-EXPIRE <0|1>", "    Let keys end at their deadlines, or when looked at.",
        "PROTOCOL <" + String.join("|", PROTOCOL.keySet()) + ">",
        "    Answer with a reply of this kind.",
        "RELOAD", "    Save the keys and load them again.",
        "SLEEP <seconds>", "    Answer this client after a time, 60 seconds at most.",
        "HELP", "    Print this help.");

    private DebugCommand() {
    }

    static Reply run(Call call) {
        if (call.is(1, "SLEEP") && call.count() == 3) {
            return sleep(call);
        }
        if (call.is(1, "RELOAD") && call.count() == 2) {
            return FileCommands.reload(call);
        }
        if (call.is(1, "PROTOCOL") && call.count() == 3) {
            Reply reply = PROTOCOL.get(call.args().text(2).toLowerCase(Locale.ROOT));
            if (reply != null) {
                return reply;
            }
        }
        if (call.is(1, "SET-ACTIVE-EXPIRE") && call.count() == 3) {
            call.context().expiring(call.integer(2) != 0);
            return Reply.OK;
        }
        if (call.is(1, "DIGEST") && call.count() == 2) {
            return Reply.status(Digest.all(call.context().keyspace()));
        }
        if (call.is(1, "DIGEST-VALUE")) {
            return Reply.array(IntStream.range(2, call.count())
                .mapToObj(key -> Reply.status(Digest.value(call.store(), call.bytes(key)))).toList());
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

    /** It takes its time as a slow command does, except that nobody else waits. */
    private static Reply sleep(Call call) {
        double seconds = Scores.score(call, 2, Errors.NOT_A_FLOAT);
        if (seconds > SLEEP_SECONDS_MAX) {
            return TOO_LONG;
        }
        long delayMs = (long) Math.ceil(Math.max(seconds, 0) * MS_PER_SECOND);
        call.took(delayMs * NS_PER_MS);
        return StandaloneCommands.later(call, delayMs, Reply.OK);
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
