package dev.socketley.engine.server;

import dev.socketley.engine.Hook;
import dev.socketley.engine.HookDone;
import dev.socketley.engine.http.Site;
import dev.socketley.engine.log.AccessLine;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.log.Recording;
import dev.socketley.engine.net.Connection;
import dev.socketley.engine.net.ConnectionHandler;
import dev.socketley.engine.protocol.http.HttpRequest;
import dev.socketley.engine.protocol.websocket.CloseCode;
import dev.socketley.engine.protocol.websocket.MessageKind;
import dev.socketley.engine.stats.Counters;
import dev.socketley.engine.stats.Metric;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;

/**
 * The half of a stream's client that lives where its connection does: framing in and out, when to
 * read, how to end. The other half, {@link StreamClient}, lives on the server's home loop, where
 * hooks run. What passes between them, in order both ways, goes through {@link #message},
 * {@link #ask} and {@link #tell} one way, and {@link StreamClient#write} and
 * {@link StreamClient#atLink} the other.
 *
 * <p>It is read only while nothing holds it, no hook of its client runs, its own output is under
 * the high watermark and the server is not stopping.
 *
 * <p><b>Thread:</b> the connection's loop, which need not be the server's.
 */
final class Link implements ConnectionHandler {
    private static final byte[] NO_REASON = {};
    /** More than any framing adds to a message, compression of what it cannot shorten apart. */
    private static final int OVERHEAD_BYTES = 16;
    /** zlib makes nothing longer by more than an eighth, a 64th and a few bytes. */
    private static final int DEFLATE_EIGHTH = 3;
    private static final int DEFLATE_REST = 6;

    private final ServerRuntime server;
    private final Worker worker;
    private final Connection connection;
    private final StreamClient client;
    private Protocol protocol;
    private final long openedNanos = System.nanoTime();
    private long countedIn;
    /** Bytes from home that home does not know to be written. */
    private long unsaid;
    private int holds;
    /** Messages of it wait at home: a hook of its client runs. */
    private boolean stopped;
    private boolean admitted;
    private boolean ending;
    private boolean reading;
    private boolean gone;

    Link(ServerRuntime server, Worker worker, Connection connection) {
        this.server = server;
        this.worker = worker;
        this.connection = connection;
        this.client = new StreamClient(server, this, worker, connection);
        this.protocol = switch (server.option(ServerOptions.FRAMING)) {
            case "length32" -> new Length32Protocol(this);
            case "raw" -> new RawProtocol(this);
            default -> new UndetectedProtocol(this);
        };
    }

    /** The first thing to happen to an accepted connection; nothing is read before the last. */
    void open() {
        connection.handler(this);
        worker.add(this);
        if (!worker.isHome()) {
            hold();
        }
        worker.tellHome(client, StreamClient::open);
        steer();
    }

    /** The server has let it in. */
    void admit() {
        admitted = true;
        if (!worker.isHome()) {
            release();
        }
    }

    // ---- to the client's home -----------------------------------------------------------------

    /**
     * Hands over a message of the peer's, to all that a server does with one.
     *
     * @param kind what the peer says that it is, or null
     */
    void message(byte[] message, MessageKind kind) {
        worker.message(client, message, kind);
    }

    /**
     * Calls a hook for the client; nothing is read before its outcome has come.
     *
     * @param done called on this loop; a hook that is not there gives nothing and no error
     */
    void call(Hook hook, HookDone done, Object... args) {
        ask((home, back) -> home.server.fire(hook, back, args), done);
    }

    /** Something asked of a client at its home. */
    interface Question {
        /** @param back to be called once, at home */
        void ask(StreamClient home, HookDone back);
    }

    /**
     * Asks something of the client at its home, behind the messages before it; nothing is read
     * before the answer has come.
     *
     * @param question called on the home loop; no further message of the client is handled before
     *                 its answer
     * @param done     called on this loop with what was answered
     */
    void ask(Question question, HookDone done) {
        if (worker.isHome()) {
            client.hold();
            question.ask(client, (first, second, error) -> {
                done.done(first, second, error);
                client.release();
            });
            return;
        }
        hold();
        worker.tellHome(client, home -> {
            home.hold();
            question.ask(home, (first, second, error) -> {
                home.atLink(link -> {
                    done.done(first, second, error);
                    link.release();
                });
                home.release();
            });
        });
    }

    /** Does something with the client at its home, behind the messages before it. */
    void tell(Consumer<StreamClient> work) {
        worker.tellHome(client, work);
    }

    // ---- holds ------------------------------------------------------------------------------

    /** Nothing is read until {@link #release}. */
    void hold() {
        holds++;
    }

    void release() {
        if (--holds == 0) {
            steer();
        }
    }

    boolean isHeld() {
        return holds > 0 || (worker.isHome() ? client.isHeld() : stopped);
    }

    /** Reads no more because messages of it wait at home, or again. */
    void stopped(boolean now) {
        stopped = now;
        steer();
    }

    // ---- input ------------------------------------------------------------------------------

    @Override
    public void onReadable(Connection c, ByteBuf input) {
        counters().add(Metric.BYTES_IN, connection.bytesIn() - countedIn);
        countedIn = connection.bytesIn();
        reading = true;
        try {
            while (input.isReadable() && mayRead() && protocol.read(input)) {
                // each turn takes one message
            }
        } finally {
            reading = false;
        }
        steer();
    }

    @Override
    public void onEnd(Connection c) {
        ByteBuf rest = connection.takeUnread();
        try {
            protocol.end(rest);
        } finally {
            rest.release();
        }
        if (worker.isHome()) {
            end(this);
        } else {
            // What its messages lead to comes from home before this comes back.
            tell(home -> home.atLink(this::end));
        }
    }

    private void end(Link self) {
        ending = true;
        steer();
    }

    @Override
    public void onDrain(Connection c) {
        if (worker.isHome()) {
            client.quick();
        } else {
            passed(0);
        }
        protocol.drained();
        if (has(Hook.ON_DRAIN)) {
            tell(StreamClient::drained);
        }
        steer();
    }

    @Override
    public void onInputEnded(Connection c) {
        if (protocol.leavesWithInput()) {
            worker.abandon(client);
        }
        protocol.peerEnded();
    }

    private boolean mayRead() {
        return connection.isOpen() && (isHeld() ? protocol.isEager() : hasRoom());
    }

    private boolean hasRoom() {
        return connection.isWritable() && !server.isQuiet() && worker.mayRead();
    }

    /** Whether it is read although nothing of it is handled now, to hear of its end. */
    private boolean isWatched() {
        return isHeld() && protocol.leavesWithInput() && !connection.hasUnread() && hasRoom();
    }

    /**
     * Reads or not, or ends, as its state now asks for. While it reads it is asked again at the end:
     * to stop and go on for each message costs the kernel more than the message.
     */
    void steer() {
        if (gone || reading || !connection.isOpen()) {
            return;
        }
        if (ending && !isHeld()) {
            protocol.leave(leaveCode(), NO_REASON);
            connection.close();
        } else if (mayRead() || isWatched()) {
            connection.resume();
        } else {
            connection.pause();
        }
    }

    /** Offers unread input once more: it is understood differently now. */
    void readAgain() {
        connection.pause();
        steer();
    }

    // ---- output -----------------------------------------------------------------------------

    /** Sends a message in the protocol's framing. */
    Sent write(Outgoing message) {
        if (!isOpen()) {
            return Sent.GONE;
        }
        if (isOver(message.bytes(), 1)) {
            counters().increment(Metric.DROPPED_MESSAGES);
            return Sent.DROPPED;
        }
        if (!protocol.write(message)) {
            return Sent.GONE;
        }
        counters().increment(Metric.SENT_MESSAGES);
        return connection.isWritable() ? Sent.YES : Sent.QUEUED;
    }

    /** Sends messages that many clients get. */
    void write(Batch batch) {
        if (!isOpen()) {
            return;
        }
        if (!isOver(batch.bytes(), batch.count())) {
            counters().add(Metric.SENT_MESSAGES, protocol.write(batch));
            return;
        }
        for (Outgoing message : batch.messages()) {
            write(message);
        }
    }

    /** Whether so much is queued that a message is dropped rather than the connection cut. */
    private boolean isOver(long bytes, int messages) {
        ServerSettings now = settings();
        return now.dropsOverflow()
            && connection.queuedBytes() + protocol.waitingBytes() + bytes
            + (bytes >> DEFLATE_EIGHTH) + (bytes >> DEFLATE_REST)
            + (long) OVERHEAD_BYTES * messages > now.writeBytesMax();
    }

    /** Sends a part of a message. */
    void writePart(byte[] part, boolean isLast, MessageKind kind) {
        if (isOpen() && protocol.writePart(part, isLast, kind) && isLast) {
            counters().increment(Metric.SENT_MESSAGES);
        }
    }

    /** A message from another loop has been written. While output piles up, home is not told. */
    void passed(int bytes) {
        unsaid += bytes;
        if (unsaid >= settings().writtenBytes() && connection.isWritable()) {
            worker.written(client, unsaid);
            unsaid = 0;
        }
    }

    /** Queues encoded bytes, whose ownership passes on. */
    void send(ByteBuf bytes) {
        counters().add(Metric.BYTES_OUT, bytes.readableBytes());
        connection.write(bytes);
    }

    /** As {@link Connection#reserve}. */
    ByteBuf reserve(int bytesMax) {
        return connection.reserve(bytesMax);
    }

    void written(int bytes) {
        counters().add(Metric.BYTES_OUT, bytes);
        connection.written(bytes);
    }

    /** Whether requests that have been answered are put down. */
    boolean logsRequests() {
        return server.records().hasRequests();
    }

    /** @param request null for what could not be understood */
    void logRequest(HttpRequest request, int status, long bytes, long nanos) {
        Recording to = server.records();
        if (to.hasRequests()) {
            to.request(AccessLine.of(connection.peerIp(), request, status, bytes, nanos));
        }
    }

    // ---- closing ----------------------------------------------------------------------------

    /** Ends it after what is queued and a last word of its protocol have been sent. */
    void disconnect() {
        disconnect(leaveCode(), NO_REASON);
    }

    /** As {@link #disconnect()}, saying why where the protocol can. */
    void disconnect(int code, byte[] reason) {
        if (connection.isOpen() && protocol.leave(code, reason)) {
            end();
        }
    }

    private int leaveCode() {
        return server.isQuiet() ? CloseCode.GOING_AWAY : CloseCode.NORMAL;
    }

    /**
     * Ends it after a last word of its protocol has been queued. What the peer is still sending is
     * dropped for a while first: to close over it would reset the stream and lose that word.
     */
    void end() {
        if (connection.isOpen()) {
            connection.closeGently();
        }
    }

    /** Ends it if it has been there or silent for too long. */
    void sweep(long now) {
        if (!isOpen()) {
            return;
        }
        ServerSettings settings = settings();
        long silent = now - connection.lastReadNanos();
        if (settings.lifetimeNanos() > 0 && now - openedNanos > settings.lifetimeNanos()) {
            disconnect(CloseCode.GOING_AWAY, NO_REASON);
        } else if (settings.idleNanos() > 0 && silent > settings.idleNanos() && !isHeld()) {
            disconnect();
        } else {
            protocol.silent(silent);
        }
    }

    /** After queued output, or at once when the time to drain is over. */
    void close(boolean drain) {
        if (gone) {
            return;
        }
        if (drain && connection.isOpen()) {
            protocol.leave(leaveCode(), NO_REASON);
            connection.close();
        } else if (!drain) {
            connection.closeNow();
        }
    }

    /** Cuts the peer off for breaking a bound: one metric, one log event, nothing to the peer. */
    void lose(String cause) {
        if (connection.isOpen()) {
            lost(cause);
            connection.closeNow();
        }
    }

    void lost(String cause) {
        counters().increment(Metric.LOST_CONNECTIONS);
        Log.warn("connection_lost", "id", id(), "runtime", server.name(), "cause", cause);
    }

    @Override
    public void onClose(Connection c) {
        gone = true;
        protocol.closed();
        if (connection.isOverflowed()) {
            lost(Connection.OVERFLOW);
        }
        worker.closed(this, client);
    }

    // ---- what it is -------------------------------------------------------------------------

    /** Whether hooks run on its loop. */
    boolean isHome() {
        return worker.isHome();
    }

    Long id() {
        return client.id;
    }

    /** The server's name, for the log. */
    String serverName() {
        return server.name();
    }

    EventLoop loop() {
        return connection.loop();
    }

    /** The server's options as they are now. */
    ServerSettings settings() {
        return server.settings();
    }

    /** The files that the server serves, or null. */
    Site site() {
        return server.site();
    }

    /** Whether the script defines the hook now. */
    boolean has(Hook hook) {
        return server.has(hook);
    }

    /** Whether the server is stopping. */
    boolean isQuiet() {
        return server.isQuiet();
    }

    /** Figures counted on this loop. */
    Counters counters() {
        return worker.counters();
    }

    Connection connection() {
        return connection;
    }

    Protocol protocol() {
        return protocol;
    }

    void protocol(Protocol next) {
        protocol = next;
    }

    /** Whether the server has let it in. */
    boolean isAdmitted() {
        return admitted;
    }

    boolean isOpen() {
        return !gone && connection.isOpen();
    }
}
