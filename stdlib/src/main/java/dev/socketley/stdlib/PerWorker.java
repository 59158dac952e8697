package dev.socketley.stdlib;

import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.Engine;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.RuntimeState;
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

    /** The declaration of the first, whose port others may share. */
    static Declaration first(Declaration declaration) {
        return isAsked(declaration) ? new Declaration(declaration.type(), declaration.name(),
            declaration.options().with("reuse-port", true), declaration.hooks(),
            declaration.script(), declaration.start()) : declaration;
    }

    /** Makes the servers beside the first, one after the other, once that one runs. */
    static CompletionStage<Void> copies(Engine engine, Declaration first, EventLoop home,
            BiFunction<Declaration, EventLoop, CompletionStage<Void>> make) {
        CompletionStage<Void> all = CompletableFuture.completedFuture(null);
        Runtime runtime = engine.registry().get(first.name());
        if (!isAsked(first) || runtime == null) {
            return all;
        }
        if (runtime.state() != RuntimeState.RUNNING) {
            Log.warn("per_worker_alone", "runtime", first.name(), "hint",
                "start = true starts it on every worker");
            return all;
        }
        OptionSet options = first.options().with("script", "shared").with("workers", 0L)
            .with("ephemeral", false)
            .with("port", (long) runtime.port()).with("on-parent-stop", "remove");
        int wanted = first.options().get(ServerOptions.WORKERS).intValue();
        List<EventLoop> loops = engine.loops().others(home, wanted - 1);
        for (int i = 0; i < loops.size(); i++) {
            Declaration copy = new Declaration(first.type(), first.name() + "." + (i + 2), options,
                first.hooks(), first.script(), true);
            EventLoop loop = loops.get(i);
            all = all.thenCompose(x -> make.apply(copy, loop));
        }
        return all;
    }
}
