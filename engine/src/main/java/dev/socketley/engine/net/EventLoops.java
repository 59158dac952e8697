package dev.socketley.engine.net;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The event loops of one engine. Each runtime has one of them as its home. <b>Thread:</b> any.
 * <b>Owns:</b> the loop threads, which {@link #close} ends; they keep no JVM alive.
 */
public final class EventLoops implements AutoCloseable {
    /** Scripts recurse on the loop's stack; LuaJ needs about 150 bytes of it per Lua call level. */
    private static final long STACK_BYTES = 16L << 20;

    private final Supplier<Transport> choice;
    private Transport transport;
    private IoHandlerFactory handlers;
    private final MultiThreadIoEventLoopGroup group;
    private final List<EventLoop> loops = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    public EventLoops(Transport transport, int count) {
        this(() -> transport, count);
    }

    /** @param choice asked when something is first opened */
    public EventLoops(Supplier<Transport> choice, int count) {
        this.choice = choice;
        AtomicInteger number = new AtomicInteger();
        ThreadFactory threads = task -> {
            String name = "socketley-loop-" + number.incrementAndGet();
            Thread thread = new FastThreadLocalThread(null, task, name, STACK_BYTES);
            thread.setDaemon(true);
            return thread;
        };
        IoHandlerFactory late = executor -> new LateHandler(() -> handlers().newHandler(executor),
            type -> transport().handles(type), (EngineLoop) executor);
        group = new MultiThreadIoEventLoopGroup(count, threads, late) {
            @Override
            protected IoEventLoop newChild(Executor executor, IoHandlerFactory factory,
                    Object... none) {
                return new EngineLoop(this, executor, factory);
            }
        };
        group.forEach(executor -> loops.add((EventLoop) executor));
    }

    /** The transport, chosen by now. */
    public synchronized Transport transport() {
        if (transport == null) {
            transport = choice.get();
        }
        return transport;
    }

    /** Whether something was opened; else the loops have tasks and timers only. */
    public synchronized boolean hasTransport() {
        return handlers != null;
    }

    private synchronized IoHandlerFactory handlers() {
        if (handlers == null) {
            handlers = transport().handlers();
        }
        return handlers;
    }

    public int count() {
        return loops.size();
    }

    /** A home for the next runtime, round robin. */
    public EventLoop next() {
        return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
    }

    /**
     * Loops for the connections of a runtime: its home if one is enough, others than its home if
     * there are enough, or all there are.
     *
     * @param wanted 0 and 1 mean the home alone
     */
    public List<EventLoop> workers(EventLoop home, int wanted) {
        if (wanted <= 1) {
            return List.of(home);
        }
        int count = Math.min(wanted, loops.size());
        int first = loops.indexOf(home) + (loops.size() > count ? 1 : 0);
        List<EventLoop> out = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            out.add(loops.get((first + i) % loops.size()));
        }
        return out;
    }

    /**
     * Does the next portion of long work after the loop has looked at its connections. A task that
     * {@link EventLoop#execute executes} its next portion keeps the loop from them, as Netty goes on
     * with tasks for as long as there are any, up to a second.
     */
    public static void inNextTurn(ScheduledExecutorService loop, Runnable portion) {
        loop.schedule(portion, 0, TimeUnit.NANOSECONDS);
    }

    /** At most {@code count} loops beside one, those that follow it. */
    public List<EventLoop> others(EventLoop than, int count) {
        List<EventLoop> out = new ArrayList<>();
        for (int i = 1; i <= Math.min(count, loops.size() - 1); i++) {
            out.add(loops.get((loops.indexOf(than) + i) % loops.size()));
        }
        return out;
    }

    /** Ends the loops; waits until the threads are gone. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
