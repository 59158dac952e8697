package dev.socketley.engine.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;

/**
 * What a file of certificates and keys holds: PEM (PKCS#1, PKCS#8, EC, Ed25519, encrypted or not)
 * or PKCS#12. <b>Thread:</b> any; it may take a while.
 *
 * @param certificates in the order of the file
 * @param key          the first private key, or null when there is none
 */
record Pem(List<X509Certificate> certificates, PrivateKey key) {
    /** A file that is read whole; the largest bundles of authorities have a tenth of it. */
    static final int FILE_BYTES_MAX = 8 << 20;

    private static final BouncyCastleProvider BOUNCY_CASTLE = new BouncyCastleProvider();
    /** The first byte of DER, as PKCS#12 begins. */
    private static final byte DER_SEQUENCE = 0x30;

    /** The bytes are no certificate or key, or not with this password; the message says why. */
    static final class BadFileException extends Exception {
        BadFileException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Reads the content of a file.
     *
     * @param password for keys that are encrypted, empty for none; never part of a message
     * @throws BadFileException for content of another kind or a password that does not open it
     */
    static Pem read(byte[] content, char[] password) throws BadFileException {
        return content.length > 0 && content[0] == DER_SEQUENCE ? pkcs12(content, password)
            : pem(new String(content, StandardCharsets.ISO_8859_1), password);
    }

    private static Pem pem(String text, char[] password) throws BadFileException {
        List<X509Certificate> certificates = new ArrayList<>();
        PrivateKey key = null;
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                if (part instanceof X509CertificateHolder holder) {
                    certificates.add(certificate(holder.getEncoded()));
                } else if (key == null) {
                    PrivateKeyInfo info = keyInfo(part, password);
                    key = info == null ? null : key(info);
                }
            }
        } catch (IOException | IllegalArgumentException | IllegalStateException
                | GeneralSecurityException e) {
            throw new BadFileException("cannot be read as PEM: " + reason(e), e);
        }
        if (certificates.isEmpty() && key == null) {
            throw new BadFileException("holds neither a certificate nor a private key", null);
        }
        return new Pem(List.copyOf(certificates), key);
    }

    /** The key of a part, or null when the part is something else. */
    private static PrivateKeyInfo keyInfo(Object part, char[] password)
            throws BadFileException, IOException {
        boolean encrypted = part instanceof PEMEncryptedKeyPair
            || part instanceof PKCS8EncryptedPrivateKeyInfo;
        if (encrypted && password.length == 0) {
            throw new BadFileException("is encrypted: key_password expected", null);
        }
        try {
            return switch (part) {
                case PrivateKeyInfo info -> info;
                case PEMKeyPair pair -> pair.getPrivateKeyInfo();
                case PEMEncryptedKeyPair pair -> pair.decryptKeyPair(
                    new JcePEMDecryptorProviderBuilder().setProvider(BOUNCY_CASTLE)
                        .build(password)).getPrivateKeyInfo();
                case PKCS8EncryptedPrivateKeyInfo info -> info.decryptPrivateKeyInfo(
                    new JceOpenSSLPKCS8DecryptorProviderBuilder().setProvider(BOUNCY_CASTLE)
                        .build(password));
                default -> null;
            };
        } catch (PEMException | PKCSException | OperatorCreationException e) {
            throw new BadFileException("key_password does not open it", e);
        }
    }

    private static PrivateKey key(PrivateKeyInfo info)
            throws GeneralSecurityException, IOException, BadFileException {
        ASN1ObjectIdentifier kind = info.getPrivateKeyAlgorithm().getAlgorithm();
        String algorithm;
        if (kind.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            algorithm = "RSA";
        } else if (kind.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
            algorithm = "RSASSA-PSS";
        } else if (kind.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            algorithm = "EC";
        } else if (kind.equals(EdECObjectIdentifiers.id_Ed25519)) {
            algorithm = "Ed25519";
        } else {
            throw new BadFileException("holds a key of a kind that TLS does not use: " + kind, null);
        }
        return KeyFactory.getInstance(algorithm)
            .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
    }

    private static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(der));
    }

    private static Pem pkcs12(byte[] content, char[] password) throws BadFileException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(content), password);
            List<X509Certificate> others = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)
                        && store.getKey(alias, password) instanceof PrivateKey key) {
                    Certificate[] chain = store.getCertificateChain(alias);
                    return new Pem(x509(chain == null ? new Certificate[0] : chain), key);
                }
                if (store.getCertificate(alias) instanceof X509Certificate other) {
                    others.add(other);
                }
            }
            return new Pem(List.copyOf(others), null);
        } catch (IOException | GeneralSecurityException e) {
            boolean wrong = e.getCause() instanceof GeneralSecurityException;
            throw new BadFileException(wrong ? "key_password does not open it"
                : "cannot be read as PKCS#12: " + reason(e), e);
        }
    }

    private static List<X509Certificate> x509(Certificate[] chain) {
        List<X509Certificate> out = new ArrayList<>();
        for (Certificate each : chain) {
            out.add((X509Certificate) each);
        }
        return out;
    }

    /** The first line of what a library says. */
    private static String reason(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
