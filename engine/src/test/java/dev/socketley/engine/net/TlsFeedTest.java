package dev.socketley.engine.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TlsFeedTest {
    private static final int PIECE = TlsFeed.PIECE_BYTES;

    /** TLS and a socket that takes a piece when the test says so. */
    private static final class Socket extends ChannelOutboundHandlerAdapter {
        final List<Integer> given = new ArrayList<>();
        final Queue<ChannelPromise> under = new ArrayDeque<>();
        int flushes;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ByteBuf bytes = (ByteBuf) message;
            given.add(bytes.readableBytes());
            bytes.release();
            under.add(promise);
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            flushes++;
        }
    }

    private final Socket socket = new Socket();
    private final EmbeddedChannel channel = new EmbeddedChannel(socket, new TlsFeed());

    @AfterEach
    void leavesNothing() {
        channel.finishAndReleaseAll();
    }

    private ChannelFuture write(int bytes) {
        return channel.write(Unpooled.wrappedBuffer(new byte[bytes]));
    }

    @Test
    void whatIsShortPassesAtOnce() {
        ChannelFuture first = write(PIECE);
        write(0);
        assertEquals(List.of(PIECE, 0), socket.given);
        channel.flush();
        assertEquals(1, socket.flushes);
        socket.under.remove().setSuccess();
        assertTrue(first.isSuccess());
    }

    @Test
    void whatIsLongGoesByPiecesAsTheyAreTaken() {
        ChannelFuture large = write(3 * PIECE + 1);
        ChannelFuture small = write(10);
        assertEquals(List.of(), socket.given);
        channel.flush();
        assertEquals(List.of(PIECE, PIECE), socket.given);
        socket.under.remove().setSuccess();
        assertEquals(List.of(PIECE, PIECE, PIECE), socket.given);
        assertEquals(2, socket.flushes);
        socket.under.remove().setSuccess();
        assertEquals(List.of(PIECE, PIECE, PIECE, 11), socket.given);
        socket.under.remove().setSuccess();
        assertFalse(large.isDone());
        socket.under.remove().setSuccess();
        assertTrue(large.isSuccess());
        assertTrue(small.isSuccess());
        write(5);
        assertEquals(5, socket.given.getLast());
    }

    /** So that a connection whose peer does not read is bounded, and does not close early. */
    @Test
    void whatWaitsCountsAsQueued() {
        write(10 * PIECE);
        channel.flush();
        assertEquals(8L * PIECE, channel.unsafe().outboundBuffer().totalPendingWriteBytes());
        assertFalse(channel.isWritable());
    }

    @Test
    void whatWaitsFailsWithTheConnection() {
        ChannelFuture large = write(3 * PIECE);
        ChannelFuture last = write(0);
        channel.flush();
        channel.close();
        assertTrue(last.isDone() && !last.isSuccess());
        assertFalse(large.isSuccess());
    }
}
