package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The examples of TLS, framings, Unix sockets and UDP, with the tools that their headers name. */
class TransportExamplesTest extends ProgramSpec {
    private int start(String example, String runtime) throws Exception {
        program.example("server/" + example);
        program.engine("env XDG_DATA_HOME=$PWD/data socketley --lua " + example);
        return program.port(runtime);
    }

    private String run(String command) throws Exception {
        Program.Outcome outcome = program.run(command);
        assertEquals(0, outcome.status(), outcome.err());
        return outcome.out();
    }

    /** The commands under "Make:" of an example's header. */
    private String recipe(String example) throws IOException {
        List<String> lines = Files.readAllLines(program.example("server/" + example));
        int from = 0;
        while (!lines.get(from).startsWith("-- Make:")) {
            from++;
        }
        int to = from;
        while (!lines.get(to).startsWith("-- Run:")) {
            to++;
        }
        return lines.subList(from, to).stream().map(line -> line.replaceFirst("^-- (Make:)?", ""))
            .collect(Collectors.joining("\n"));
    }

    /** Asks a line server with {@code openssl s_client}, whose input ends after the answer. */
    private String ask(int port, String line, String more) throws Exception {
        return program.run("rm -f gate; mkfifo gate; { echo '" + line + "'; cat gate; } "
            + "| timeout 20 openssl s_client -quiet -no_ign_eof -connect localhost:" + port + " "
            + more + " | { head -n 1; timeout 20 sh -c 'echo > gate'; }").out();
    }

    @Test
    void mutualTlsKnowsTheClientByItsCertificate() throws Exception {
        Program.needs("openssl");
        run("set -e\n" + recipe("tls_mutual.lua"));
        int port = start("tls_mutual.lua", "vault");
        assertEquals("hello CN=alice: hi\n", ask(port, "hi",
            "-CAfile ca.pem -verify_return_error -cert alice.pem -key alice-key.pem"));
        program.awaitLog("CN=alice came with TLSv1.3\n");
        assertEquals("", ask(port, "hi", "-CAfile ca.pem"));
        assertEquals("hello CN=alice: old\n", ask(port, "old",
            "-tls1_2 -CAfile ca.pem -cert alice.pem -key alice-key.pem"));
        assertEquals("", ask(port, "hi",
            "-tls1_1 -cipher ALL:@SECLEVEL=0 -cert alice.pem -key alice-key.pem"));
    }

    @Test
    void aDevelopmentPageIsTrustedByCurl() throws Exception {
        Program.needs("curl");
        int port = start("tls_dev.lua", "page");
        String url = "https://localhost:" + port + "/";
        String ca = "data/socketley/tls/ca.pem";
        assertEquals("hello over TLSv1.3\n", run("curl -sS --cacert " + ca + " " + url));
        assertEquals("hello over TLSv1.2\n",
            run("curl -sS --tls-max 1.2 --cacert " + ca + " " + url));
        assertEquals(60, program.run("curl -sS " + url).status(), "not trusted by itself");
        program.awaitLog("tls_dev runtime=page ca=" + directory.resolve(ca).toRealPath());
    }

    @Test
    void nodeTrustsTheDevelopmentAuthorityAndNobodyElse() throws Exception {
        Program.needs("node");
        int port = start("tls_dev.lua", "page");
        Files.writeString(directory.resolve("client.js"), """
            const https = require("https"), fs = require("fs");
            const [port, version] = process.argv.slice(2);
            const ask = options => new Promise(done => https.get({ host: "localhost", port,
              minVersion: version, maxVersion: version, ...options }, res => {
                let body = "";
                res.on("data", d => body += d).on("end", () => done(body.trim()));
              }).on("error", e => done(e.code)));
            (async () => {
              console.log(await ask({ ca: fs.readFileSync("data/socketley/tls/ca.pem") }));
              console.log(await ask({}));
            })();
            """);
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            assertEquals("hello over " + version + "\nUNABLE_TO_VERIFY_LEAF_SIGNATURE\n",
                run("node client.js " + port + " " + version));
        }
    }

    @Test
    void sumsStandBehindTheirLength() throws Exception {
        int port = start("length32.lua", "sums");
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(HexFormat.of().parseHex("000000092b0000000200000003"));
            assertEquals("0000000400000005",
                HexFormat.of().formatHex(socket.getInputStream().readNBytes(8)));
        }
    }

    @Test
    void aUnixSocketAnswersAndIsReachedThroughTheGateway() throws Exception {
        Program.needs("curl");
        int port = start("unix_socket.lua", "gateway");
        assertEquals("hello from a socket\n", run("curl -sS --unix-socket api.sock http://api/"));
        assertEquals("hello from a socket\n", run("curl -sS http://localhost:" + port + "/"));
        assertTrue(run("ls -l api.sock").startsWith("srw-------"));
    }

    @Test
    void udpAnswersTheSenderAlone() throws Exception {
        int port = start("udp_echo.lua", "udp");
        try (DatagramSocket one = new DatagramSocket(); DatagramSocket two = new DatagramSocket()) {
            for (DatagramSocket each : List.of(one, two)) {
                each.setSoTimeout(20_000);
                byte[] hello = ("hello " + each.getLocalPort()).getBytes(StandardCharsets.US_ASCII);
                each.send(new DatagramPacket(hello, hello.length,
                    InetAddress.getLoopbackAddress(), port));
                DatagramPacket answer = new DatagramPacket(new byte[64], 64);
                each.receive(answer);
                assertEquals("hello " + each.getLocalPort(), new String(answer.getData(), 0,
                    answer.getLength(), StandardCharsets.US_ASCII));
            }
        }
    }
}
