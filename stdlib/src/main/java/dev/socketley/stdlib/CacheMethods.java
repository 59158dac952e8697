package dev.socketley.stdlib;

import dev.socketley.engine.cache.CacheRuntime;
import dev.socketley.engine.cache.command.Arg;
import dev.socketley.engine.cache.command.Command;
import dev.socketley.engine.cache.command.CommandTable;
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
            changes("del", "key: string", "Deletes a key; whether there was one."),
            changes("expire", "key: string, seconds: integer",
                "Gives a key a time to live; whether there is such a key."),
            changes("persist", "key: string",
                "Takes a key's time to live away; whether there was one."),
            new SelfMethod<>("publish", "channel: string, message: string", "integer",
                "Publishes a message; how many received it.",
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

    private static SelfMethod<CacheRuntime> generic(Command command) {
        String params = command.args().stream().map(CacheMethods::param)
            .collect(Collectors.joining(", "));
        return new SelfMethod<>(command.lowerName(), params, "any", command.summary(),
            (c, a) -> run(c, command.lowerName(), a));
    }

    private static String param(Arg arg) {
        String type = arg.kind() == Arg.Kind.INTEGER ? "integer" : "string";
        return arg.name().replace('-', '_') + (arg.optional() ? "?: " : ": ") + type;
    }

    private static Varargs run(CacheRuntime cache, String command, Args args) {
        return CacheNatives.inHook(cache, command, args.values(), 1);
    }

    private static LuaValue orEmpty(Varargs reply) {
        return reply.arg1().isnil() ? LuaValue.EMPTYSTRING : reply.arg1();
    }
}
