package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** What users get wrong, what the world refuses, and peers that behave badly. */
class BadInputTest extends ProgramSpec {
    private static final int RESETS = 20_000;
    private static final String FREE = "port = 0, ephemeral = true";

    // ---- scripts ----------------------------------------------------------------------------

    /** Runs a script that must fail; the first line that it gets told. */
    private String refused(int status, String... script) throws Exception {
        program.write("bad.lua", script);
        Program.Outcome outcome = program.run("socketley --lua bad.lua");
        assertEquals(status, outcome.status(), outcome.err());
        assertFalse(outcome.err().contains("\tat "), outcome.err());
        assertFalse(outcome.err().contains("Exception"), outcome.err());
        return outcome.err().lines().filter(l -> l.startsWith("socketley: ")).findFirst()
            .orElse(outcome.err());
    }

    @Test
    void anUnknownOptionNamesTheNearest() throws Exception {
        assertEquals("socketley: bad.lua:2: server \"x\": unknown option 'idle_timout',"
            + " did you mean 'idle_timeout'?",
            refused(1, "print('a')", "socketley.server('x', { " + FREE + ", idle_timout = 3 })"));
        assertEquals("socketley: bad.lua: server \"x\": unknown option 'prot',"
            + " did you mean 'port'?",
            refused(1, "runtimes = { { type = 'server', name = 'x', prot = 3 } }"));
        assertEquals("socketley: bad.lua:1: server \"x\": unknown hook 'on_mesage',"
            + " did you mean 'on_message'?",
            refused(1, "socketley.server('x', { " + FREE + ", on_mesage = print })"));
    }

    @Test
    void aWrongTypeIsNamedWithItsPath() throws Exception {
        assertEquals("socketley: bad.lua:1: server \"x\": port: integer 0..65535 expected,"
            + " got \"http\"",
            refused(1, "socketley.server('x', { port = 'http' })"));
        assertEquals("socketley: bad.lua:1: proxy \"p\": backends[2]: string expected, got table",
            refused(1, "socketley.proxy('p', { " + FREE + ", backends = { 'a:1', {} } })"));
        assertEquals("socketley: bad.lua:1: a runtime's name is 1 to 128 letters, digits, '-',"
            + " '_' or '.', not starting with '.': got \"a b\"", refused(1, "socketley.cache('a b', {})"));
        assertTrue(refused(1, "socketley.create('sever', 'x')").startsWith(
            "socketley: bad.lua:1: unknown runtime type 'sever', did you mean 'server'?"));
    }

    @Test
    void aScriptThatRaisesWhileItLoadsStartsNothing() throws Exception {
        assertEquals("socketley: bad.lua:3: attempt to index local 'nothing' (a nil value)",
            refused(1, "socketley.server('a', { " + FREE + ",",
                "  on_start = function() print('on') end })",
                "local nothing; nothing.at = 1"));
        assertEquals("", program.run("socketley --lua bad.lua").out());
    }

    @Test
    void aPortInUseStopsTheScriptWithOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertEquals("socketley: bad.lua:2: server \"b\": port " + taken.getLocalPort() + " is in use",
                refused(2, "socketley.server('a', { " + FREE + " })",
                    "socketley.server('b', { port = " + taken.getLocalPort() + " })"));
        }
        assertFalse(Files.exists(program.socket()), "an engine was left");
    }

    @Test
    void aPrivilegedPortIsRefused() throws Exception {
        assumeFalse("root".equals(System.getProperty("user.name")), "root may listen everywhere");
        int first = Integer.parseInt(program.run(
            "cat /proc/sys/net/ipv4/ip_unprivileged_port_start").out().strip());
        assumeFalse(first <= 80, "everybody may listen on port 80 here");
        assertTrue(refused(2, "socketley.server('a', { port = 80 })").contains("port 80"));
    }

    @Test
    void aDatabaseThatDoesNotOpenSaysSo() throws Exception {
        String said = refused(1, "assert(socketley.db.open('sqlite:no/such/dir/users.db'))");
        assertTrue(said.startsWith("socketley: bad.lua:1: cannot open "), said);
        assertTrue(said.endsWith("no/such/dir/users.db: unable to open database file"), said);
    }

    @Test
    void aBackendThatDoesNotResolveIsABadGateway() throws Exception {
        program.write("gate.lua", "socketley.proxy('gate', { " + FREE + ", connect_timeout = 5,",
            "  backends = { 'no-such-host.invalid:80', 'nobody' } })");
        program.engine("socketley --lua gate.lua");
        try (LineClient client = new LineClient(program.port("gate"))) {
            client.send("GET / HTTP/1.1\r", "Host: x\r", "Connection: close\r", "\r");
            assertTrue(client.line().startsWith("HTTP/1.1 502 "));
        }
        assertFalse(program.log().contains("\tat "), program.log());
    }

    // ---- peers ------------------------------------------------------------------------------

    /** A server that answers each line with its length. */
    private int lengths(String options) throws Exception {
        program.write("lengths.lua", "socketley.server('lengths', { " + FREE + ", " + options,
            "  on_client_message = function(id, message)",
            "    self.send(id, tostring(#message)) return true",
            "  end })");
        program.engine("socketley --lua lengths.lua");
        return program.port("lengths");
    }

    @Test
    void anOversizedLineClosesItsConnectionAlone() throws Exception {
        int port = lengths("message_bytes_max = 1000,");
        try (LineClient good = new LineClient(port); LineClient bad = new LineClient(port)) {
            good.send("x".repeat(1000));
            good.expect("1000");
            bad.send("x".repeat(1001));
            assertTrue(bad.isClosed());
            good.send("still");
            good.expect("5");
        }
    }

    @Test
    void bytesThatAreNoUtf8PassUnchanged() throws Exception {
        int port = lengths("");
        try (LineClient client = new LineClient(port)) {
            client.raw(new byte[] {'a', (byte) 0xe2, (byte) 0x82, '\n'});
            client.expect("3");
            client.raw(new byte[] {0, (byte) 0xff, '\n'});
            client.expect("2");
        }
    }

    @Test
    void aLineMayComeByteByByte() throws Exception {
        int port = lengths("");
        try (LineClient slow = new LineClient(port); LineClient other = new LineClient(port)) {
            for (byte b : "one byte at a time\n".getBytes(StandardCharsets.US_ASCII)) {
                slow.raw(new byte[] {b});
                other.send("xy");
                other.expect("2");
            }
            slow.expect("18");
        }
    }

    @Test
    void aClientThatNeverReadsIsCutOffAndNobodyElseNotices() throws Exception {
        program.write("flood.lua", "socketley.server('flood', {", FREE,
            ", write_bytes_max = 1048576,",
            "  on_disconnect = function(id) print('gone', id) end,",
            "  on_client_message = function(id, message)",
            "    self.broadcast(message) return true",
            "  end })");
        program.engine("socketley --lua flood.lua");
        int port = program.port("flood");
        Socket deaf = new Socket();
        deaf.setReceiveBufferSize(4096);
        deaf.connect(new InetSocketAddress("127.0.0.1", port));
        String line = "x".repeat(10_000);
        try (LineClient never = new LineClient(deaf); LineClient talker = new LineClient(port)) {
            talker.send("me");
            talker.expect("me");
            never.send("here");
            talker.expect("here");
            for (int i = 0; i < 3000 && !program.log().contains("gone\t"); i++) {
                talker.send(line);
                assertTrue(line.equals(talker.line()), "what the talker said comes back");
            }
            program.awaitLog("gone\t");
            talker.send("good");
            talker.expect("good");
            assertEquals(1, program.connections("flood"));
        }
    }

    @Test
    void manyConnectsAndResetsLeaveNothingBehind() throws Exception {
        int port = lengths("");
        for (int i = 0; i < RESETS; i++) {
            try (Socket socket = new Socket()) {
                socket.setSoLinger(true, 0);
                socket.connect(new InetSocketAddress("127.0.0.1", port));
                if (i % 3 == 0) {
                    socket.getOutputStream().write("half".getBytes(StandardCharsets.US_ASCII));
                }
            }
        }
        Until.holds("nobody is connected", () -> program.connections("lengths") == 0);
        try (LineClient client = new LineClient(port)) {
            client.send("fine");
            client.expect("4");
        }
        assertFalse(program.log().contains("ERROR"), program.log());
        assertFalse(program.log().contains("\tat "), program.log());
    }
}
