package dev.socketley.engine.server;

import dev.socketley.engine.Hook;
import dev.socketley.engine.RuntimeState;
import dev.socketley.engine.protocol.http.HttpFields;
import dev.socketley.engine.protocol.websocket.MessageKind;
import io.netty.channel.EventLoop;
import java.util.Map;

/**
 * A client of another server whose messages were routed to this one. It lives on the target's
 * loop; its origin is held while the target's hooks for it run, which is the backpressure between
 * the two loops.
 *
 * <p><b>Thread:</b> the target's loop, but {@link #enter}, {@link #hand} and {@link #leave} are
 * called on the origin's.
 */
final class Guest extends Client {
    private final Client origin;
    private volatile boolean left;

    Guest(ServerRuntime target, Client origin) {
        super(target, origin.id);
        this.origin = origin;
    }

    Client origin() {
        return origin;
    }

    /** Whether the target still takes messages. Any thread. */
    boolean isServed() {
        return !left && server.state() == RuntimeState.RUNNING;
    }

    // ---- called on the origin's loop --------------------------------------------------------

    void enter() {
        onTarget(() -> {
            if (server.table().add(this)) {
                fire(Hook.ON_CONNECT);
            }
        });
    }

    void hand(byte[] message) {
        MessageKind kind = origin.kind();
        onTarget(() -> {
            if (!left) {
                server.messages().accept(this, message, kind);
            }
        });
    }

    void leave() {
        onTarget(() -> {
            if (!left) {
                left = true;
                fire(Hook.ON_DISCONNECT);
                server.table().remove(this);
            }
        });
    }

    private void onTarget(Runnable work) {
        origin.hold();
        run(server.loop(), () -> {
            answers++;
            hold();
            work.run();
            release();
        });
    }

    // ---- on the target's loop ---------------------------------------------------------------

    private int answers;

    private void fire(Hook hook) {
        if (server.has(hook) && !server.isQuiet()) {
            hold();
            server.fire(hook, (first, second, error) -> release(), id);
        }
    }

    @Override
    void settled() {
        int n = answers;
        answers = 0;
        run(origin.server.loop(), () -> {
            for (int i = 0; i < n; i++) {
                origin.release();
            }
        });
    }

    /** The target gives the client back, once the hook that says so has ended. */
    void giveBack() {
        origin.server.loop().execute(() -> {
            if (origin.route() == this) {
                origin.server.routes().unroute(origin);
            }
        });
    }

    /** The target stops: the origin goes on by itself. */
    void evict() {
        left = true;
        run(origin.server.loop(), () -> origin.server.routes().lost(origin, this));
    }

    private static void run(EventLoop loop, Runnable work) {
        if (loop.inEventLoop()) {
            work.run();
        } else {
            loop.execute(work);
        }
    }

    @Override
    boolean isOpen() {
        return !left;
    }

    @Override
    boolean isRelayed() {
        return false;
    }

    @Override
    Sent write(Outgoing message) {
        if (left) {
            return Sent.GONE;
        }
        if (origin.server.loop().inEventLoop()) {
            return origin.isOpen() ? origin.write(message) : Sent.GONE;
        }
        Outgoing alone = message.alone();
        onOrigin(() -> origin.write(alone));
        return Sent.YES;
    }

    @Override
    void writePart(byte[] part, boolean isLast, MessageKind of) {
        onOrigin(() -> origin.writePart(part, isLast, of));
    }

    private void onOrigin(Runnable work) {
        run(origin.server.loop(), () -> {
            if (origin.isOpen()) {
                work.run();
            }
        });
    }

    @Override
    void disconnect(int code, byte[] reason) {
        run(origin.server.loop(), () -> origin.disconnect(code, reason));
    }

    @Override
    void disconnect() {
        run(origin.server.loop(), origin::disconnect);
    }

    @Override
    Map<String, Object> tls() {
        return origin.tls();
    }

    @Override
    HttpFields webSocketHeaders() {
        return origin.webSocketHeaders();
    }

    @Override
    String ip() {
        return origin.ip();
    }
}
