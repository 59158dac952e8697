package dev.socketley.engine.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.junit.jupiter.api.Test;

/** Whatever is in a file, reading it gives what is there or says why not. */
class PemFuzzTest {
    private static final long SEED = Long.getLong("socketley.seed", new Random().nextLong());
    private static final long MS = Long.getLong("socketley.fuzz.ms", 2000);
    private static final char[] PASSWORD = "secret".toCharArray();

    private static String encrypted() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        KeyPair pair = generator.generateKeyPair();
        StringWriter text = new StringWriter();
        try (JcaPEMWriter out = new JcaPEMWriter(text)) {
            out.writeObject(pair, new JcePEMEncryptorBuilder("AES-128-CBC")
                .setProvider(new BouncyCastleProvider()).build(PASSWORD));
        }
        return text.toString();
    }

    private static byte[] pkcs12(DevCertificates.Made made) throws Exception {
        Pem pem = Pem.read((made.certPem() + made.keyPem()).getBytes(StandardCharsets.US_ASCII), PASSWORD);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", pem.key(), PASSWORD, pem.certificates()
            .toArray(Certificate[]::new));
        return bytes(store);
    }

    private static byte[] bytes(KeyStore store) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.store(out, PASSWORD);
        return out.toByteArray();
    }

    @Test
    void aStoreOfOtherThingsHoldsNothing() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setEntry("s", new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[16], "AES")),
            new KeyStore.PasswordProtection(PASSWORD));
        assertEquals(new Pem(List.of(), null), Pem.read(bytes(store), PASSWORD));
    }

    @Test
    void nothingButABadFileIsRaised() throws Exception {
        DevCertificates.Made made = DevCertificates.authority();
        String encrypted = encrypted();
        List<byte[]> files = List.of((made.certPem() + made.keyPem()).getBytes(StandardCharsets.US_ASCII),
            encrypted.getBytes(StandardCharsets.US_ASCII),
            encrypted.replaceAll("DEK-Info.*\n", "").getBytes(StandardCharsets.US_ASCII),
            pkcs12(made));
        Random random = new Random(SEED);
        long until = System.nanoTime() + MS * 1_000_000;
        for (int i = 0; i < 100 || System.nanoTime() < until; i++) {
            byte[] file = files.get(random.nextInt(files.size())).clone();
            for (int n = random.nextInt(6); n > 0; n--) {
                file[random.nextInt(file.length)] = (byte) (random.nextBoolean() ? random.nextInt(256)
                    : "-,: \n\r=AZ0".charAt(random.nextInt(10)));
            }
            byte[] cut = random.nextInt(4) == 0
                ? Arrays.copyOf(file, random.nextInt(file.length)) : file;
            try {
                Pem.read(cut, PASSWORD);
            } catch (Pem.BadFileException said) {
                continue;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + SEED + ", try " + i + ": "
                    + new String(cut, StandardCharsets.ISO_8859_1), e);
            }
        }
    }
}
