package dev.socketley.engine.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes the certificates of {@link DevAuthority}. <b>Thread:</b> any. */
final class DevCertificates {
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    /** The longest that browsers accept. */
    private static final Duration SERVER_LIFE = Duration.ofDays(397);
    /** Clocks of containers and their hosts differ a little. */
    private static final Duration SKEW = Duration.ofHours(1);
    private static final int SERIAL_BITS = 127;
    private static final int PEM_COLUMNS = 64;

    private DevCertificates() {}

    /** A certificate and its key, each as the text of a file. */
    record Made(String certPem, String keyPem) {}

    static Made authority() throws IOException, GeneralSecurityException,
            OperatorCreationException {
        KeyPair pair = pair();
        X500Principal name = new X500Principal("CN=Socketley development "
            + new BigInteger(32, new SecureRandom()).toString(16));
        X509v3CertificateBuilder builder = builder(name, name, pair, AUTHORITY_LIFE)
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
            .addExtension(Extension.keyUsage, true,
                new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        return made(builder, pair, pair.getPrivate());
    }

    static Made server(Identity authority, List<GeneralName> names) throws IOException,
            GeneralSecurityException, OperatorCreationException {
        KeyPair pair = pair();
        X509v3CertificateBuilder builder = builder(
            authority.chain().getFirst().getSubjectX500Principal(),
            new X500Principal("CN=localhost"), pair, SERVER_LIFE)
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
            .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
            .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(
                new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}))
            .addExtension(Extension.subjectAlternativeName, false,
                new GeneralNames(names.toArray(GeneralName[]::new)))
            .addExtension(Extension.authorityKeyIdentifier, false, new JcaX509ExtensionUtils()
                .createAuthorityKeyIdentifier(authority.chain().getFirst()));
        return made(builder, pair, authority.key());
    }

    private static X509v3CertificateBuilder builder(X500Principal issuer, X500Principal subject,
            KeyPair pair, Duration life) throws IOException, GeneralSecurityException {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(issuer,
            new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS - 1),
            Date.from(now.minus(SKEW)), Date.from(now.plus(life)), subject, pair.getPublic())
            .addExtension(Extension.subjectKeyIdentifier, false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
    }

    private static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static Made made(X509v3CertificateBuilder builder, KeyPair pair,
            PrivateKey signer) throws IOException, OperatorCreationException {
        byte[] der = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer))
            .getEncoded();
        return new Made(pem("CERTIFICATE", der), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    }

    private static String pem(String what, byte[] der) {
        Base64.Encoder lines = Base64.getMimeEncoder(PEM_COLUMNS,
            "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN " + what + "-----\n" + lines.encodeToString(der)
            + "\n-----END " + what + "-----\n";
    }
}
