package dev.socketley.engine.cache;

import dev.socketley.engine.TokenBucket;
import dev.socketley.engine.net.Connection;
import dev.socketley.engine.net.ConnectionHandler;
import dev.socketley.engine.protocol.resp.RespWriter;
import dev.socketley.engine.stats.Metric;
import io.netty.buffer.ByteBuf;

/**
 * One client of a cache: its first byte chooses the protocol, then a session runs its commands. It
 * is read only while no command of it waits and its output is under the high watermark.
 */
final class CacheConnection implements ConnectionHandler, Session.Output {
    private final CacheRuntime runtime;
    private Connection connection;
    private Session session;
    private TokenBucket bucket;
    private double bucketRate;
    private boolean admitted;

    CacheConnection(CacheRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public void onOpen(Connection opened) {
        connection = opened;
        admitted = runtime.admit(this);
        if (!admitted) {
            opened.closeNow();
        }
    }

    @Override
    public void onReadable(Connection from, ByteBuf input) {
        int length = input.readableBytes();
        if (session == null) {
            session = runtime.session(from.id(), input.getByte(input.readerIndex()), this);
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
            from.close();
        } else if (session.isWaiting() || isFull()) {
            from.pause();
        }
    }

    @Override
    public void send(RespWriter out) {
        int length = out.length();
        ByteBuf bytes = connection.channel().alloc().directBuffer(length);
        bytes.writeBytes(out.bytes(), 0, length);
        out.clear();
        runtime.counters().add(Metric.BYTES_OUT, length);
        connection.write(bytes);
    }

    @Override
    public boolean isFull() {
        return !connection.isWritable() || runtime.isQuiet();
    }

    @Override
    public boolean admits() {
        return runtime.admitsCommand(this);
    }

    /** Takes from this client's own rate limit, in commands per second. */
    boolean tryTake(double rate, long nowNanos) {
        if (bucket == null || bucketRate != rate) {
            bucket = new TokenBucket(rate, nowNanos);
            bucketRate = rate;
        }
        return bucket.tryTake(nowNanos);
    }

    @Override
    public void resume() {
        // In a turn of its own: another connection's commands may be running now.
        runtime.loop().execute(this::goOn);
    }

    @Override
    public void onDrain(Connection drained) {
        goOn();
    }

    private void goOn() {
        if (session != null && !session.isWaiting() && !isFull()) {
            connection.resume();
        }
    }

    @Override
    public String address() {
        return connection.peerIp();
    }

    Connection connection() {
        return connection;
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
        if (admitted) {
            if (closed.isOverflowed()) {
                runtime.counters().increment(Metric.LOST_CONNECTIONS);
            }
            runtime.left(this);
        }
    }
}
