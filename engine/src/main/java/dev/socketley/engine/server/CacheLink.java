package dev.socketley.engine.server;

import dev.socketley.engine.CommandRunner;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.stats.Metric;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * The option {@code cache} of a server: lines that begin with "cache " are commands for that
 * cache, all other messages are kept in it under the keys 1, 2, 3… <b>Thread:</b> the server's
 * loop; while the cache has not answered, its client is held.
 */
final class CacheLink {
    private static final byte[] COMMAND = "cache ".getBytes(StandardCharsets.US_ASCII);

    private final ServerRuntime server;
    private long kept;
    private boolean missed;

    CacheLink(ServerRuntime server) {
        this.server = server;
    }

    /** Takes a message that is a command; everything else is kept, and goes on its way. */
    boolean tryTake(Client from, byte[] message) {
        String name = server.settings().cache();
        if (name.isEmpty()) {
            return false;
        }
        if (server.settings().cacheCommands() && message.length > COMMAND.length
                && Arrays.equals(message, 0, COMMAND.length, COMMAND, 0, COMMAND.length)) {
            run(from, name, Arrays.copyOfRange(message, COMMAND.length, message.length));
            return true;
        }
        keep(from, name, message);
        return false;
    }

    private CommandRunner find(String name) {
        if (server.engine().registry().get(name) instanceof CommandRunner cache) {
            return cache;
        }
        throw new EngineException(ErrorCode.ENOTFOUND, "there is no cache '" + name + "'");
    }

    private void run(Client from, String name, byte[] command) {
        hold(from, asked(() -> find(name).runText(command, false)), (reply, cause) -> {
            byte[] lines = cause == null ? reply : ("error: " + EngineException.of(cause).getMessage()
                + "\n").getBytes(StandardCharsets.UTF_8);
            if (lines.length > 0) {
                server.send(from, lines);
            }
        });
    }

    private void keep(Client from, String name, byte[] message) {
        byte[] key = Long.toString(++kept).getBytes(StandardCharsets.US_ASCII);
        hold(from, asked(() -> find(name).keep(key, message)), (x, cause) -> {
            if (cause != null) {
                server.counters().increment(Metric.DROPPED_MESSAGES);
                if (!missed) {
                    Log.warn("cache_missed", "runtime", server.name(), "cache", name, "cause",
                        EngineException.of(cause).getMessage());
                }
            }
            missed = cause != null;
        });
    }

    /** Handles no message of a client until an answer is there, which it may be already. */
    private <T> void hold(Client from, CompletionStage<T> answer,
            BiConsumer<T, Throwable> then) {
        from.hold();
        answer.whenCompleteAsync((value, cause) -> {
            try {
                then.accept(value, cause);
            } finally {
                from.release();
            }
        }, server.loop());
    }

    private static <T> CompletionStage<T> asked(Supplier<CompletionStage<T>> work) {
        try {
            return work.get();
        } catch (EngineException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
