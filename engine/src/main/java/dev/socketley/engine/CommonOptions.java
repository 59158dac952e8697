package dev.socketley.engine;

import dev.socketley.engine.net.StreamSettings;
import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.Option.Applies;
import dev.socketley.engine.option.OptionSet;
import java.time.Duration;
import java.util.List;

/** Options that every runtime type accepts. */
public final class CommonOptions {
    public static final Option<Long> PORT = Option.integer("port", 0, 65535).flag("-p")
        .fallbackText("the type's")
        .help("TCP or UDP port. 0 lets the system choose a free one, which ls, the log and "
            + "self.port show. A server made by another runtime listens only if a port "
            + "other than 0 is given.");

    public static final Option<Boolean> EPHEMERAL = Option.bool("ephemeral")
        .help("Let the system choose a free port when none is given, or 0; also for a "
            + "server made by another runtime.");

    public static final Option<String> BIND = Option.string("bind").fallback("0.0.0.0")
        .help("Local address to listen on: IPv4, IPv6 ('::' means both) or a host name.");

    public static final Option<String> GROUP = Option.string("group").flag("-g")
        .applies(Applies.LIVE).help("A name that several runtimes share, so that they can "
            + "be addressed together.");

    public static final Option<String> ON_PARENT_STOP =
        Option.word("on-parent-stop", "stop", "remove").applies(Applies.LIVE)
        .help("What happens to this runtime when the one that made it stops.");

    public static final Option<Long> MAX_CONNECTIONS =
        Option.integer("max-connections", 0, 10_000_000).applies(Applies.LIVE)
        .help("Connections open at once; more are refused. 0 means no limit.");

    public static final Option<Double> RATE_LIMIT = Option.number("rate-limit", 0, 1e9)
        .applies(Applies.LIVE)
        .help("Messages per second from one connection; more are dropped. 0 means no limit.");

    public static final Option<Double> GLOBAL_RATE_LIMIT =
        Option.number("global-rate-limit", 0, 1e9).applies(Applies.LIVE)
        .help("Messages per second from all connections together; more are dropped. 0 means "
            + "no limit.");

    public static final Option<Duration> IDLE_TIMEOUT =
        Option.seconds("idle-timeout", Duration.ZERO, Duration.ofHours(24)).applies(Applies.LIVE)
        .help("Close a connection that has sent nothing for this long. 0 means never.");

    public static final Option<Boolean> DRAIN = Option.bool("drain").fallback(true)
        .applies(Applies.LIVE).help("On stop, send what is queued before closing, for up to "
            + "stop-ms-max.");

    public static final Option<Duration> STOP_MS_MAX = Option
        .millis("stop-ms-max", Duration.ZERO, Duration.ofMinutes(10))
        .fallback(Duration.ofSeconds(5)).applies(Applies.LIVE)
        .help("How long on_stop and draining may take together.");

    public static final Option<Duration> TICK_MS = Option
        .millis("tick-ms", Duration.ofMillis(1), Duration.ofHours(1))
        .fallback(Duration.ofMillis(100)).help("Time between two calls of on_tick.");

    public static final Option<Long> MESSAGE_BYTES_MAX = Option
        .bytes("message-bytes-max", 16, 1L << 30).fallback(1L << 20).applies(Applies.LIVE)
        .help("Longest message accepted; a longer one closes its connection.");

    public static final Option<Long> WRITE_HIGH_BYTES = Option
        .bytes("write-high-bytes", 1024, 1L << 30).fallback(256L << 10)
        .help("Queued output above which its producer is paused.");

    public static final Option<Long> WRITE_LOW_BYTES = Option
        .bytes("write-low-bytes", 512, 1L << 30).fallback(64L << 10)
        .help("Queued output below which a paused producer continues.");

    public static final Option<Long> WRITE_BYTES_MAX = Option
        .bytes("write-bytes-max", 1024, 1L << 30).fallback(16L << 20)
        .help("Queued output above which a peer that does not read is cut off when more is sent to it; "
            + "a single message may be longer.");

    public static final Option<Duration> CLOSE_MS_MAX = Option
        .millis("close-ms-max", Duration.ZERO, Duration.ofMinutes(10))
        .fallback(Duration.ofSeconds(30))
        .help("How long a peer that is being disconnected may take to read what is queued "
            + "for it.");

    public static final Option<Duration> TCP_KEEPALIVE = Option
        .seconds("tcp-keepalive", Duration.ZERO, Duration.ofSeconds(32_767))
        .fallback(Duration.ofSeconds(300))
        .help("How long a TCP connection may be silent before the system probes its peer; a "
            + "connection whose peer answers none of three probes, a third of this time apart, is "
            + "closed. 0 sends none.");

    public static final List<Option<?>> ALL = List.of(PORT, EPHEMERAL, BIND, GROUP,
        ON_PARENT_STOP, MAX_CONNECTIONS, RATE_LIMIT, GLOBAL_RATE_LIMIT, IDLE_TIMEOUT, DRAIN,
        STOP_MS_MAX, TICK_MS, MESSAGE_BYTES_MAX, WRITE_HIGH_BYTES, WRITE_LOW_BYTES,
        WRITE_BYTES_MAX, CLOSE_MS_MAX, TCP_KEEPALIVE, RecordOptions.LOG, RecordOptions.RECORD_BYTES_MAX);

    /** The bounds of streams that these options set. */
    public static StreamSettings stream(OptionSet options) {
        return new StreamSettings(options.get(WRITE_LOW_BYTES).intValue(),
            options.get(WRITE_HIGH_BYTES).intValue(), options.get(WRITE_BYTES_MAX).intValue(),
            options.get(CLOSE_MS_MAX).toMillis(), (int) options.get(TCP_KEEPALIVE).toSeconds());
    }

    private CommonOptions() {}
}
