package dev.socketley.stdlib.natives;

import dev.socketley.engine.error.ErrorCode;
import dev.socketley.lua.LuaTask;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * Timers of one script, on its loop. <b>Owns:</b> what is scheduled; the scope closes it.
 * <b>Bounds:</b> {@link #TIMERS_MAX} timers at once.
 */
final class TimerNatives {
    /** Enough for a timer per connection on a busy server, well under a loop's trouble. */
    static final int TIMERS_MAX = 100_000;

    /** A century, the longest wait; nanoseconds of more might not fit. */
    private static final long WAIT_MS_MAX = 36_525L * 24 * 3600 * 1000;

    private static final long BEGAN_NANOS = System.nanoTime();
    private static final double NANOS_PER_MS = 1e6;

    private final NativeScope scope;
    private final Map<Integer, Timer> timers = new HashMap<>();
    private int lastId;

    private TimerNatives(NativeScope scope) {
        this.scope = scope;
    }

    static List<Native> all(NativeScope scope) {
        TimerNatives of = new TimerNatives(scope);
        return List.of(
            Native.row("timer", "start", "Starts a timer of ms, repeated or not, for a function.",
                args -> of.start(args.tolong(1), args.toboolean(2), args.checkfunction(3))),
            Native.row("timer", "stop", "Ends the timer of an id if there is one.", args -> {
                Timer timer = of.timers.get(args.toint(1));
                if (timer != null) {
                    timer.close();
                }
                return LuaValue.NONE;
            }),
            Native.row("timer", "sleep", "Waits for ms milliseconds.",
                args -> scope.lua().await(wake -> scope.loop().schedule(
                    () -> wake.resume(LuaValue.NONE), Math.min(args.tolong(1), WAIT_MS_MAX),
                    TimeUnit.MILLISECONDS))),
            Native.row("timer", "now", "Milliseconds of a clock that only goes on.",
                args -> LuaValue.valueOf((System.nanoTime() - BEGAN_NANOS) / NANOS_PER_MS)));
    }

    private Varargs start(long ms, boolean repeats, LuaFunction function) {
        if (timers.size() >= TIMERS_MAX) {
            return LuaFailures.refused(ErrorCode.ELIMIT,
                "timer limit reached: timers-max=" + TIMERS_MAX);
        }
        LuaTask task = scope.lua().current();
        long periodNanos = TimeUnit.MILLISECONDS.toNanos(Math.min(ms, WAIT_MS_MAX));
        Timer timer = new Timer(++lastId, periodNanos, repeats, function,
            task == null ? null : task.context());
        timers.put(timer.id, timer);
        scope.own(timer);
        timer.schedule();
        return LuaValue.valueOf(timer.id);
    }

    /** One timer: scheduled → running (the callback may wait) → scheduled again or closed. */
    private final class Timer implements AutoCloseable {
        private final int id;
        private final long periodNanos;
        private final boolean repeats;
        private final LuaFunction function;
        private final Object context;
        private long dueNanos;
        private boolean running;
        private boolean closed;
        private ScheduledFuture<?> scheduled;

        Timer(int id, long periodNanos, boolean repeats, LuaFunction function, Object context) {
            this.id = id;
            this.periodNanos = periodNanos;
            this.repeats = repeats;
            this.function = function;
            this.context = context;
            this.dueNanos = System.nanoTime();
        }

        void schedule() {
            long now = System.nanoTime();
            // A loop that was busy for several periods owes one call, not several.
            dueNanos = Math.max(dueNanos + periodNanos, now);
            scheduled = scope.loop().schedule(this::fire, dueNanos - now, TimeUnit.NANOSECONDS);
        }

        private void fire() {
            if (closed) {
                return;
            }
            if (repeats) {
                schedule();
            } else {
                close();
            }
            if (running || repeats && !scope.isLive()) {
                return;
            }
            running = true;
            scope.lua().spawn(function, LuaValue.NONE, context, (results, error) -> {
                running = false;
                if (error != null) {
                    scope.report(context, error);
                }
            });
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                scheduled.cancel(false);
                timers.remove(id);
                scope.disown(this);
            }
        }
    }
}
