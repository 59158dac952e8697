package dev.socketley.engine.server;

import dev.socketley.engine.Hook;
import dev.socketley.engine.HookDone;
import dev.socketley.engine.TokenBucket;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.protocol.http.HttpRequest;
import dev.socketley.engine.stats.Metric;

/**
 * The way of a message through a server: rate limits, route, {@code on_client_message}, then what
 * the mode says. <b>Thread:</b> the server's loop.
 */
final class Messages {
    private final ServerRuntime server;
    private final Master master;
    private TokenBucket bucket;
    private double bucketRate;

    Messages(ServerRuntime server, Master master) {
        this.server = server;
        this.master = master;
    }

    /** Takes a message of a client that is not held; the client is held until it is done with. */
    void accept(Client from, byte[] message) {
        if (!mayPass(from)) {
            server.counters().increment(Metric.DROPPED_MESSAGES);
            return;
        }
        if (server.routes().tryHand(from, message)) {
            return;
        }
        server.counters().increment(Metric.TOTAL_MESSAGES);
        if (!server.has(Hook.ON_CLIENT_MESSAGE)) {
            byMode(from, message);
            return;
        }
        from.hold();
        server.fire(Hook.ON_CLIENT_MESSAGE, (result, second, error) -> {
            if (error == null && !(result instanceof Boolean)) {
                byMode(from, message);
            }
            from.release();
        }, from.id, message);
    }

    /**
     * Takes an HTTP request of a client that is held.
     *
     * @param done gets what {@code on_http_request} gives back, or ELIMIT over a rate limit
     */
    void request(Client from, HttpRequest request, HookDone done) {
        if (mayPass(from)) {
            server.counters().increment(Metric.TOTAL_MESSAGES);
            server.fire(Hook.ON_HTTP_REQUEST, done, request);
        } else {
            server.counters().increment(Metric.DROPPED_MESSAGES);
            done.done(null, null, new EngineException(ErrorCode.ELIMIT, "over the rate limit"));
        }
    }

    /** Whether both rate limits let one more message of that client through. */
    private boolean mayPass(Client from) {
        ServerSettings settings = server.settings();
        return (settings.rate() <= 0 || from.tryTake(settings.rate()))
            && (settings.globalRate() <= 0 || tryTake(settings.globalRate()));
    }

    private boolean tryTake(double rate) {
        long now = System.nanoTime();
        if (bucket == null || bucketRate != rate) {
            bucket = new TokenBucket(rate, now);
            bucketRate = rate;
        }
        return bucket.tryTake(now);
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
            server.fire(Hook.ON_MESSAGE, (first, second, error) -> from.release(), message);
        }
    }
}
