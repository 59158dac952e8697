package dev.socketley.engine;

import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.Option.Applies;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.protocol.websocket.DeflateSettings;
import java.time.Duration;
import java.util.List;

/** Options of both ends of WebSockets: servers and clients. */
public final class WebSocketOptions {
    public static final Option<List<String>> WS_PROTOCOLS = Option.strings("ws-protocols")
        .help("WebSocket sub-protocols: a server chooses the first one of the peer's that "
            + "is listed here, a client offers them all.");

    public static final Option<Duration> WS_CLOSE_MS_MAX = Option
        .millis("ws-close-ms-max", Duration.ZERO, Duration.ofMinutes(10))
        .fallback(Duration.ofSeconds(5)).applies(Applies.LIVE)
        .help("How long the peer of a WebSocket may take to answer a close.");

    public static final Option<Duration> WS_PING = Option
        .seconds("ws-ping", Duration.ZERO, Duration.ofHours(24)).applies(Applies.LIVE)
        .help("Ping a WebSocket that has sent nothing for this long. 0 means half of "
            + "idle-timeout.");

    public static final Option<String> WS_DEFLATE =
        Option.word("ws-deflate", "off", "shared", "dedicated")
        .help("Compression of WebSocket messages: shared compresses each message by itself; "
            + "dedicated refers to earlier ones and takes 10 KB to 262 KB per connection.");

    public static final Option<Long> WS_DEFLATE_BITS = Option.integer("ws-deflate-bits", 9, 15)
        .fallback(15L)
        .help("Compressor window as a power of 2; a dedicated one takes 8 times the window.");

    public static final Option<Boolean> WS_INFLATE_TAKEOVER = Option.bool("ws-inflate-takeover")
        .fallback(true)
        .help("Whether a peer's messages may refer to its earlier ones, which takes 7 KB "
            + "and the window for each connection that sends compressed messages.");

    public static final Option<Long> WS_INFLATE_BITS = Option.integer("ws-inflate-bits", 9, 15)
        .fallback(15L)
        .help("Largest compression window that peers are asked to use, as a power of 2.");

    public static final Option<Long> WS_DEFLATE_LEVEL = Option.integer("ws-deflate-level", 1, 9)
        .fallback(6L).help("Compression level of WebSocket messages: 1 is fastest, 9 "
            + "smallest.");

    public static final Option<Long> WS_DEFLATE_BYTES_MIN = Option
        .bytes("ws-deflate-bytes-min", 0, 1L << 30).fallback(128L)
        .help("WebSocket messages shorter than this are not compressed.");

    public static final List<Option<?>> ALL = List.of(WS_PROTOCOLS, WS_CLOSE_MS_MAX, WS_PING,
        WS_DEFLATE, WS_DEFLATE_BITS, WS_INFLATE_TAKEOVER, WS_INFLATE_BITS, WS_DEFLATE_LEVEL,
        WS_DEFLATE_BYTES_MIN);

    /** The compression that these options ask for, or null for none. */
    public static DeflateSettings deflate(OptionSet options) {
        String mode = options.get(WS_DEFLATE);
        return mode.equals("off") ? null : new DeflateSettings(mode.equals("dedicated"),
            options.get(WS_DEFLATE_BITS).intValue(), options.get(WS_INFLATE_TAKEOVER),
            options.get(WS_INFLATE_BITS).intValue(), options.get(WS_DEFLATE_LEVEL).intValue(),
            options.get(WS_DEFLATE_BYTES_MIN).intValue());
    }

    /** How long a peer may be silent before it is pinged; 0 for ever. */
    public static long pingNanos(OptionSet options) {
        long own = options.get(WS_PING).toNanos();
        return own > 0 ? own : options.get(CommonOptions.IDLE_TIMEOUT).toNanos() / 2;
    }

    private WebSocketOptions() {}
}
