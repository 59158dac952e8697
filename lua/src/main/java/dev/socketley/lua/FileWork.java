package dev.socketley.lua;

import dev.socketley.lua.lib.Blocking;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.luaj.vm2.LuaValue;

/**
 * The system calls of {@code io} and {@code os}, made on other threads while their task waits.
 *
 * <p><b>Thread:</b> the state's loop. <b>Bounds:</b> what {@link LuaConfig#withFileThreads} says at
 * once in the process for files, and as many for what others must end; the rest wait their turn.
 */
final class FileWork implements Blocking {
    private static final long IDLE_SECONDS = 10;

    /** Threads of the system: a virtual one would hold its carrier while it reads. */
    private static final ThreadPoolExecutor THREADS = threads("lua-file-");
    private static final ThreadPoolExecutor PIPE_THREADS = threads("lua-pipe-");

    private final LuaState state;

    FileWork(LuaState state) {
        this.state = state;
    }

    /** Starts a thread when none is idle; at the most, work queues. */
    private static ThreadPoolExecutor threads(String name) {
        LinkedTransferQueue<Runnable> queue = new LinkedTransferQueue<>() {
            @Override
            public boolean offer(Runnable work) {
                return tryTransfer(work);
            }
        };
        return new ThreadPoolExecutor(0, 1, IDLE_SECONDS, TimeUnit.SECONDS, queue,
            Thread.ofPlatform().daemon().name(name, 0).factory(),
            (work, pool) -> queue.put(work));
    }

    static Executor threads(int most) {
        THREADS.setMaximumPoolSize(most);
        PIPE_THREADS.setMaximumPoolSize(most);
        return THREADS;
    }

    @Override
    public <T> T run(Work<T> work, Abandoned abandoned) throws IOException {
        return run(state.config.files(), false, work, abandoned);
    }

    @Override
    public <T> T await(Work<T> work, Abandoned abandoned) throws IOException {
        return run(state.config.files() == null ? null : PIPE_THREADS, true, work, abandoned);
    }

    private <T> T run(Executor threads, boolean forOthers, Work<T> work, Abandoned abandoned)
            throws IOException {
        LuaTask task = state.current;
        if (threads == null || task == null) {
            return here(work);
        }
        Job<T> job = new Job<>(work);
        Consumer<Wake> start = wake -> {
            job.wake = wake;
            threads.execute(job);
        };
        try {
            if (forOthers) {
                task.awaitOthers(start);
            } else {
                task.await(start);
            }
        } catch (LuaStop stop) {
            if (abandoned.interrupts()) {
                job.cancel(true);
            }
            throw stop;
        }
        return job.result();
    }

    private static <T> T here(Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    /** One call, and the task that waits for it. */
    private static final class Job<T> extends FutureTask<T> {
        /** Null if the work was never begun. */
        private Wake wake;

        Job(Work<T> work) {
            super(work::run);
        }

        @Override
        protected void done() {
            if (wake != null) {
                wake.resume(LuaValue.NONE);
            }
        }

        /** What the call gave; it has ended. */
        T result() throws IOException {
            try {
                return get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case IOException failure -> throw failure;
                    case RuntimeException failure -> throw failure;
                    case Error failure -> throw failure;
                    default -> throw new IOException(e.getCause());
                }
            }
        }
    }

    @Override
    public Turn turn() {
        return new OneAtATime(state);
    }

    private static final class OneAtATime implements Turn {
        private final LuaState state;
        private boolean taken;
        private ArrayDeque<Wake> waiting;

        OneAtATime(LuaState state) {
            this.state = state;
        }

        @Override
        public void enter() {
            while (taken) {
                if (waiting == null) {
                    waiting = new ArrayDeque<>();
                }
                state.await(waiting::add);
            }
            taken = true;
        }

        @Override
        public void leave() {
            taken = false;
            while (waiting != null && !waiting.isEmpty()) {
                if (waiting.poll().resume(LuaValue.NONE)) {
                    return;
                }
            }
        }
    }
}
