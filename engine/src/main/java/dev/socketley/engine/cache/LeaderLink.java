package dev.socketley.engine.cache;

import dev.socketley.engine.BackOff;
import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.Registry;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.Target;
import dev.socketley.engine.cache.command.Replication.Place;
import dev.socketley.engine.cache.command.Replication;
import dev.socketley.engine.cache.durable.RecordStream;
import dev.socketley.engine.cache.store.Keyspace;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.net.Connection;
import dev.socketley.engine.net.ConnectionHandler;
import dev.socketley.engine.net.Dial;
import dev.socketley.engine.net.HostPort;
import dev.socketley.engine.net.Network;
import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.resp.RespWriter;
import dev.socketley.engine.tls.ClientTls;
import dev.socketley.engine.tls.TlsOptions;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The connection of a cache to the one that it follows. What that holds is loaded beside the keys that
 * there are, takes their place when it is complete, and then changes as the leader's does, at the times
 * that the leader tells. When the connection is lost it is made again. Until then time stands still for a
 * while, so that no key ends that the leader may have kept, and it can go on where it was if the leader
 * has what it missed; else everything is sent again.
 *
 * <p>Thread: the cache's home loop. Bounds: one record is held, and during a load the keys of both.
 */
final class LeaderLink implements ConnectionHandler {
    private static final long RETRY_MS_MIN = 100;
    private static final long RETRY_MS_MAX = 5000;
    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
    /** The leader tells the time ten times a second. */
    private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(20);
    /** How long after the leader was heard last it may go on where it was. */
    static final long RESUME_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int LINE_BYTES_MAX = 1024;

    private static final Pattern BEGINS = Pattern.compile("\\+(FULL|CONTINUE) (\\S{1,64}) (\\d{1,18})");

    enum State { CONNECTING, LOADING, FOLLOWING, ENDED }

    private final CacheRuntime runtime;
    private final Target leader;
    private final BackOff backOff = new BackOff();
    private ScheduledFuture<?> next;
    private ScheduledFuture<?> watch;
    private ClientTls tls;
    private Connection connection;
    private State state = State.CONNECTING;
    private RecordStream stream;
    /** Takes what comes; null without a connection. */
    private Replay replay;
    private int linesWanted;
    private boolean told;
    private boolean synced;
    /** What it has of the leader's changes; null when that is of no use to it. */
    private Place place;
    /** The place that the keys have that are being sent. */
    private Place begun;
    /** Whether the leader was asked for what comes behind the place and has not answered. */
    private boolean resuming;
    private long leaderMs;
    private long heardNanos;

    LeaderLink(CacheRuntime runtime, Target leader) {
        this.runtime = runtime;
        this.leader = leader;
    }

    Target leader() {
        return leader;
    }

    State state() {
        return state;
    }

    /** Bytes of the leader's changes that it has, as the leader counts them. */
    long position() {
        return place == null ? 0 : place.position();
    }

    /** Keys are others now than the leader's at its place. */
    void forgetPlace() {
        place = null;
    }

    /** The leader's time as it told it last, going on by itself when it was not heard for long. */
    long nowMs(long ownMs) {
        if (!synced) {
            return ownMs;
        }
        return state == State.FOLLOWING || resuming || isResumable() ? leaderMs
            : leaderMs + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - heardNanos);
    }

    private boolean isResumable() {
        return place != null && System.nanoTime() - heardNanos < RESUME_NANOS;
    }

    // ---- connecting -------------------------------------------------------------------------

    void connect() {
        if (state == State.ENDED) {
            return;
        }
        Registry registry = runtime.engine().registry();
        Runtime named = leader.runtime() == null ? null : registry.get(leader.runtime());
        if (named != null && !(named instanceof CacheRuntime)) {
            failed("it is a " + named.type().word() + ", not a cache");
            return;
        }
        HostPort at = leader.locate(registry);
        if (at == null) {
            failed("runtime '" + leader + "' is not running");
            return;
        }
        Network network = runtime.engine().network();
        tls().thenComposeAsync(secure -> network.resolve(at).thenComposeAsync(address -> {
                checkNotEnded();
                return network.connect(runtime.loop(), new Dial(at, address, CONNECT_MAX,
                    CommonOptions.stream(runtime.options()), secure), this);
            }, runtime.loop()), runtime.loop())
            .whenCompleteAsync((made, cause) -> {
                if (cause != null) {
                    failed(EngineException.of(cause).getMessage());
                } else {
                    opened(made);
                }
            }, runtime.loop());
    }

    private CompletionStage<ClientTls> tls() {
        return !leader.isSecure() || tls != null ? CompletableFuture.completedFuture(tls)
            : ClientTls.opening(runtime.name(), runtime.options(), TlsOptions.TO_LEADER)
                .thenApplyAsync(this::keep, runtime.loop());
    }

    /** What comes after the end has nobody else to close it. */
    private ClientTls keep(ClientTls opened) {
        if (state == State.ENDED) {
            opened.close();
        }
        checkNotEnded();
        tls = opened;
        return opened;
    }

    private void checkNotEnded() {
        if (state == State.ENDED) {
            throw new EngineException(ErrorCode.ESTATE, "no leader is followed any more");
        }
    }

    private void failed(String cause) {
        if (!told && state != State.ENDED) {
            told = true;
            Log.warn("leader_unreachable", "name", runtime.name(), "leader", leader, "cause", cause);
        }
        again();
    }

    private void again() {
        if (state != State.ENDED) {
            state = State.CONNECTING;
            next = runtime.loop().schedule(this::connect, backOff.next(RETRY_MS_MIN, RETRY_MS_MAX),
                TimeUnit.MILLISECONDS);
        }
    }

    private void opened(Connection made) {
        if (state == State.ENDED || !made.isOpen()) {
            made.closeNow();
            again();
            return;
        }
        connection = made;
        stream = new RecordStream();
        RespWriter out = new RespWriter();
        String password = runtime.option(CacheOptions.REPLICATE_PASSWORD);
        linesWanted = password.isEmpty() ? 2 : 3;
        if (!password.isEmpty()) {
            command(out, "AUTH", password);
        }
        resuming = isResumable();
        if (resuming) {
            command(out, "REPLICATE", "" + Replication.VERSION, place.id(), "" + place.position());
        } else {
            place = null;
            command(out, "REPLICATE", "" + Replication.VERSION);
        }
        made.write(made.alloc().directBuffer(out.length())
            .writeBytes(out.bytes(), 0, out.length()));
        watch = runtime.loop().scheduleAtFixedRate(this::watch, 1, 1, TimeUnit.SECONDS);
        made.resume();
    }

    private static void command(RespWriter out, String... words) {
        out.array(words.length);
        for (String each : words) {
            out.bulk(each.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void watch() {
        if (System.nanoTime() - connection.lastReadNanos() > SILENT_NANOS) {
            lost("it says nothing");
        }
    }

    // ---- what it sends ----------------------------------------------------------------------

    @Override
    public void onReadable(Connection from, ByteBuf input) {
        if (from != connection) {
            return;
        }
        if (runtime.cache().isScripting()) {
            from.pause();
            runtime.cache().whenFree(from::resume);
            return;
        }
        long before = stream.position();
        try {
            while (linesWanted > 0) {
                if (!line(input)) {
                    return;
                }
            }
            records(input);
        } catch (ProtocolException e) {
            // A part of a record may have been run.
            forgetPlace();
            lost(e.getMessage());
            return;
        }
        if (stream.position() != before && from.isOpen()) {
            from.write(from.alloc().directBuffer(Long.BYTES).writeLong(stream.position()));
        }
    }

    /** One of the replies before the records. */
    private boolean line(ByteBuf input) throws ProtocolException {
        int length = input.bytesBefore((byte) '\n');
        if (length < 0) {
            if (input.readableBytes() > LINE_BYTES_MAX) {
                throw new ProtocolException(0, "it does not speak Redis's protocol");
            }
            return false;
        }
        String text = input.readCharSequence(length, StandardCharsets.UTF_8).toString().strip();
        input.skipBytes(1);
        if (!text.startsWith("+")) {
            throw new ProtocolException(0, text.isEmpty() ? text : text.substring(1));
        }
        linesWanted--;
        if (linesWanted == 0) {
            begins(text);
        }
        return true;
    }

    /** The last line says where the records begin. */
    private void begins(String line) throws ProtocolException {
        Matcher words = BEGINS.matcher(line);
        if (!words.matches()) {
            throw new ProtocolException(0, "it does not say where it begins");
        }
        begun = new Place(words.group(2), Long.parseLong(words.group(3)));
        if (words.group(1).equals("FULL")) {
            state = State.LOADING;
            replay = new Loading(new Keyspace(runtime.cache().context().keyspace().now(),
                (store, key) -> { }));
        } else if (resuming && begun.equals(place)) {
            follows(runtime.cache().context().keyspace(), true);
        } else {
            throw new ProtocolException(0, "it goes on where nobody asked for it");
        }
        resuming = false;
    }

    private void records(ByteBuf input) throws ProtocolException {
        runtime.cache().begin();
        try {
            while (input.readableBytes() >= RecordStream.HEADER_BYTES) {
                byte[] header = new byte[RecordStream.HEADER_BYTES];
                input.getBytes(input.readerIndex(), header);
                int length = stream.length(header);
                if (input.readableBytes() < length) {
                    break;
                }
                byte[] record = new byte[length];
                input.readBytes(record);
                boolean isChange = state == State.FOLLOWING;
                stream.read(record, length, replay);
                if (isChange && place != null) {
                    place = new Place(place.id(), place.position() + length - RecordStream.HEADER_BYTES);
                }
            }
            if (state == State.FOLLOWING) {
                replay.finish();
            }
        } finally {
            runtime.cache().end();
        }
    }

    private void heard(long ms) {
        leaderMs = ms;
        heardNanos = System.nanoTime();
    }

    /** Everything that the leader holds has come. */
    private void loaded(Keyspace keys) {
        synced = true;
        runtime.persistence().replace(keys, reply -> { });
        place = begun;
        follows(keys, false);
    }

    /** From here on the leader's changes come. */
    private void follows(Keyspace keys, boolean resumed) {
        state = State.FOLLOWING;
        backOff.reset();
        told = false;
        replay = new Following();
        Log.info("leader_followed", "name", runtime.name(), "leader", leader, "keys", keys.size(),
            "resumed", resumed);
    }

    /** Fills a keyspace of its own, until all keys have come. */
    private final class Loading extends Replay {
        private final Keyspace keys;

        Loading(Keyspace keys) {
            super(keys, runtime.cache().context().encodings());
            this.keys = keys;
        }

        @Override
        public void time(long ms) {
            heard(ms);
            super.time(ms);
        }

        @Override
        public void end(long count) {
            super.end(count);
            loaded(keys);
        }
    }

    /** Changes the keys that there are. */
    private final class Following extends Replay {
        Following() {
            super(runtime.cache().context());
        }

        @Override
        public void time(long ms) {
            heard(ms);
            super.time(ms);
        }
    }

    // ---- end --------------------------------------------------------------------------------

    @Override
    public void onClose(Connection closed) {
        if (closed == connection) {
            lost("it has closed the connection");
        }
    }

    private void lost(String cause) {
        Connection was = connection;
        connection = null;
        replay = null;
        resuming = false;
        watch.cancel(false);
        if (state != State.ENDED && !told) {
            told = true;
            Log.warn("leader_lost", "name", runtime.name(), "leader", leader, "cause", cause);
        }
        was.closeNow();
        again();
    }

    /** Follows no longer; what it has it keeps. */
    void end() {
        state = State.ENDED;
        if (next != null) {
            next.cancel(false);
        }
        if (connection != null) {
            lost("");
        }
        if (tls != null) {
            tls.close();
        }
    }
}
