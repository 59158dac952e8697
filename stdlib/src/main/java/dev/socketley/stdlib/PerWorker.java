package dev.socketley.stdlib;

import dev.socketley.engine.Engine;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.option.OptionException;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.server.ServerOptions;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/**
 * {@code script = "per-worker"}: the script of a server runs once on each of n loops. The first is
 * the server that was asked for; the others, named {@code name.2} and so on, belong to it, share
 * its port and end with it. <b>Thread:</b> any.
 */
final class PerWorker {
    private PerWorker() {}

    private static boolean isAsked(Declaration declaration) {
        return declaration.type().word().equals("server")
            && declaration.options().get(ServerOptions.SCRIPT).equals("per-worker");
    }

    /** @throws OptionException for hooks that are values of another script, which has one state */
    static void refuse(Declaration declaration) {
        if (isAsked(declaration)) {
            throw new OptionException(ErrorCode.EOPTION, declaration.type() + " \""
                + declaration.name() + "\": script: per-worker needs a script file of the "
                + "server's own: lua = \"file.lua\"");
        }
    }

    /**
     * Makes the servers beside the first, one after the other, each time that one has started; they
     * are gone when it stops. One that cannot be made is told of in the log.
     */
    static CompletionStage<Void> copies(Engine engine, Declaration first, EventLoop home,
            BiFunction<Declaration, EventLoop, CompletionStage<Void>> make) {
        CompletionStage<Void> all = CompletableFuture.completedFuture(null);
        Runtime runtime = engine.registry().get(first.name());
        if (!isAsked(first) || runtime == null) {
            return all;
        }
        OptionSet options = first.options().with("script", "shared").with("workers", 0L)
            .with("ephemeral", false).with("reuse-port", true)
            .with("port", (long) runtime.port()).with("on-parent-stop", "remove");
        int wanted = first.options().get(ServerOptions.WORKERS).intValue();
        List<EventLoop> loops = engine.loops().others(home, wanted - 1);
        for (int i = 0; i < loops.size(); i++) {
            Declaration copy = new Declaration(first.type(), first.name() + "." + (i + 2), options,
                first.hooks(), first.script(), true);
            EventLoop loop = loops.get(i);
            all = all.thenCompose(x -> make.apply(copy, loop)).exceptionally(cause -> {
                Log.error("per_worker_failed", "runtime", copy.name(), "cause",
                    EngineException.of(cause).getMessage());
                return null;
            });
        }
        return all;
    }
}
