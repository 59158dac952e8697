package dev.socketley.engine.proxy;

import dev.socketley.engine.Hook;
import dev.socketley.engine.HttpLimitOptions;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.net.Connection;
import dev.socketley.engine.net.ConnectionHandler;
import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.http1.HttpBody;
import dev.socketley.engine.protocol.http1.HttpHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * A connection to a backend: serving one session's request, or idle in its backend's pool. Passes
 * the response on as it comes. <b>Thread:</b> the proxy's home loop. <b>Owns:</b> its connection.
 */
final class HttpLink implements ConnectionHandler {
    private final ProxyRuntime proxy;
    private final Backend backend;
    private final HttpHead received = HttpHead.ofResponse();
    private final HttpBody body = new HttpBody();
    private HttpHead head = received;
    private Connection connection;
    private HttpSession session;
    private HeadWriter.Framing framing;
    private boolean inBody;
    private boolean hooked;
    private boolean reused;
    private boolean answered;
    private long idleSinceNanos;

    HttpLink(ProxyRuntime proxy, Backend backend) {
        this.proxy = proxy;
        this.backend = backend;
    }

    void opened(Connection made) {
        connection = made;
    }

    /** Serves a session from now on. */
    void take(HttpSession by, boolean wasIdle) {
        session = by;
        reused = wasIdle;
        answered = false;
        inBody = false;
    }

    boolean isOpen() {
        return connection.isOpen();
    }

    /** Whether it served a request before this one. */
    boolean isReused() {
        return reused;
    }

    /** Whether any byte of the response has come. */
    boolean isAnswered() {
        return answered;
    }

    long idleSinceNanos() {
        return idleSinceNanos;
    }

    void write(ByteBuf bytes) {
        connection.write(bytes);
    }

    boolean isWritable() {
        return connection.isWritable();
    }

    /** Closes it without telling the session. */
    void drop() {
        session = null;
        connection.closeNow();
    }

    void goOn() {
        if (session != null && session.client.isWritable()) {
            connection.resume();
        }
    }

    private ByteBufAllocator alloc() {
        return connection.alloc();
    }

    // ---- input -----------------------------------------------------------------------------

    @Override
    public void onReadable(Connection from, ByteBuf input) {
        if (session == null) {
            input.skipBytes(input.readableBytes());
            from.closeNow();
            return;
        }
        boolean held = proxy.isStopping() && proxy.has(Hook.ON_PROXY_RESPONSE);
        if (held || session.isHookRunning() || !session.client.isWritable()) {
            from.pause();
            return;
        }
        answered = true;
        try {
            if (inBody) {
                body(input);
            } else if (received.parse(input,
                    proxy.option(HttpLimitOptions.HEAD_BYTES_MAX).intValue())) {
                head(input);
            }
        } catch (ProtocolException e) {
            Log.warn("backend_failed", "name", proxy.name(), "backend", backend.name(),
                "cause", e.getMessage());
            fail(502);
        }
        if (session != null && session.isHookRunning()) {
            from.pause(); // an end that comes meanwhile is heard of after the hook
        }
    }

    private void head(ByteBuf input) throws ProtocolException {
        int status = received.status();
        head = received;
        if (status == 101) {
            upgrade();
        } else if (status < 200) {
            if (!session.isHttp10()) {
                session.respond(proxy.heads().interim(alloc(), head, false));
            }
        } else {
            body.ofResponse(received, session.isToHead());
            hooked = proxy.has(Hook.ON_PROXY_RESPONSE);
            inBody = true;
            if (hooked) {
                session.fire(Hook.ON_PROXY_RESPONSE, (result, x, error) ->
                    edited(Values.bytes(result), error == null && result == null),
                    session.id(), head.toBytes());
                return;
            }
            begin();
            if (body.isDone()) {
                finish();
            }
        }
    }

    private void upgrade() {
        if (!session.wantsUpgrade() || !received.upgradesToWebSocket()) {
            fail(502);
            return;
        }
        HttpSession by = session;
        session = null;
        by.respond(proxy.heads().interim(alloc(), head, true));
        by.upgraded(connection);
    }

    private void edited(byte[] other, boolean dropped) {
        if (session == null) {
            return;
        }
        if (dropped || other != null && !replaceHead(other)) {
            fail(502);
            return;
        }
        begin();
        if (body.isDone()) {
            finish();
        }
    }

    private boolean replaceHead(byte[] bytes) {
        HttpHead changed = HttpHead.ofResponse();
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        String cause = "one whole head expected";
        try {
            boolean whole = changed.parse(in, Integer.MAX_VALUE) && !in.isReadable()
                && changed.status() >= 200;
            if (whole && (body.isDone() || HttpBody.isPossible(changed.status()))) {
                head = changed;
                return true;
            }
            cause = whole ? "a body follows, which " + changed.status() + " cannot have" : cause;
        } catch (ProtocolException e) {
            cause = e.getMessage();
        }
        Log.error("hook_result_refused", "runtime", proxy.name(), "hook", "on_proxy_response",
            "cause", cause);
        return false;
    }

    /** Sends the head, with the framing that the client understands and that stays true. */
    private void begin() {
        HttpBody.Framing from = body.framing();
        if (from == HttpBody.Framing.NONE) {
            framing = HeadWriter.Framing.NONE;
        } else if (from == HttpBody.Framing.LENGTH && !hooked) {
            framing = HeadWriter.Framing.LENGTH;
        } else if (session.isHttp10()) {
            framing = HeadWriter.Framing.UNTIL_CLOSE;
        } else {
            framing = HeadWriter.Framing.CHUNKED;
        }
        if (framing == HeadWriter.Framing.UNTIL_CLOSE || !session.keepsAlive()) {
            session.endsAfterResponse();
        }
        session.answers(head.status());
        session.respond(proxy.heads().response(alloc(), head, framing, length(),
            session.keepsAlive(), session.isHttp10()));
    }

    /** As the backend said it, whatever a script makes of the head; nothing is a length too. */
    private long length() {
        boolean empty = body.framing() == HttpBody.Framing.NONE && !session.isToHead()
            && HttpBody.isPossible(head.status());
        return empty ? 0 : received.contentLength();
    }

    private boolean passesRaw() {
        return !hooked && (framing == HeadWriter.Framing.LENGTH
            || framing == HeadWriter.Framing.CHUNKED
            && body.framing() == HttpBody.Framing.CHUNKED);
    }

    private void body(ByteBuf input) throws ProtocolException {
        if (passesRaw()) {
            int from = input.readerIndex();
            int n = body.skip(input);
            session.respond(input.retainedSlice(from, n));
        } else {
            payload(input);
        }
        if (session == null || session.isHookRunning()) {
            return;
        }
        if (body.isDone()) {
            finish();
        } else if (!session.client.isWritable()) {
            connection.pause();
        }
    }

    private void payload(ByteBuf input) throws ProtocolException {
        int n = body.next(input);
        if (n == 0) {
            return;
        }
        if (!hooked) {
            pass(input.readRetainedSlice(n));
            return;
        }
        byte[] bytes = new byte[n];
        input.readBytes(bytes);
        session.fire(Hook.ON_PROXY_RESPONSE, (result, x, error) -> {
            byte[] passed = Requests.passed(bytes, result, error);
            if (session != null && passed.length > 0) {
                pass(Unpooled.wrappedBuffer(passed));
            }
            if (session != null && body.isDone()) {
                finish();
            }
        }, session.id(), bytes);
    }

    private void pass(ByteBuf payload) {
        session.respond(framing == HeadWriter.Framing.CHUNKED
            ? HeadWriter.chunk(alloc(), payload) : payload);
    }

    /** The response is complete: the session goes on, and so may this connection. */
    private void finish() {
        boolean reusable = !connection.hasUnread() && received.keepsAlive() && session.isSent()
            && body.framing() != HttpBody.Framing.UNTIL_CLOSE && !proxy.isStopping()
            && connection.isOpen();
        if (framing == HeadWriter.Framing.CHUNKED && !passesRaw()) {
            session.respond(HeadWriter.lastChunk(alloc()));
        }
        HttpSession by = session;
        session = null;
        if (reusable) {
            idleSinceNanos = System.nanoTime();
            connection.resume();
            backend.keepIdle(this, proxy.option(ProxyOptions.IDLE_BACKENDS_MAX));
        } else {
            connection.closeNow();
        }
        by.responded();
    }

    // ---- ends ------------------------------------------------------------------------------

    private void fail(int status) {
        HttpSession by = session;
        drop();
        if (by != null) {
            by.lost(this, status);
        }
    }

    @Override
    public void onEnd(Connection from) {
        if (session != null && inBody && body.framing() == HttpBody.Framing.UNTIL_CLOSE) {
            finish();
        } else {
            onClose(from);
            from.closeNow();
        }
    }

    @Override
    public void onDrain(Connection from) {
        if (session != null) {
            session.client.resume();
        }
    }

    @Override
    public void onClose(Connection from) {
        HttpSession by = session;
        session = null;
        if (by != null) {
            by.lost(this, 502);
        } else {
            backend.forget(this);
        }
    }
}
