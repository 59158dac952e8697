package dev.socketley.engine.client;

import dev.socketley.engine.RecordOptions;
import dev.socketley.engine.WebSocketOptions;
import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.Option.Applies;
import dev.socketley.engine.tls.TlsOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Options of clients. */
public final class ClientOptions {
    static final Option<String> TARGET = Option.string("target").flag("-t")
        .help("Where to connect: host:port, [v6]:port, unix:/path or the name of a runtime, "
            + "which is looked up at every connect. tls:// in front asks for TLS; ws:// or "
            + "wss:// in front and a path at the end for a WebSocket. Empty: the port "
            + "option on 127.0.0.1.");

    static final Option<Map<String, String>> WS_HEADERS = Option.map("ws-headers").sensitive()
        .help("Header fields of the WebSocket request, such as Authorization or Origin.");

    static final Option<Boolean> UDP = Option.bool("udp")
        .help("Send and receive UDP: each datagram is one message.");

    static final Option<String> FRAMING = Option.word("framing", "line", "length32", "raw")
        .help("line: newline text. length32: each message after its length in four bytes, "
            + "most significant first. raw: whatever arrives at once is a message. Not for "
            + "WebSockets.");

    static final Option<String> MODE = Option.word("mode", "inout", "in", "out")
        .applies(Applies.LIVE)
        .help("inout sends and receives, in only receives, out ignores what the server sends.");

    static final Option<Long> RECONNECT = Option.integerOrBool("reconnect", -1, 1_000_000, 0, -1)
        .applies(Applies.LIVE)
        .help("Consecutive attempts to reconnect before giving up: 0 or true for no limit, "
            + "-1 or false for none. With it, a refused first connection does not fail the "
            + "start.");

    static final Option<Duration> RECONNECT_MS_MIN = Option
        .millis("reconnect-ms-min", Duration.ofMillis(1), Duration.ofHours(1))
        .fallback(Duration.ofSeconds(1)).applies(Applies.LIVE)
        .help("Limit of the wait before the first attempt to reconnect. The limit doubles "
            + "with each attempt, and the wait is a random part of it.");

    static final Option<Duration> RECONNECT_MS_MAX = Option
        .millis("reconnect-ms-max", Duration.ofMillis(1), Duration.ofHours(24))
        .fallback(Duration.ofSeconds(30)).applies(Applies.LIVE)
        .help("Largest limit of the wait. A connection that lasts this long, or brings a "
            + "message, resets the waits.");

    static final Option<Duration> CONNECT_TIMEOUT = Option
        .seconds("connect-timeout", Duration.ofMillis(1), Duration.ofMinutes(10))
        .fallback(Duration.ofSeconds(5)).applies(Applies.LIVE)
        .help("How long the server may take to accept, and how long a start waits for a "
            + "target runtime to run.");

    static final Option<Long> QUEUE_BYTES_MAX = Option.bytes("queue-bytes-max", 0, 1L << 30)
        .fallback(1L << 20).applies(Applies.LIVE)
        .help("Messages that may wait for the connection or a slow server; more are "
            + "refused.");

    public static final List<Option<?>> ALL = TlsOptions.join(Option.join(WebSocketOptions.ALL,
        TARGET, WS_HEADERS, UDP, FRAMING, MODE, RECONNECT, RECONNECT_MS_MIN, RECONNECT_MS_MAX,
        CONNECT_TIMEOUT, QUEUE_BYTES_MAX), RecordOptions.MESSAGES, TlsOptions.CONNECTING);

    private ClientOptions() {}
}
