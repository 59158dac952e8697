package dev.socketley.engine.server;

import dev.socketley.engine.protocol.websocket.MessageKind;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The workers of one server from its start to its stop. <b>Thread:</b> the server's loop. */
final class Workers {
    private final ServerRuntime server;
    private final List<Worker> all = new ArrayList<>();
    private boolean behind;

    /** @param loops where connections live; its home alone, or with others, or others alone */
    Workers(ServerRuntime server, List<EventLoop> loops) {
        this.server = server;
        for (EventLoop loop : loops) {
            all.add(new Worker(server, this, loop));
        }
    }

    /** The worker of a loop. */
    Worker of(EventLoop loop) {
        for (Worker worker : all) {
            if (worker.loop() == loop) {
                return worker;
            }
        }
        throw new AssertionError("no worker on " + loop);
    }

    /** Does something on the loop of each. */
    void each(Consumer<Worker> work) {
        for (Worker worker : all) {
            worker.run(() -> work.accept(worker));
        }
    }

    /** Sends a message to all links of other loops than the home. */
    void send(byte[] message, MessageKind kind, StreamClient except) {
        Worker.Fanout fanout = new Worker.Fanout(message, kind, null,
            except == null ? null : except.link());
        for (Worker worker : all) {
            if (!worker.isHome()) {
                worker.send(fanout);
            }
        }
    }

    /** Whether some loop has too much to do for the home to hand it more. */
    boolean isBehind() {
        return behind;
    }

    /** Takes messages of clients, or none while what they lead to would only pile up. */
    void steer() {
        boolean now = false;
        for (Worker worker : all) {
            now |= worker.isBehind();
        }
        if (now != behind) {
            behind = now;
            for (Worker worker : all) {
                worker.hold(now);
            }
        }
    }

    /** Completes at home when all that the workers had read by now has been taken. */
    CompletionStage<Void> taken() {
        List<CompletableFuture<Void>> each = new ArrayList<>();
        for (Worker worker : all) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            each.add(done);
            worker.whenTaken(() -> done.complete(null));
        }
        return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new));
    }

    /** Their figures stay the server's after they have ended. */
    void end() {
        for (Worker worker : all) {
            if (!worker.isHome()) {
                server.counters().absorb(worker.counters());
            }
        }
    }
}
