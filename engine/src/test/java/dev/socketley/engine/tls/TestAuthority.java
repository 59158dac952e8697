package dev.socketley.engine.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority for tests, whose certificates are files in one directory. */
public final class TestAuthority {
    private final Path directory;
    private final KeyPair pair;
    private final X509Certificate certificate;
    private final Path file;

    /** The files of one certificate. */
    public record Issued(Path cert, Path key, KeyPair pair, X509Certificate certificate) {}

    public TestAuthority(Path directory, String name) {
        this.directory = directory;
        try {
            pair = pair("EC");
            X500Principal subject = new X500Principal("CN=" + name);
            certificate = sign(new JcaX509v3CertificateBuilder(subject, serial(), before(Duration.ofDays(9)),
                after(Duration.ofDays(999)), subject, pair.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(true)));
            file = Files.writeString(directory.resolve(name + ".pem"),
                pem("CERTIFICATE", certificate.getEncoded()));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its own certificate. */
    public Path file() {
        return file;
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** A certificate that is good now, with a key of that kind. */
    public Issued issue(String file, String kind, String... hosts) {
        return issue(file, kind, Duration.ofDays(1), Duration.ofDays(90), hosts);
    }

    /** One that has expired. */
    public Issued expired(String file, String... hosts) {
        return issue(file, "EC", Duration.ofDays(2), Duration.ofDays(-1), hosts);
    }

    private Issued issue(String file, String kind, Duration since, Duration until, String... hosts) {
        try {
            KeyPair own = pair(kind);
            GeneralName[] names = List.of(hosts).stream().map(host -> new GeneralName(
                host.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName, host))
                .toArray(GeneralName[]::new);
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                certificate.getSubjectX500Principal(), serial(), before(since), after(until),
                new X500Principal("CN=" + file + ",O=Tests"), own.getPublic());
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            X509Certificate made = sign(builder);
            Path cert = directory.resolve(file + ".pem");
            Path key = directory.resolve(file + "-key.pem");
            Files.writeString(key, pem("PRIVATE KEY", own.getPrivate().getEncoded()));
            Files.writeString(cert, pem("CERTIFICATE", made.getEncoded()));
            return new Issued(cert, key, own, made);
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate sign(X509v3CertificateBuilder builder)
            throws OperatorCreationException, GeneralSecurityException {
        return new JcaX509CertificateConverter().getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }

    private static KeyPair pair(String kind) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
        if (kind.equals("EC")) {
            generator.initialize(256);
        } else if (kind.equals("RSA")) {
            generator.initialize(2048);
        }
        return generator.generateKeyPair();
    }

    private static BigInteger serial() {
        return new BigInteger(64, new SecureRandom());
    }

    private static Date before(Duration time) {
        return Date.from(Instant.now().minus(time));
    }

    private static Date after(Duration time) {
        return Date.from(Instant.now().plus(time));
    }

    /** The text form of DER. */
    public static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END " + what + "-----\n";
    }
}
