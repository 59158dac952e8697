package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Keyspace;
import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.OptionException;
import dev.socketley.engine.option.OptionSet;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The settings of Redis that a cache has, by Redis's names: options, or what is always so. */
final class ConfigTable {
    private static final String CANNOT_CHANGE = "can't set immutable config";

    /** How a setting is worded. */
    private enum Form {
        TEXT, NUMBER, BYTES, SECONDS, MILLIS, FLAG, EVENTS
    }

    /** A setting that is an option of the cache. */
    private record Row(String option, Form form) {
    }

    private static final Map<String, Row> OPTIONS = new TreeMap<>(Map.ofEntries(
        row("maxmemory", "maxmemory", Form.BYTES),
        row("maxmemory-policy", "eviction", Form.TEXT),
        row("maxmemory-samples", "maxmemory-samples", Form.NUMBER),
        row("appendonly", "append-log", Form.FLAG),
        row("appendfsync", "fsync", Form.TEXT),
        row("requirepass", "password", Form.TEXT),
        row("save", "save", Form.TEXT),
        row("timeout", "idle-timeout", Form.SECONDS),
        row("tcp-keepalive", "tcp-keepalive", Form.SECONDS),
        row("maxclients", "max-connections", Form.NUMBER),
        row("slowlog-log-slower-than", "slowlog-log-slower-than", Form.NUMBER),
        row("slowlog-max-len", "slowlog-max-len", Form.NUMBER),
        row("auto-aof-rewrite-percentage", "log-rewrite-percent", Form.NUMBER),
        row("auto-aof-rewrite-min-size", "log-rewrite-bytes-min", Form.BYTES),
        row("proto-max-bulk-len", "bulk-bytes-max", Form.BYTES),
        row("notify-keyspace-events", "notify-keyspace-events", Form.EVENTS),
        row("bind", "bind", Form.TEXT),
        row("hash-max-listpack-entries", "hash-max-listpack-entries", Form.NUMBER),
        row("hash-max-listpack-value", "hash-max-listpack-value", Form.NUMBER),
        row("hash-max-ziplist-entries", "hash-max-listpack-entries", Form.NUMBER),
        row("hash-max-ziplist-value", "hash-max-listpack-value", Form.NUMBER),
        row("set-max-intset-entries", "set-max-intset-entries", Form.NUMBER),
        row("set-max-listpack-entries", "set-max-listpack-entries", Form.NUMBER),
        row("set-max-listpack-value", "set-max-listpack-value", Form.NUMBER),
        row("zset-max-listpack-entries", "zset-max-listpack-entries", Form.NUMBER),
        row("zset-max-listpack-value", "zset-max-listpack-value", Form.NUMBER),
        row("zset-max-ziplist-entries", "zset-max-listpack-entries", Form.NUMBER),
        row("zset-max-ziplist-value", "zset-max-listpack-value", Form.NUMBER),
        row("list-max-listpack-size", "list-max-listpack-size", Form.NUMBER),
        row("list-max-ziplist-size", "list-max-listpack-size", Form.NUMBER),
        row("lua-time-limit", "script-busy-ms", Form.MILLIS),
        row("busy-reply-threshold", "script-busy-ms", Form.MILLIS),
        row("tracking-table-max-keys", "tracking-table-max-keys", Form.NUMBER),
        row("latency-monitor-threshold", "latency-monitor-threshold", Form.NUMBER)));

    private static final Map<String, Function<CacheContext, Object>> FIXED = Map.ofEntries(
        fixed("databases", context -> Keyspace.DATABASES),
        fixed("port", CacheContext::port),
        fixed("dir", context -> System.getProperty("user.dir")),
        fixed("dbfilename", context -> text(context, "persistent")),
        fixed("list-compress-depth", context -> 0),
        fixed("latency-tracking", context -> "yes"),
        fixed("latency-tracking-info-percentiles", context -> String.join(" ", CommandStats.PERCENTILES)),
        fixed("cluster-enabled", context -> "no"),
        fixed("replica-read-only", context -> "yes"),
        fixed("lfu-log-factor", context -> 10),
        fixed("lfu-decay-time", context -> 1),
        fixed("io-threads", context -> 1),
        fixed("activedefrag", context -> "no"));

    private ConfigTable() {
    }

    private static Map.Entry<String, Row> row(String name, String option, Form form) {
        return Map.entry(name, new Row(option, form));
    }

    private static Map.Entry<String, Function<CacheContext, Object>> fixed(
            String name, Function<CacheContext, Object> value) {
        return Map.entry(name, value);
    }

    private static Object text(CacheContext context, String option) {
        OptionSet options = context.server().options();
        Option<?> row = options.row(option);
        return row == null ? "" : options.get(row);
    }

    /** Every setting and its value, in the order of the names. */
    static Map<String, String> all(CacheContext context) {
        Map<String, String> all = new TreeMap<>();
        OPTIONS.keySet().forEach(name -> all.put(name, shown(context, name)));
        FIXED.forEach((name, value) -> all.put(name, String.valueOf(value.apply(context))));
        all.values().removeIf(String::isBlank);
        all.putIfAbsent("save", "");
        all.putIfAbsent("requirepass", "");
        all.putIfAbsent("notify-keyspace-events", "");
        return all;
    }

    /** The value of a setting that is an option, empty where the option is missing. */
    static String shown(CacheContext context, String name) {
        Row row = OPTIONS.get(name);
        Object value = text(context, row.option());
        return switch (row.form()) {
            case SECONDS -> value instanceof Duration time ? Long.toString(time.toSeconds()) : "0";
            case MILLIS -> value instanceof Duration time ? Long.toString(time.toMillis()) : "0";
            case FLAG -> Boolean.TRUE.equals(value) ? "yes" : "no";
            default -> String.valueOf(value);
        };
    }

    /** Whether a setting has a value, which even one that cannot change may be given. */
    static boolean isAlready(CacheContext context, String name, String value) {
        Function<CacheContext, Object> fixed = FIXED.get(name);
        return fixed != null ? String.valueOf(fixed.apply(context)).equals(value)
            : OPTIONS.containsKey(name) && shown(context, name).equals(value);
    }

    /**
     * The options with one of them changed.
     *
     * @throws CommandException with Redis's words when it cannot be
     */
    static OptionSet changed(OptionSet options, String name, String value) {
        Row row = OPTIONS.get(name);
        if (row == null && !FIXED.containsKey(name)) {
            throw Errors.raise(Reply.error(
                "ERR Unknown option or number of arguments for CONFIG SET - '" + name + "'"));
        }
        Option<?> option = row == null ? null : options.row(row.option());
        if (option == null || option.applies() != Option.Applies.LIVE) {
            throw failed(name, CANNOT_CHANGE);
        }
        try {
            return options.with(row.option(), parsed(row.form(), name, value));
        } catch (OptionException e) {
            throw failed(name, misfit(row.form(), option));
        }
    }

    static CommandException failed(String name, String why) {
        return Errors.raise(Reply.error(
            "ERR CONFIG SET failed (possibly related to argument '" + name + "') - " + why));
    }

    private static String misfit(Form form, Option<?> option) {
        return switch (form) {
            case BYTES -> "argument must be a memory value";
            case NUMBER, SECONDS, MILLIS -> "argument must be between "
                + option.expected().replaceAll(".*?(-?\\d+)\\.\\.(-?\\d+).*", "$1 and $2 inclusive");
            default -> option.fallback() instanceof String && !option.key().equals("save")
                ? "argument(s) must be one of the following: "
                    + String.join(", ", words(option)) : "Invalid argument";
        };
    }

    private static List<String> words(Option<?> option) {
        return List.of(option.expected().split("[^a-z-]+"));
    }

    private static Object parsed(Form form, String name, String value) {
        return switch (form) {
            case BYTES -> bytes(name, value);
            case NUMBER -> {
                if (!value.matches("-?\\d{1,18}")) {
                    throw failed(name, "argument couldn't be parsed into an integer");
                }
                yield Long.parseLong(value);
            }
            case SECONDS, MILLIS -> {
                if (!value.matches("\\d{1,9}")) {
                    throw failed(name, "argument couldn't be parsed into an integer");
                }
                yield Long.parseLong(value);
            }
            case FLAG -> value.equalsIgnoreCase("yes");
            case TEXT -> value;
            case EVENTS -> {
                String letters = KeyEvents.normal(value);
                if (letters == null) {
                    throw failed(name,
                        "Invalid event class character. Use 'Ag$lshzxeKEtd'.");
                }
                yield letters;
            }
        };
    }

    /** A size as Redis has it: {@code k} is 1000 and {@code kb} is 1024. */
    private static long bytes(String name, String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        String digits = lower.replaceFirst("[a-z]+$", "");
        long unit = switch (lower.substring(digits.length())) {
            case "", "b" -> 1;
            case "k" -> 1000;
            case "kb" -> 1L << 10;
            case "m" -> 1_000_000;
            case "mb" -> 1L << 20;
            case "g" -> 1_000_000_000;
            case "gb" -> 1L << 30;
            default -> 0;
        };
        if (unit == 0 || !digits.matches("\\d{1,15}")) {
            throw failed(name, "argument must be a memory value");
        }
        return Math.multiplyExact(Math.min(Long.parseLong(digits), Long.MAX_VALUE / unit), unit);
    }
}
