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
        .help("Longest body of an HTTP request. Up to message-bytes-max it comes whole, as "
            + "request.body; a longer one is read in pieces. 0 means message-bytes-max.");

    public static final Option<Boolean> BODY_STREAM = Option.bool("body-stream")
        .applies(Applies.LIVE)
        .help("Call on_http_request as soon as the head is there: every body is read in pieces.");

    public static final Option<Long> BODY_RATE_MIN = Option
        .bytes("body-rate-min", 0, 1L << 30).fallback(100L).applies(Applies.LIVE)
        .help("Bytes per second that a body must bring on average, after ten seconds of grace, "
            + "while somebody waits for it. 0 means any.");

    public static final Option<String> HTTP_DIR = Option.string("http-dir").file()
        .help("Directory whose files answer GET and HEAD where on_http_request is not there or "
            + "gives nil. Nothing outside of it is served, whatever paths or links say.");

    public static final Option<Boolean> HTTP_CACHE = Option.bool("http-cache")
        .help("Keep files of any size in memory. A file that changes is read again.");

    public static final Option<Long> HTTP_CACHE_BYTES_MAX = Option
        .bytes("http-cache-bytes-max", 0, 1L << 40).fallback(64L << 20)
        .help("How much of files, and of texts compressed on the way, is kept in memory.");

    public static final Option<Duration> HTTP_CHECK_MS = Option
        .millis("http-check-ms", Duration.ZERO, Duration.ofHours(1))
        .fallback(Duration.ofMillis(100))
        .help("How long a file that was looked at is taken to be unchanged.");

    public static final Option<String> HTTP_INDEX = Option.string("http-index")
        .fallback("index.html").help("File that stands for its directory.");

    public static final Option<String> HTTP_FALLBACK = Option.string("http-fallback")
        .help("File that answers browsers which ask for a page that is not there, such as "
            + "index.html of an application that routes by itself.");

    public static final Option<Boolean> HTTP_SCRIPT = Option.bool("http-script").fallback(true)
        .help("Put a script into pages that opens a WebSocket to this server as 'socketley'.");

    public static final Option<Boolean> HTTP_GZIP = Option.bool("http-gzip").fallback(true)
        .help("Send text compressed to who takes it: from a file beside it that ends with .gz or "
            + ".br, or compressed on the way.");

    public static final Option<Boolean> HTTP_HIDDEN = Option.bool("http-hidden")
        .help("Serve files and directories whose names begin with a dot; .well-known always is.");

    public static final Option<Duration> HTTP_MAX_AGE = Option
        .seconds("http-max-age", Duration.ZERO, Duration.ofDays(3650)).fallback(Duration.ZERO)
        .help("How long others may keep a file without asking again. 0 says nothing of it.");

    public static final Option<Long> HTTP_LISTING = Option
        .integer("http-listing", 0, 100_000).fallback(0L)
        .help("Most names in the page of a directory of http_dir that has no http_index. 0: such "
            + "directories are 404.");

    static final Option<?>[] ROWS = {HEAD_FIELDS_MAX, BODY_BYTES_MAX, BODY_STREAM, BODY_RATE_MIN,
        HTTP_DIR, HTTP_CACHE, HTTP_CACHE_BYTES_MAX, HTTP_CHECK_MS, HTTP_INDEX, HTTP_FALLBACK,
        HTTP_SCRIPT, HTTP_GZIP, HTTP_HIDDEN, HTTP_MAX_AGE, HTTP_LISTING};

    private HttpOptions() {}
}
