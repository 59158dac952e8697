package dev.socketley.engine;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.log.LineOutput;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.log.Recording;
import dev.socketley.engine.net.Network;
import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.stats.Counters;
import dev.socketley.engine.stats.Metric;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A named server, client, proxy or cache.
 *
 * <p><b>Thread:</b> everything it holds is touched by its home loop only; methods that any thread
 * may call say so. <b>Owns:</b> its listeners and connections. <b>Bounds:</b> its options.
 */
public abstract class Runtime {
    private final RuntimeSpec spec;
    private final Counters counters = new Counters();
    private final Instant created = Instant.now();
    private volatile OptionSet options;
    private volatile Hooks hooks;
    private volatile RuntimeState state = RuntimeState.CREATED;
    private volatile Instant started;
    private volatile String failure = "";
    private CompletableFuture<Void> starting;
    private CompletableFuture<Void> stopping;
    private ScheduledFuture<?> ticker;
    private long lastTickNanos;
    private boolean ticking;
    private boolean removed;
    private boolean openBegun;
    private volatile Recording recording = Recording.NONE;

    protected Runtime(RuntimeSpec spec) {
        this.spec = spec;
        this.options = spec.options();
        this.hooks = spec.hooks();
    }

    // ---- what each type provides; all on the home loop ---------------------------------------

    /** Binds or prepares; peers must not be served before {@link #serve}. */
    protected abstract CompletionStage<Void> open();

    /** Begins to serve peers: {@code on_start} has ended. */
    protected void serve() {}

    /** Stops accepting and starts no new hook; what is open stays open. */
    protected void quiesce() {}

    /** Ends what it still does for itself with the help of hooks; done in its own time. */
    protected CompletionStage<Void> finish() {
        return CompletableFuture.completedFuture(null);
    }

    /**
     * Closes everything.
     *
     * @param drain time that queued output may still take; zero closes at once
     */
    protected abstract CompletionStage<Void> close(Duration drain);

    /** Options that may change on a running runtime have changed. */
    protected void changed(List<Option<?>> rows) {}

    /**
     * Sends a message the way this type does: a server to all clients, a client to its server.
     *
     * @throws EngineException ESTATE when not running, EINVAL for a type that cannot send
     */
    public void send(byte[] message) {
        throw new EngineException(ErrorCode.EINVAL,
            "send is for servers and clients, '" + name() + "' is a " + type());
    }

    /** The bound or configured port, 0 when it has none. Any thread. */
    public abstract int port();

    /** Figures of this type only, behind the common ones in {@link #stats}. Any thread. */
    protected void addStats(Map<String, Object> to) {}

    // ---- identity and state; any thread -----------------------------------------------------

    public final Engine engine() {
        return spec.engine();
    }

    protected final Network network() {
        return spec.engine().network();
    }

    public final RuntimeType type() {
        return spec.type();
    }

    public final String name() {
        return spec.name();
    }

    public final String id() {
        return spec.id();
    }

    /** Name of the runtime that made this one, or an empty string. */
    public final String owner() {
        return spec.owner();
    }

    public final EventLoop loop() {
        return spec.home();
    }

    public final RuntimeState state() {
        return state;
    }

    /** Why the last start failed, or an empty string. */
    public final String failure() {
        return failure;
    }

    public final OptionSet options() {
        return options;
    }

    public final <T> T option(Option<T> row) {
        return options.get(row);
    }

    public final Hooks hooks() {
        return hooks;
    }

    public final Counters counters() {
        return counters;
    }

    public final Instant created() {
        return created;
    }

    /** When it last began to run, or null. */
    public final Instant started() {
        return started;
    }

    /**
     * The port asked for: the option, the type's default, or 0 for one of the system's choice or a
     * Unix socket.
     */
    protected final int portWanted() {
        return option(ListenOptions.UNIX).isEmpty() && hasPort()
            ? option(CommonOptions.PORT).intValue() : 0;
    }

    /** Whether a certain port is meant: not 0, and not the type's own when any would do. */
    private boolean hasPort() {
        return option(CommonOptions.PORT) != 0
            && (options.has(CommonOptions.PORT) || !option(CommonOptions.EPHEMERAL));
    }

    /** Every metric by its word, then the figures of this type. */
    public final Map<String, Object> stats() {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", name());
        out.put("type", type().word());
        out.put("port", port());
        for (Metric metric : Metric.values()) {
            if (metric.isOf(type().word())) {
                out.put(metric.word(), counters.get(metric));
            }
        }
        addStats(out);
        return out;
    }

    // ---- hooks; home loop -------------------------------------------------------------------

    /** Whether the script defines the hook now. */
    public final boolean has(Hook hook) {
        return hooks.has(hook);
    }

    /**
     * Calls a hook if the script has it; {@code done} is told either way, at once or later.
     * Callers that must keep order start nothing new before that.
     */
    public final void fire(Hook hook, HookDone done, Object... args) {
        if (!hooks.has(hook)) {
            done.done(null, null, null);
            return;
        }
        counters.increment(Metric.HOOK_CALLS);
        hooks.call(this, hook, done, args);
    }

    /** Swaps the script between two events. */
    public final CompletionStage<Void> hooks(Hooks next) {
        return onLoop(() -> {
            Hooks previous = hooks;
            hooks = next;
            if (previous != next) {
                previous.removed(this);
            }
            if (state == RuntimeState.RUNNING) {
                startTicks();
            }
            return CompletableFuture.completedFuture(null);
        });
    }

    /**
     * Applies changed options: those that may change live at once, the rest at the next start.
     *
     * @return rows that wait for a restart
     */
    public final CompletionStage<List<Option<?>>> options(OptionSet next) {
        return onLoop(() -> {
            List<Option<?>> rows = next.changed(options);
            options = next;
            if (state == RuntimeState.RUNNING) {
                changed(rows);
                startTicks();
            }
            return CompletableFuture.completedFuture(state != RuntimeState.RUNNING ? List.of()
                : rows.stream().filter(r -> r.applies() == Option.Applies.AT_START).toList());
        });
    }

    // ---- lifecycle; any thread --------------------------------------------------------------

    /**
     * Starts it. Starting a running one is a success that does nothing; a failed one may be tried
     * again.
     *
     * @return fails with the reason; the state is then {@code failed}
     */
    public final CompletionStage<Void> start() {
        return onLoop(() -> {
            if (starting != null) {
                return starting;
            }
            if (removed) {
                throw new EngineException(ErrorCode.ESTATE,
                    "runtime '" + name() + "' was removed");
            }
            if (stopping != null) {
                return stopping.thenCompose(x -> start());
            }
            if (state == RuntimeState.RUNNING) {
                return CompletableFuture.completedFuture(null);
            }
            CompletableFuture<Void> result = new CompletableFuture<>();
            starting = result;
            failure = "";
            prepare().whenCompleteAsync((x, cause) -> whenOpened(result, cause), loop());
            return result;
        });
    }

    /** Opens the recording if there is to be one, then the runtime. */
    private CompletionStage<Void> prepare() {
        Recording.Settings settings = RecordOptions.settings(name(), options);
        if (settings.isEmpty()) {
            return tryOpen();
        }
        CompletableFuture<Void> start = starting;
        return CompletableFuture.supplyAsync(
                () -> Recording.open(settings, engine().provided(LineOutput.class)),
                task -> Thread.ofVirtual().name("record-" + name()).start(task))
            .thenComposeAsync(opened -> {
                recording = opened;
                return starting == start ? tryOpen() : CompletableFuture.completedFuture(null);
            }, loop());
    }

    private CompletionStage<Void> tryOpen() {
        openBegun = true;
        try {
            return open();
        } catch (EngineException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void whenOpened(CompletableFuture<Void> result, Throwable cause) {
        if (starting != result) {
            closeNow(); // given up meanwhile
            endRecording(() -> { });
            return;
        }
        if (cause != null) {
            failed(result, EngineException.of(cause));
            return;
        }
        state = RuntimeState.RUNNING;
        started = Instant.now();
        fire(Hook.ON_START, (first, second, error) -> {
            if (starting != result) {
                return;
            }
            if (error != null) {
                closeNow().whenCompleteAsync((x, c) -> failed(result, error), loop());
                return;
            }
            starting = null;
            serve();
            startTicks();
            Log.info("runtime_started", "name", name(), "type", type(), "port", port());
            hooks.started(this).whenComplete((x, c) -> result.complete(null));
        });
    }

    /** Closes what {@link #open} began, if it did. */
    private CompletionStage<Void> closeNow() {
        return openBegun ? close(Duration.ZERO) : CompletableFuture.completedFuture(null);
    }

    private void failed(CompletableFuture<Void> result, EngineException cause) {
        starting = null;
        state = RuntimeState.FAILED;
        failure = cause.getMessage();
        hooks.stopped(this);
        Log.warn("runtime_failed", "name", name(), "cause", failure);
        endRecording(() -> result.completeExceptionally(cause));
    }

    /** Stops it: no new peers, the hooks that run end, {@code on_stop}, drain, close. */
    public final CompletionStage<Void> stop() {
        return onLoop(() -> {
            if (stopping != null) {
                return stopping;
            }
            if (starting != null) {
                return stopStarting(starting);
            }
            if (state != RuntimeState.RUNNING) {
                return CompletableFuture.completedFuture(null);
            }
            CompletableFuture<Void> result = new CompletableFuture<>();
            stopping = result;
            long deadline = System.nanoTime() + option(CommonOptions.STOP_MS_MAX).toNanos();
            stopTicks();
            quiesce();
            CompletableFuture<Void> settled =
                finish().thenCompose(x -> hooks.settled(this)).toCompletableFuture();
            within(settled, deadline, () -> {
                warnIfOverdue(settled, "hooks");
                lastHook(result, deadline);
            });
            return result;
        });
    }

    /** A start that does not end in the time that a stop may take is given up. */
    private CompletionStage<Void> stopStarting(CompletableFuture<Void> start) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        long deadline = System.nanoTime() + option(CommonOptions.STOP_MS_MAX).toNanos();
        within(start, deadline, () -> {
            if (starting != start) {
                stop().whenComplete((x, cause) -> result.complete(null));
                return;
            }
            starting = null;
            closeNow().whenCompleteAsync((x, cause) -> {
                failed(start, new EngineException(ErrorCode.ESTATE,
                    "stopped before on_start had ended"));
                result.complete(null);
            }, loop());
        });
        return result;
    }

    /** Stops it for good: it starts no more. */
    final CompletionStage<Void> end() {
        return onLoop(() -> {
            removed = true;
            return stop();
        });
    }

    private void lastHook(CompletableFuture<Void> result, long deadline) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        fire(Hook.ON_STOP, (first, second, error) -> ended.complete(null));
        within(ended, deadline, () -> {
            warnIfOverdue(ended, Hook.ON_STOP.word());
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            Duration drain = option(CommonOptions.DRAIN) ? left : Duration.ZERO;
            close(drain).whenCompleteAsync((x, cause) -> stopped(result), loop());
        });
    }

    private void warnIfOverdue(CompletableFuture<Void> what, String name) {
        if (!what.isDone()) {
            Log.warn("stop_overdue", "name", name(), "waiting-for", name, "stop-ms-max",
                option(CommonOptions.STOP_MS_MAX).toMillis());
        }
    }

    private void stopped(CompletableFuture<Void> result) {
        stopping = null;
        state = RuntimeState.STOPPED;
        counters.set(Metric.CONNECTIONS, 0);
        hooks.stopped(this);
        Log.info("runtime_stopped", "name", name());
        endRecording(() -> result.complete(null));
    }

    /** Writes what is still recorded, if it can in time, before the end is reported. */
    private void endRecording(Runnable then) {
        if (recording == Recording.NONE) {
            then.run();
            return;
        }
        CompletionStage<Void> written = recording.close();
        recording = Recording.NONE;
        within(written, System.nanoTime() + option(CommonOptions.STOP_MS_MAX).toNanos(), then);
    }

    /** What of it is recorded elsewhere. Any thread. */
    protected final Recording recording() {
        return recording;
    }

    /** Records a received message where the options ask for it. */
    protected final void recordMessage(byte[] message) {
        if (recording != Recording.NONE) {
            recording.message(message);
        }
    }

    /** Runs {@code then} on the loop once, when {@code what} is done or the deadline has come. */
    private void within(CompletionStage<Void> what, long deadline, Runnable then) {
        CompletableFuture<Void> either = new CompletableFuture<>();
        long left = Math.max(0, deadline - System.nanoTime());
        ScheduledFuture<?> timer = loop().schedule(() -> either.complete(null), left,
            TimeUnit.NANOSECONDS);
        what.whenComplete((x, cause) -> either.complete(null));
        either.thenRunAsync(() -> {
            timer.cancel(false);
            then.run();
        }, loop());
    }

    // ---- ticks ------------------------------------------------------------------------------

    private void startTicks() {
        stopTicks();
        if (!hooks.has(Hook.ON_TICK)) {
            return;
        }
        long every = option(CommonOptions.TICK_MS).toMillis();
        lastTickNanos = System.nanoTime();
        ticker = loop().scheduleAtFixedRate(this::tick, every, every, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        if (ticking || state != RuntimeState.RUNNING) {
            return;
        }
        long now = System.nanoTime();
        double elapsedMs = (now - lastTickNanos) / 1e6;
        lastTickNanos = now;
        ticking = true;
        fire(Hook.ON_TICK, (first, second, error) -> ticking = false, elapsedMs);
    }

    private void stopTicks() {
        if (ticker != null) {
            ticker.cancel(false);
            ticker = null;
        }
    }

    // ---- helpers ----------------------------------------------------------------------------

    /** Runs on the home loop, at once when already there. */
    protected final <T> CompletionStage<T> onLoop(
            Supplier<CompletionStage<T>> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable run = () -> {
            try {
                work.get().whenComplete((value, cause) -> {
                    if (cause != null) {
                        result.completeExceptionally(EngineException.of(cause));
                    } else {
                        result.complete(value);
                    }
                });
            } catch (EngineException e) {
                result.completeExceptionally(e);
            }
        };
        if (loop().inEventLoop()) {
            run.run();
        } else {
            loop().execute(run);
        }
        return result;
    }

    /** @throws EngineException ESTATE unless it is running */
    public final void requireRunning() {
        if (state != RuntimeState.RUNNING) {
            throw new EngineException(ErrorCode.ESTATE,
                "runtime '" + name() + "' is not running, it is " + state.word());
        }
    }

    @Override
    public final String toString() {
        return type() + " '" + name() + "'";
    }
}
