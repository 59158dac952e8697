package dev.socketley.engine.server;

import dev.socketley.engine.Hook;
import dev.socketley.engine.HookDone;
import dev.socketley.engine.net.Connection;
import dev.socketley.engine.protocol.http.HttpFields;
import dev.socketley.engine.protocol.http.HttpRequest;
import dev.socketley.engine.protocol.websocket.MessageKind;
import dev.socketley.engine.stats.Metric;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A client behind a connection, as hooks and scripts see it. What the connection needs is in its
 * {@link Link}.
 *
 * <pre>
 * accepted ─on_auth─► admitted ─on_connect─► messages … ─► gone ─on_disconnect─► finished
 *     └───── refused ─────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p><b>Thread:</b> the server's loop.
 */
final class StreamClient extends Client {
    private final Link link;
    private final Worker worker;
    /** What its connection's loop handed over while a hook ran, or null when nothing waits. */
    private Queue<Object> waiting;
    private boolean handling;
    /** Bytes sent to the connection's loop that it has not said to be written. */
    private long ahead;
    private Runnable whenQuick;
    /** Whether that is so much that none of its messages is handled. */
    private boolean tooFar;
    private Supplier<HttpRequest> webSocketRequest;
    private Map<String, Object> tls;
    private boolean entered;
    private Batch batch;
    private int closeCode;
    private byte[] closeReason;
    private boolean admitted;
    private boolean leaving;
    private boolean gone;
    private boolean finished;

    StreamClient(ServerRuntime server, Link link, Worker worker, Connection connection) {
        super(server, connection.id());
        this.link = link;
        this.worker = worker;
    }

    // ---- opening ----------------------------------------------------------------------------

    void open() {
        if (!server.mayEnter(this)) {
            finished = true;
            refuse();
            return;
        }
        entered = true;
        server.entered(this);
        if (!server.has(Hook.ON_AUTH)) {
            admit();
            return;
        }
        hold();
        server.fire(Hook.ON_AUTH, (result, second, error) -> {
            if (error == null && Boolean.TRUE.equals(result)) {
                admit();
            } else {
                refuse();
            }
            release();
        }, id);
    }

    private void admit() {
        if (gone) {
            return;
        }
        admitted = true;
        atLink(Link::admit);
        if (server.has(Hook.ON_CONNECT)) {
            hold();
            server.fire(Hook.ON_CONNECT, (first, second, error) -> release(), id);
        }
    }

    private void refuse() {
        server.counters().increment(Metric.REFUSED_CONNECTIONS);
        atLink(refused -> refused.connection().closeNow());
    }

    // ---- messages from another loop -----------------------------------------------------------

    /** Takes a message or some work, now or behind what waits already. */
    void receive(Object payload) {
        if (finished) {
            return;
        }
        if (waiting == null && !isHeld()) {
            Worker.handle(this, payload);
            return;
        }
        if (waiting == null) {
            waiting = new ArrayDeque<>();
            atLink(stopped -> stopped.stopped(true));
        }
        waiting.add(payload);
    }

    /** A loop, not a chain of calls, when hooks end at once. */
    private void handleWaiting() {
        handling = true;
        while (!isHeld() && !waiting.isEmpty()) {
            Worker.handle(this, waiting.poll());
        }
        handling = false;
        if (waiting.isEmpty() && !isHeld()) {
            waiting = null;
            atLink(stopped -> stopped.stopped(false));
        }
    }

    @Override
    void settled() {
        if (handling) {
            return;
        }
        if (waiting != null) {
            handleWaiting();
        }
        if (isHeld()) {
            return;
        }
        if (gone) {
            finish();
        } else if (worker.isHome()) {
            link.steer();
        }
    }

    // ---- to the connection ------------------------------------------------------------------

    /** Does something on the connection's loop, behind the messages sent before. */
    void atLink(Consumer<Link> work) {
        worker.tell(link, work);
    }

    @Override
    Sent write(Outgoing message) {
        writeBatch();
        if (worker.isHome()) {
            return link.write(message);
        }
        if (!isOpen()) {
            return Sent.GONE;
        }
        if (!worker.send(link, message)) {
            return Sent.DROPPED;
        }
        ahead += message.bytes();
        if (!tooFar && ahead > server.settings().aheadBytes()) {
            tooFar = true;
            hold();
        }
        return tooFar ? Sent.QUEUED : Sent.YES;
    }

    /** So much of what it was sent from another loop has been given to its peer. */
    void written(long bytes) {
        ahead -= bytes;
        if (tooFar && ahead <= server.settings().aheadBytes() / 2) {
            tooFar = false;
            release();
            quick();
        }
    }

    @Override
    void publish(Outgoing message) {
        server.publisher().add(this, message);
    }

    @Override
    void writePart(byte[] part, boolean isLast, MessageKind kind) {
        writeBatch();
        atLink(to -> to.writePart(part, isLast, kind));
    }

    /** What was published for it in this turn, or null. */
    Batch batch() {
        return batch;
    }

    void batch(Batch next) {
        batch = next;
    }

    /** Sends what was published for it: something else follows, or the turn ends. */
    void writeBatch() {
        if (batch != null) {
            Batch now = batch;
            batch = null;
            link.write(now);
        }
    }

    @Override
    void disconnect() {
        leaving = true;
        writeBatch();
        atLink(Link::disconnect);
    }

    @Override
    void disconnect(int code, byte[] reason) {
        leaving = true;
        writeBatch();
        atLink(to -> to.disconnect(code, reason));
    }

    @Override
    boolean isSlow() {
        return !gone && (worker.isHome() ? !link.connection().isWritable() : tooFar);
    }

    @Override
    void whenQuick(Runnable work) {
        if (isSlow()) {
            whenQuick = whenQuick == null ? work : both(whenQuick, work);
        } else {
            work.run();
        }
    }

    private static Runnable both(Runnable first, Runnable second) {
        return () -> {
            first.run();
            second.run();
        };
    }

    /** It has read what was sent to it, or is gone. */
    void quick() {
        Runnable work = whenQuick;
        whenQuick = null;
        if (work != null) {
            work.run();
        }
    }

    // ---- closing ----------------------------------------------------------------------------

    /** The connection is gone. */
    void closed() {
        gone = true;
        batch = null;
        quick();
        if (entered) {
            server.left(this);
        }
        if (tooFar) {
            tooFar = false;
            ahead = 0;
            release();
        }
        if (!isHeld() && waiting == null) {
            finish();
        } else {
            abandoned();
        }
    }

    /** Nobody waits any more for what its hooks do. */
    void abandoned() {
        server.hooks().left(server, id);
    }

    /** {@code on_disconnect}, once, and then the client is forgotten. */
    private void finish() {
        if (route() != null) {
            server.routes().unroute(this);
            if (isHeld()) {
                return;
            }
        }
        if (finished) {
            return;
        }
        finished = true;
        if (closeCode != 0 && isTold(Hook.ON_CLOSE)) {
            hold();
            server.fire(Hook.ON_CLOSE, (first, second, error) -> takeLeave(), id, closeCode,
                closeReason);
        } else {
            takeLeave();
        }
    }

    private void takeLeave() {
        if (isTold(Hook.ON_DISCONNECT)) {
            hold();
            server.fire(Hook.ON_DISCONNECT, (first, second, error) -> server.forget(this), id);
        } else {
            server.forget(this);
        }
    }

    private boolean isTold(Hook hook) {
        return admitted && !server.isQuiet() && server.has(hook);
    }

    /** Its WebSocket has ended, and why. */
    void webSocketClosed(int code, byte[] reason) {
        closeCode = code;
        closeReason = reason;
    }

    /** What is queued for it is under the low watermark again. */
    void drained() {
        if (!gone) {
            server.fire(Hook.ON_DRAIN, HookDone.IGNORED, id);
        }
    }

    @Override
    void abandon() {
        finished = true;
    }

    // ---- what it is -------------------------------------------------------------------------

    Link link() {
        return link;
    }

    /** Whether it has been told to go. */
    boolean isLeaving() {
        return leaving;
    }

    Worker worker() {
        return worker;
    }

    @Override
    boolean isOpen() {
        return !gone && (worker.isHome() ? link.isOpen() : !leaving);
    }

    @Override
    boolean isNear() {
        return worker.isHome();
    }

    @Override
    boolean isAdmitted() {
        return admitted;
    }

    @Override
    String ip() {
        return link.connection().peerIp();
    }

    /** Kept once asked for: its last hook may ask when the connection is gone. */
    @Override
    Map<String, Object> tls() {
        if (tls == null) {
            tls = link.connection().tls();
        }
        return tls;
    }

    /** It is a WebSocket that this request asked for. */
    void webSocketRequest(Supplier<HttpRequest> request) {
        webSocketRequest = request;
    }

    @Override
    HttpFields webSocketHeaders() {
        return webSocketRequest == null ? null : webSocketRequest.get().headers();
    }
}
