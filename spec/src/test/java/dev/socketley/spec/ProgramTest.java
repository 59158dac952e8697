package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** A script that declares no runtime is an ordinary Lua program. */
class ProgramTest extends ProgramSpec {
    private void check(String command, String out, String err, int status) throws Exception {
        Program.Outcome outcome = program.run(command);
        assertEquals(out, outcome.out(), outcome.err());
        assertEquals(err, outcome.err());
        assertEquals(status, outcome.status());
    }

    @Test
    void argumentsAreInArgAndInDots() throws Exception {
        program.write("sub.lua", "print(select('#', ...), ...)",
            "print(#arg, arg[0], arg[1], arg[2])");
        check("socketley --lua sub.lua a 'b  c' ''", "3\ta\tb  c\t\n3\tsub.lua\ta\tb  c\n", "", 0);
        check("socketley --lua ./sub.lua --port 1",
            "2\t--port\t1\n2\t./sub.lua\t--port\t1\n", "", 0);
    }

    @Test
    void anErrorInAModuleHasItsTraceback() throws Exception {
        program.write("deep.lua", "return function() error({ code = 7 }) end");
        program.write("top.lua", "io.write('partly ')",
            "local deep = require('deep')", "local ok, e = pcall(deep)",
            "io.write(tostring(e.code), '\\n')", "local t = nil", "print(t.x)");
        check("socketley --lua top.lua", "partly 7\n", """
            socketley: top.lua:6: attempt to index local 't' (a nil value)
            stack traceback:
            \ttop.lua:6: in main chunk
            """, 1);
    }

    @Test
    void namesOfFilesNeedNoLanguage() throws Exception {
        program.write("names.lua", "assert(io.open('é😀.txt', 'w')):close()",
            "print(os.remove('é😀.txt'), os.getenv('FACE'), io.open('\\255', 'w'))");
        check("LC_ALL= LC_CTYPE= LANG= FACE=$(printf '\\360\\237\\230\\200')"
            + " socketley --lua names.lua", "true\t😀\tnil\t"
            + "\ufffd: Invalid or incomplete multibyte or wide character\t84\n", "", 0);
    }

    @Test
    void aProgramThatNobodyReadsEnds() throws Exception {
        program.write("endless.lua", "while true do print('x') end");
        check("{ socketley --lua endless.lua; echo $? >&2; } | head -n 1", "x\n", "141\n", 0);
        program.write("waits.lua", "socketley.set_interval(1, function() io.write('x\\n') end)");
        check("{ socketley --lua waits.lua 2> /dev/null; echo $? >&2; } | head -n 1", "x\n", "141\n", 0);
    }

    @Test
    void outputThatHasNoRoomFails() throws Exception {
        program.write("full.lua", "io.stderr:write(tostring(select(2, io.write('x'))), '\\n')",
            "assert(io.stdout:write('y'))");
        Program.Outcome outcome = program.run("socketley --lua full.lua > /dev/full");
        assertTrue(outcome.err().startsWith("No space left on device\nsocketley: full.lua:2: "
            + "No space left on device\n"), outcome.err());
        assertEquals(1, outcome.status());
    }

    @Test
    void standardErrorIsApart() throws Exception {
        program.write("both.lua", "io.stderr:write('two\\n')", "io.stdout:write('one\\n')");
        check("socketley --lua both.lua", "one\n", "two\n", 0);
    }

    @Test
    void itRunsUntilItsLastTimerAndTask() throws Exception {
        program.write("timers.lua", "local n = 0", "local id",
            "id = socketley.set_interval(5, function()",
            "  n = n + 1", "  print('tick', n)",
            "  if n == 3 then socketley.clear_interval(id) print('end') end", "end)",
            "socketley.set_timeout(1, function() socketley.sleep(40) print('slept') end)",
            "print('loaded')");
        Program.Outcome outcome = program.run("socketley --lua timers.lua");
        assertEquals("loaded\ntick\t1\ntick\t2\ntick\t3\nend\n",
            outcome.out().replace("slept\n", ""), outcome.err());
        assertEquals(1, outcome.out().split("slept", -1).length - 1);
        assertEquals(0, outcome.status());
    }

    /** Each of these takes as long as all the rest of a short program. */
    @Test
    void whatItDoesNotUseIsNotStarted() throws Exception {
        program.write("plain.lua", "print(#arg, pcall(error, 'x'))");
        check("SOCKETLEY_JAVA_OPTS=-Xlog:class+init=info:file=init.log socketley --lua plain.lua",
            "0\tfalse\tx\n", "", 0);
        String started = Files.readString(directory.resolve("init.log"));
        assertTrue(started.contains("'dev/socketley/lua/LuaState'"), started);
        for (String unused : List.of("dev/socketley/stdlib/natives/DbNatives",
                "dev/socketley/engine/cache/command/CommandTable", "java/security/SecureRandom",
                "io/netty/channel/uring/IoUring", "jdk/internal/logger/BootstrapLogger")) {
            assertFalse(started.contains("'" + unused + "'"), unused);
        }
    }

    /**
     * Made in the young heap of 32 MB, as in a thread's own piece of it, all 200 MB would be copied, in
     * eight collections or so; as it is there are two, which copy a few MB.
     */
    @Test
    void thePagesOfACacheThatFillsAreNotCopied() throws Exception {
        program.write("fill.lua", "socketley.cache('c', { port = 0, ephemeral = true, bind = '127.0.0.1' })");
        program.engine("env SOCKETLEY_JAVA_OPTS=-Xlog:gc socketley --lua fill.lua");
        try (Socket client = new Socket("127.0.0.1", program.port("c"))) {
            for (int i = 0; i < 2000; i++) {
                StringBuilder batch = new StringBuilder();
                for (int k = 0; k < 100; k++) {
                    batch.append("*3\r\n$3\r\nSET\r\n$8\r\n").append(String.format("%08d", 100 * i + k))
                        .append("\r\n$1000\r\n").append("x".repeat(1000)).append("\r\n");
                }
                client.getOutputStream().write(batch.toString().getBytes(StandardCharsets.US_ASCII));
                assertEquals(500, client.getInputStream().readNBytes(500).length);
            }
        }
        assertTrue(program.log().lines().filter(l -> l.contains("Pause Young")).count() <= 3,
            () -> program.log());
    }

    @Test
    void osExitEndsWithItsStatus() throws Exception {
        program.write("exit.lua", "print('out')", "os.exit(tonumber(arg[1]) or arg[1] == 'true')");
        check("socketley --lua exit.lua 0", "out\n", "", 0);
        check("socketley --lua exit.lua 7", "out\n", "", 7);
        check("socketley --lua exit.lua true", "out\n", "", 0);
        check("socketley --lua exit.lua false", "out\n", "", 1);
        program.write("later.lua", "socketley.set_timeout(1, function() os.exit(3) end)",
            "socketley.server('s', { port = 0, ephemeral = true,",
            "  on_stop = function() print('stopped') end })");
        Program.Outcome later = program.run("socketley --lua later.lua");
        assertEquals("stopped\n", later.out(), later.err());
        assertEquals(3, later.status());
    }

    @Test
    void standardInputIsRead() throws Exception {
        program.write("sum.lua", "local first = io.read('*l')", "local n = 0",
            "for line in io.lines() do n = n + tonumber(line) end", "print(first, n)");
        check("printf 'head\\n1\\n2\\n3' | socketley --lua sum.lua", "head\t6\n", "", 0);
        check("socketley --lua sum.lua", "nil\t0\n", "", 0);
        program.write("all.lua", "io.write(#io.read('*a'), '\\n')");
        check("head -c 300000 /dev/zero | socketley --lua all.lua", "300000\n", "", 0);
    }

    @Test
    void whatIsClosedIsNoOtherFile() throws Exception {
        program.write("lines.lua", "for line in io.lines() do print(line) end print('end')");
        check("socketley --lua lines.lua <&-", "end\n", "", 0);
        check("socketley --lua lines.lua < /dev/null >&-", "", "", 0);
    }

    @Test
    void aReaderThatLeavesIsNoStackTrace() throws Exception {
        program.write("many.lua", "for i = 1, 100000 do print(i) end");
        check("socketley --lua many.lua | head -n 1", "1\n", "", 0);
    }

    @Test
    void aSystemWithoutZlibServesWebSocketsUncompressed() throws Exception {
        Program.needs("curl");
        program.write("ws.lua",
            "socketley.server('ws', { port = 0, ephemeral = true, ws_deflate = 'shared',",
            "  on_websocket = function() return false end }) -- it is opened, and closed");
        program.engine("env JAVA_TOOL_OPTIONS=-Dsocketley.libz=nowhere socketley --lua ws.lua");
        int port = program.port("ws");
        program.awaitLog("websocket_compression_off runtime=ws cause=\"nowhere is not installed\"");
        String head = program.run("curl -siN --http1.1 --max-time 30 -H 'Connection: Upgrade'"
            + " -H 'Upgrade: websocket' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='"
            + " -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Extensions: permessage-deflate'"
            + " http://localhost:" + port + "/ | sed '/^\\r*$/q'").out();
        assertTrue(head.startsWith("HTTP/1.1 101 "), head);
        assertFalse(head.toLowerCase(Locale.ROOT).contains("sec-websocket-extensions"), head);
    }
}
