package dev.socketley.stdlib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Engine;
import dev.socketley.engine.types.RuntimeTypes;
import dev.socketley.engine.net.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Scripts of EVAL on a cache that is served, with {@code spec/cache/scripting.txt}. */
class CacheScriptsTest {
    private static final int TIMEOUT_MS = 30_000;

    @TempDir
    Path directory;

    private final Map<String, Socket> clients = new HashMap<>();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private Engine engine;
    private ScriptHost host;
    private Socket client;

    @BeforeEach
    void open() throws IOException {
        engine = new Engine(RuntimeTypes.ALL, Transport.best(), 1);
        host = new ScriptHost(engine, 1000);
    }

    @AfterEach
    void close() throws IOException {
        for (Socket each : clients.values()) {
            each.close();
        }
        engine.stopAll().toCompletableFuture().join();
        host.close();
        engine.close();
    }

    private void serve(String options, String hooks) throws IOException {
        Path file = directory.resolve("cache.lua");
        Files.writeString(file, "socketley.cache('c', { port = 0, resp = true, ephemeral = true,"
            + " bind = '127.0.0.1', " + options + hooks + "})");
        host.run(file, List.of(), new PrintStream(printed, true, StandardCharsets.UTF_8))
            .toCompletableFuture().join();
        client("a");
    }

    private void client(String name) {
        client = clients.computeIfAbsent(name, n -> {
            try {
                Socket socket = new Socket("127.0.0.1", engine.registry().require("c").port());
                socket.setSoTimeout(TIMEOUT_MS);
                return socket;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private String ask(String line) throws IOException {
        send(line);
        return reply();
    }

    private void send(String line) throws IOException {
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** One reply as transcripts show it. */
    private String reply() throws IOException {
        String head = line();
        StringBuilder all = new StringBuilder(head);
        long count = "$*%~".indexOf(head.charAt(0)) < 0 ? -1 : Long.parseLong(head.substring(1));
        if (head.charAt(0) == '$' && count >= 0) {
            String body = new String(client.getInputStream().readNBytes((int) count + 2),
                StandardCharsets.ISO_8859_1);
            return head + (count == 0 ? "" : " " + body.substring(0, (int) count));
        }
        for (long i = head.charAt(0) == '%' ? -count : 0; i < count; i++) {
            all.append(' ').append(reply());
        }
        return all.toString();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = client.getInputStream().read(); c != '\n'; c = client.getInputStream().read()) {
            if (c < 0) {
                throw new IOException("closed after " + line);
            }
            line.append((char) c);
        }
        return line.substring(0, line.length() - 1);
    }

    // ---- the conversations ------------------------------------------------------------------

    private record Conversation(String title, List<String> lines) {
    }

    @TestFactory
    Stream<DynamicTest> theConversationsOfTheSpecAreHeld() throws IOException {
        serve("", "");
        List<Conversation> all = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("..", "spec", "cache", "scripting.txt"))) {
            if (line.startsWith("title")) {
                all.add(new Conversation(line.substring(8).strip(), new ArrayList<>()));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                all.getLast().lines().add(line);
            }
        }
        return all.stream().map(c -> DynamicTest.dynamicTest(c.title(), () -> hold(c)));
    }

    private void hold(Conversation conversation) throws IOException {
        client("a");
        ask("SELECT 0");
        ask("FLUSHALL");
        for (String line : conversation.lines()) {
            String rest = line.substring(8);
            switch (line.substring(0, 8).strip()) {
                case "client" -> client(rest);
                case "send" -> send(rest);
                case "expect" -> assertEquals(rest, reply());
                case "match" -> {
                    String got = reply();
                    assertTrue(got.matches(rest), got);
                }
                default -> throw new IOException(line);
            }
        }
    }

    // ---- bounds -----------------------------------------------------------------------------

    @Test
    void aScriptThatLoopsForEverIsEndedAndOthersRunOn() throws IOException {
        serve("script_ms_max = 50,", "");
        String reply = ask("EVAL \"redis.call('set','k','v') while true do pcall(error) end\" 0");
        assertTrue(reply.contains(
            ": stopped: the script ran longer than script-ms-max=50 script: "), reply);
        assertEquals(":1", ask("EVAL \"return 1\" 0"));
        assertEquals("$1 v", ask("GET k"));
    }

    /** Sends a script from client a, and goes on as client b when it has begun. */
    private void begin(String script) throws IOException {
        client("listener");
        ask("SUBSCRIBE begun");
        client("a");
        send("EVAL \"redis.call('publish','begun','x') " + script + "\" 0");
        client("listener");
        assertEquals("*3 $7 message $5 begun $1 x", reply());
        client("b");
    }

    @Test
    void aLongScriptLeavesTheLoopToOtherRuntimes() throws Exception {
        serve("script_ms_max = 60000, script_busy_ms = 60000,",
            "}) socketley.cache('other', { port = 0, resp = true, ephemeral = true,"
                + " bind = '127.0.0.1', ");
        begin("while true do end");
        send("GET k");
        try (Socket other = new Socket("127.0.0.1", engine.registry().require("other").port())) {
            for (int i = 0; i < 20; i++) {
                other.setSoTimeout(TIMEOUT_MS);
                other.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
                assertEquals("+PONG\r\n", new String(
                    other.getInputStream().readNBytes(7), StandardCharsets.US_ASCII));
            }
        }
        assertEquals(0, client.getInputStream().available(), "GET waits for the script");
    }

    @Test
    void aLongScriptOfAHookLeavesTheLoopToOtherRuntimesToo() throws Exception {
        serve("script_ms_max = 60000, script_busy_ms = 60000,",
            "on_miss = function(key) return self.eval(\"redis.call('publish','begun','x')"
                + " while not redis.call('get','go') do end return KEYS[1]\", 1, key) end"
                + " }) socketley.cache('other', { port = 0, resp = true, ephemeral = true,"
                + " bind = '127.0.0.1', ");
        client("listener");
        ask("SUBSCRIBE begun");
        client("a");
        send("GET k");
        client("listener");
        assertEquals("*3 $7 message $5 begun $1 x", reply());
        try (Socket other = new Socket("127.0.0.1", engine.registry().require("other").port())) {
            for (int i = 0; i < 20; i++) {
                other.setSoTimeout(TIMEOUT_MS);
                other.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
                assertEquals("+PONG\r\n", new String(
                    other.getInputStream().readNBytes(7), StandardCharsets.US_ASCII));
            }
        }
        // What ends it is the stop of the cache, when the test closes.
        client("a");
        assertEquals(0, client.getInputStream().available(), "GET waits for the script");
    }

    @Test
    void whatAScriptOfAHookAnswersIsThere() throws IOException {
        serve("", "on_miss = function(key) return self.eval(\"for i = 1, 3000000 do end"
            + " redis.call('set','seen',KEYS[1]) return 'of ' .. KEYS[1]\", 1, key) end,");
        assertEquals("$4 of k", ask("GET k"));
        assertEquals("$1 k", ask("GET seen"));
    }

    @Test
    void whoWaitsTooLongForAScriptIsToldAndMayKillIt() throws IOException {
        serve("script_ms_max = 60000, script_busy_ms = 20,", "");
        begin("while true do end");
        assertEquals("-BUSY Redis is busy running a script. You can only call SCRIPT KILL or"
            + " SHUTDOWN NOSAVE.", ask("GET k"));
        assertTrue(ask("CLIENT SETNAME x").startsWith("-BUSY "));
        assertEquals("+OK", ask("MULTI"));
        assertTrue(ask("GET k").startsWith("-BUSY "));
        assertEquals("+OK", ask("DISCARD"));
        assertEquals("+OK", ask("MULTI"));
        assertEquals("-EXECABORT Transaction discarded because of: BUSY Redis is busy running a"
            + " script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.", ask("EXEC"));
        assertEquals("+OK", ask("SCRIPT KILL"));
        client("a");
        assertTrue(reply().startsWith("-ERR Script killed by user with SCRIPT KILL. script: "));
        assertEquals(":1", ask("EVAL \"return 1\" 0"));
        client("b");
        assertEquals("$-1", ask("GET k"));
        assertEquals("-NOTBUSY No scripts in execution right now.", ask("SCRIPT KILL"));
    }

    @Test
    void aScriptThatHasWrittenIsNotKilled() throws IOException {
        serve("script_ms_max = 60000, script_busy_ms = 20,", "");
        begin("redis.call('set','k','v') while true do end");
        String busy = ask("GET k");
        assertTrue(busy.startsWith("-BUSY "), busy);
        String kill = ask("SCRIPT KILL");
        assertTrue(kill.startsWith("-UNKILLABLE "), kill);
        // What ends it is the stop of the cache, when the test closes.
    }

    @Test
    void commandsOfAScriptThatTakesTurnsAreNotMixedWithOthers() throws IOException {
        serve("", "");
        String count = "for i = 1, 30 do for j = 1, 300000 do end redis.call('incr','k') end"
            + " return redis.call('get','k')";
        begin(count);
        assertEquals(":31", ask("INCR k"));
        client("a");
        assertEquals("$2 30", reply());
    }

    @Test
    void transactionsWithLongScriptsAreOne() throws IOException {
        serve("", "");
        ask("MULTI");
        ask("INCR k");
        ask("EVAL \"redis.call('publish','begun','x') for j = 1, 5000000 do end"
            + " return redis.call('incr','k')\" 0");
        ask("INCR k");
        client("listener");
        ask("SUBSCRIBE begun");
        client("a");
        send("EXEC");
        client("listener");
        reply();
        client("b");
        assertEquals(":4", ask("INCR k"));
        client("a");
        assertEquals("*3 :1 :2 :3", reply());
    }

    @Test
    void longScriptsAskHooksWhenTheyHaveEnded() throws IOException {
        serve("", "on_write = function(key, value)"
            + " socketley.sleep(1) if value == 'bad' then return nil, 'no' end end,");
        String script = "EVAL \"redis.call('set',KEYS[1],'x') for j = 1, 5000000 do end"
            + " redis.call('set',KEYS[2],ARGV[1]) return redis.call('get',KEYS[2])\" 2 k l ";
        assertEquals("$4 good", ask(script + "good"));
        assertEquals("-ERR on_write: no", ask(script + "bad"));
        assertEquals("$4 good", ask("GET l"));
    }

    @Test
    void aScriptThatHoldsTooMuchIsEnded() throws IOException {
        serve("script_ms_max = 20000, script_memory_max = 4194304,", "");
        String reply = ask("EVAL \"local t = {} for i = 1, 1e9 do t[i] = i .. 'x' end\" 0");
        assertTrue(reply.contains("hold more than script-memory-max=4194304 bytes"), reply);
        assertEquals(":1", ask("EVAL \"return 1\" 0"));
    }

    @Test
    void theSourceIsCompiledWithinTheTimeToo() throws IOException {
        serve("", "");
        String reply = ask("EVAL \"return " + "(".repeat(5000) + "1" + ")".repeat(5000) + "\" 0");
        assertTrue(reply.startsWith("-ERR Error compiling script (new function): "), reply);
        assertEquals(":1", ask("EVAL \"return 1\" 0"));
    }

    @Test
    void deepRecursionAndTablesThatHoldThemselvesAreErrors() throws IOException {
        serve("", "");
        String deep = ask("EVAL \"local function f() return 1 + f() end return f()\" 0");
        assertTrue(deep.contains("stack overflow"), deep);
        String self = ask("EVAL \"local t = {} t[1] = t return t\" 0");
        assertTrue(self.contains("-ERR reached lua stack limit"), self);
    }

    @Test
    void scriptsUnusedLongestAreForgotten() throws IOException {
        serve("scripts_max = 2,", "");
        ask("EVAL \"return 1\" 0");
        ask("EVAL \"return 2\" 0");
        ask("EVAL \"return 1\" 0");
        ask("EVAL \"return 3\" 0");
        assertEquals("*2 :1 :0", ask("SCRIPT EXISTS e0e1f9fabfc9d4800c877a703b823ac0578ff8db"
            + " 7f923f79fe76194c868d7e1d0820de36700eb649"));
    }

    @Test
    void aCacheThatIsReadOnlyRefusesTheWritesOfScripts() throws IOException {
        serve("mode = 'readonly',", "");
        assertEquals("$-1", ask("EVAL \"return redis.call('get','k')\" 0"));
        String reply = ask("EVAL \"return redis.call('set','k','v')\" 0");
        assertTrue(reply.startsWith("-READONLY "), reply);
    }

    // ---- the sandbox ------------------------------------------------------------------------

    @Test
    void nothingOutsideOfTheCacheCanBeReached() throws IOException {
        serve("", "");
        for (String escape : List.of("io", "require", "package", "debug", "dofile", "loadfile",
                "print", "socketley", "getfenv", "setfenv", "luajava", "os.execute", "os.exit",
                "string.dump", "redis.breakpoint", "utf8", "newproxy")) {
            String reply = ask("EVAL \"local ok, v = pcall(loadstring('return " + escape
                + "')) return ok and v ~= nil\" 0");
            assertEquals("$-1", reply, escape);
        }
        assertEquals("$-1", ask("EVAL \"return load(string.char(27) .. 'Lua') ~= nil\" 0"));
    }

    @Test
    void noScriptChangesWhatTheNextOneSees() throws IOException {
        serve("", "");
        for (String change : List.of("getmetatable('').__index = {}", "string.len = 1",
                "table.insert(string, 1)", "rawset(string, 'x', 1)", "_G.string = 1",
                "rawset(redis, 'call', 1)", "getmetatable(_G).__index = nil", "redis.call = 1",
                "setmetatable(string, {})", "KEYS = 1", "cjson.null = 1")) {
            String reply = ask("EVAL \"" + change + "\" 0");
            assertTrue(reply.startsWith("-ERR"), change + " gave " + reply);
        }
        assertEquals(":3", ask("EVAL \"return ('abc'):len()\" 0"));
    }

    // ---- hooks ------------------------------------------------------------------------------

    @Test
    void aScriptReadsWhatIsBehindTheCache() throws IOException {
        serve("", "on_miss = function(key) socketley.sleep(1) return 'of ' .. key end,");
        assertEquals("$4 of k", ask("EVAL \"return redis.call('get',KEYS[1])\" 1 k"));
    }

    @Test
    void hooksAgreeToTheChangesOfAScript() throws IOException {
        serve("", "on_write = function(key, value)"
            + " socketley.sleep(1) if value == 'bad' then return nil, 'no' end end,");
        assertEquals("$4 good", ask("EVAL \"redis.call('set',KEYS[1],'good')"
            + " return redis.call('get',KEYS[1])\" 1 k"));
        assertEquals("-ERR on_write: no",
            ask("EVAL \"return redis.call('set',KEYS[1],'bad')\" 1 k"));
        assertEquals("$4 good", ask("GET k"));
    }
}
