package dev.socketley.stdlib;

import dev.socketley.engine.Runtime;
import dev.socketley.engine.cache.CacheRuntime;
import dev.socketley.engine.cache.command.Command;
import dev.socketley.engine.cache.command.CommandTable;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.stdlib.natives.Bridge;
import dev.socketley.stdlib.natives.Native;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** What {@code cache.lua} needs of the engine. */
final class CacheNatives {
    /** Of the commands, read from their table when a script first names one. */
    private static final class Names {
        static final Set<String> ALL = CommandTable.ALL.stream()
            .filter(c -> !c.isTextOnly()).map(Command::lowerName)
            .collect(Collectors.toUnmodifiableSet());
    }

    /** Made when a token is asked for: to load what it needs takes as long as to load the library. */
    private static final class Random {
        static final SecureRandom SECURE = new SecureRandom();
    }

    private static final int TOKEN_BYTES = 32;

    private CacheNatives() {}

    static List<Native> all(Script script) {
        return List.of(
            Native.waiting("cache", script, "create", "Makes a cache.",
                a -> RuntimeNatives.declare(script, a)),
            Native.waiting("cache", script, "execute", "Runs a command on a cache.",
                a -> cache(script, Bridge.string(a.arg1()))
                    .execute(Replies.command(Bridge.string(a.arg(2)), a, 3))
                    .thenApply(Replies::toLua)),
            Native.getter("cache", "is_command", "Whether a lower-case word is a command.",
                a -> Names.ALL.contains(a.arg1().tojstring())),
            Native.getter("cache", "commands", "Names of the commands, in lower case.",
                a -> List.copyOf(Names.ALL)),
            Native.waiting("lock", script, "if_equal",
                "Runs a command on a key of a cache, if the key holds a value.",
                a -> cache(script, Bridge.string(a.arg1())).executeIf(Bridge.bytes(a.arg(2)),
                    Bridge.bytes(a.arg(3)), onKey(a)).thenApply(Replies::toLua)),
            Native.getter("lock", "token", "A name that nobody can guess.", a -> token()),
            Native.getter("session", "token", "A name that nobody can guess.",
                a -> token()));
    }

    /** The command that is argument 4, on the key that is argument 2, with the rest. */
    private static dev.socketley.engine.protocol.resp.Args onKey(Varargs a) {
        return Replies.command(Bridge.string(a.arg(4)),
            LuaValue.varargsOf(a.arg(2), a.subargs(5)), 1);
    }

    private static String token() {
        byte[] random = new byte[TOKEN_BYTES];
        Random.SECURE.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private static CacheRuntime cache(Script script, String name) {
        Runtime runtime = script.require(name);
        if (runtime instanceof CacheRuntime cache) {
            return cache;
        }
        throw new EngineException(ErrorCode.EINVAL,
            "'" + name + "' is a " + runtime.type() + ", not a cache");
    }

    /** A command on the cache whose hook is running; its hooks are not asked again. */
    static Varargs inHook(CacheRuntime cache, String command, Varargs values, int from) {
        Varargs[] result = {null};
        cache.executeInHook(Replies.command(command, values, from),
            reply -> result[0] = Replies.toLua(reply));
        return result[0];
    }

    /** As {@link #inHook}, of a script, which leaves the loop to others in between. */
    static CompletionStage<Varargs> scriptInHook(CacheRuntime cache, String command, Varargs values) {
        return cache.evalInHook(Replies.command(command, values, 1)).thenApply(Replies::toLua);
    }
}
