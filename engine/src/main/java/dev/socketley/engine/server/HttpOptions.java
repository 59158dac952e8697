package dev.socketley.engine.server;

import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.Option.Applies;
import java.time.Duration;

/** Options of servers that concern HTTP, beside those that proxies share. */
public final class HttpOptions {
    public static final Option<Long> HEAD_FIELDS_MAX = Option
        .integer("head-fields-max", 1, 10_000).fallback(100L).applies(Applies.LIVE)
        .help("Fields that the head of an HTTP request may have.");

    public static final Option<Long> BODY_BYTES_MAX = Option
        .bytes("body-bytes-max", 0, 1L << 50).fallback(0L).applies(Applies.LIVE)
        .help("Longest body of an HTTP request. Up to message-bytes-max it arrives whole, "
            + "as request.body; a longer one is read in pieces. 0 means message-bytes-max.");

    public static final Option<Boolean> BODY_STREAM = Option.bool("body-stream")
        .applies(Applies.LIVE)
        .help("Call on_http_request as soon as the head has arrived: every body is read in "
            + "pieces.");

    public static final Option<Long> BODY_RATE_MIN = Option
        .bytes("body-rate-min", 0, 1L << 30).fallback(100L).applies(Applies.LIVE)
        .help("Average bytes per second below which a request's body is refused, after ten "
            + "seconds of grace; only time spent waiting for the client counts. 0 means "
            + "any.");

    public static final Option<String> HTTP_DIR = Option.string("http-dir").file()
        .help("Directory whose files answer GET and HEAD when on_http_request is missing or "
            + "returns nil. Nothing outside it is served, whatever a path or a link says.");

    public static final Option<Boolean> HTTP_CACHE = Option.bool("http-cache")
        .help("Keep files of any size in memory. A file that changes is read again.");

    public static final Option<Long> HTTP_CACHE_BYTES_MAX = Option
        .bytes("http-cache-bytes-max", 0, 1L << 40).fallback(64L << 20)
        .help("Memory for files and for text compressed on the fly.");

    public static final Option<Duration> HTTP_CHECK_MS = Option
        .millis("http-check-ms", Duration.ZERO, Duration.ofHours(1))
        .fallback(Duration.ofMillis(100))
        .help("How long a file is assumed unchanged after it was checked.");

    public static final Option<String> HTTP_INDEX = Option.string("http-index")
        .fallback("index.html").help("File that is served for its directory.");

    public static final Option<String> HTTP_FALLBACK = Option.string("http-fallback")
        .help("File that answers a browser's request for a missing page, such as index.html "
            + "of a single-page application.");

    public static final Option<Boolean> HTTP_SCRIPT = Option.bool("http-script").fallback(true)
        .help("Insert a script into HTML pages that opens a WebSocket to this server as "
            + "'socketley'.");

    public static final Option<Boolean> HTTP_GZIP = Option.bool("http-gzip").fallback(true)
        .help("Compress text for clients that accept it, from a .gz or .br file beside the "
            + "original or on the fly.");

    public static final Option<Boolean> HTTP_HIDDEN = Option.bool("http-hidden")
        .help("Serve files and directories whose names begin with a dot; .well-known is "
            + "always served.");

    public static final Option<Duration> HTTP_MAX_AGE = Option
        .seconds("http-max-age", Duration.ZERO, Duration.ofDays(3650)).fallback(Duration.ZERO)
        .help("How long clients may keep a file without asking again (Cache-Control: "
            + "max-age). 0 sends no such field.");

    public static final Option<Long> HTTP_LISTING = Option
        .integer("http-listing", 0, 100_000).fallback(0L)
        .help("List directories of http_dir that have no http_index, up to this many names. "
            + "0: such directories are 404.");

    static final Option<?>[] ROWS = {HEAD_FIELDS_MAX, BODY_BYTES_MAX, BODY_STREAM, BODY_RATE_MIN,
        HTTP_DIR, HTTP_CACHE, HTTP_CACHE_BYTES_MAX, HTTP_CHECK_MS, HTTP_INDEX, HTTP_FALLBACK,
        HTTP_SCRIPT, HTTP_GZIP, HTTP_HIDDEN, HTTP_MAX_AGE, HTTP_LISTING};

    private HttpOptions() {}
}
