package dev.socketley.engine.cache;

import dev.socketley.engine.CommandRunner;
import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.Listening;
import dev.socketley.engine.Publisher;
import dev.socketley.engine.RateLimit;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.RuntimeSpec;
import dev.socketley.engine.cache.command.AccessMode;
import dev.socketley.engine.cache.command.CacheStats;
import dev.socketley.engine.cache.command.Channels;
import dev.socketley.engine.cache.command.Client;
import dev.socketley.engine.cache.command.Command;
import dev.socketley.engine.cache.command.CommandTable;
import dev.socketley.engine.cache.command.Reply;
import dev.socketley.engine.cache.command.ScriptEngine;
import dev.socketley.engine.cache.command.Server;
import dev.socketley.engine.cache.durable.Disk;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.net.EventLoops;
import dev.socketley.engine.net.Listener;
import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.protocol.resp.Args;
import dev.socketley.engine.stats.Metric;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Serves one store to clients that speak RESP or the line protocol, and to scripts. The keys stay
 * when it is stopped and started again.
 *
 * <p><b>Thread:</b> its home loop, unless a method says otherwise. <b>Owns:</b> its listener,
 * connections and store. <b>Bounds:</b> {@code max-connections}, {@code message-bytes-max}, the
 * {@code write-*} options and those of {@link CacheOptions}.
 */
public final class CacheRuntime extends Runtime implements Publisher, CommandRunner {
    private static final long SWEEP_MS = 100;
    private static final int SCRATCH_BYTES_MIN = 64 << 10;
    /** Longer than any command's name. */
    private static final int FIRST_WORD_BYTES_MAX = 32;
    private static final int SCRATCH_BYTES_KEPT_MAX = 1 << 20;

    private final WriteBehind behind;
    private final Cache cache;
    private final Persistence persistence;
    private final Session.Buffers buffers = new Session.Buffers();
    private final Set<CacheConnection> connections = new LinkedHashSet<>();
    private final Client script = new LocalClient(true, true);
    private final Client hook = new LocalClient(false, false);
    private final Client hooksScript = new LocalClient(false, true);
    private final Replicator replicator;
    private byte[] scratch = new byte[SCRATCH_BYTES_MIN];
    private Listener listener;
    private CompletionStage<Void> unbound = CompletableFuture.completedFuture(null);
    private CompletableFuture<Void> emptied;
    private ScheduledFuture<?> sweeper;
    private ScheduledFuture<?> waker;
    private long wakeNanos;
    private final RateLimit globalLimit = new RateLimit();
    private double rate;
    private double globalRate;
    private long idleNanos;
    private boolean quiet;
    private volatile int boundPort;

    public CacheRuntime(RuntimeSpec spec) {
        this(spec, Disk.SYSTEM);
    }

    /** @param disk where the data is kept */
    CacheRuntime(RuntimeSpec spec, Disk disk) {
        super(spec);
        behind = new WriteBehind(name(), new ScriptHooks(this), CacheRuntime::steadyMs,
            (delayMs, what) -> loop().schedule(what, delayMs, TimeUnit.MILLISECONDS), counters());
        cache = new Cache(this::nowMs, behind);
        cache.context().steady(CacheRuntime::steadyMs);
        cache.context().local((channel, message) -> engine().pubSub()
            .publish(name(), new String(channel, StandardCharsets.UTF_8), message));
        cache.context().server(new Serving());
        cache.context().listener(connections::size, this::port);
        cache.context().scripts().factory(engine().provided(ScriptEngine.Factory.class));
        cache.context().scripts().loop(portion -> EventLoops.inNextTurn(loop(), portion));
        // In a turn of its own: the commands of some connection may be running now.
        cache.context().scripts().onRelease(() -> loop().execute(this::released));
        cache.copies().nextTurn(portion -> EventLoops.inNextTurn(loop(), portion));
        cache.blocking().wake(this::wakeIn);
        persistence = new Persistence(cache, loop(), disk, this::drained);
        cache.persistence(persistence);
        replicator = new Replicator(this, new Followers(name(), cache, loop(),
            () -> option(CacheOptions.REPLICATE_BACKLOG_BYTES_MAX),
            () -> option(CacheOptions.REPLICATE_RESUME_BYTES_MAX)));
        cache.context().replication(replicator);
        measure(cache.context().stats());
    }

    private void measure(CacheStats stats) {
        counters().measure(Metric.KEYS, stats::keys);
        counters().measure(Metric.MEMORY, stats::memoryBytes);
        counters().measure(Metric.MAXMEMORY, () -> option(CacheOptions.MAXMEMORY));
        counters().measure(Metric.COMMANDS, stats::commands);
        counters().measure(Metric.HITS, stats::hits);
        counters().measure(Metric.MISSES, stats::misses);
        counters().measure(Metric.EXPIRED, stats::expired);
        counters().measure(Metric.EVICTED, stats::evicted);
        counters().measure(Metric.FOLLOWERS, replicator::followers);
    }

    /** The time by which keys end. */
    private long nowMs() {
        long ownMs = System.currentTimeMillis();
        return replicator == null ? ownMs : replicator.nowMs(ownMs);
    }

    private static long steadyMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** A script has ended, or takes so long that who waits for it is to be told. */
    private void released() {
        cache.released();
        drained();
    }

    /** Whether a script takes its turns, so that clients have to wait. */
    boolean isBusy() {
        return cache.context().scripts().isHolding();
    }

    /** The disk has caught up: connections that were made to wait go on. */
    private void drained() {
        List.copyOf(connections).forEach(CacheConnection::goOn);
    }

    Persistence persistence() {
        return persistence;
    }

    Cache cache() {
        return cache;
    }

    // ---- lifecycle --------------------------------------------------------------------------

    @Override
    protected CompletionStage<Void> open() {
        emptied = null;
        quiet = false;
        readOptions();
        behind.open(CacheOptions.writing(options()));
        return persistence.open(CacheOptions.persistence(options()))
            .thenCompose(x -> Listening.open(this, portWanted(), () -> new CacheConnection(this))
                .exceptionallyComposeAsync(cause -> persistence.close()
                    .thenCompose(y -> CompletableFuture.failedFuture(cause)), loop()))
            .thenAccept(bound -> {
                listener = bound;
                boundPort = bound.port();
            });
    }

    private void readOptions() {
        cache.context().mode(AccessMode.valueOf(option(CacheOptions.MODE).toUpperCase(Locale.ROOT)));
        CacheOptions.apply(options(), cache.context());
        cache.remember(CacheOptions.remembered(options()));
        cache.shownMax(options().get(CacheOptions.HOOK_ELEMENTS_MAX).intValue());
        rate = option(CommonOptions.RATE_LIMIT);
        globalRate = option(CommonOptions.GLOBAL_RATE_LIMIT);
        idleNanos = option(CommonOptions.IDLE_TIMEOUT).toNanos();
    }

    @Override
    protected void serve() {
        listener.accept();
        replicator.settle();
        sweeper = loop().scheduleAtFixedRate(this::sweep, SWEEP_MS, SWEEP_MS,
            TimeUnit.MILLISECONDS);
    }

    /** Ends keys that are due and closes connections that were silent for too long. */
    private void sweep() {
        expireDue();
        evict();
        cache.upkeep().compact();
        if (idleNanos > 0) {
            long now = System.nanoTime();
            for (CacheConnection each : List.copyOf(connections)) {
                if (each.isIdle(now, idleNanos)) {
                    each.connection().close();
                }
            }
        }
    }

    /** Looks at the deadlines of waiting commands after a time, if not earlier. */
    private void wakeIn(long delayMs) {
        long nanos = TimeUnit.MILLISECONDS.toNanos(Math.max(delayMs, 1));
        long atNanos = System.nanoTime() + nanos;
        if (waker != null && !waker.isDone()) {
            if (wakeNanos - atNanos <= 0) {
                return;
            }
            waker.cancel(false);
        }
        wakeNanos = atNanos;
        waker = loop().schedule(this::expireDue, nanos, TimeUnit.NANOSECONDS);
    }

    private void expireDue() {
        if (!cache.upkeep().expireDue()) {
            EventLoops.inNextTurn(loop(), this::expireDue);
        }
    }

    private void evict() {
        // Whoever follows another cache lets go what that one does.
        if (!replicator.isFollowing() && !cache.upkeep().evict()) {
            EventLoops.inNextTurn(loop(), this::evict);
        }
    }

    @Override
    protected void quiesce() {
        quiet = true;
        if (sweeper != null) {
            sweeper.cancel(false);
            sweeper = null;
        }
        if (waker != null) {
            waker.cancel(false);
        }
        if (listener != null) {
            unbound = listener.close();
            listener = null;
        }
    }

    /** What is to be written behind is written before {@code on_stop} may close its target. */
    @Override
    protected CompletionStage<Void> finish() {
        return behind.drain();
    }

    @Override
    protected CompletionStage<Void> close(Duration drain) {
        quiesce();
        replicator.close();
        behind.giveUp();
        emptied = new CompletableFuture<>();
        if (persistence.isHolding()) {
            persistence.hold(failure -> closeAll(!drain.isZero()));
        } else {
            closeAll(!drain.isZero());
        }
        if (connections.isEmpty()) {
            emptied.complete(null);
        } else if (!drain.isZero()) {
            ScheduledFuture<?> deadline = loop().schedule(() -> closeAll(false),
                drain.toNanos(), TimeUnit.NANOSECONDS);
            emptied.thenRun(() -> deadline.cancel(false));
        }
        return emptied.thenCombine(unbound, (x, y) -> {
            boundPort = 0;
            cache.forgetWaiting();
            cache.context().scripts().close();
            return null;
        }).thenComposeAsync(x -> persistence.close(), loop());
    }

    private void closeAll(boolean drain) {
        for (CacheConnection each : List.copyOf(connections)) {
            if (drain) {
                each.connection().close();
            } else {
                each.connection().closeNow();
            }
        }
    }

    @Override
    protected void changed(List<Option<?>> rows) {
        readOptions();
        persistence.settings(CacheOptions.persistence(options()));
        replicator.settle();
    }

    @Override
    public int port() {
        return boundPort != 0 ? boundPort : portWanted();
    }

    @Override
    protected void addStats(Map<String, Object> to) {
        to.put("mode", option(CacheOptions.MODE));
    }

    // ---- what scripts call ------------------------------------------------------------------

    /**
     * Runs a command as a client would, in the cache's mode and with its hooks.
     *
     * @param answer told the reply, at once or later
     */
    public void execute(Args args, Cache.Answer answer) {
        requireRunning();
        cache.execute(args, script, answer);
    }

    /**
     * As {@link #execute} without asking hooks: for what a hook of this cache does to its own keys,
     * which would otherwise wait for itself.
     */
    public void executeInHook(Args args, Cache.Answer answer) {
        requireRunning();
        cache.execute(args, hook, answer);
    }

    /** As {@link #executeInHook}, of what may leave the loop to others: a script. */
    public CompletionStage<Reply> evalInHook(Args args) {
        requireRunning();
        CompletableFuture<Reply> result = new CompletableFuture<>();
        cache.execute(args, hooksScript, result::complete);
        return result;
    }

    /** As {@link #execute}. Any thread; completes on the cache's loop. */
    public CompletionStage<Reply> execute(Args args) {
        return onLoop(() -> {
            CompletableFuture<Reply> result = new CompletableFuture<>();
            execute(args, result::complete);
            return result;
        });
    }

    /**
     * Runs a command if a key of database 0 holds a string, with nothing in between. Any thread.
     *
     * @return completes on the cache's loop, with nil when the key holds something else
     */
    public CompletionStage<Reply> executeIf(byte[] key, byte[] held, Args args) {
        return onLoop(() -> {
            CompletableFuture<Reply> result = new CompletableFuture<>();
            requireRunning();
            cache.whenFree(() -> {
                cache.begin();
                if (cache.context().keyspace().database(0).get(key) instanceof byte[] value
                        && Arrays.equals(value, held)) {
                    execute(args, result::complete);
                } else {
                    result.complete(Reply.NIL);
                }
            });
            return result;
        });
    }

    @Override
    public CompletionStage<byte[]> runText(byte[] line, boolean trusted) {
        return onLoop(() -> {
            requireRunning();
            TextCall call = new TextCall(trusted);
            return call.run(new TextSession(network().newConnectionId(), cache, buffers, call,
                CacheOptions.lineBytesMax(options())), line);
        });
    }

    @Override
    public CompletionStage<Void> keep(byte[] key, byte[] value) {
        Args set = Args.of(List.of("SET".getBytes(StandardCharsets.US_ASCII), key, value));
        return execute(set).thenApply(reply -> {
            if (reply.isError()) {
                throw new EngineException(ErrorCode.EIO, reply.line());
            }
            return null;
        });
    }

    @Override
    public int publish(String channel, byte[] message) {
        requireRunning();
        return cache.context().publish(channel.getBytes(StandardCharsets.UTF_8), message);
    }

    /** Open connections. Any thread. */
    public int connections() {
        return (int) counters().get(Metric.CONNECTIONS);
    }

    // ---- for its connections ----------------------------------------------------------------

    /** Whether a connection may stay; if so it is counted until it has left. */
    boolean admit(CacheConnection connection) {
        long max = option(CommonOptions.MAX_CONNECTIONS);
        if (quiet || max != 0 && connections.size() >= max) {
            counters().increment(Metric.REFUSED_CONNECTIONS);
            return false;
        }
        connections.add(connection);
        counters().increment(Metric.TOTAL_CONNECTIONS);
        counters().set(Metric.CONNECTIONS, connections.size());
        return true;
    }

    void left(CacheConnection connection) {
        connections.remove(connection);
        counters().set(Metric.CONNECTIONS, connections.size());
        if (emptied != null && connections.isEmpty()) {
            emptied.complete(null);
        }
    }

    /** Whether it is stopping: no new command is begun. */
    boolean isQuiet() {
        return quiet;
    }

    /** What speaks a new connection's protocol; null while it has not sent enough to tell which. */
    Session session(long id, ByteBuf input, Session.Output output) {
        if (option(CacheOptions.RESP) || input.getByte(input.readerIndex()) == '*') {
            return resp(id, output);
        }
        int from = input.readerIndex();
        int wordEnd = input.forEachByte(from, Math.min(input.readableBytes(), FIRST_WORD_BYTES_MAX),
            each -> each > ' ');
        if (wordEnd < 0 && input.readableBytes() < FIRST_WORD_BYTES_MAX) {
            return null;
        }
        byte[] word = new byte[Math.max(0, wordEnd - from)];
        input.getBytes(from, word);
        Command row = CommandTable.find(Args.of(List.of(word)));
        // What the line protocol has no word for, as PING, is a line of Redis's.
        return row != null && row.text() == null ? resp(id, output)
            : new TextSession(id, cache, buffers, output, CacheOptions.lineBytesMax(options()));
    }

    private Session resp(long id, Session.Output output) {
        return new RespSession(id, cache, buffers, output, CacheOptions.limits(options()));
    }

    /** Whether there is a rate limit. */
    boolean isLimited() {
        return rate > 0 || globalRate > 0;
    }

    /** Counts a command; false when a rate limit drops it. */
    boolean admitsCommand(CacheConnection from) {
        counters().increment(Metric.TOTAL_MESSAGES);
        if (!isLimited()) {
            return true;
        }
        long now = System.nanoTime();
        boolean admitted = from.tryTake(rate, now) && globalLimit.tryTake(globalRate, now);
        if (!admitted) {
            counters().increment(Metric.DROPPED_MESSAGES);
        }
        return admitted;
    }

    /** An array that holds at least {@code length} bytes, until the next call. */
    byte[] scratch(int length) {
        if (length > scratch.length || scratch.length > SCRATCH_BYTES_KEPT_MAX) {
            scratch = new byte[Math.max(SCRATCH_BYTES_MIN, length)];
        }
        return scratch;
    }

    /** What commands see of it. */
    private final class Serving implements Server {
        @Override
        public OptionSet options() {
            return CacheRuntime.this.options();
        }

        @Override
        public void change(OptionSet next) {
            CacheOptions.check(next);
            CacheRuntime.this.options(next);
        }

        @Override
        public long count(Metric metric) {
            return counters().get(metric);
        }

        @Override
        public void after(long delayMs, Runnable work) {
            loop().schedule(work, delayMs, TimeUnit.MILLISECONDS);
        }

        @Override
        public boolean stop() {
            // In a turn of its own: the command that asks is being run.
            loop().execute(CacheRuntime.this::stop);
            return true;
        }
    }

    /** A caller in this process. */
    private static final class LocalClient extends Client {
        private final boolean hooked;
        private final boolean turns;

        LocalClient(boolean hooked, boolean turns) {
            super(0);
            this.hooked = hooked;
            this.turns = turns;
            denyBlocking(!turns);
        }

        @Override
        protected void push(
                Channels.Source source, byte[] pattern, byte[] channel, byte[] message) {
            throw new IllegalStateException("a local caller cannot subscribe");
        }

        @Override
        protected boolean isText() {
            return false;
        }

        @Override
        protected boolean canSubscribe() {
            return false;
        }

        @Override
        public boolean isHooked() {
            return hooked;
        }

        @Override
        public boolean takesTurns() {
            return turns;
        }

        @Override
        protected String address() {
            return "local";
        }
    }
}
