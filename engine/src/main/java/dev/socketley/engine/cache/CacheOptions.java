package dev.socketley.engine.cache;

import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.cache.durable.Fsync;
import dev.socketley.engine.cache.command.CacheContext;
import dev.socketley.engine.cache.command.Encodings;
import dev.socketley.engine.cache.command.ScriptEngine;
import dev.socketley.engine.cache.command.Scripts;
import dev.socketley.engine.cache.store.Limits;
import dev.socketley.engine.cache.store.EvictionPolicy;
import dev.socketley.engine.ListenOptions;
import dev.socketley.engine.Listening;
import dev.socketley.engine.Target;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.Option.Applies;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.option.Places;
import dev.socketley.engine.protocol.resp.RespLimits;
import dev.socketley.engine.tls.TlsOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Options of caches beside the common ones. */
public final class CacheOptions {
    public static final Option<String> MODE = Option.word("mode", "readwrite", "readonly", "admin")
        .applies(Applies.LIVE)
        .help("readonly refuses every command that changes a key; admin also allows "
            + "commands that concern the cache's files.");

    public static final Option<Boolean> RESP = Option.bool("resp")
        .help("Speak only Redis's protocol. Otherwise a connection speaks the line protocol "
            + "if its first byte is not '*' and its first word is not one of Redis's own "
            + "commands, such as PING.");

    public static final Option<Long> BULK_BYTES_MAX = Option.bytes("bulk-bytes-max", 16, 512L << 20)
        .fallback(64L << 20).help("Longest key or value a Redis command may carry.");

    public static final Option<Long> COMMAND_BYTES_MAX = Option
        .bytes("command-bytes-max", 64, 1L << 30).fallback(128L << 20)
        .help("Longest Redis command, all arguments together.");

    public static final Option<Long> COMMAND_ARGS_MAX = Option
        .integer("command-args-max", 4, 1L << 20).fallback(1L << 20)
        .help("Arguments that one Redis command may have.");

    public static final Option<Long> INLINE_BYTES_MAX = Option
        .bytes("inline-bytes-max", 64, 1L << 20).fallback(64L << 10)
        .help("Longest Redis command sent as a line.");

    public static final Option<String> PASSWORD = Option.string("password")
        .applies(Applies.LIVE).fallback("")
        .help("Password that clients must send with AUTH before anything else; Redis's "
            + "requirepass.");

    public static final Option<String> PERSISTENT = Option.string("persistent").file()
        .help("File that keeps the data: loaded at start, written at stop and by SAVE and "
            + "flush. Empty keeps nothing.");

    public static final Option<Boolean> APPEND_LOG = Option.bool("append-log").applies(Applies.LIVE)
        .help("Write every change to a log, a directory beside the persistent file named "
            + "after it with .log added, so that a crash loses no more than fsync allows.");

    public static final Option<String> FSYNC = Option.word("fsync", "everysec", "always", "no")
        .applies(Applies.LIVE)
        .help("When the log is forced to disk: before every reply (always), every second, "
            + "or never.");

    public static final Option<String> SAVE = Option.pairs("save").applies(Applies.LIVE)
        .help("Write the persistent file automatically: pairs of seconds and changed keys, "
            + "such as '900 1 300 10'. Empty: only at stop and on request.");

    public static final Option<Long> LOG_REWRITE_PERCENT = Option
        .integer("log-rewrite-percent", 0, 1_000_000).fallback(100L).applies(Applies.LIVE)
        .help("Growth of the log since its last rewrite at which it is rewritten. 0 means "
            + "never.");

    public static final Option<Long> LOG_REWRITE_BYTES_MIN = Option
        .bytes("log-rewrite-bytes-min", 0, 1L << 50).fallback(64L << 20).applies(Applies.LIVE)
        .help("Size below which the log is not rewritten automatically.");

    public static final Option<Long> LOG_BACKLOG_BYTES_MAX = Option
        .bytes("log-backlog-bytes-max", 1024, 1L << 34).fallback(128L << 20).applies(Applies.LIVE)
        .help("Changes that may wait for the disk; above this, clients are read more "
            + "slowly.");

    /** A larger compact value would be slow to change. */
    private static final long COMPACT_MAX = 1 << 13;

    public static final Option<Long> HASH_MAX_LISTPACK_ENTRIES = compact(
        "hash-max-listpack-entries", 128, "Fields up to which a hash is stored compactly.");

    public static final Option<Long> HASH_MAX_LISTPACK_VALUE = compact(
        "hash-max-listpack-value", 64, "Bytes of a field or value up to which its hash is stored compactly.");

    public static final Option<Long> SET_MAX_INTSET_ENTRIES = compact(
        "set-max-intset-entries", 512, "Members up to which a set of integers is stored compactly.");

    public static final Option<Long> SET_MAX_LISTPACK_ENTRIES = compact(
        "set-max-listpack-entries", 128, "Members up to which a set is stored compactly.");

    public static final Option<Long> SET_MAX_LISTPACK_VALUE = compact(
        "set-max-listpack-value", 64, "Bytes of a member up to which its set is stored compactly.");

    public static final Option<Long> ZSET_MAX_LISTPACK_ENTRIES = compact(
        "zset-max-listpack-entries", 128, "Members up to which a sorted set is stored compactly.");

    public static final Option<Long> ZSET_MAX_LISTPACK_VALUE = compact(
        "zset-max-listpack-value", 64, "Bytes of a member up to which its sorted set is stored compactly.");

    public static final Option<Long> LIST_MAX_LISTPACK_SIZE = Option
        .integer("list-max-listpack-size", -2, COMPACT_MAX).fallback(-2L).applies(Applies.LIVE)
        .help("Elements in one node of a list, 8 KB at most; -1 means 4 KB, -2 means 8 KB.");

    public static final Option<Long> MAXMEMORY = Option.bytes("maxmemory", 0, 1L << 50)
        .applies(Applies.LIVE)
        .help("Heap bytes that keys and values may take. 0 means no limit.");

    public static final Option<String> EVICTION = Option
        .word("eviction", EvictionPolicy.words().toArray(String[]::new)).applies(Applies.LIVE)
        .help("What happens above maxmemory: noeviction refuses commands that need more; "
            + "the others drop keys (allkeys: any, volatile: those with a deadline) by last "
            + "use, frequency, chance or deadline.");

    public static final Option<Long> MAXMEMORY_SAMPLES = Option
        .integer("maxmemory-samples", 1, 64).fallback(5L).applies(Applies.LIVE)
        .help("Keys sampled for each eviction: more choose better and take longer.");

    private static final Duration LONGEST = Duration.ofDays(365);

    public static final Option<String> WRITE = Option.word("write", "through", "behind")
        .help("When on_write, on_delete and on_write_many are called: through, before a "
            + "change is made; behind, after it and in batches.");

    public static final Option<Long> WRITE_BATCH_MAX = Option
        .integer("write-batch-max", 1, 1 << 20).fallback(100L)
        .help("Keys in one batch of write-behind.");

    public static final Option<Duration> WRITE_DELAY = Option
        .millis("write-delay-ms", Duration.ZERO, Duration.ofHours(1))
        .fallback(Duration.ofMillis(100))
        .help("How long a change may wait to be written behind together with others.");

    public static final Option<Long> WRITE_QUEUE_MAX = Option
        .integer("write-queue-max", 1, 1 << 24).fallback(10_000L)
        .help("Keys that may wait to be written behind; above this, clients that write "
            + "wait.");

    public static final Option<Duration> WRITE_RETRY_MAX = Option
        .millis("write-retry-ms-max", Duration.ofMillis(1), Duration.ofHours(1))
        .fallback(Duration.ofSeconds(30))
        .help("Longest pause before a failed write-behind is tried again; pauses double "
            + "from 100 ms.");

    public static final Option<Long> HOOK_ELEMENTS_MAX = Option
        .integer("hook-elements-max", 1, Integer.MAX_VALUE).fallback(1000L).applies(Applies.LIVE)
        .help("Largest list, set, hash or sorted set that on_write is shown; for a larger "
            + "one it gets the command instead of the value. Write-behind always shows all "
            + "of it.");

    public static final Option<Duration> STALE_TTL = Option
        .seconds("stale-ttl", Duration.ZERO, LONGEST).fallback(Duration.ZERO)
        .applies(Applies.LIVE)
        .help("How long an expired string is still shown when on_miss fails. 0 means never.");

    public static final Option<Duration> MISS_TTL = Option
        .seconds("miss-ttl", Duration.ZERO, LONGEST).fallback(Duration.ZERO)
        .applies(Applies.LIVE)
        .help("How long on_miss is not asked again for a key it did not have. 0 asks every "
            + "time.");

    public static final Option<Long> STALE_BYTES_MAX = Option
        .bytes("stale-bytes-max", 0, 1L << 40).fallback(64L << 20).applies(Applies.LIVE)
        .help("Heap bytes for what stale-ttl and miss-ttl remember; above this the oldest "
            + "are dropped.");

    public static final Option<Long> SLOWLOG_LOG_SLOWER_THAN = Option
        .integer("slowlog-log-slower-than", -1, Long.MAX_VALUE / 1000).fallback(10_000L)
        .applies(Applies.LIVE)
        .help("Microseconds from which a command is recorded for SLOWLOG. -1 means never.");

    public static final Option<Long> SLOWLOG_MAX_LEN = Option
        .integer("slowlog-max-len", 0, 100_000).fallback(128L).applies(Applies.LIVE)
        .help("Commands that SLOWLOG keeps.");

    public static final Option<Long> LATENCY_MONITOR_THRESHOLD = Option
        .integer("latency-monitor-threshold", 0, Integer.MAX_VALUE).applies(Applies.LIVE)
        .help("Milliseconds from which an event is recorded for LATENCY. 0 records none.");

    public static final Option<Long> TRACKING_TABLE_MAX_KEYS = Option
        .integer("tracking-table-max-keys", 1, 1 << 30).fallback(1_000_000L).applies(Applies.LIVE)
        .help("Keys remembered for CLIENT TRACKING; above this the oldest are reported as "
            + "changed.");

    public static final Option<String> NOTIFY_KEYSPACE_EVENTS = Option
        .string("notify-keyspace-events").applies(Applies.LIVE)
        .help("Which changes of keys are published, in Redis's letters: K and E for the "
            + "channels, g$lshzxe or A for the events. Empty publishes none.");

    public static final Option<Duration> SCRIPT_MS_MAX = Option
        .millis("script-ms-max", Duration.ofMillis(1), Duration.ofMinutes(1))
        .fallback(Duration.ofSeconds(5)).applies(Applies.LIVE)
        .help("How long an EVAL script may run. It yields the loop to other runtimes every "
            + "millisecond, while other commands of the cache wait. A longer one is ended "
            + "with an error; its changes stay.");

    public static final Option<Duration> SCRIPT_BUSY_MS = Option
        .millis("script-busy-ms", Duration.ZERO, Duration.ofMinutes(1))
        .fallback(Duration.ofSeconds(1)).applies(Applies.LIVE)
        .help("How long other commands wait for an EVAL script. After that they are "
            + "answered BUSY, and SCRIPT KILL may end a script that has changed nothing.");

    public static final Option<Long> SCRIPT_MEMORY_MAX = Option
        .bytes("script-memory-max", 0, 1L << 40).fallback(128L << 20).applies(Applies.LIVE)
        .help("Bytes that EVAL scripts may hold. 0 means no limit.");

    public static final Option<Long> SCRIPTS_MAX = Option
        .integer("scripts-max", 1, 1_000_000).fallback(1000L).applies(Applies.LIVE)
        .help("Scripts kept for EVALSHA; the least recently used are forgotten.");

    public static final Option<Long> SCRIPTS_BYTES_MAX = Option
        .bytes("scripts-bytes-max", 1024, 1L << 32).fallback(16L << 20).applies(Applies.LIVE)
        .help("Bytes of source of the scripts kept for EVALSHA.");

    public static final Option<String> REPLICATE = Option.string("replicate")
        .applies(Applies.LIVE).fallback("")
        .help("Cache to follow: host:port, tls://host:port, unix:/path or the name of a "
            + "runtime. Its keys replace those of this cache, and clients may only read.");

    public static final Option<String> REPLICATE_PASSWORD = Option.string("replicate-password")
        .sensitive().help("Password of the cache that is followed.");

    public static final Option<Long> REPLICATE_BACKLOG_BYTES_MAX = Option
        .bytes("replicate-backlog-bytes-max", 1024, 1L << 36).fallback(256L << 20).applies(Applies.LIVE)
        .help("Changes that may wait for one follower; one that falls further behind is "
            + "disconnected and starts over.");

    public static final Option<Long> REPLICATE_RESUME_BYTES_MAX = Option
        .bytes("replicate-resume-bytes-max", 0, 1L << 36).fallback(16L << 20).applies(Applies.LIVE)
        .help("Latest changes kept for followers that lost their connection, so that they "
            + "need not start over.");

    public static final List<Option<?>> ALL = TlsOptions.join(List.of(MODE, PASSWORD, RESP,
        BULK_BYTES_MAX, COMMAND_BYTES_MAX, COMMAND_ARGS_MAX, INLINE_BYTES_MAX, PERSISTENT,
        APPEND_LOG, FSYNC, SAVE,
        LOG_REWRITE_PERCENT, LOG_REWRITE_BYTES_MIN, LOG_BACKLOG_BYTES_MAX,
        HASH_MAX_LISTPACK_ENTRIES, HASH_MAX_LISTPACK_VALUE, SET_MAX_INTSET_ENTRIES,
        SET_MAX_LISTPACK_ENTRIES, SET_MAX_LISTPACK_VALUE, ZSET_MAX_LISTPACK_ENTRIES,
        ZSET_MAX_LISTPACK_VALUE, LIST_MAX_LISTPACK_SIZE, MAXMEMORY, EVICTION,
        MAXMEMORY_SAMPLES, WRITE, WRITE_BATCH_MAX, WRITE_DELAY, WRITE_QUEUE_MAX, WRITE_RETRY_MAX,
        HOOK_ELEMENTS_MAX, STALE_TTL, MISS_TTL, STALE_BYTES_MAX,
        SLOWLOG_LOG_SLOWER_THAN, SLOWLOG_MAX_LEN, LATENCY_MONITOR_THRESHOLD,
        TRACKING_TABLE_MAX_KEYS, NOTIFY_KEYSPACE_EVENTS,
        SCRIPT_MS_MAX, SCRIPT_BUSY_MS, SCRIPT_MEMORY_MAX, SCRIPTS_MAX, SCRIPTS_BYTES_MAX,
        REPLICATE, REPLICATE_PASSWORD, REPLICATE_BACKLOG_BYTES_MAX, REPLICATE_RESUME_BYTES_MAX),
        ListenOptions.ALL, TlsOptions.TO_LEADER.all());

    private CacheOptions() {}

    private static Option<Long> compact(String name, long fallback, String help) {
        return Option.integer(name, 0, COMPACT_MAX).fallback(fallback).applies(Applies.LIVE)
            .help(help);
    }

    /** Lets what the options say of commands and memory hold from now on. */
    static void apply(OptionSet options, CacheContext to) {
        to.encodings(encodings(options));
        to.eviction().limit(options.get(MAXMEMORY), EvictionPolicy.of(options.get(EVICTION)),
            options.get(MAXMEMORY_SAMPLES).intValue());
        to.clients().password(options.get(PASSWORD));
        to.keyEvents().want(options.get(NOTIFY_KEYSPACE_EVENTS));
        to.slowLog().limit(options.get(SLOWLOG_LOG_SLOWER_THAN),
            options.get(SLOWLOG_MAX_LEN).intValue());
        to.latency().threshold(options.get(LATENCY_MONITOR_THRESHOLD));
        to.tracking().keysMax(options.get(TRACKING_TABLE_MAX_KEYS).intValue());
        to.scripts().settings(scripts(options));
    }

    static Scripts.Settings scripts(OptionSet options) {
        return new Scripts.Settings(options.get(SCRIPTS_MAX).intValue(),
            options.get(SCRIPTS_BYTES_MAX), options.get(SCRIPT_BUSY_MS).toMillis(), new ScriptEngine.Bounds(
                options.get(SCRIPT_MS_MAX).toMillis(), options.get(SCRIPT_MEMORY_MAX)));
    }

    static Encodings encodings(OptionSet options) {
        return new Encodings(
            limits(options, HASH_MAX_LISTPACK_ENTRIES, HASH_MAX_LISTPACK_VALUE),
            limits(options, SET_MAX_LISTPACK_ENTRIES, SET_MAX_LISTPACK_VALUE),
            limits(options, ZSET_MAX_LISTPACK_ENTRIES, ZSET_MAX_LISTPACK_VALUE),
            options.get(SET_MAX_INTSET_ENTRIES).intValue(),
            listLimit(options.get(LIST_MAX_LISTPACK_SIZE).intValue()));
    }

    /** As {@link Encodings} has it: bytes, or entries when negative. */
    private static int listLimit(int size) {
        return size < 0 ? 2048 << -size : -size;
    }

    private static Limits limits(OptionSet options, Option<Long> entries, Option<Long> bytes) {
        return new Limits(options.get(entries).intValue(), options.get(bytes).intValue());
    }

    static RespLimits limits(OptionSet options) {
        return new RespLimits(options.get(COMMAND_ARGS_MAX).intValue(),
            options.get(BULK_BYTES_MAX).intValue(), options.get(COMMAND_BYTES_MAX).intValue(),
            options.get(INLINE_BYTES_MAX).intValue());
    }

    static WriteBehind.Settings writing(OptionSet options) {
        return new WriteBehind.Settings(options.get(WRITE).equals("behind"),
            options.get(WRITE_BATCH_MAX).intValue(), options.get(WRITE_DELAY).toMillis(),
            options.get(WRITE_QUEUE_MAX).intValue(), options.get(WRITE_RETRY_MAX).toMillis());
    }

    static Remembered.Settings remembered(OptionSet options) {
        return new Remembered.Settings(options.get(STALE_TTL).toMillis(),
            options.get(MISS_TTL).toMillis(), options.get(STALE_BYTES_MAX));
    }

    /**
     * Refuses what could not be opened, and what keeps no data because no file for it is named.
     *
     * @throws EngineException EINVAL, naming the option
     */
    public static void check(OptionSet options) {
        if (!persistence(options).equals(PersistenceSettings.NONE)) {
            Places.checkReplaced("persistent", Path.of(options.get(PERSISTENT)));
        }
        Listening.check(options);
        leader(options);
    }

    private static void leader(OptionSet options) {
        String leader = options.get(REPLICATE);
        if (!leader.isEmpty()) {
            try {
                Target.of(leader);
            } catch (EngineException e) {
                throw e.at("replicate");
            }
        }
    }

    static PersistenceSettings persistence(OptionSet options) {
        String file = options.get(PERSISTENT);
        if (file.isEmpty()) {
            if (options.get(APPEND_LOG)) {
                throw new EngineException(ErrorCode.EINVAL,
                    "append_log: not without persistent, the file that keeps the data");
            }
            return PersistenceSettings.NONE;
        }
        return new PersistenceSettings(Path.of(file).toAbsolutePath(), options.get(APPEND_LOG),
            Fsync.valueOf(options.get(FSYNC).toUpperCase(Locale.ROOT)), saves(options.get(SAVE)),
            options.get(LOG_REWRITE_PERCENT), options.get(LOG_REWRITE_BYTES_MIN),
            options.get(LOG_BACKLOG_BYTES_MAX));
    }

    private static List<PersistenceSettings.Save> saves(String pairs) {
        List<PersistenceSettings.Save> all = new ArrayList<>();
        String[] numbers = pairs.isEmpty() ? new String[0] : pairs.split(" ");
        for (int i = 0; i < numbers.length; i += 2) {
            all.add(new PersistenceSettings.Save(
                Long.parseLong(numbers[i]), Long.parseLong(numbers[i + 1])));
        }
        return List.copyOf(all);
    }

    static int lineBytesMax(OptionSet options) {
        return options.get(CommonOptions.MESSAGE_BYTES_MAX).intValue();
    }
}
