package dev.socketley.engine.cache;

import dev.socketley.engine.RateLimit;
import dev.socketley.engine.cache.command.Replication;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.net.Connection;
import dev.socketley.engine.net.ConnectionHandler;
import dev.socketley.engine.protocol.resp.RespWriter;
import dev.socketley.engine.stats.Metric;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * One client of a cache: what it sends first chooses the protocol, then a session runs its commands. It
 * is read only while no command of it waits and its output is under the high watermark. While a
 * command waits for a key a little is read ahead, unlooked at, so that the client's end is seen:
 * what comes for that key must not be given to one who is gone.
 */
final class CacheConnection implements ConnectionHandler, Session.Output {
    /** Replies that wait for the disk beyond which no more commands are run. */
    private static final int HELD_BYTES_MAX = 1 << 20;

    private static final String TOO_MANY = "-ERR max number of clients reached\r\n";

    private final CacheRuntime runtime;
    /** Bytes that may lie behind a command that waits for a key. */
    private static final int AHEAD_BYTES_MAX = 64 << 10;

    private Connection connection;
    private Session session;
    /** Set once it follows this cache. */
    private Follower follower;
    private final RateLimit limit = new RateLimit();
    private boolean admitted;
    private boolean ahead;
    private long heldBytes;
    private long sentNanos;

    CacheConnection(CacheRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public void onOpen(Connection opened) {
        connection = opened;
        sentNanos = System.nanoTime();
        admitted = runtime.admit(this);
        if (!admitted) {
            if (!runtime.isQuiet()) {
                opened.write(ByteBufUtil.writeAscii(opened.alloc(), TOO_MANY));
            }
            opened.closeGently();
        }
    }

    @Override
    public void onReadable(Connection from, ByteBuf input) {
        int length = input.readableBytes();
        if (follower != null) {
            follower.received(input);
            return;
        }
        if (session == null) {
            session = runtime.session(from.id(), input, this);
        }
        if (session == null) {
            return;
        }
        if (session.isWaiting()) {
            waits(input);
            return;
        }
        if (length < session.bytesNeeded()) {
            return;
        }
        byte[] bytes = runtime.scratch(length);
        input.getBytes(input.readerIndex(), bytes, 0, length);
        int used = session.receive(bytes, 0, length);
        input.skipBytes(used);
        runtime.counters().add(Metric.BYTES_IN, used);
        if (session.isEnded()) {
            closeBehindHeld();
        } else if (session.isWaiting()) {
            waits(input);
        } else if (isFull()) {
            from.pause();
        }
    }

    private void waits(ByteBuf input) {
        ahead = input.isReadable();
        if (input.readableBytes() > AHEAD_BYTES_MAX || !session.isBlocked()) {
            connection.pause();
        }
    }

    @Override
    public void send(RespWriter out) {
        int length = out.length();
        sentNanos = System.nanoTime();
        ByteBuf bytes = connection.alloc().directBuffer(length);
        bytes.writeBytes(out.bytes(), 0, length);
        out.clear();
        runtime.counters().add(Metric.BYTES_OUT, length);
        int[] marks = session.takeMarks();
        Persistence persistence = runtime.persistence();
        if (!persistence.isHolding()) {
            connection.write(bytes);
            return;
        }
        heldBytes += length;
        persistence.hold(failure -> {
            heldBytes -= length;
            connection.write(failure == null || marks.length == 0
                ? bytes : refused(bytes, marks, failure));
            goOn();
        });
    }

    /** The disk failed: who changed something is told that it may not be kept. */
    private ByteBuf refused(ByteBuf bytes, int[] marks, String failure) {
        byte[] sent = new byte[bytes.readableBytes()];
        bytes.readBytes(sent);
        bytes.release();
        byte[] told = session.replaced(sent, marks, Persistence.notKnown(failure));
        return connection.alloc().directBuffer(told.length).writeBytes(told);
    }

    private void closeBehindHeld() {
        if (heldBytes == 0) {
            connection.close();
        } else {
            runtime.persistence().hold(failure -> connection.close());
        }
    }

    @Override
    public boolean isFull() {
        return !connection.isWritable() || runtime.isQuiet() || runtime.isBusy() || heldBytes > HELD_BYTES_MAX
            || runtime.persistence().isBehind();
    }

    @Override
    public boolean isLimited() {
        return runtime.isLimited();
    }

    @Override
    public void admitted(int commands) {
        runtime.counters().add(Metric.TOTAL_MESSAGES, commands);
    }

    @Override
    public boolean admits() {
        return runtime.admitsCommand(this);
    }

    /** Takes from this client's own rate limit, in commands per second. */
    boolean tryTake(double rate, long nowNanos) {
        return limit.tryTake(rate, nowNanos);
    }

    @Override
    public void resume() {
        // In a turn of its own: another connection's commands may be running now.
        runtime.loop().execute(this::goOn);
    }

    @Override
    public void onDrain(Connection drained) {
        if (follower == null) {
            goOn();
        } else {
            follower.flush();
        }
    }

    @Override
    public boolean follow(Followers owner, Replication.Place from) {
        // In a turn of its own, behind the reply, which may wait for the disk.
        runtime.loop().execute(() -> {
            if (runtime.persistence().isHolding()) {
                runtime.persistence().hold(failure -> followNow(owner, from));
            } else {
                followNow(owner, from);
            }
        });
        return true;
    }

    private void followNow(Followers owner, Replication.Place from) {
        if (connection.isOpen() && !session.isEnded()) {
            follower = owner.add(connection, from);
        }
    }

    /** Reads on if nothing keeps it from that. */
    void goOn() {
        if (session != null && !session.isWaiting() && !isFull()) {
            if (ahead) {
                // Only what was paused offers again what it was not taken from.
                connection.pause();
                ahead = false;
            }
            connection.resume();
        }
    }

    @Override
    public void close(boolean atOnce) {
        // In a turn of its own: its replies may be being written now.
        runtime.loop().execute(() -> {
            if (atOnce) {
                connection.closeNow();
            } else {
                connection.close();
            }
        });
    }

    @Override
    public String address() {
        return connection.peerAddress();
    }

    @Override
    public String localAddress() {
        return connection.localAddress();
    }

    @Override
    public long queuedBytes() {
        return heldBytes + connection.queuedBytes();
    }

    Connection connection() {
        return connection;
    }

    /** Whether nothing was received or sent for so long, by one who is not there to listen. */
    boolean isIdle(long nowNanos, long nanos) {
        return follower == null && nowNanos - sentNanos > nanos
            && nowNanos - connection.lastReadNanos() > nanos
            && (session == null || !session.isWaiting() && !session.listens());
    }

    /** Whether a command of it waits for a hook. */
    boolean isWaiting() {
        return session != null && session.isWaiting();
    }

    @Override
    public void onClose(Connection closed) {
        if (session != null) {
            session.closed();
        }
        if (follower != null) {
            follower.left();
        }
        if (admitted) {
            if (closed.isOverflowed()) {
                runtime.counters().increment(Metric.LOST_CONNECTIONS);
                Log.warn("connection_lost", "id", closed.id(), "runtime", runtime.name(),
                    "cause", Connection.OVERFLOW);
            }
            runtime.left(this);
        }
    }
}
