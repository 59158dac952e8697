package dev.socketley.engine.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.option.OptionSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevAuthorityTest {
    @TempDir
    private Path directory;

    private DevAuthority authority() {
        return DevAuthority.in(
            OptionSet.of(TlsOptions.LISTENING).with("tls-dir", directory.toString()));
    }

    @Test
    void aCertificateThatIsGoodIsKept() throws IOException {
        String first = Files.readString(authority().serverFiles("one").cert());
        assertEquals(first, Files.readString(authority().serverFiles("two").cert()));
    }

    @Test
    void itIsKeptWhereTheEnvironmentSays() {
        OptionSet options = OptionSet.of(TlsOptions.LISTENING);
        Path home = directory.resolve("home");
        Path data = directory.resolve("data");
        assertEquals(home.resolve(".local/share/socketley/tls/ca.pem"),
            DevAuthority.in(options, Map.of("HOME", home.toString())).certificate());
        assertEquals(data.resolve("socketley/tls/ca.pem"), DevAuthority.in(options,
            Map.of("HOME", home.toString(), "XDG_DATA_HOME", data.toString())).certificate());
    }

    @Test
    void aCertificateForOtherNamesIsMadeAnew() throws Exception {
        DevAuthority.ServerFiles files = authority().serverFiles("one");
        Identity ca = Identity.load(new Identity.Option("cert", "key"), directory.resolve("ca.pem"),
            directory.resolve("ca-key.pem"), new char[0]);
        DevCertificates.Made old = DevCertificates.server(ca,
            List.of(new GeneralName(GeneralName.dNSName, "the-name-before")));
        Files.writeString(files.key(), old.keyPem());
        Files.writeString(files.cert(), old.certPem());
        assertTrue(Identity.load(new Identity.Option("cert", "key"),
            authority().serverFiles("one").cert(), files.key(), new char[0]).names()
            .contains("localhost"));
    }

    @Test
    void aKeyThatCannotBeWrittenLeavesNothingBehind() throws IOException {
        Files.createDirectories(directory.resolve("ca-key.pem").resolve("in the way"));
        assertThrows(EngineException.class, () -> authority().serverFiles("one"));
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of("ca-key.pem", "lock"),
                left.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }
}
