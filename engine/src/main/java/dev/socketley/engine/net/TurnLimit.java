package dev.socketley.engine.net;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.IoEvent;
import io.netty.channel.IoHandler;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.concurrent.TimeUnit;

/**
 * Ends a turn of the loop that has lasted long. The handler of io_uring goes back to the kernel up
 * to 64 times before it lets tasks run, so under load timers, other threads' news and output
 * that several connections share would wait for tens of milliseconds. A turn that is over its time
 * asks the kernel for nothing; the answer comes with the next events, and then tasks run.
 *
 * <p><b>Thread:</b> its loop.
 */
final class TurnLimit implements IoUringIoHandle {
    private static final long TURN_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(1);
    private static final byte NOTHING = 0;
    private static final IoUringIoOps ASK =
        new IoUringIoOps(NOTHING, (byte) 0, (short) 0, -1, 0, 0, 0, 0, 0L, (short) 0, (short) 0, 0, 0);

    private static final FastThreadLocal<TurnLimit> OF_LOOP = new FastThreadLocal<>();

    /** Stands before what reads without a {@link Connection}. */
    static final ChannelHandler WATCH = new Watch();

    @ChannelHandler.Sharable
    private static final class Watch extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            passed();
            ctx.fireChannelRead(message);
        }
    }

    private final EngineLoop loop;
    private IoRegistration kernel;
    private long beganNanos;
    private boolean asked;

    TurnLimit(EngineLoop loop) {
        this.loop = loop;
    }

    /** Begins to watch the calling loop, whose handler is made. */
    void open(IoHandler handler) throws Exception {
        kernel = handler.register(this);
        OF_LOOP.set(this);
    }

    /** The calling loop's; null where none is needed. */
    static TurnLimit current() {
        return OF_LOOP.get();
    }

    void begin() {
        beganNanos = System.nanoTime();
    }

    /** Something was read on the calling loop. */
    static void passed() {
        TurnLimit limit = current();
        if (limit != null) {
            limit.passed(System.nanoTime());
        }
    }

    /** Something was read. */
    void passed(long nowNanos) {
        if (!asked && nowNanos - beganNanos > TURN_NANOS_MAX) {
            asked = kernel.submit(ASK) != 0;
        }
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        asked = false;
        loop.runTasks();
        begin();
    }

    @Override
    public void close() {
        kernel.cancel();
    }
}
