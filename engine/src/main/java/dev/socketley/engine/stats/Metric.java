package dev.socketley.engine.stats;

import java.util.Locale;

/** Every figure a runtime counts, one row each; {@code stats} and exporters read this table. */
public enum Metric {
    CONNECTIONS(Kind.GAUGE, "connections", "Connections open now."),
    TOTAL_CONNECTIONS(Kind.COUNTER, "connections", "Connections accepted or made."),
    REFUSED_CONNECTIONS(Kind.COUNTER, "connections",
        "Connections closed at once because of a limit or by on_auth."),
    LOST_CONNECTIONS(Kind.COUNTER, "connections",
        "Connections cut off because their peer read too slowly or sent too much."),
    TOTAL_MESSAGES(Kind.COUNTER, "messages", "Messages received."),
    SENT_MESSAGES(Kind.COUNTER, "messages", "Messages sent."),
    DROPPED_MESSAGES(Kind.COUNTER, "messages", "Messages dropped by a rate limit or a full queue."),
    BYTES_IN(Kind.COUNTER, "bytes", "Bytes received."),
    BYTES_OUT(Kind.COUNTER, "bytes", "Bytes sent."),
    WORKER_WAKES(Kind.COUNTER, "wakes", "Loops woken by messages from another loop."),
    WORKER_BYTES(Kind.GAUGE, "bytes", "Bytes on their way between a server's loops now."),
    HOOK_CALLS(Kind.COUNTER, "calls", "Calls of the script's hooks."),
    HOOK_ERRORS(Kind.COUNTER, "errors", "Hooks that raised an error or were stopped."),
    KEYS(Kind.GAUGE, "keys", "Keys held now; caches only.", "cache"),
    MEMORY(Kind.GAUGE, "bytes", "Bytes of keys and values held now; caches only.", "cache"),
    MAXMEMORY(Kind.GAUGE, "bytes", "Bytes that may be held, 0 for any number; caches only.", "cache"),
    COMMANDS(Kind.COUNTER, "commands", "Commands run; caches only.", "cache"),
    HITS(Kind.COUNTER, "look-ups", "Look-ups of keys that were there; caches only.", "cache"),
    MISSES(Kind.COUNTER, "look-ups", "Look-ups of keys that were not there; caches only.", "cache"),
    EXPIRED(Kind.COUNTER, "keys", "Keys that ended at their deadline; caches only.", "cache"),
    EVICTED(Kind.COUNTER, "keys", "Keys dropped for want of memory; caches only.", "cache"),
    FOLLOWERS(Kind.GAUGE, "followers", "Followers connected now; caches only.", "cache"),
    WRITES_QUEUED(Kind.GAUGE, "keys", "Changes waiting to be written behind; caches only.", "cache"),
    WRITES_DONE(Kind.COUNTER, "keys", "Changes written behind; caches only.", "cache"),
    WRITES_FAILED(Kind.COUNTER, "keys",
        "Failed attempts to write a change behind; caches only.", "cache"),
    WRITES_RETRIED(Kind.COUNTER, "keys", "Repeated attempts to write a change behind; caches only.", "cache"),
    WRITES_LOST(Kind.COUNTER, "keys",
        "Changes lost because the cache stopped before they were written behind; caches only.", "cache");

    /** Whether a figure only grows. */
    public enum Kind { COUNTER, GAUGE }

    private final Kind kind;
    private final String unit;
    private final String help;
    private final String of;

    Metric(Kind kind, String unit, String help) {
        this(kind, unit, help, null);
    }

    Metric(Kind kind, String unit, String help, String of) {
        this.of = of;
        this.kind = kind;
        this.unit = unit;
        this.help = help;
    }

    /** Whether runtimes of a type count it. */
    public boolean isOf(String type) {
        return of == null || of.equals(type);
    }

    /** {@code total_connections}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Kind kind() {
        return kind;
    }

    public String unit() {
        return unit;
    }

    public String help() {
        return help;
    }
}
