package dev.socketley.stdlib;

import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.Engine;
import dev.socketley.engine.Exposition;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.server.ServerRuntime;
import dev.socketley.engine.stats.Metric;
import dev.socketley.stdlib.natives.Bridge;
import dev.socketley.stdlib.natives.Native;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** What {@code runtime.lua} needs of the engine. Arguments are checked there. */
final class RuntimeNatives {
    private RuntimeNatives() {}

    static List<Native> all(Script script) {
        Engine engine = script.engine();
        return List.of(
            Native.waiting("runtime", script, "create",
                "Makes a runtime, and starts it when start is true.",
                a -> declare(script, a)),
            Native.waiting("runtime", script, "start", "Starts a runtime.",
                a -> unlessOurs(script, named(script, a), named(script, a).start())),
            Native.waiting("runtime", script, "stop", "Stops a runtime and those it made.",
                a -> endings(script, named(script, a), false)),
            Native.waiting("runtime", script, "remove", "Stops a runtime and forgets it.",
                a -> endings(script, named(script, a), true)),
            Native.waiting("runtime", script, "reload", "Reloads the script of a runtime.",
                a -> script.host().reload(Bridge.string(a.arg1())).thenApply(x -> true)),
            Native.waiting("runtime", script, "send", "Sends the way the runtime's type does.",
                a -> send(named(script, a), Bridge.bytes(a.arg(2)))),
            Native.waiting("runtime", script, "pipe",
                "Pairs clients of two servers, or routes one.",
                a -> pipe(server(script, a.arg1()), (long) a.arg(2).todouble(),
                    server(script, a.arg(3)), (long) a.arg(4).todouble())),
            Native.getter("runtime", "list", "Names of all runtimes.",
                a -> engine.registry().all().stream().map(Runtime::name).toList()),
            Native.getter("runtime", "get", "A description of a runtime, or nil.",
                a -> describe(engine.registry().get(Bridge.string(a.arg1())))),
            Native.getter("runtime", "stats", "The figures of a runtime, or nil.",
                a -> stats(engine.registry().get(Bridge.string(a.arg1())))),
            Native.getter("runtime", "metrics", "The figures of all runtimes, for Prometheus.",
                a -> Exposition.of(engine.registry().all())));
    }

    static CompletionStage<Boolean> declare(Script script, Varargs args) {
        return script.declare(Bridge.string(args.arg1()), Bridge.string(args.arg(2)),
            (LuaTable) args.arg(3), args.arg(4).toboolean(), Bridge.string(args.arg(5)))
            .thenApply(x -> true);
    }

    private static ServerRuntime server(Script script, LuaValue name) {
        Runtime runtime = script.require(Bridge.string(name));
        runtime.requireRunning();
        if (!(runtime instanceof ServerRuntime server)) {
            throw new EngineException(ErrorCode.EINVAL, "pipe is for servers, '" + runtime.name()
                + "' is a " + runtime.type());
        }
        return server;
    }

    /** @param toId 0 for none: the client goes to the server itself */
    private static CompletionStage<Boolean> pipe(ServerRuntime from, long id, ServerRuntime to,
            long toId) {
        CompletionStage<Boolean> done = toId != 0 ? from.pipe(id, to, toId)
            : ScriptHost.on(from.loop(),
                () -> CompletableFuture.completedFuture(from.route(id, to.name())));
        return done.thenCompose(can -> can ? done : refused(from, id, to, toId));
    }

    /** Says which of them is the reason. */
    private static CompletionStage<Boolean> refused(ServerRuntime from, long id, ServerRuntime to,
            long toId) {
        CompletionStage<Boolean> second = toId == 0 ? CompletableFuture.completedFuture(true)
            : to.hasClient(toId);
        return from.hasClient(id).thenCombine(second, (one, two) -> {
            throw new EngineException(ErrorCode.ENOTFOUND, !one ? absent(from, id)
                : !two ? absent(to, toId)
                : toId == 0 ? "client " + id + " of '" + from.name() + "' cannot be routed to '"
                    + to.name() + "'"
                : "client " + id + " of '" + from.name() + "' cannot be joined with itself");
        });
    }

    private static String absent(ServerRuntime server, long id) {
        return "'" + server.name() + "' has no client " + id;
    }

    private static Runtime named(Script script, Varargs args) {
        return script.require(Bridge.string(args.arg1()));
    }

    private static CompletionStage<Boolean> endings(Script script, Runtime runtime,
            boolean forget) {
        Engine engine = script.engine();
        CompletionStage<Void> ended = forget ? engine.remove(runtime) : engine.stop(runtime);
        return unlessOurs(script, runtime, ended);
    }

    /**
     * Nobody waits for what waits for the hook that asks: the start or the end of its own runtime,
     * or of one that made it.
     */
    private static CompletionStage<Boolean> unlessOurs(Script script, Runtime runtime,
            CompletionStage<Void> stage) {
        Set<Runtime> makers = new HashSet<>();
        for (Runtime r = script.self(); r != null && makers.add(r);) {
            r = script.engine().registry().get(r.owner());
        }
        return makers.contains(runtime) && !stage.toCompletableFuture().isCompletedExceptionally()
            ? CompletableFuture.completedFuture(true) : stage.thenApply(x -> true);
    }

    private static CompletionStage<Boolean> send(Runtime runtime, byte[] message) {
        runtime.requireRunning();
        return ScriptHost.on(runtime.loop(), () -> {
            runtime.send(message);
            return CompletableFuture.completedFuture(true);
        });
    }

    private static Map<String, Object> stats(Runtime runtime) {
        return runtime == null ? null : runtime.stats();
    }

    static Map<String, Object> describe(Runtime runtime) {
        if (runtime == null) {
            return null;
        }
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", runtime.name());
        out.put("id", runtime.id());
        out.put("type", runtime.type().word());
        out.put("state", runtime.state().word());
        out.put("port", runtime.port());
        out.put("connections",
            runtime.counters().get(Metric.CONNECTIONS));
        out.put("group", runtime.option(CommonOptions.GROUP));
        out.put("owner", runtime.owner().isEmpty() ? null : runtime.owner());
        if (!runtime.failure().isEmpty()) {
            out.put("failure", runtime.failure());
        }
        return out;
    }
}
