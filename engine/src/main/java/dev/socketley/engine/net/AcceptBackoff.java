package dev.socketley.engine.net;

import dev.socketley.engine.log.Log;
import dev.socketley.engine.log.SparseLog;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/**
 * Tries again after a while where the system did not let a listener accept, as without a descriptor
 * or memory for it; who wants to connect waits in the backlog meanwhile. Connections over the limit
 * are closed here, as the kernel may have accepted many by the end of the turn.
 *
 * <p><b>Thread:</b> the listener's loop.
 */
final class AcceptBackoff extends ChannelInboundHandlerAdapter {
    static final long WAIT_MS = 100;
    private static final SparseLog FAILED = new SparseLog("accept_failed");

    private final ConnectionLimit limit;
    private final ListenSettings settings;
    private int failures;

    AcceptBackoff(ConnectionLimit limit, ListenSettings settings) {
        this.limit = limit;
        this.settings = settings;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        TurnLimit.passed();
        if (limit.isPassedBy((Channel) accepted)) {
            settings.refused();
            ((Channel) accepted).unsafe().closeForcibly();
            return;
        }
        if (failures > 0) {
            Log.info("accept_works_again", "failures", failures);
            failures = 0;
        }
        ctx.fireChannelRead(accepted);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failures++;
        FAILED.warn("cause", NetErrors.reason(cause));
        Channel listener = ctx.channel();
        if (listener.config().isAutoRead()) {
            listener.config().setAutoRead(false);
            listener.eventLoop().schedule(() -> {
                if (listener.isOpen()) {
                    listener.config().setAutoRead(true);
                }
            }, WAIT_MS, TimeUnit.MILLISECONDS);
        }
    }
}
