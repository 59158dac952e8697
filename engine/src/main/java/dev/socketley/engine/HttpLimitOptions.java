package dev.socketley.engine;

import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.Option.Applies;
import java.time.Duration;
import java.util.List;

/** Options of the runtime types that HTTP clients connect to: servers and proxies. */
public final class HttpLimitOptions {
    public static final Option<Long> HEAD_BYTES_MAX = Option
        .bytes("head-bytes-max", 256, 1L << 20).fallback(16L << 10).applies(Applies.LIVE)
        .help("Longest head (start line and fields) of an HTTP request or of a backend's "
            + "response.");

    public static final Option<Duration> REQUEST_TIMEOUT = Option
        .seconds("request-timeout", Duration.ZERO, Duration.ofHours(24))
        .fallback(Duration.ofSeconds(30)).applies(Applies.LIVE)
        .help("How long a client may take to send the head of an HTTP request once it has "
            + "begun. 0 means no limit.");

    public static final Option<Duration> KEEPALIVE_TIMEOUT = Option
        .seconds("keepalive-timeout", Duration.ZERO, Duration.ofHours(24))
        .fallback(Duration.ofSeconds(75)).applies(Applies.LIVE)
        .help("Close an HTTP connection that has been idle between two requests for this long; "
            + "a server checks once in this time. 0 means never.");

    public static final Option<Duration> SEND_TIMEOUT = Option
        .seconds("send-timeout", Duration.ZERO, Duration.ofHours(24))
        .fallback(Duration.ofSeconds(60)).applies(Applies.LIVE)
        .help("Cut off an HTTP client, or either side of a joined TCP or WebSocket "
            + "connection, that has read none of its queued output for this long. 0 means "
            + "never.");

    public static final List<Option<?>> ALL =
        List.of(HEAD_BYTES_MAX, REQUEST_TIMEOUT, KEEPALIVE_TIMEOUT, SEND_TIMEOUT,
            RecordOptions.ACCESS_LOG);

    private HttpLimitOptions() {}
}
