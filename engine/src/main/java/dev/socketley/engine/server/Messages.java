package dev.socketley.engine.server;

import dev.socketley.engine.Hook;
import dev.socketley.engine.HookDone;
import dev.socketley.engine.RateLimit;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.http.HttpExchange;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.protocol.websocket.MessageKind;
import dev.socketley.engine.stats.Metric;

/**
 * The way of a message through a server: rate limits, pipe, route, {@code on_client_message}, the
 * linked cache, then what the mode says. <b>Thread:</b> the server's loop.
 */
final class Messages {
    private final ServerRuntime server;
    private final Master master;
    private final CacheLink cacheLink;
    private final RateLimit globalLimit = new RateLimit();

    Messages(ServerRuntime server, Master master) {
        this.server = server;
        this.master = master;
        this.cacheLink = new CacheLink(server);
    }

    /**
     * Takes a message of a client that is not held; the client is held until it is done with.
     *
     * @param kind what the client says that it is, or null
     */
    void accept(Client from, byte[] message, MessageKind kind) {
        from.kind(kind);
        if (!mayPass(from)) {
            overRate(from);
            return;
        }
        if (server.pipes().tryHand(from, message, kind)) {
            return;
        }
        if (server.routes().tryHand(from, message)) {
            return;
        }
        server.counters().increment(Metric.TOTAL_MESSAGES);
        server.received(message);
        if (!server.has(Hook.ON_CLIENT_MESSAGE)) {
            keepOrHandle(from, message);
            return;
        }
        from.hold();
        HookDone done = (result, second, error) -> {
            if (error == null && !(result instanceof Boolean)) {
                keepOrHandle(from, message);
            }
            from.release();
        };
        if (kind == null) {
            server.fire(Hook.ON_CLIENT_MESSAGE, done, from.id, message);
        } else {
            server.fire(Hook.ON_CLIENT_MESSAGE, done, from.id, message, isBinary(kind));
        }
    }

    private void keepOrHandle(Client from, byte[] message) {
        if (!cacheLink.tryTake(from, message)) {
            byMode(from, message);
        }
    }

    private void overRate(Client from) {
        server.counters().increment(Metric.DROPPED_MESSAGES);
        if (server.settings().closesOverRate()) {
            Log.warn("rate_exceeded", "id", from.id, "runtime", server.name(), "ip", from.ip());
            from.disconnect();
        }
    }

    private static Boolean isBinary(MessageKind kind) {
        return kind == MessageKind.BINARY;
    }

    /**
     * Takes an HTTP request of a client that is held.
     *
     * @param done gets what {@code on_http_request} gives back, or ELIMIT over a rate limit
     */
    void request(Client from, HttpExchange request, HookDone done) {
        if (mayPass(from)) {
            server.counters().increment(Metric.TOTAL_MESSAGES);
            server.fire(Hook.ON_HTTP_REQUEST, done, request);
        } else {
            overRate(from);
            done.done(null, null, new EngineException(ErrorCode.ELIMIT, "over the rate limit"));
        }
    }

    /** Whether both rate limits let one more message of that client through. */
    private boolean mayPass(Client from) {
        ServerSettings settings = server.settings();
        return (settings.rate() <= 0 || from.tryTake(settings.rate()))
            && (settings.globalRate() <= 0
            || globalLimit.tryTake(settings.globalRate(), System.nanoTime()));
    }

    private void byMode(Client from, byte[] message) {
        switch (server.settings().mode()) {
            case INOUT -> handOver(from, message);
            case IN -> fire(from, message);
            case OUT -> { }
            case MASTER -> master.accept(from, message);
        }
    }

    /** To {@code on_message}, or to all the others when the script has none. */
    void handOver(Client from, byte[] message) {
        if (server.has(Hook.ON_MESSAGE)) {
            fire(from, message);
        } else if (from.isRelayed()) {
            server.relay(from, message);
        }
    }

    private void fire(Client from, byte[] message) {
        if (server.has(Hook.ON_MESSAGE)) {
            from.hold();
            HookDone done = (first, second, error) -> from.release();
            if (from.kind() == null) {
                server.fire(Hook.ON_MESSAGE, done, message);
            } else {
                server.fire(Hook.ON_MESSAGE, done, message, isBinary(from.kind()));
            }
        }
    }
}
