package dev.socketley.engine.net;

import dev.socketley.engine.log.Log;
import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.balancer.BalancerHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Stands before an accepted connection until a load balancer has told whose it is, by the PROXY
 * protocol. Only then is it counted for its address, and opened to what follows: TLS, or its handler.
 *
 * <p><b>Thread:</b> the connection's loop. <b>Bounds:</b> {@code handshake-ms-max}, and those of
 * {@link BalancerHeader}.
 */
final class BalancerGate extends ChannelInboundHandlerAdapter {
    private final ListenSettings settings;
    private final Connection connection;
    private ByteBuf first = Unpooled.EMPTY_BUFFER;
    private ScheduledFuture<?> timer;
    private boolean refused;

    BalancerGate(ListenSettings settings, Connection connection) {
        this.settings = settings;
        this.connection = connection;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!settings.balancers().has(ctx.channel().remoteAddress())) {
            refuse(ctx, "it is none of proxy_protocol_from");
            return;
        }
        timer = ctx.executor().schedule(() -> refuse(ctx, "the header did not come in time"),
            settings.balancerMs(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        TurnLimit.passed();
        ByteBuf bytes = (ByteBuf) message;
        if (refused) {
            bytes.release();
            return;
        }
        first = first.isReadable() ? Unpooled.wrappedBuffer(first, bytes) : bytes;
        try {
            BalancerHeader header = first.isReadable() ? BalancerHeader.take(first) : null;
            if (header != null) {
                begin(ctx, header);
            }
        } catch (ProtocolException e) {
            refuse(ctx, e.getMessage());
        }
    }

    private void begin(ChannelHandlerContext ctx, BalancerHeader header) {
        stopTimer();
        if (header.source() != null) {
            connection.from(header.source());
        }
        if (!settings.enter(ctx.channel(), connection.peer())) {
            refuse(ctx, "its address has too many connections");
            return;
        }
        ByteBuf rest = first;
        first = Unpooled.EMPTY_BUFFER;
        ctx.fireChannelActive();
        if (rest.isReadable()) {
            ctx.fireChannelRead(rest);
        } else {
            rest.release();
        }
        ctx.fireChannelReadComplete();
        if (!ctx.isRemoved()) {
            ctx.pipeline().remove(this);
        }
    }

    private void refuse(ChannelHandlerContext ctx, String cause) {
        refused = true;
        settings.refused();
        Log.debug("balancer_refused", "id", connection.id(), "peer", ctx.channel().remoteAddress(),
            "cause", cause);
        ctx.close();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        // of the header alone: what follows has not been told of any read
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // a reset: there is nobody to tell
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stopTimer();
        first.release();
        first = Unpooled.EMPTY_BUFFER;
        ctx.fireChannelInactive();
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
