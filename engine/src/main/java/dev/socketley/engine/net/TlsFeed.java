package dev.socketley.engine.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CoalescingBufferQueue;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;

/**
 * Hands large output to TLS by pieces, as the socket takes them. TLS would encrypt all of it before
 * the peer gets the first byte, in as much memory again, which nothing has in its caches by then.
 *
 * <p><b>Thread:</b> the connection's loop.
 */
final class TlsFeed extends ChannelDuplexHandler {
    /** Four records. */
    static final int PIECE_BYTES = 64 << 10;
    /** One is being sent while the next one is encrypted. */
    private static final int PIECES_UNDER_WAY_MAX = 2;

    private CoalescingBufferQueue waiting;
    private ChannelHandlerContext context;
    private int underWay;

    /** Puts one behind the handler of TLS. */
    static void into(ChannelPipeline pipeline) {
        pipeline.addAfter(pipeline.context(SslHandler.class).name(), null, new TlsFeed());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        waiting = new CoalescingBufferQueue(ctx.channel(), 4, true);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ByteBuf bytes = (ByteBuf) message;
        if (waiting.isEmpty() && bytes.readableBytes() <= PIECE_BYTES) {
            ctx.write(bytes, promise);
        } else {
            waiting.add(bytes, promise);
        }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        feed();
        ctx.flush();
    }

    private void feed() {
        while (!waiting.isEmpty() && underWay < PIECES_UNDER_WAY_MAX) {
            underWay++;
            ChannelPromise sent = context.newPromise();
            ByteBuf piece = waiting.remove(PIECE_BYTES, sent);
            sent.addListener(this::gone);
            context.write(piece, sent);
        }
    }

    private void gone(Future<?> sent) {
        underWay--;
        if (sent.isSuccess() && !waiting.isEmpty()) {
            feed();
            context.flush();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        waiting.releaseAndFailAll(new ClosedChannelException());
        ctx.fireChannelInactive();
    }
}
