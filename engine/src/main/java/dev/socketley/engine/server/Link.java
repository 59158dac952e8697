package dev.socketley.engine.server;

import dev.socketley.engine.Hook;
import dev.socketley.engine.HookDone;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.net.Connection;
import dev.socketley.engine.net.ConnectionHandler;
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
    private final ServerRuntime server;
    private final Worker worker;
    private final Connection connection;
    private final StreamClient client;
    private Protocol protocol = new UndetectedProtocol(this);
    private long countedIn;
    private int holds;
    private boolean ending;
    private boolean gone;

    Link(ServerRuntime server, Worker worker, Connection connection) {
        this.server = server;
        this.worker = worker;
        this.connection = connection;
        this.client = new StreamClient(server, this, connection.id(), connection.peerIp());
    }

    /** The first thing to happen to an accepted connection that was let in. */
    void open() {
        connection.handler(this);
        worker.add(this);
        client.open();
        steer();
    }

    // ---- to the client's home -----------------------------------------------------------------

    /**
     * Hands over a message of the peer's, to all that a server does with one.
     *
     * @param kind what the peer says that it is, or null
     */
    void message(byte[] message, MessageKind kind) {
        server.messages().accept(client, message, kind);
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
        hold();
        client.hold();
        question.ask(client, (first, second, error) -> {
            done.done(first, second, error);
            release();
            client.release();
        });
    }

    /** Does something with the client at its home, behind the messages before it. */
    void tell(Consumer<StreamClient> work) {
        work.accept(client);
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
        return holds > 0 || client.isHeld();
    }

    // ---- input ------------------------------------------------------------------------------

    @Override
    public void onReadable(Connection c, ByteBuf input) {
        counters().add(Metric.BYTES_IN, connection.bytesIn() - countedIn);
        countedIn = connection.bytesIn();
        while (input.isReadable() && mayRead() && protocol.read(input)) {
            // each turn takes one message
        }
        steer();
    }

    @Override
    public void onEnd(Connection c) {
        ending = true;
        ByteBuf rest = connection.takeUnread();
        try {
            protocol.end(rest);
        } finally {
            rest.release();
        }
        steer();
    }

    @Override
    public void onDrain(Connection c) {
        steer();
    }

    private boolean mayRead() {
        return !isHeld() && connection.isOpen() && connection.isWritable() && !server.isQuiet();
    }

    /** Reads or not, or ends, as its state now asks for. */
    void steer() {
        if (gone || !connection.isOpen()) {
            return;
        }
        if (ending && !isHeld()) {
            protocol.leave();
            connection.close();
        } else if (mayRead()) {
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

    /** Sends a message in the protocol's framing; false when it does not reach this client. */
    boolean write(Outgoing message) {
        if (!isOpen() || !protocol.write(message)) {
            return false;
        }
        counters().increment(Metric.SENT_MESSAGES);
        return true;
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

    // ---- closing ----------------------------------------------------------------------------

    /** Ends it after what is queued and a last word of its protocol have been sent. */
    void disconnect() {
        if (connection.isOpen() && protocol.leave()) {
            end();
        }
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

    /** After queued output, or at once when the time to drain is over. */
    void close(boolean drain) {
        if (gone) {
            return;
        }
        if (drain && connection.isOpen()) {
            protocol.leave();
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
            lost("queued output exceeds write-bytes-max");
        }
        worker.remove(this);
        client.closed();
    }

    // ---- what it is -------------------------------------------------------------------------

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
        return server.counters();
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

    boolean isOpen() {
        return !gone && connection.isOpen();
    }
}
