package dev.socketley.engine.tls;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.option.OptionSet;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The TLS of one listener. Its files are looked at now and then; new connections get what is in
 * them, those that are open keep what they began with, and files that cannot be used change
 * nothing.
 *
 * <p><b>Thread:</b> any. <b>Owns:</b> the contexts and the thread that looks at the files.
 * <b>Bounds:</b> {@code tls-sessions-max}, {@code handshake-ms-max}.
 */
public final class ServerTls implements AutoCloseable {
    private static final Identity.Option CERT = new Identity.Option("cert", "key");

    private final String owner;
    private final OptionSet options;
    private final TicketKeys tickets;
    private final List<Path> certFiles = new ArrayList<>();
    private final List<Path> keyFiles = new ArrayList<>();
    private final char[] password;
    private TlsContexts current;
    private volatile Thread watcher;
    private volatile boolean closed;

    private ServerTls(String owner, OptionSet options) {
        this.owner = owner;
        this.options = options;
        this.tickets = new TicketKeys(options.get(TlsOptions.SESSION_TIMEOUT));
        this.password = options.get(TlsOptions.KEY_PASSWORD).toCharArray();
    }

    /**
     * Reads the files that the options name. It blocks: not for a loop.
     *
     * @param owner name of the runtime, for the log
     * @return null without TLS
     * @throws EngineException naming option, file and reason
     */
    public static ServerTls open(String owner, OptionSet options) {
        if (options.get(TlsOptions.TLS).equals("off")) {
            return null;
        }
        ServerTls tls = new ServerTls(owner, options);
        tls.nameFiles();
        FileStamps seen = FileStamps.of(tls.files());
        tls.current = tls.load();
        tls.watch(seen);
        return tls;
    }

    /**
     * Refuses options that cannot be meant together, and files that are not there.
     *
     * @throws EngineException EINVAL, naming the option
     */
    public static void check(OptionSet options) {
        List<String> certs = options.get(TlsOptions.CERT);
        List<String> keys = options.get(TlsOptions.KEY);
        if (options.get(TlsOptions.TLS).equals("off")) {
            if (!certs.isEmpty() || !keys.isEmpty()) {
                throw invalid((certs.isEmpty() ? "key" : "cert") + ": not without tls: nothing is "
                    + "encrypted; tls = true is missing");
            }
            return;
        }
        checkWords(options);
        certs.forEach(file -> checkThere("cert", file));
        keys.forEach(file -> checkThere("key", file));
        if (!options.get(TlsOptions.CA).isEmpty()) {
            checkThere("ca", options.get(TlsOptions.CA));
        }
    }

    private static void checkThere(String option, String file) {
        if (!Files.isReadable(Path.of(file))) {
            throw invalid(option + ": " + file + ": "
                + (Files.exists(Path.of(file)) ? "permission denied" : "no such file"));
        }
    }

    private static void checkWords(OptionSet options) {
        List<String> certs = options.get(TlsOptions.CERT);
        List<String> keys = options.get(TlsOptions.KEY);
        if (options.get(TlsOptions.TLS).equals("dev")) {
            if (!certs.isEmpty()) {
                throw invalid("cert: not with tls=dev, which makes its own");
            }
            return;
        }
        if (certs.isEmpty()) {
            throw invalid("cert: a certificate file expected with tls=on (or tls=dev)");
        }
        if (!keys.isEmpty() && keys.size() != certs.size()) {
            throw invalid("key: one for each of the " + certs.size() + " in cert expected, or none, "
                + "got " + keys.size());
        }
        if (!options.get(TlsOptions.CLIENT_CERT).equals("none")
                && options.get(TlsOptions.CA).isEmpty()) {
            throw invalid("ca: a file of authorities expected with client_cert="
                + options.get(TlsOptions.CLIENT_CERT));
        }
    }

    private void nameFiles() {
        checkWords(options);
        List<String> certs = options.get(TlsOptions.CERT);
        List<String> keys = options.get(TlsOptions.KEY);
        if (options.get(TlsOptions.TLS).equals("dev")) {
            DevAuthority.ServerFiles made = DevAuthority.in(options).serverFiles(owner);
            certFiles.add(made.cert());
            keyFiles.add(made.key());
            return;
        }
        certs.forEach(file -> certFiles.add(Path.of(file)));
        for (int i = 0; i < certs.size(); i++) {
            keyFiles.add(keys.isEmpty() ? null : Path.of(keys.get(i)));
        }
    }

    static EngineException invalid(String message) {
        return new EngineException(ErrorCode.EINVAL, message);
    }

    private Set<Path> files() {
        Set<Path> files = new LinkedHashSet<>(certFiles);
        keyFiles.stream().filter(file -> file != null).forEach(files::add);
        if (!options.get(TlsOptions.CA).isEmpty()) {
            files.add(Path.of(options.get(TlsOptions.CA)));
        }
        return files;
    }

    private TlsContexts load() {
        List<Identity> identities = new ArrayList<>();
        for (int i = 0; i < certFiles.size(); i++) {
            identities.add(Identity.load(CERT, certFiles.get(i), keyFiles.get(i), password));
        }
        String ca = options.get(TlsOptions.CA);
        List<X509Certificate> authorities =
            ca.isEmpty() ? List.of() : Identity.authorities("ca", Path.of(ca));
        identities.forEach(this::warnOfDates);
        synchronized (this) {
            return TlsContexts.of(new TlsContexts.Material(identities, authorities), options,
                tickets);
        }
    }

    private void warnOfDates(Identity identity) {
        X509Certificate own = identity.chain().getFirst();
        Instant now = Instant.now();
        if (own.getNotAfter().toInstant().isBefore(now)
                || own.getNotBefore().toInstant().isAfter(now)) {
            Log.warn("tls_certificate_dates", "runtime", owner,
                "subject", own.getSubjectX500Principal().getName(),
                "from", own.getNotBefore().toInstant(), "to", own.getNotAfter().toInstant());
        }
    }

    // ---- renewal ----------------------------------------------------------------------------

    private void watch(FileStamps seen) {
        long every = options.get(TlsOptions.WATCH_MS).toNanos();
        if (every > 0) {
            watcher = Thread.ofVirtual().name("tls-watcher-" + owner).start(() -> {
                FileStamps loaded = seen;
                FileStamps before = seen;
                while (!closed) {
                    LockSupport.parkNanos(every);
                    FileStamps now = FileStamps.of(files());
                    // A change counts once it looks the same twice: files are not read half-written.
                    if (!now.equals(loaded) && now.equals(before)) {
                        loaded = now;
                        renew();
                    }
                    before = now;
                }
            });
        }
    }

    private void renew() {
        try {
            TlsContexts unused = load();
            synchronized (this) {
                if (current != null) {
                    TlsContexts next = unused;
                    unused = current;
                    current = next;
                }
            }
            unused.release();
            Log.info("tls_renewed", "runtime", owner, "certificates", certFiles.size());
        } catch (EngineException e) {
            Log.error("tls_renewal_failed", "runtime", owner, "cause", e.getMessage(),
                "running", "the certificates before");
        }
    }

    private synchronized void turnTickets() {
        if (current != null && tickets.turnIfDue()) {
            current.all().forEach(tickets::give);
        }
    }

    // ---- connections ------------------------------------------------------------------------

    /** Whether clients may begin without TLS. */
    public boolean isPlainToo() {
        return options.get(TlsOptions.TLS_PLAIN);
    }

    /** Whether the client's first message has to be read for the host name that it asks for. */
    public synchronized boolean asksName() {
        return current != null && current.hasChoice();
    }

    public Duration handshakeMax() {
        return options.get(TlsOptions.HANDSHAKE_MS_MAX);
    }

    /**
     * What stands in a new connection's pipeline.
     *
     * @param name that the client asks for, or null
     * @return null once closed
     */
    public SslHandler handler(String name, ByteBufAllocator allocator) {
        turnTickets();
        SslContext context;
        synchronized (this) {
            if (current == null) {
                return null;
            }
            context = ReferenceCountUtil.retain(current.select(name));
        }
        try {
            return context.newHandler(allocator);
        } finally {
            ReferenceCountUtil.release(context);
        }
    }

    @Override
    public void close() {
        closed = true;
        synchronized (this) {
            if (current != null) {
                current.release();
                current = null;
            }
        }
        if (watcher != null) {
            LockSupport.unpark(watcher);
        }
    }
}
