package dev.socketley.engine.cache;

import dev.socketley.engine.cache.durable.Chunk;
import dev.socketley.engine.cache.durable.ChunkSink;
import dev.socketley.engine.cache.durable.RecordStream;
import dev.socketley.engine.net.Connection;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A connection on which all keys are sent, and then every change. It is sent as fast as it reads; what
 * is changed while it gets the keys waits behind them.
 *
 * <p>Thread: the cache's home loop. Bounds: {@code replicate-backlog-bytes-max}, beyond which it is
 * closed and has to begin again.
 */
final class Follower implements ChunkSink {
    private static final int WRITE_BYTES = 64 << 10;
    private static final int POSITION_BYTES = Long.BYTES;

    /**
     * @param bytes a record, which others may send too: only its header is changed, and sent at once
     * @param upTo  where the changes stand behind it, or -1 in the midst of the keys
     */
    private record Outgoing(byte[] bytes, long upTo) {}

    private final Followers owner;
    private final Connection connection;
    private final RecordStream stream = new RecordStream();
    private final Deque<Outgoing> queue = new ArrayDeque<>();
    /** What goes behind the keys, while these are sent. */
    private final Deque<Outgoing> behind = new ArrayDeque<>();
    /** Ends of records in the stream, and where the changes stood there. */
    private final Deque<long[]> unacknowledged = new ArrayDeque<>();
    private Outgoing current;
    private int currentAt;
    private long queuedBytes;
    private long behindBytes;
    private long handedBytes;
    private long begunAt;
    private long known = -1;
    private boolean begun;
    private boolean complete;
    private boolean gone;

    Follower(Followers owner, Connection connection) {
        this.owner = owner;
        this.connection = connection;
    }

    String address() {
        return connection.peerAddress();
    }

    /** The keys are sent as they are now; changes from here on come behind them. */
    void begins() {
        owner.hand();
        begun = true;
        begunAt = owner.position();
        say("FULL", begunAt);
        queue(RecordStream.record(owner.time()), -1);
    }

    /** It has the keys and every change before these. */
    void resumes(long position, List<byte[]> records) {
        begun = true;
        complete = true;
        known = position;
        say("CONTINUE", position);
        long at = position;
        for (byte[] record : records) {
            at += record.length - RecordStream.HEADER_BYTES;
            queue(record, at);
        }
    }

    /** The line before the records, which says where they begin. */
    private void say(String how, long position) {
        byte[] line = ('+' + how + ' ' + owner.id() + ' ' + position + "\r\n")
            .getBytes(StandardCharsets.US_ASCII);
        connection.write(connection.alloc().directBuffer(line.length).writeBytes(line));
    }

    /** Whether it gets changes. */
    boolean hasBegun() {
        return begun && !gone;
    }

    /** Whether it was sent all keys. */
    boolean isComplete() {
        return complete;
    }

    /** Up to where it has said that it has the changes; -1 before it has the keys. */
    long known() {
        return known;
    }

    // ---- the keys ---------------------------------------------------------------------------

    @Override
    public Chunk chunk() {
        return new Chunk();
    }

    @Override
    public long hand(Chunk chunk) {
        handedBytes += chunk.length();
        if (!gone && !chunk.isEmpty()) {
            queue(RecordStream.record(chunk), -1);
        }
        return handedBytes;
    }

    private void queue(byte[] record, long upTo) {
        queue.add(new Outgoing(record, upTo));
        queuedBytes += record.length;
        flush();
    }

    @Override
    public long backlogBytes() {
        return queuedBytes + connection.queuedBytes();
    }

    @Override
    public String failure() {
        return gone ? "the follower is gone" : null;
    }

    /** All keys have been handed over. */
    void completes() {
        complete = true;
        // Without entries, as it is none of the changes: once it has this, it has the keys.
        queue(RecordStream.record(new Chunk()), begunAt);
        queue.addAll(behind);
        queuedBytes += behindBytes;
        behind.clear();
        behindBytes = 0;
        flush();
    }

    // ---- changes ----------------------------------------------------------------------------

    /** Takes changes behind everything before. */
    void take(byte[] record, long upTo) {
        if (complete) {
            queue(record, upTo);
        } else {
            behind.add(new Outgoing(record, upTo));
            behindBytes += record.length;
        }
        if (queuedBytes + behindBytes > owner.backlogBytesMax()) {
            owner.lose(this, (queuedBytes + behindBytes)
                + " bytes wait for it, which is more than replicate_backlog_bytes_max");
        }
    }

    /** Sends what it can take. */
    void flush() {
        while (!gone && connection.isWritable() && (current != null || !queue.isEmpty())) {
            if (current == null) {
                current = queue.poll();
                currentAt = 0;
                stream.seal(current.bytes());
            }
            int length = Math.min(WRITE_BYTES, current.bytes().length - currentAt);
            connection.write(connection.alloc().directBuffer(length)
                .writeBytes(current.bytes(), currentAt, length));
            currentAt += length;
            queuedBytes -= length;
            // A write may have closed the connection.
            if (!gone && currentAt == current.bytes().length) {
                unacknowledged.add(new long[] {stream.position(), current.upTo()});
                current = null;
            }
        }
    }

    /** What it has applied, as it says. */
    void received(ByteBuf input) {
        while (input.readableBytes() >= POSITION_BYTES) {
            long understood = input.readLong();
            while (!unacknowledged.isEmpty() && unacknowledged.peek()[0] <= understood) {
                known = Math.max(known, unacknowledged.poll()[1]);
            }
        }
        owner.heard();
    }

    /** Its connection has ended. */
    void left() {
        owner.lose(this, "it has left");
    }

    /** How long it has said nothing. */
    long silentNanos() {
        return System.nanoTime() - connection.lastReadNanos();
    }

    void close() {
        gone = true;
        queue.clear();
        behind.clear();
        current = null;
        queuedBytes = 0;
        connection.closeNow();
    }
}
