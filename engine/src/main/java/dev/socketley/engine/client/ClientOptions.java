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
        .help("Where to connect: host:port, [v6]:port, unix:/path or the name of a runtime, which is "
            + "looked up at every connect; tls:// before it for TLS; ws:// or wss:// before it and "
            + "a path behind it for a WebSocket. Empty: the port option on 127.0.0.1.");

    static final Option<Map<String, String>> WS_HEADERS = Option.map("ws-headers").sensitive()
        .help("Header fields of the request for a WebSocket, such as Authorization or Origin.");

    static final Option<Boolean> UDP = Option.bool("udp")
        .help("Send and receive datagrams, each of them one message.");

    static final Option<String> FRAMING = Option.word("framing", "line", "length32", "raw")
        .help("line: newline text. length32: messages behind their length in four bytes, the "
            + "highest first. raw: whatever arrives at once is a message. Not for WebSockets.");

    static final Option<String> MODE = Option.word("mode", "inout", "in", "out")
        .applies(Applies.LIVE)
        .help("inout sends and receives, in only receives, out ignores what the server sends.");

    static final Option<Long> RECONNECT = Option.integerOrBool("reconnect", -1, 1_000_000, 0, -1)
        .applies(Applies.LIVE)
        .help("Attempts to connect again, one after the other, before giving up: 0 or true for no "
            + "limit, -1 or false for none. With it, a refused first connect is no failed start.");

    static final Option<Duration> RECONNECT_MS_MIN = Option
        .millis("reconnect-ms-min", Duration.ofMillis(1), Duration.ofHours(1))
        .fallback(Duration.ofSeconds(1)).applies(Applies.LIVE)
        .help("Longest wait before the first attempt to connect again; it doubles with each "
            + "attempt, and the wait is a random part of it.");

    static final Option<Duration> RECONNECT_MS_MAX = Option
        .millis("reconnect-ms-max", Duration.ofMillis(1), Duration.ofHours(24))
        .fallback(Duration.ofSeconds(30)).applies(Applies.LIVE)
        .help("Longest wait before any attempt. A connection that lasts this long, or brings a "
            + "message, starts the waits from the first again.");

    static final Option<Duration> CONNECT_TIMEOUT = Option
        .seconds("connect-timeout", Duration.ofMillis(1), Duration.ofMinutes(10))
        .fallback(Duration.ofSeconds(5)).applies(Applies.LIVE)
        .help("How long the server may take to accept, and a start waits for a runtime to run.");

    static final Option<Long> QUEUE_BYTES_MAX = Option.bytes("queue-bytes-max", 0, 1L << 30)
        .fallback(1L << 20).applies(Applies.LIVE)
        .help("Messages that wait for the connection, or for a slow server; more are refused.");

    public static final List<Option<?>> ALL = TlsOptions.join(Option.join(WebSocketOptions.ALL,
        TARGET, WS_HEADERS, UDP, FRAMING, MODE, RECONNECT, RECONNECT_MS_MIN, RECONNECT_MS_MAX,
        CONNECT_TIMEOUT, QUEUE_BYTES_MAX), RecordOptions.MESSAGES, TlsOptions.CONNECTING);

    private ClientOptions() {}
}
