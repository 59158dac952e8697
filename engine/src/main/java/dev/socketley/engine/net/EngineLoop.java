package dev.socketley.engine.net;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A loop whose tasks can be run amid its turn. <b>Thread:</b> its own. */
final class EngineLoop extends SingleThreadIoEventLoop {
    private static final long TASKS_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(100);

    EngineLoop(IoEventLoopGroup group, Executor executor, IoHandlerFactory handlers) {
        super(group, executor, handlers);
    }

    void runTasks() {
        runAllTasks(TASKS_NANOS_MAX);
    }
}
