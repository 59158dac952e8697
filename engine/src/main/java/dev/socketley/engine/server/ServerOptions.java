package dev.socketley.engine.server;

import dev.socketley.engine.HttpLimitOptions;
import dev.socketley.engine.ListenOptions;
import dev.socketley.engine.RecordOptions;
import dev.socketley.engine.WebSocketOptions;
import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.Option.Applies;
import dev.socketley.engine.tls.TlsOptions;
import java.time.Duration;
import java.util.List;

/** Options of servers beside the common ones. */
public final class ServerOptions {
    public static final Option<String> MODE = Option.word("mode", "inout", "in", "out", "master")
        .applies(Applies.LIVE)
        .help("inout relays each message to the other clients, in only receives, out ignores what "
            + "clients send, master relays what one client sends.");

    public static final Option<Boolean> UDP = Option.bool("udp")
        .help("Serve UDP: each datagram is one message.");

    public static final Option<String> FRAMING = Option.word("framing", "line", "length32", "raw")
        .help("line: newline text, Redis arrays, HTTP and WebSocket, told apart by their "
            + "first bytes. length32: each message after its length in four bytes, most "
            + "significant first. raw: whatever arrives at once is a message.");

    public static final Option<String> MASTER_PW = Option.string("master-pw").sensitive()
        .applies(Applies.LIVE)
        .help("Password with which a client becomes the master by sending 'master "
            + "<password>'; plain, or sha256: and the 64 hex digits of its SHA-256.");

    public static final Option<Boolean> MASTER_FORWARD = Option.bool("master-forward")
        .applies(Applies.LIVE)
        .help("In master mode, forward messages of other clients to the master as '[id] "
            + "message'.");

    public static final Option<Long> MASTER_TRIES_MAX = Option.integer("master-tries-max", 1, 1000)
        .fallback(5L).applies(Applies.LIVE)
        .help("Wrong master passwords after which the next attempt closes the connection.");

    public static final Option<Long> MASTER_IP_TRIES_MAX =
        Option.integer("master-ip-tries-max", 1, 10_000).fallback(10L).applies(Applies.LIVE)
        .help("Wrong master passwords after which an address is locked out.");

    public static final Option<Duration> MASTER_LOCK =
        Option.seconds("master-lock", Duration.ZERO, Duration.ofHours(24))
        .fallback(Duration.ofMinutes(1)).applies(Applies.LIVE)
        .help("How long after its last wrong master password an address stays locked out.");

    public static final Option<String> RATE_LIMIT_ACTION =
        Option.word("rate-limit-action", "drop", "close").applies(Applies.LIVE)
        .help("What happens to a message over a rate limit: drop drops it, close closes its "
            + "connection.");

    public static final Option<String> CACHE = Option.string("cache").applies(Applies.LIVE)
        .help("A cache that stores each message under 1, 2, 3 and so on; clients run its "
            + "commands with lines that begin with 'cache '.");

    public static final Option<Boolean> CACHE_COMMANDS = Option.bool("cache-commands")
        .fallback(true).applies(Applies.LIVE)
        .help("With cache: whether clients may run its commands (as far as the cache's mode "
            + "allows).");

    public static final Option<List<String>> UPSTREAM = Option.strings("upstream").flag("-u")
        .help("Servers to connect to: host:port or the name of a runtime, separated by ',' "
            + "or ';' and numbered from 1 for upstream_send and on_upstream.");

    public static final Option<Duration> UPSTREAM_TIMEOUT = Option
        .seconds("upstream-timeout", Duration.ofMillis(1), Duration.ofMinutes(10))
        .fallback(Duration.ofSeconds(5)).applies(Applies.LIVE)
        .help("How long an upstream may take to accept the connection.");

    public static final Option<Duration> UPSTREAM_RETRY_MS_MAX = Option
        .millis("upstream-retry-ms-max", Duration.ofMillis(1), Duration.ofHours(24))
        .fallback(Duration.ofSeconds(16)).applies(Applies.LIVE)
        .help("Longest wait before an upstream is tried again. Waits double up to this, and "
            + "each is a random part of its limit.");

    public static final Option<Long> WORKERS = Option.integer("workers", 0, 256)
        .help("Event loops that serve TCP connections; hooks still run on one loop. 0 and 1 "
            + "mean that loop alone; more than the engine has means all of them.");

    public static final Option<String> SCRIPT = Option.word("script", "shared", "per-worker")
        .help("With workers = n and a script file of the server's own (lua = ...): "
            + "per-worker runs the script on each of n loops with nothing shared, as n "
            + "servers on one port.");

    public static final Option<Long> WORKER_HIGH_BYTES = Option
        .bytes("worker-high-bytes", 4096, 1L << 30).fallback(1L << 20)
        .help("Bytes on their way between a worker and the loop of the hooks above which "
            + "the sender is paused; it continues below a quarter.");

    public static final Option<Long> WORKER_BYTES_MAX = Option
        .bytes("worker-bytes-max", 4096, 1L << 34).fallback(64L << 20)
        .help("Bytes on their way to a worker above which messages are dropped.");

    public static final Option<Long> UDP_PEERS_MAX = Option.integer("udp-peers-max", 1, 1_000_000)
        .fallback(10_000L).applies(Applies.LIVE)
        .help("UDP peers remembered at once; datagrams of any more are dropped.");

    public static final Option<Duration> UDP_PEER_IDLE =
        Option.seconds("udp-peer-idle", Duration.ofMillis(50), Duration.ofHours(24))
        .fallback(Duration.ofMinutes(5)).applies(Applies.LIVE)
        .help("Forget a UDP peer that has sent nothing for this long.");

    public static final Option<Long> UDP_QUEUE_MAX = Option.integer("udp-queue-max", 1, 100_000)
        .fallback(64L).applies(Applies.LIVE)
        .help("Datagrams of one peer that may wait for a running hook; more are dropped.");

    public static final Option<List<String>> WS_ORIGINS = Option.strings("ws-origins")
        .applies(Applies.LIVE)
        .help("Origins whose pages may open WebSockets, written as browsers send them: "
            + "https://example.com. Empty: any. Clients other than browsers send no origin "
            + "and are admitted.");

    public static final Option<Duration> MAX_LIFETIME =
        Option.seconds("max-lifetime", Duration.ZERO, Duration.ofDays(365)).applies(Applies.LIVE)
        .help("Close a connection that has been open for this long. 0 means never.");

    public static final Option<String> WRITE_OVERFLOW =
        Option.word("write-overflow", "close", "drop").applies(Applies.LIVE)
        .help("What happens when more than write-bytes-max would be queued for a client: "
            + "close cuts the client off, drop drops the message.");

    public static final Option<Long> TOPICS_MAX = Option.integer("topics-max", 0, 1_000_000)
        .fallback(1000L).applies(Applies.LIVE).help("Topics that one client may subscribe to.");

    public static final Option<Long> TOPIC_BYTES_MAX = Option.integer("topic-bytes-max", 1, 65_535)
        .fallback(256L).applies(Applies.LIVE).help("Longest name of a topic.");

    public static final List<Option<?>> ALL = TlsOptions.join(Option.join(
        Option.join(WebSocketOptions.ALL, HttpOptions.ROWS), MODE, UDP, FRAMING, MASTER_PW,
        MASTER_FORWARD, MASTER_TRIES_MAX, MASTER_IP_TRIES_MAX, MASTER_LOCK, RATE_LIMIT_ACTION,
        CACHE, CACHE_COMMANDS, UPSTREAM, UPSTREAM_TIMEOUT, UPSTREAM_RETRY_MS_MAX, WORKERS, SCRIPT,
        WORKER_HIGH_BYTES, WORKER_BYTES_MAX, UDP_PEERS_MAX, UDP_PEER_IDLE, UDP_QUEUE_MAX,
        WS_ORIGINS, MAX_LIFETIME, WRITE_OVERFLOW, TOPICS_MAX, TOPIC_BYTES_MAX), RecordOptions.MESSAGES,
        HttpLimitOptions.ALL, ListenOptions.ALL);

    private ServerOptions() {}
}
