package dev.socketley.engine;

import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.Option.Applies;
import dev.socketley.engine.tls.TlsOptions;
import java.time.Duration;
import java.util.List;

/** Options of the runtime types that listen. */
public final class ListenOptions {
    public static final Option<Long> BACKLOG = Option.integer("backlog", 1, 65_535).fallback(4096L)
        .help("Connections that the system holds until they are accepted; the system may "
            + "hold fewer.");

    public static final Option<Long> PER_IP_MAX =
        Option.integer("max-connections-per-ip", 0, 10_000_000)
        .help("Connections open at once from one address; more are refused. 0 means no "
            + "limit.");

    public static final Option<Duration> DETECT_MS_MAX = Option
        .millis("detect-ms-max", Duration.ZERO, Duration.ofMinutes(1))
        .fallback(Duration.ofMillis(200)).applies(Applies.LIVE)
        .help("How long to wait for a client's first bytes to show its protocol before it "
            + "is treated as text, or as one without TLS. Output to it waits that long.");

    public static final Option<String> UNIX = Option.string("unix")
        .help("Path of a Unix socket to listen on instead of a port. A socket left by a "
            + "dead process is replaced, one in use is not.");

    public static final Option<String> UNIX_MODE = Option.string("unix-mode").fallback("0600")
        .help("Octal mode of the Unix socket's file: who may connect.");

    public static final Option<String> UNIX_OWNER = Option.string("unix-owner")
        .help("Owner of the Unix socket's file as user, user:group or :group. Empty: not "
            + "changed.");

    public static final Option<Boolean> REUSE_PORT = Option.bool("reuse-port")
        .help("Share the port with other listeners that set this too; the system divides "
            + "the connections among them.");

    public static final Option<Boolean> PROXY_PROTOCOL = Option.bool("proxy-protocol")
        .help("Each connection begins with the header of the PROXY protocol, version 1 or 2, by which "
            + "a load balancer tells whose it is: addresses and limits are of that one. What begins "
            + "otherwise is closed. Without proxy_protocol_from whoever may connect may say any address.");

    public static final Option<List<String>> PROXY_PROTOCOL_FROM = Option
        .strings("proxy-protocol-from")
        .help("With proxy_protocol, the addresses of load balancers and networks as 10.0.0.0/8 that "
            + "they are in: all other connections are closed. Unix sockets are for whom their mode says.");

    public static final List<Option<?>> ALL = TlsOptions.join(
        List.of(BACKLOG, REUSE_PORT, PER_IP_MAX, DETECT_MS_MAX, UNIX, UNIX_MODE, UNIX_OWNER,
            PROXY_PROTOCOL, PROXY_PROTOCOL_FROM),
        TlsOptions.LISTENING);

    private ListenOptions() {}
}
