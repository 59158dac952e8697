package dev.socketley.engine.cache;

import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.cache.durable.Fsync;
import dev.socketley.engine.cache.command.Encodings;
import dev.socketley.engine.cache.store.Limits;
import dev.socketley.engine.cache.store.EvictionPolicy;
import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.Option.Applies;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.protocol.resp.RespLimits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Options of caches beside the common ones. */
public final class CacheOptions {
    public static final Option<String> MODE = Option.word("mode", "readwrite", "readonly", "admin")
        .applies(Applies.LIVE)
        .help("readonly refuses every command that changes a key, admin also allows commands that "
            + "concern the cache's files.");

    public static final Option<Boolean> RESP = Option.bool("resp")
        .help("Speak Redis's protocol on every connection; otherwise one whose first byte is not "
            + "'*' speaks the line protocol.");

    public static final Option<Long> BULK_BYTES_MAX = Option.bytes("bulk-bytes-max", 16, 512L << 20)
        .fallback(64L << 20).help("Longest key or value a Redis command may carry.");

    public static final Option<Long> COMMAND_BYTES_MAX = Option
        .bytes("command-bytes-max", 64, 1L << 30).fallback(128L << 20)
        .help("Longest Redis command, all its arguments together.");

    public static final Option<Long> COMMAND_ARGS_MAX = Option
        .integer("command-args-max", 4, 1L << 20).fallback(1L << 20)
        .help("Arguments that one Redis command may have.");

    public static final Option<Long> INLINE_BYTES_MAX = Option
        .bytes("inline-bytes-max", 64, 1L << 20).fallback(64L << 10)
        .help("Longest Redis command that is sent as a line.");

    public static final Option<String> PASSWORD = Option.string("password")
        .applies(Applies.LIVE).fallback("")
        .help("What clients must give with AUTH before anything else; Redis's requirepass.");

    public static final Option<String> PERSISTENT = Option.string("persistent")
        .help("File that keeps the data: loaded at start, written at stop, by SAVE and flush. "
            + "Empty keeps nothing.");

    public static final Option<Boolean> APPEND_LOG = Option.bool("append-log")
        .help("Write every change to a log beside the persistent file, in a directory of its name "
            + "with .log, so that a crash loses no more than fsync allows.");

    public static final Option<String> FSYNC = Option.word("fsync", "everysec", "always", "no")
        .applies(Applies.LIVE)
        .help("When the log waits for the device: always before a reply, every second, or never.");

    public static final Option<String> SAVE = Option.pairs("save").applies(Applies.LIVE)
        .help("Write the persistent file by itself: pairs of seconds and changed keys, such as "
            + "'900 1 300 10'. Empty writes it at stop and when asked.");

    public static final Option<Long> LOG_REWRITE_PERCENT = Option
        .integer("log-rewrite-percent", 0, 1_000_000).fallback(100L).applies(Applies.LIVE)
        .help("Growth since it was last made anew at which the log is made anew. 0 means never.");

    public static final Option<Long> LOG_REWRITE_BYTES_MIN = Option
        .bytes("log-rewrite-bytes-min", 0, 1L << 50).fallback(64L << 20).applies(Applies.LIVE)
        .help("Size below which the log is not made anew by itself.");

    public static final Option<Long> LOG_BACKLOG_BYTES_MAX = Option
        .bytes("log-backlog-bytes-max", 1024, 1L << 34).fallback(128L << 20).applies(Applies.LIVE)
        .help("Changes that wait for the disk; with more, clients are read more slowly.");

    /** More than this in one piece would make a change of it slow. */
    private static final long COMPACT_MAX = 1 << 13;

    public static final Option<Long> HASH_MAX_LISTPACK_ENTRIES = compact(
        "hash-max-listpack-entries", 128, "Fields that a hash kept in one piece may have.");

    public static final Option<Long> HASH_MAX_LISTPACK_VALUE = compact(
        "hash-max-listpack-value", 64, "Bytes of a field or value in a hash kept in one piece.");

    public static final Option<Long> SET_MAX_INTSET_ENTRIES = compact(
        "set-max-intset-entries", 512, "Members that a set of integers in one piece may have.");

    public static final Option<Long> SET_MAX_LISTPACK_ENTRIES = compact(
        "set-max-listpack-entries", 128, "Members that a set kept in one piece may have.");

    public static final Option<Long> SET_MAX_LISTPACK_VALUE = compact(
        "set-max-listpack-value", 64, "Bytes of a member of a set kept in one piece.");

    public static final Option<Long> MAXMEMORY = Option.bytes("maxmemory", 0, 1L << 50)
        .applies(Applies.LIVE)
        .help("Heap bytes that keys and values may take. 0 means no limit.");

    public static final Option<String> EVICTION = Option
        .word("eviction", EvictionPolicy.words().toArray(String[]::new)).applies(Applies.LIVE)
        .help("What happens over maxmemory: noeviction refuses commands that need more, the others "
            + "let keys go, all or those with a deadline, by last use, frequency, chance or "
            + "deadline.");

    public static final Option<Long> MAXMEMORY_SAMPLES = Option
        .integer("maxmemory-samples", 1, 64).fallback(5L).applies(Applies.LIVE)
        .help("Keys looked at for each that is evicted: more choose better and take longer.");

    public static final List<Option<?>> ALL = List.of(MODE, PASSWORD, RESP,
        BULK_BYTES_MAX, COMMAND_BYTES_MAX, COMMAND_ARGS_MAX, INLINE_BYTES_MAX, PERSISTENT,
        APPEND_LOG, FSYNC, SAVE,
        LOG_REWRITE_PERCENT, LOG_REWRITE_BYTES_MIN, LOG_BACKLOG_BYTES_MAX,
        HASH_MAX_LISTPACK_ENTRIES, HASH_MAX_LISTPACK_VALUE, SET_MAX_INTSET_ENTRIES,
        SET_MAX_LISTPACK_ENTRIES, SET_MAX_LISTPACK_VALUE, MAXMEMORY, EVICTION,
        MAXMEMORY_SAMPLES);

    private CacheOptions() {}

    private static Option<Long> compact(String name, long fallback, String help) {
        return Option.integer(name, 0, COMPACT_MAX).fallback(fallback).applies(Applies.LIVE)
            .help(help);
    }

    static Encodings encodings(OptionSet options) {
        Encodings rest = Encodings.DEFAULT;
        return new Encodings(
            limits(options, HASH_MAX_LISTPACK_ENTRIES, HASH_MAX_LISTPACK_VALUE),
            limits(options, SET_MAX_LISTPACK_ENTRIES, SET_MAX_LISTPACK_VALUE),
            rest.zset(), options.get(SET_MAX_INTSET_ENTRIES).intValue(), rest.listBytes());
    }

    private static Limits limits(OptionSet options, Option<Long> entries, Option<Long> bytes) {
        return new Limits(options.get(entries).intValue(), options.get(bytes).intValue());
    }

    static RespLimits limits(OptionSet options) {
        return new RespLimits(options.get(COMMAND_ARGS_MAX).intValue(),
            options.get(BULK_BYTES_MAX).intValue(), options.get(COMMAND_BYTES_MAX).intValue(),
            options.get(INLINE_BYTES_MAX).intValue());
    }

    static PersistenceSettings persistence(OptionSet options) {
        String file = options.get(PERSISTENT);
        if (file.isEmpty()) {
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
