package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Decimal;
import dev.socketley.engine.cache.store.Value;
import dev.socketley.engine.protocol.resp.Args;
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
    private static final Reply NO_IDLE_TIMES = Reply.error("ERR An LFU maxmemory policy is selected,"
        + " idle time not tracked. Please note that when switching between policies at runtime LRU"
        + " and LFU data will take some time to adjust.");
    private static final long MS_PER_SECOND = 1000;
    private static final List<String> HELP = List.of(
        "OBJECT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
        "ENCODING <key>",
        "    Return how the value at the key is kept.",
        "FREQ <key>",
        "    Return how often the key is used, where that decides what is evicted.",
        "IDLETIME <key>",
        "    Return the seconds since the key was used, where that decides what is evicted.",
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
        if (Stream.of("HELP", "ENCODING", "REFCOUNT", "FREQ", "IDLETIME").noneMatch(w -> call.is(1, w))) {
            return Errors.unknownSubcommand(call, "OBJECT");
        }
        if (call.count() != 3 || call.is(1, "HELP")) {
            return Errors.subcommandArity(call, "object");
        }
        long use = use(call);
        Object value = call.peek(2);
        if (value == null) {
            return Reply.NIL;
        }
        if (call.is(1, "IDLETIME")) {
            return isFrequency(call) ? NO_IDLE_TIMES : Reply.integer(Math.max(use, 0) / MS_PER_SECOND);
        }
        if (call.is(1, "FREQ")) {
            return isFrequency(call) ? Reply.integer(Math.max(use, 0)) : NO_FREQUENCIES;
        }
        if (call.is(1, "ENCODING")) {
            return Reply.bulk(encoding(value));
        }
        return references(value);
    }

    private static boolean isFrequency(Call call) {
        return call.context().eviction().policy().word().endsWith("-lfu");
    }

    /** What is known of the key's use, before looking at the value counts as one. */
    private static long use(Call call) {
        Args args = call.args();
        return isFrequency(call)
            ? call.store().frequency(args.bytes(), args.offset(2), args.length(2))
            : call.store().idleMs(args.bytes(), args.offset(2), args.length(2));
    }

    static String encoding(Object value) {
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
