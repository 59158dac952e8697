package dev.socketley.engine.control;

import dev.socketley.engine.Runtime;
import dev.socketley.engine.RuntimeSpec;
import dev.socketley.engine.RuntimeType;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.option.Option;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/** A runtime without a socket: it remembers what it is told. */
final class ProbeRuntime extends Runtime {
    static final Option<List<String>> BACKENDS = Option.strings("backends")
        .help("Only to have a list.");
    static final Option<Boolean> BROKEN = Option.bool("broken").help("Refuses to start.");
    static final RuntimeType TYPE = new RuntimeType("probe", "For tests.", 4000,
        List.of(BACKENDS, BROKEN), ProbeRuntime::new);

    final BlockingQueue<String> sent = new LinkedBlockingQueue<>();

    private ProbeRuntime(RuntimeSpec spec) {
        super(spec);
    }

    @Override
    protected CompletionStage<Void> open() {
        return option(BROKEN) ? CompletableFuture.failedFuture(
            new EngineException(ErrorCode.EADDRINUSE, "port 4000 is in use"))
            : CompletableFuture.completedFuture(null);
    }

    @Override
    protected CompletionStage<Void> close(Duration drain) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public int port() {
        return portWanted();
    }

    @Override
    public void send(byte[] message) {
        requireRunning();
        sent.add(new String(message, StandardCharsets.UTF_8));
    }
}
