package dev.socketley.engine.net;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Tells a listener of io_uring only after a while that an accept has failed. It accepts again at once,
 * whether it is to read or not, and without a free descriptor that fails at once too.
 *
 * <p><b>Thread:</b> its loop.
 */
@SuppressWarnings("try") // as Netty has it, close may be interrupted
final class FailedAccepts implements IoUringIoHandle {
    private static final byte ACCEPT = 13;
    private static final int EAGAIN = -11;
    private static final int ECANCELED = -125;

    private final IoHandle listener;
    private final ScheduledExecutorService loop;

    FailedAccepts(IoHandle listener, ScheduledExecutorService loop) {
        this.listener = listener;
        this.loop = loop;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        IoUringIoEvent e = (IoUringIoEvent) event;
        if (e.opcode() == ACCEPT && e.res() < 0 && e.res() != EAGAIN && e.res() != ECANCELED) {
            IoUringIoEvent failure =
                new IoUringIoEvent(e.res(), e.flags(), e.opcode(), e.userData());
            loop.schedule(() -> listener.handle(registration, failure), AcceptBackoff.WAIT_MS,
                TimeUnit.MILLISECONDS);
        } else {
            listener.handle(registration, event);
        }
    }

    @Override
    public void registered() {
        listener.registered();
    }

    @Override
    public void unregistered() {
        listener.unregistered();
    }

    @Override
    public void close() throws Exception {
        listener.close();
    }
}
