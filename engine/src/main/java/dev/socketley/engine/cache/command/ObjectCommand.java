package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.READ;
import static dev.socketley.engine.cache.command.Arg.Kind.KEY;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Command.container;

import dev.socketley.engine.cache.store.Decimal;
import dev.socketley.engine.cache.store.Value;
import dev.socketley.engine.protocol.resp.Args;

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
    static final Command ROW = container("OBJECT", READ, "Tells how a value is kept.",
        of("ENCODING", "Returns how the value at the key is kept.",
            (call, value, use) -> Reply.bulk(encoding(value))),
        of("FREQ", "Returns how often the key is used, where that decides what is evicted.",
            (call, value, use) -> isFrequency(call)
                ? Reply.integer(Math.max(use, 0)) : NO_FREQUENCIES),
        of("IDLETIME", "Returns the seconds since the key was used.",
            (call, value, use) -> isFrequency(call)
                ? NO_IDLE_TIMES : Reply.integer(Math.max(use, 0) / MS_PER_SECOND)),
        of("REFCOUNT", "Returns how many keys share the value.",
            (call, value, use) -> references(call, value)));

    /** Answers for a key that is there. */
    private interface Aspect {
        Reply of(Call call, Object value, long use);
    }

    private ObjectCommand() {
    }

    private static Command of(String name, String summary, Aspect aspect) {
        return command(name, READ, summary, call -> {
            long use = use(call);
            Object value = call.peek(2);
            return value == null ? Reply.NIL : aspect.of(call, value, use);
        }, arg("key", KEY));
    }

    /** Whether each key's use is kept with its value, which then is no other key's. */
    private static boolean isTracked(Call call) {
        return call.context().eviction().bytesMax() > 0
            && call.context().eviction().policy().word().matches(".*-l[rf]u");
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

    private static Reply references(Call call, Object value) {
        boolean shared = !isTracked(call) && value instanceof byte[] string
            && Decimal.is(string, 0, string.length)
            && Decimal.parse(string, 0, string.length) >= 0
            && Decimal.parse(string, 0, string.length) < SHARED_BELOW;
        return shared ? SHARED : Reply.ONE;
    }
}
