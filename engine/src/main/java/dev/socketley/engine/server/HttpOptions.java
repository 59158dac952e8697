package dev.socketley.engine.server;

import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.Option.Applies;
import java.time.Duration;

/** Options of servers that concern HTTP. */
public final class HttpOptions {
    public static final Option<Long> HEAD_BYTES_MAX = Option
        .bytes("head-bytes-max", 256, 1L << 20).fallback(16384L).applies(Applies.LIVE)
        .help("Longest head of an HTTP request, request line and fields together.");

    public static final Option<Long> HEAD_FIELDS_MAX = Option
        .integer("head-fields-max", 1, 10_000).fallback(100L).applies(Applies.LIVE)
        .help("Fields that the head of an HTTP request may have.");

    public static final Option<Duration> REQUEST_TIMEOUT = Option
        .seconds("request-timeout", Duration.ZERO, Duration.ofHours(24))
        .fallback(Duration.ofSeconds(30)).applies(Applies.LIVE)
        .help("How long a client may take to send the head of an HTTP request once it has begun. "
            + "0 means for ever.");

    public static final Option<Long> BODY_BYTES_MAX = Option
        .bytes("body-bytes-max", 0, 1L << 50).fallback(0L).applies(Applies.LIVE)
        .help("Longest body of an HTTP request. Up to message-bytes-max it comes whole, as "
            + "request.body; a longer one is read in pieces. 0 means message-bytes-max.");

    public static final Option<Boolean> BODY_STREAM = Option.bool("body-stream")
        .applies(Applies.LIVE)
        .help("Call on_http_request as soon as the head is there: every body is read in pieces.");

    public static final Option<Long> BODY_RATE_MIN = Option
        .bytes("body-rate-min", 0, 1L << 30).fallback(100L).applies(Applies.LIVE)
        .help("Bytes per second that a body must bring on average, after ten seconds of grace, "
            + "while somebody waits for it. 0 means any.");

    static final Option<?>[] ROWS = {HEAD_BYTES_MAX, HEAD_FIELDS_MAX, REQUEST_TIMEOUT,
        BODY_BYTES_MAX, BODY_STREAM, BODY_RATE_MIN};

    private HttpOptions() {}
}
