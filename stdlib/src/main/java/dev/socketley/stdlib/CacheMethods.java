package dev.socketley.stdlib;

import dev.socketley.engine.cache.CacheRuntime;
import dev.socketley.engine.cache.command.Arg;
import dev.socketley.engine.cache.command.Command;
import dev.socketley.engine.cache.command.CommandTable;
import dev.socketley.engine.cache.command.Flag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The methods of a cache's {@code self}: those of the original with its results, then every other
 * command as a function of its own. What a hook does to its own cache asks no hooks again.
 */
final class CacheMethods {
    static final List<SelfMethod<CacheRuntime>> ALL = all();

    private CacheMethods() {}

    private static List<SelfMethod<CacheRuntime>> all() {
        List<SelfMethod<CacheRuntime>> rows = new ArrayList<>(List.of(
            new SelfMethod<>("get", "key: string", "string",
                "The value of a key, or an empty string.",
                (c, a) -> orEmpty(run(c, "GET", a))),
            new SelfMethod<>("set", "key: string, value: string", "boolean",
                "Sets a key; false when it cannot be written.",
                (c, a) -> run(c, "SET", a).arg1().toboolean()),
            changes("del", "key: string", "Deletes a key; returns whether it existed."),
            changes("expire", "key: string, seconds: integer",
                "Sets a key's time to live; returns whether the key exists."),
            changes("persist", "key: string",
                "Removes a key's time to live; returns whether it had one."),
            succeeds("lpush", "key: string, value: string, ...: string",
                "Adds values at the head of a list; false when they cannot be written."),
            succeeds("rpush", "key: string, value: string, ...: string",
                "Adds values at the tail of a list; false when they cannot be written."),
            takes("lpop", "key: string, count?: integer",
                "Removes and returns the first value of a list; an empty string if there is none."),
            takes("rpop", "key: string, count?: integer",
                "Removes and returns the last value of a list; an empty string if there is none."),
            new SelfMethod<>("sadd", "key: string, member: string, ...: string", "integer",
                "Adds members to a set; returns how many are new, -1 when they cannot be written.",
                (c, a) -> refusedAs(-1, run(c, "SADD", a))),
            changes("srem", "key: string, member: string, ...: string",
                "Removes members from a set; returns whether any was there."),
            changes("sismember", "key: string, member: string", "Whether a set has a member."),
            succeeds("hset", "key: string, field: string, value: string, ...: string",
                "Sets fields of a hash; false when they cannot be written."),
            takes("hget", "key: string, field: string",
                "The value of a field, or an empty string."),
            changes("hdel", "key: string, field: string, ...: string",
                "Removes fields from a hash; returns whether any was there."),
            new SelfMethod<>("publish", "channel: string, message: string", "integer",
                "Publishes a message; returns how many received it.",
                (c, a) -> c.publish(a.text(1), a.bytes(2))),
            new SelfMethod<>("connections", "", "integer", "Number of connected clients.",
                (c, a) -> c.connections())));
        Set<String> done = rows.stream().map(SelfMethod::name)
            .collect(Collectors.toCollection(HashSet::new));
        for (Command command : CommandTable.ALL) {
            if (!command.isTextOnly() && done.add(command.lowerName())) {
                rows.add(generic(command));
            }
        }
        return List.copyOf(rows);
    }

    private static SelfMethod<CacheRuntime> changes(String name, String params, String summary) {
        return new SelfMethod<>(name, params, "boolean", summary,
            (c, a) -> run(c, name, a).arg1().toint() > 0);
    }

    private static SelfMethod<CacheRuntime> succeeds(String name, String params, String summary) {
        return new SelfMethod<>(name, params, "boolean", summary,
            (c, a) -> !run(c, name, a).arg1().isnil());
    }

    private static SelfMethod<CacheRuntime> takes(String name, String params, String summary) {
        return new SelfMethod<>(name, params, "string", summary, (c, a) -> orEmpty(run(c, name, a)));
    }

    private static LuaValue refusedAs(int value, Varargs reply) {
        return reply.arg1().isnil() ? LuaValue.valueOf(value) : reply.arg1();
    }

    private static SelfMethod<CacheRuntime> generic(Command command) {
        String params = command.args().stream().map(CacheMethods::param)
            .collect(Collectors.joining(", "));
        String name = command.lowerName();
        return new SelfMethod<>(name, params, "any", command.summary(), command.has(Flag.SCRIPTING)
            ? (c, a) -> CacheNatives.scriptInHook(c, name, a.values()) : (c, a) -> run(c, name, a));
    }

    private static String param(Arg arg) {
        // One of several words has no name of its own, and Lua has no parameter named "end".
        boolean isWord = arg.name().contains("|");
        String type = isWord ? '"' + arg.name().replace("|", "\"|\"") + '"'
            : arg.kind() == Arg.Kind.INTEGER ? "integer" : "string";
        String name = isWord ? "word" : arg.name().equals("end") ? "end_" : arg.name().replace('-', '_');
        return name + (arg.optional() ? "?: " : ": ") + type;
    }

    private static Varargs run(CacheRuntime cache, String command, Args args) {
        return CacheNatives.inHook(cache, command, args.values(), 1);
    }

    private static LuaValue orEmpty(Varargs reply) {
        return reply.arg1().isnil() ? LuaValue.EMPTYSTRING : reply.arg1();
    }
}
