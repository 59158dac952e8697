package dev.socketley.engine.net;

import io.netty.channel.Channel;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A loop's way to the kernel, made when something is first opened on that loop: until then the loop has
 * tasks and timers only, and programs that open nothing never load a transport.
 *
 * <p><b>Thread:</b> the loop's, but for {@link #wakeup} and {@link #isCompatible}.
 */
final class LateHandler implements IoHandler {
    private final Supplier<IoHandler> maker;
    private final Predicate<Class<? extends IoHandle>> compatible;
    private final EngineLoop loop;
    private TurnLimit limit;
    private volatile IoHandler handler;
    /** The loop's thread while it waits, or is about to, without a transport. */
    private volatile Thread waiting;

    LateHandler(Supplier<IoHandler> maker, Predicate<Class<? extends IoHandle>> compatible,
            EngineLoop loop) {
        this.maker = maker;
        this.compatible = compatible;
        this.loop = loop;
    }

    @Override
    public int run(IoHandlerContext context) {
        IoHandler made = handler;
        if (limit != null) {
            limit.begin();
        }
        return made != null ? made.run(context) : park(context);
    }

    private int park(IoHandlerContext context) {
        // Who adds a task sees us waiting, or we see the task.
        waiting = Thread.currentThread();
        if (context.canBlock()) {
            if (context.deadlineNanos() < 0) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, context.delayNanos(System.nanoTime()));
            }
        }
        waiting = null;
        return 0;
    }

    @Override
    public void wakeup() {
        IoHandler made = handler;
        if (made != null) {
            made.wakeup();
        } else {
            LockSupport.unpark(waiting);
        }
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        if (handler == null) {
            IoHandler made = maker.get();
            made.initialize();
            handler = made;
            if (compatible.test(TurnLimit.class)) {
                limit = new TurnLimit(loop);
                limit.open(made);
            }
        }
        return handler.register(mayListen(handle) && compatible.test(FailedAccepts.class)
            ? new FailedAccepts(handle, loop) : handle);
    }

    /** Connections that were accepted have a peer. */
    private static boolean mayListen(IoHandle handle) {
        return handle instanceof Channel.Unsafe channel && channel.remoteAddress() == null;
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
        return compatible.test(type);
    }

    @Override
    public void prepareToDestroy() {
        if (handler != null) {
            handler.prepareToDestroy();
        }
    }

    @Override
    public void destroy() {
        if (handler != null) {
            handler.destroy();
        }
    }
}
