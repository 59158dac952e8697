package dev.socketley.engine.tls;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.option.OptionSet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * An authority for one machine, made at the first use of {@code tls=dev} and kept: whoever trusts
 * it once trusts every certificate that it gives to servers here.
 *
 * <p><b>Thread:</b> any; it blocks. Processes that start at once agree by a lock in the directory.
 */
final class DevAuthority {
    /** A certificate that ends sooner is made anew. */
    private static final Duration SPARE = Duration.ofDays(30);
    private static final Object ONE_AT_A_TIME = new Object();
    private static final Identity.Option WHAT = new Identity.Option("tls_dir", "tls_dir");

    private final Path directory;

    /** The files of a server's certificate. */
    record ServerFiles(Path cert, Path key) {}

    private DevAuthority(Path directory) {
        this.directory = directory;
    }

    static DevAuthority in(OptionSet options) {
        return in(options, System.getenv());
    }

    /** @param environment usually {@link System#getenv()}; the JDK's own home is not HOME's */
    static DevAuthority in(OptionSet options, Map<String, String> environment) {
        String given = options.get(TlsOptions.DIR);
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        String home = environment.getOrDefault("HOME", "");
        Path share = !data.isEmpty() ? Path.of(data)
            : Path.of(home.isEmpty() ? System.getProperty("user.home") : home, ".local", "share");
        Path directory = given.isEmpty() ? share.resolve("socketley").resolve("tls")
            : Path.of(given);
        return new DevAuthority(directory.toAbsolutePath());
    }

    /** Its certificate, made if it is not there yet. */
    Path certificate() {
        return locked(() -> {
            authority();
            return caCert();
        });
    }

    /** A certificate for servers of this machine that is good for some weeks at least. */
    ServerFiles serverFiles(String owner) {
        return locked(() -> {
            Identity authority = authority();
            ServerFiles files = new ServerFiles(directory.resolve("server.pem"),
                directory.resolve("server-key.pem"));
            if (!Files.exists(files.cert()) || !isGood(files, authority)) {
                DevCertificates.Made made = DevCertificates.server(authority, names());
                write(files.key(), made.keyPem());
                write(files.cert(), made.certPem());
            }
            tell(owner);
            return files;
        });
    }

    private void tell(String owner) {
        Log.info("tls_dev", "runtime", owner, "ca", caCert(), "curl", "--cacert " + caCert(),
            "chromium", "certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n socketley-dev -i "
            + caCert());
    }

    private Path caCert() {
        return directory.resolve("ca.pem");
    }

    private Identity authority() throws IOException, GeneralSecurityException,
            OperatorCreationException {
        Path key = directory.resolve("ca-key.pem");
        if (!Files.exists(caCert())) {
            DevCertificates.Made made = DevCertificates.authority();
            write(key, made.keyPem());
            write(caCert(), made.certPem());
        }
        return Identity.load(WHAT, caCert(), key, new char[0]);
    }

    private static boolean isGood(ServerFiles files, Identity authority) {
        try {
            X509Certificate own = Identity.load(WHAT, files.cert(), files.key(), new char[0])
                .chain().getFirst();
            own.verify(authority.chain().getFirst().getPublicKey());
            return own.getNotAfter().toInstant().isAfter(Instant.now().plus(SPARE))
                && names(own).containsAll(hosts());
        } catch (EngineException | GeneralSecurityException e) {
            Log.debug("tls_dev_anew", "cert", files.cert(), "cause", e.getMessage());
            return false;
        }
    }

    /** Names in a certificate; one that was made before the machine had its name lacks that. */
    private static Set<Object> names(X509Certificate own) throws CertificateParsingException {
        Set<Object> names = new HashSet<>();
        for (List<?> name : own.getSubjectAlternativeNames()) {
            names.add(name.get(1));
        }
        return names;
    }

    private static List<String> hosts() {
        List<String> hosts = new ArrayList<>(List.of("localhost", "*.localhost"));
        try {
            hosts.add(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            Log.debug("tls_dev_name_unknown", "cause", e.getMessage());
        }
        return hosts;
    }

    private static List<GeneralName> names() {
        List<GeneralName> names = new ArrayList<>();
        for (String host : hosts()) {
            names.add(new GeneralName(GeneralName.dNSName, host));
        }
        for (String address : List.of("127.0.0.1", "::1")) {
            names.add(new GeneralName(GeneralName.iPAddress, address));
        }
        return names;
    }

    /** What may fail in many ways, all of which mean that the directory cannot be used. */
    private interface Work<T> {
        T run() throws IOException, GeneralSecurityException, OperatorCreationException;
    }

    private <T> T locked(Work<T> work) {
        synchronized (ONE_AT_A_TIME) {
            try {
                Files.createDirectories(directory, permissions("rwx------"));
                try (FileChannel channel = FileChannel.open(directory.resolve("lock"),
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
                        FileLock lock = channel.lock()) {
                    return lock.isValid() ? work.run() : null;
                }
            } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
                throw new EngineException(ErrorCode.EIO, "tls_dir: " + directory
                    + ": cannot be used: " + e.getMessage(), e);
            }
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> permissions(String text) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
    }

    /** Readable by the user alone from its first byte on, and never there by half. */
    private static void write(Path file, String text) throws IOException {
        Path whole = Files.createTempFile(file.getParent(), ".new", "", permissions("rw-------"));
        try {
            Files.writeString(whole, text);
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(whole); // a key that could not be put in its place
        }
    }
}
