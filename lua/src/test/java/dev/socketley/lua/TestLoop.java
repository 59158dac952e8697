package dev.socketley.lua;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A loop of its own, with as much stack as an engine's. */
final class TestLoop implements Executor, AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(
        work -> new Thread(null, work, "loop", 16L << 20));

    @Override
    public void execute(Runnable work) {
        thread.execute(work);
    }

    /** Does something on the loop and waits for it, which is how a held loop is noticed. */
    <T> T ask(Supplier<T> question) {
        return wait(CompletableFuture.supplyAsync(question, this));
    }

    static <T> T wait(CompletableFuture<T> answer) {
        return answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
