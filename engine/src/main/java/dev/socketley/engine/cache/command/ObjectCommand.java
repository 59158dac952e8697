package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Decimal;
import dev.socketley.engine.cache.store.Value;
import java.util.List;
import java.util.stream.Stream;

/** {@code OBJECT}: how a value is kept. */
final class ObjectCommand {
    /** What Redis shows for numbers that it keeps once for all keys. */
    private static final Reply SHARED = Reply.integer(Integer.MAX_VALUE);
    private static final long SHARED_BELOW = 10_000;
    private static final int EMBEDDED_BYTES_MAX = 44;
    private static final Reply NO_FREQUENCIES = Reply.error("ERR An LFU maxmemory policy is not"
        + " selected, access frequency not tracked. Please note that when switching between"
        + " policies at runtime LRU and LFU data will take some time to adjust.");
    private static final List<String> HELP = List.of(
        "OBJECT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
        "ENCODING <key>",
        "    Return how the value at the key is kept.",
        "FREQ <key>",
        "    Return how often the key is used, where that decides what is evicted.",
        "REFCOUNT <key>",
        "    Return how many keys share the value.",
        "HELP",
        "    Print this help.");

    private ObjectCommand() {
    }

    static Reply run(Call call) {
        if (call.is(1, "HELP") && call.count() == 2) {
            return Reply.array(HELP.stream().map(Reply::status).toList());
        }
        if (Stream.of("HELP", "ENCODING", "REFCOUNT", "FREQ").noneMatch(w -> call.is(1, w))) {
            return Errors.unknownSubcommand(call, "OBJECT");
        }
        if (call.count() != 3 || call.is(1, "HELP")) {
            return Errors.subcommandArity(call, "object");
        }
        Object value = call.value(2);
        if (value == null) {
            return Reply.NIL;
        }
        if (call.is(1, "ENCODING")) {
            return Reply.bulk(encoding(value));
        }
        return call.is(1, "REFCOUNT") ? references(value) : NO_FREQUENCIES;
    }

    private static String encoding(Object value) {
        if (value instanceof Value structured) {
            return structured.encoding();
        }
        byte[] string = (byte[]) value;
        return Decimal.is(string, 0, string.length) ? "int"
            : string.length <= EMBEDDED_BYTES_MAX ? "embstr" : "raw";
    }

    private static Reply references(Object value) {
        boolean shared = value instanceof byte[] string && Decimal.is(string, 0, string.length)
            && Decimal.parse(string, 0, string.length) >= 0
            && Decimal.parse(string, 0, string.length) < SHARED_BELOW;
        return shared ? SHARED : Reply.ONE;
    }
}
