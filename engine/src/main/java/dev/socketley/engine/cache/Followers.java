package dev.socketley.engine.cache;

import dev.socketley.engine.cache.command.Replication;
import dev.socketley.engine.cache.durable.Chunk;
import dev.socketley.engine.cache.durable.ChunkSink;
import dev.socketley.engine.cache.durable.RecordStream;
import dev.socketley.engine.cache.store.Keyspace;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.net.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Those who follow a cache. While there are any, every change is noted as for a log and sent to them;
 * with no change they are told the time, by which their keys end. The last changes are kept, also for a
 * while after the last one has left, for those who come back.
 *
 * <p>Thread: the cache's home loop. Bounds: {@code replicate-backlog-bytes-max} for each, and
 * {@code replicate-resume-bytes-max} for all.
 */
final class Followers implements ChunkSink {
    /** How late a follower may see that a key has ended. */
    private static final long TICK_MS = 100;
    private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(60);
    /** How long changes are noted when nobody is there; whoever was then begins anew. */
    private static final long ALONE_NANOS = LeaderLink.RESUME_NANOS + TimeUnit.SECONDS.toNanos(5);

    private record Waiting(long position, long followers, Runnable work) {}

    private final String name;
    private final Cache cache;
    private final Keyspace keyspace;
    private final ScheduledExecutorService loop;
    private final LongSupplier backlogBytesMax;
    private final List<Follower> all = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private Journal journal;
    private ScheduledFuture<?> ticker;
    private Chunk spare = new Chunk();
    private boolean handing;
    private long handedBytes;
    /** Names the changes since the journal was made. */
    private String id;
    private final Backlog backlog;
    private long aloneSince;
    private long begunCount;
    private long resumedCount;

    Followers(String name, Cache cache, ScheduledExecutorService loop, LongSupplier backlogBytesMax,
            LongSupplier resumeBytesMax) {
        backlog = new Backlog(resumeBytesMax);
        this.name = name;
        this.cache = cache;
        this.loop = loop;
        this.backlogBytesMax = backlogBytesMax;
        keyspace = cache.context().keyspace();
    }

    List<Follower> all() {
        return all;
    }

    long backlogBytesMax() {
        return backlogBytesMax.getAsLong();
    }

    String id() {
        return id;
    }

    long keptBytes() {
        return backlog.bytes();
    }

    /** How many were sent all keys. */
    long begunCount() {
        return begunCount;
    }

    /** How many went on where they were. */
    long resumedCount() {
        return resumedCount;
    }

    /** Begins to send every change behind a place, or all keys and then every change. */
    Follower add(Connection connection, Replication.Place from) {
        if (journal == null) {
            begin();
        }
        hand();
        Follower follower = new Follower(this, connection);
        all.add(follower);
        List<byte[]> missed = from == null || !from.id().equals(id) ? null : backlog.from(from.position());
        Log.info("follower_joined", "name", name, "address", follower.address(), "resumed", missed != null);
        if (missed != null) {
            resumedCount++;
            follower.resumes(from.position(), missed);
            return follower;
        }
        begunCount++;
        cache.persistence().copyTo(follower, () -> {
            hand();
            if (follower.failure() == null) {
                follower.completes();
            }
        });
        return follower;
    }

    private void begin() {
        id = UUID.randomUUID().toString();
        backlog.clear(handedBytes);
        journal = new Journal(keyspace, Long.MAX_VALUE);
        journal.write(this);
        keyspace.listen(journal);
        cache.context().listen(journal);
        ticker = loop.scheduleAtFixedRate(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    }

    /** Notes changes no longer. */
    void end() {
        if (journal != null) {
            keyspace.forget(journal);
            cache.context().forget(journal);
            journal = null;
            ticker.cancel(false);
            backlog.clear(handedBytes);
        }
    }

    /** Lets one go. */
    void lose(Follower follower, String cause) {
        if (!all.remove(follower)) {
            return;
        }
        Log.warn("follower_lost", "name", name, "address", follower.address(), "cause", cause);
        follower.close();
        aloneSince = System.nanoTime();
    }

    /** Lets all go, and nobody who comes can go on: what they have is not what there is. */
    void loseAll(String cause) {
        List.copyOf(all).forEach(each -> lose(each, cause));
        end();
    }

    // ---- changes ----------------------------------------------------------------------------

    /** Commands have been run: what they changed is sent, at the latest soon. */
    void turn() {
        if (journal == null || handing || journal.pendingBytes() == 0) {
            return;
        }
        if (journal.isLarge()) {
            journal.hand();
        } else {
            handing = true;
            loop.execute(this::handOver);
        }
    }

    private void handOver() {
        handing = false;
        hand();
    }

    /** Sends what was changed until now. */
    void hand() {
        if (journal != null) {
            journal.hand();
        }
    }

    /** Something was published, which followers are to hear of. */
    void published(byte[]... command) {
        if (journal != null && !all.isEmpty()) {
            journal.tells(command);
            turn();
        }
    }

    private void tick() {
        hand();
        if (all.isEmpty()) {
            if (System.nanoTime() - aloneSince > ALONE_NANOS) {
                end();
            }
            return;
        }
        if (!cache.isScripting()) {
            cache.begin();
            hand(time());
            cache.end();
        }
        for (Follower each : List.copyOf(all)) {
            if (each.silentNanos() > SILENT_NANOS) {
                lose(each, "it says nothing");
            }
        }
    }

    /** What tells followers the time. */
    Chunk time() {
        Chunk time = new Chunk();
        time.time(keyspace.now());
        return time;
    }

    @Override
    public Chunk chunk() {
        Chunk chunk = spare == null ? new Chunk() : spare;
        spare = null;
        return chunk;
    }

    @Override
    public long hand(Chunk chunk) {
        handedBytes += chunk.length();
        byte[] record = RecordStream.record(chunk);
        backlog.add(record, handedBytes);
        for (Follower each : List.copyOf(all)) {
            if (each.hasBegun()) {
                each.take(record, handedBytes);
            }
        }
        chunk.clear();
        spare = chunk;
        return handedBytes;
    }

    @Override
    public long backlogBytes() {
        return 0;
    }

    @Override
    public String failure() {
        return null;
    }

    // ---- who has what -----------------------------------------------------------------------

    /** Bytes of changes until now. */
    long position() {
        return handedBytes + (journal == null ? 0 : journal.pendingBytes());
    }

    /** How many have what there was at a position. */
    int have(long position) {
        return (int) all.stream().filter(each -> each.known() >= position).count();
    }

    /** Does something then; answers what forgets that. */
    Runnable whenHave(long position, long followers, Runnable work) {
        Waiting entry = new Waiting(position, followers, work);
        waiting.add(entry);
        return () -> waiting.remove(entry);
    }

    /** One has said what it has. */
    void heard() {
        List<Waiting> over = waiting.stream()
            .filter(each -> have(each.position()) >= each.followers()).toList();
        waiting.removeAll(over);
        over.forEach(each -> each.work().run());
    }
}
