package dev.socketley.engine.proxy;

import dev.socketley.engine.HttpLimitOptions;
import dev.socketley.engine.ListenOptions;
import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.Option.Applies;
import dev.socketley.engine.tls.TlsOptions;
import java.time.Duration;
import java.util.List;

/** Options of proxies. */
public final class ProxyOptions {
    static final Option<String> PROTOCOL = Option.word("protocol", "http", "tcp")
        .help("http routes each request on its own; tcp joins each connection to one backend.");

    static final Option<List<String>> BACKENDS = Option.strings("backends")
        .applies(Applies.LIVE)
        .help("Where to connect: host:port, [v6]:port, unix:/path, the name of a runtime, "
            + "or @group for the running runtimes of a group; tls:// or https:// in front "
            + "for TLS. Names and groups are looked up at every use.");

    static final Option<String> STRATEGY = Option
        .word("strategy", "round-robin", "random", "source", "lua").applies(Applies.LIVE)
        .help("How a backend is chosen. source keeps a client's address at one backend as long as "
            + "that accepts connections. lua asks on_route, which is also asked when no strategy "
            + "is given and the script has that hook.");

    static final Option<Long> RETRY = Option.integer("retry", 0, 1000).fallback(1000L)
        .applies(Applies.LIVE)
        .help("How many other backends are tried, each once, when one does not accept the "
            + "connection, or breaks it off before it answers a request that may be repeated.");

    static final Option<String> PREFIX = Option.string("prefix").applies(Applies.LIVE)
        .help("Path prefix that requests must have, such as /api. It is removed before "
            + "on_route and the backend see the path; other paths get 404. Empty: every "
            + "path is passed on unchanged.");

    static final Option<String> BACKEND_PROXY_PROTOCOL = Option
        .word("backend-proxy-protocol", "off", "v1", "v2").applies(Applies.LIVE)
        .help("With protocol = tcp, begin each backend connection with a PROXY protocol header of that "
            + "version, which gives the client's address. Not for backends over TLS.");

    static final Option<String> HOST_HEADER = Option.word("host-header", "client", "backend")
        .applies(Applies.LIVE)
        .help("The Host that the backend sees: what the client sent, or the backend's address.");

    static final Option<String> FORWARDED = Option
        .word("forwarded-headers", "append", "replace", "off").applies(Applies.LIVE)
        .help("X-Forwarded-For, -Proto and -Host: append keeps what the client sent and adds its "
            + "address, replace trusts nothing from the client, off passes them unchanged.");

    static final Option<Long> BODY_BYTES_MAX = Option
        .bytes("body-bytes-max", 0, 1L << 50).fallback(0L).applies(Applies.LIVE)
        .help("Longest body of an HTTP request; a longer one is answered 413. 0 means no limit.");

    static final Option<Duration> CONNECT_TIMEOUT = Option
        .seconds("connect-timeout", Duration.ofMillis(1), Duration.ofMinutes(10))
        .fallback(Duration.ofSeconds(5)).applies(Applies.LIVE)
        .help("How long a backend may take to accept a connection.");

    static final Option<Duration> RESPONSE_TIMEOUT = Option
        .seconds("response-timeout", Duration.ZERO, Duration.ofHours(24))
        .fallback(Duration.ofSeconds(60)).applies(Applies.LIVE)
        .help("How long a backend that owes a response may stay silent. 0 means no limit.");

    static final Option<Long> IDLE_BACKENDS_MAX = Option.integer("idle-backends-max", 0, 65536)
        .fallback(256L).applies(Applies.LIVE)
        .help("Idle connections kept open to each backend for later requests.");

    static final Option<Duration> IDLE_BACKEND_TIMEOUT = Option
        .seconds("idle-backend-timeout", Duration.ZERO, Duration.ofHours(24))
        .fallback(Duration.ofSeconds(30)).applies(Applies.LIVE)
        .help("How long an idle connection to a backend is kept. 0 means until either side ends.");

    public static final List<Option<?>> ALL = TlsOptions.join(List.of(PROTOCOL, BACKENDS,
        STRATEGY, RETRY, BACKEND_PROXY_PROTOCOL, PREFIX, HOST_HEADER, FORWARDED, BODY_BYTES_MAX,
        CONNECT_TIMEOUT, RESPONSE_TIMEOUT, IDLE_BACKENDS_MAX, IDLE_BACKEND_TIMEOUT),
        HttpLimitOptions.ALL, ListenOptions.ALL, TlsOptions.TO_BACKEND.all());

    private ProxyOptions() {}
}
