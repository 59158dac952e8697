package dev.socketley.engine.tls;

import dev.socketley.engine.option.Option;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Options of TLS: what a listener shows and asks for, and what a connector trusts. */
public final class TlsOptions {
    private static final String RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

    public static final Option<String> TLS = Option.wordOrBool("tls", "on", "off", "dev")
        .help("on: TLS. dev: TLS with a certificate for this machine, from an authority "
            + "that is made on first use, kept in tls-dir and trusted by clients with "
            + "tls=dev.");

    public static final Option<Boolean> TLS_PLAIN = Option.bool("tls-plain")
        .help("With TLS, also serve clients without it on the same port. The first bytes "
            + "decide; a client that sends none for detect-ms-max is served without TLS.");

    public static final Option<List<String>> CERT = Option.strings("cert").file()
        .help("Certificate files: PEM with the chain, or PKCS#12. With several, the host "
            + "name that the client asks for chooses; the first serves all other names.");

    public static final Option<List<String>> KEY = Option.strings("key").file()
        .help("Private key files in PEM, one for each certificate file; none if the "
            + "certificate files contain the keys.");

    public static final Option<String> KEY_PASSWORD = Option.string("key-password").sensitive()
        .help("Password of encrypted keys and of PKCS#12 files.");

    public static final Option<String> CA = Option.string("ca").file()
        .help("PEM file of the authorities whose client certificates are accepted.");

    public static final Option<String> CLIENT_CERT =
        Option.word("client-cert", "none", "want", "need")
        .help("Whether clients are asked for a certificate of an authority in ca: want "
            + "admits clients without one, need refuses them.");

    public static final Option<List<String>> ALPN = Option.strings("tls-alpn")
        .fallback(List.of("http/1.1"))
        .help("Application protocols that are accepted, the preferred one first.");

    public static final Option<String> PROVIDER =
        Option.word("tls-provider", "auto", "openssl", "jdk")
        .help("TLS implementation: auto is OpenSSL where its library loads, otherwise the "
            + "JDK's.");

    public static final Option<String> TLS_MIN = Option.word("tls-min", "1.2", "1.3")
        .help("Lowest TLS version; the highest is 1.3.");

    public static final Option<Duration> HANDSHAKE_MS_MAX = Option
        .millis("handshake-ms-max", Duration.ofMillis(1), Duration.ofMinutes(5))
        .fallback(Duration.ofSeconds(10))
        .help("How long a client may take from connecting to the end of its TLS handshake.");

    public static final Option<Duration> SESSION_TIMEOUT = Option
        .seconds("tls-session-timeout", Duration.ZERO, Duration.ofDays(2))
        .fallback(Duration.ofHours(1))
        .help("How long a client may resume its TLS session without a new handshake. 0: "
            + "never (with the JDK's TLS, for a second).");

    public static final Option<Long> SESSIONS_MAX = Option
        .integer("tls-sessions-max", 1, 10_000_000).fallback(20_480L)
        .help("TLS sessions remembered for clients that keep no ticket themselves.");

    public static final Option<Duration> WATCH_MS = Option
        .millis("tls-watch-ms", Duration.ZERO, Duration.ofHours(1))
        .fallback(Duration.ofSeconds(1))
        .help("How often certificate and key files are checked; renewed ones serve new "
            + "connections. 0 means never.");

    public static final Option<String> DIR = Option.string("tls-dir").file()
        .help("Where tls=dev keeps its authority. Empty: socketley/tls in $XDG_DATA_HOME or "
            + "~/.local/share.");

    /** What a connector trusts and shows; the keys differ with who connects. */
    public record Connecting(Option<String> ca, Option<String> cert, Option<String> key,
            Option<String> keyPassword, Option<Boolean> insecure, Option<String> name) {
        /** @param prefix before the keys, empty or ending with {@code -} */
        private static Connecting rows(String prefix) {
            return new Connecting(
                Option.string(prefix + "ca").file()
                    .help("PEM file of the authorities that servers' certificates must come from, "
                        + "instead of those that the JDK trusts."),
                Option.string(prefix + "cert").file()
                    .help("Certificate to show to servers that ask for one: PEM with the chain, or "
                        + "PKCS#12."),
                Option.string(prefix + "key").file()
                    .help("Its private key in PEM, if it is not in the same file."),
                Option.string(prefix + "key-password").sensitive()
                    .help("Password of an encrypted key or a PKCS#12 file."),
                Option.bool(prefix + "tls-insecure")
                    .help("Accept any certificate, which lets anybody in between read and change "
                        + "everything. It is logged."),
                Option.string(prefix + "tls-name")
                    .help("Host name that the certificate must be for, if it is not the one "
                        + "connected to."));
        }

        /** Each of them. */
        public List<Option<?>> all() {
            return List.of(ca, cert, key, keyPassword, insecure, name);
        }
    }

    public static final Connecting TO_SERVER = Connecting.rows("");
    public static final Connecting TO_BACKEND = Connecting.rows("backend-");
    public static final Connecting TO_LEADER = Connecting.rows("replicate-");

    private static final List<Option<?>> BOTH = List.of(TLS, PROVIDER, TLS_MIN, DIR);

    /** Of types that listen. */
    public static final List<Option<?>> LISTENING = Option.join(BOTH, TLS_PLAIN, CERT, KEY,
        KEY_PASSWORD, CA, CLIENT_CERT, ALPN, HANDSHAKE_MS_MAX, SESSION_TIMEOUT, SESSIONS_MAX,
        WATCH_MS);

    /** Of clients. */
    public static final List<Option<?>> CONNECTING = join(BOTH, TO_SERVER.all());

    static {
        // Whoever may ask for handshake after handshake makes a server work for nothing (TLS 1.2).
        // The JDK's TLS reads this once; these rows are loaded before anything that uses it.
        if (System.getProperty(RENEGOTIATION) == null) {
            System.setProperty(RENEGOTIATION, "true");
        }
    }

    private TlsOptions() {}

    /** One list of rows after another. */
    @SafeVarargs
    public static List<Option<?>> join(List<Option<?>>... lists) {
        List<Option<?>> out = new ArrayList<>();
        for (List<Option<?>> list : lists) {
            out.addAll(list);
        }
        return List.copyOf(out);
    }
}
