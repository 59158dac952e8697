package dev.socketley.engine.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.error.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every form in which OpenSSL writes a private key is one that a server takes. */
@Timeout(120)
class ServerKeysTest {
    private static final String EC = "openssl ecparam -genkey -name prime256v1 -noout -out plain";
    private static final String RSA = "openssl genrsa -traditional -out plain 2048";

    @TempDir
    private static Path dir;

    @BeforeAll
    static void openssl() throws Exception {
        boolean there = run("openssl version") == 0;
        assertTrue(there || System.getenv("SOCKETLEY_REQUIRE_PEERS") == null, "openssl is missing");
        Assumptions.assumeTrue(there);
    }

    private static int run(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", command).directory(dir.toFile())
            .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), command);
        return process.exitValue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "PKCS#1                   | " + RSA + " | cp plain key | RSA PRIVATE KEY",
        "PKCS#1, encrypted        | " + RSA + " | openssl rsa -in plain -aes256 -traditional "
            + "-passout pass:secret -out key | Proc-Type",
        "PKCS#8                   | " + RSA + " | openssl pkcs8 -topk8 -nocrypt -in plain -out key "
            + "| BEGIN PRIVATE KEY",
        "PKCS#8, AES              | " + RSA + " | openssl pkcs8 -topk8 -v2 aes-256-cbc -in plain "
            + "-passout pass:secret -out key | ENCRYPTED PRIVATE KEY",
        "PKCS#8, AES and SHA-512  | " + EC + " | openssl pkcs8 -topk8 -v2 aes-128-cbc -v2prf "
            + "hmacWithSHA512 -in plain -passout pass:secret -out key | ENCRYPTED PRIVATE KEY",
        "PKCS#8, scrypt           | " + EC + " | openssl pkcs8 -topk8 -scrypt -in plain "
            + "-passout pass:secret -out key | ENCRYPTED PRIVATE KEY",
        "EC                       | " + EC + " | cp plain key | EC PRIVATE KEY",
        "EC with its curve before | openssl ecparam -genkey -name secp384r1 -out plain | cp plain key "
            + "| EC PARAMETERS",
        "EC, encrypted            | " + EC + " | openssl ec -in plain -aes128 -passout pass:secret "
            + "-out key | Proc-Type",
        "Ed25519                  | openssl genpkey -algorithm ed25519 -out plain | cp plain key "
            + "| BEGIN PRIVATE KEY",
    })
    void aServerTakesTheKey(String form, String make, String turn, String holds) throws Exception {
        assertEquals(0, run(make), make);
        assertEquals(0, run(turn), turn);
        assertTrue(Files.readString(dir.resolve("key")).contains(holds), form);
        certify();
        talk("cert", dir.resolve("cert").toString(), "key", dir.resolve("key").toString(),
            "key-password", "secret");
        if (turn.contains("secret")) {
            for (String wrong : new String[] {"guess", ""}) {
                CompletionException e = assertThrows(CompletionException.class,
                    () -> talk("cert", dir.resolve("cert").toString(), "key",
                        dir.resolve("key").toString(), "key-password", wrong));
                EngineException why = EngineException.of(e);
                assertTrue(why.getMessage().startsWith("key: " + dir.resolve("key") + ": "),
                    why::getMessage);
                assertTrue(!why.getMessage().contains("guess"), "the password is not told");
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {"as it is | ''", "as of old | -legacy"})
    void aServerTakesPkcs12(String form, String flag) throws Exception {
        assertEquals(0, run(RSA));
        certify();
        assertEquals(0, run("openssl pkcs12 -export " + flag + " -in cert -inkey plain -passout "
            + "pass:secret -out both.p12"), form);
        talk("cert", dir.resolve("both.p12").toString(), "key-password", "secret");
        CompletionException e = assertThrows(CompletionException.class,
            () -> talk("cert", dir.resolve("both.p12").toString(), "key-password", "guess"));
        assertTrue(EngineException.of(e).getMessage().startsWith("cert: "), e::getMessage);
    }

    @Test
    void aPkcs12FileWithoutACertificateIsToldApart() throws Exception {
        assertEquals(0, run(EC));
        assertEquals(0, run("openssl pkcs12 -export -nocerts -inkey plain -passout pass:secret "
            + "-out alone.p12"));
        CompletionException e = assertThrows(CompletionException.class,
            () -> talk("cert", dir.resolve("alone.p12").toString(), "key-password", "secret"));
        assertEquals("cert: " + dir.resolve("alone.p12") + ": holds no certificate",
            EngineException.of(e).getMessage());
    }

    private void certify() throws Exception {
        assertEquals(0, run("openssl req -x509 -new -key plain -subj /CN=localhost -addext "
            + "subjectAltName=DNS:localhost -days 30 -out cert"));
    }

    private void talk(Object... options) throws Exception {
        Object[] all = Arrays.copyOf(options, options.length + 2);
        all[options.length] = "tls";
        all[options.length + 1] = true;
        try (ServerFixture f = new ServerFixture();
                InputStream in = Files.newInputStream(dir.resolve("cert"))) {
            ServerRuntime server = f.start("keys", new ScriptDouble().on(Hook.ON_HTTP_REQUEST,
                args -> "hello"), all);
            X509Certificate own = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(in);
            try (TlsWire wire = new TlsWire(server.port(), TlsWire.trusting(own), "localhost")) {
                assertEquals("HTTP/1.1 200 OK\r",
                    wire.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").line());
            }
        }
    }
}
