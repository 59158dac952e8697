package dev.socketley.engine.tls;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * A private key and the certificates that say whose it is.
 *
 * @param key   fits the first certificate
 * @param chain the certificate itself, then those that lead to its authority
 */
record Identity(PrivateKey key, List<X509Certificate> chain) {
    private static final int DNS_NAME = 2;
    private static final byte[] PROBE = {'f', 'i', 't', 's'};

    /**
     * Reads an identity from one file or two.
     *
     * @param what     words of the options that named the files, for messages
     * @param certFile PEM, or PKCS#12 with the key in it
     * @param keyFile  null when the key is in {@code certFile}
     * @throws EngineException EINVAL, EIO or EACCES, naming option, file and reason
     */
    static Identity load(Option what, Path certFile, Path keyFile, char[] password) {
        Pem first = read(what.cert(), certFile, password);
        if (first.certificates().isEmpty()) {
            throw bad(what.cert(), certFile, "holds no certificate", null);
        }
        PrivateKey key = first.key();
        Path from = certFile;
        if (keyFile != null) {
            from = keyFile;
            key = read(what.key(), keyFile, password).key();
        }
        if (key == null) {
            throw bad(what.key(), from, "holds no private key", null);
        }
        if (!fits(key, first.certificates().getFirst().getPublicKey())) {
            throw bad(what.key(), from, "does not belong to the certificate in " + certFile, null);
        }
        return new Identity(key, first.certificates());
    }

    /** Words for messages: those of the options that name the files. */
    record Option(String cert, String key) {}

    /** Certificates of authorities. As {@link #load} refuses what it cannot read. */
    static List<X509Certificate> authorities(String option, Path file) {
        List<X509Certificate> found = read(option, file, new char[0]).certificates();
        if (found.isEmpty()) {
            throw bad(option, file, "holds no certificate", null);
        }
        return found;
    }

    private static Pem read(String option, Path file, char[] password) {
        try {
            if (Files.size(file) > Pem.FILE_BYTES_MAX) {
                throw bad(option, file, "is longer than " + Pem.FILE_BYTES_MAX + " bytes", null);
            }
            return Pem.read(Files.readAllBytes(file), password);
        } catch (NoSuchFileException e) {
            throw new EngineException(ErrorCode.EIO, option + ": " + file + ": no such file", e);
        } catch (AccessDeniedException e) {
            throw new EngineException(ErrorCode.EACCES, option + ": " + file
                + ": permission denied", e);
        } catch (IOException e) {
            String why = Files.isDirectory(file) ? "is a directory" : e.getMessage();
            throw new EngineException(ErrorCode.EIO, option + ": " + file + ": " + why, e);
        } catch (Pem.BadFileException e) {
            throw bad(option, file, e.getMessage(), e);
        }
    }

    private static EngineException bad(String option, Path file, String why, Throwable cause) {
        return new EngineException(ErrorCode.EINVAL, option + ": " + file + ": " + why, cause);
    }

    /** Whether what the key signs the certificate verifies. */
    private static boolean fits(PrivateKey key, PublicKey certified) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA", "RSASSA-PSS" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "Ed25519";
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Host names it is for, in lower case: its alternative names, or else its common name. */
    List<String> names() {
        X509Certificate own = chain.getFirst();
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> all = own.getSubjectAlternativeNames();
            for (List<?> each : all == null ? List.<List<?>>of() : all) {
                if (each.get(0).equals(DNS_NAME)) {
                    names.add(((String) each.get(1)).toLowerCase(Locale.ROOT));
                }
            }
            if (names.isEmpty()) {
                for (Rdn part : new LdapName(own.getSubjectX500Principal().getName()).getRdns()) {
                    if (part.getType().equalsIgnoreCase("CN")) {
                        names.add(part.getValue().toString().toLowerCase(Locale.ROOT));
                    }
                }
            }
        } catch (CertificateParsingException | InvalidNameException e) {
            return names; // without a name it serves whoever names nobody else
        }
        return names;
    }
}
