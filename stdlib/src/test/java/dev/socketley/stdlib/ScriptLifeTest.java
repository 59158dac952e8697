package dev.socketley.stdlib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Engine;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.RuntimeState;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.types.RuntimeTypes;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scripts and runtimes that begin, reload and end while hooks, timers and each other wait. */
@Timeout(60)
class ScriptLifeTest {
    private static final String S = "{ port = 0, ephemeral = true, start = true ";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private Engine engine;
    private ScriptHost host;

    @BeforeEach
    void open() {
        engine = new Engine(RuntimeTypes.ALL, Transport.best(), 2);
        host = new ScriptHost(engine, 1000);
    }

    @Test
    void aScriptPerWorkerRunsOnEachLoopAndEndsWithItsServer() throws Exception {
        write("own.lua", """
            local n = 0
            function on_client_message(id, message)
              n = n + 1
              self.send(id, self.name .. " " .. n)
              return true
            end
            """);
        run("script.lua", """
            socketley.server("s", { lua = "own.lua", port = 0, ephemeral = true, start = true,
              workers = 2, script = "per-worker" })
            """);
        Runtime first = engine.registry().get("s");
        Runtime second = engine.registry().get("s.2");
        assertNotNull(second);
        assertEquals(first.port(), second.port());
        assertTrue(first.loop() != second.loop());
        Set<String> answers = new HashSet<>();
        for (int i = 0; i < 200 && answers.size() < 2; i++) {
            try (Socket peer = new Socket("127.0.0.1", first.port())) {
                peer.getOutputStream().write("hi\n".getBytes(StandardCharsets.UTF_8));
                answers.add(new BufferedReader(new InputStreamReader(
                    peer.getInputStream())).readLine().split(" ")[0]);
            }
        }
        assertEquals(Set.of("s", "s.2"), answers);
        join(engine.stop(first));
        assertNull(engine.registry().get("s.2"));
        join(first.start());
        assertEquals(first.port(), engine.registry().get("s.2").port(), "a start brings them back");
        EngineException taken = assertThrows(EngineException.class, () -> run("other.lua", """
            socketley.server("t", { lua = "own.lua", port = %d, start = true, workers = 2,
              script = "per-worker" })
            """.formatted(first.port())));
        assertTrue(taken.getMessage().contains("port " + first.port() + " is in use"),
            taken::getMessage);
        write("own.lua", """
            function on_client_message(id, message)
              self.send(id, "new " .. self.name)
              return true
            end
            """);
        join(host.reload("s"));
        answers.clear();
        for (int i = 0; i < 200 && answers.size() < 2; i++) {
            try (Socket peer = new Socket("127.0.0.1", first.port())) {
                peer.getOutputStream().write("hi\n".getBytes(StandardCharsets.UTF_8));
                answers.add(new BufferedReader(new InputStreamReader(
                    peer.getInputStream())).readLine());
            }
        }
        assertEquals(Set.of("new s", "new s.2"), answers);
    }

    @Test
    void aHookThatReadsAFifoLeavesOtherClientsServed() throws Exception {
        Path fifo = directory.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        run("script.lua", """
            socketley.server("s", { port = 0, ephemeral = true, start = true,
              on_client_message = function(id, message)
                self.send(id, message == "read" and io.open("%s"):read("*a") or message)
                return true
              end })
            """.formatted(fifo));
        int port = engine.registry().get("s").port();
        try (Socket waiting = new Socket("127.0.0.1", port);
                Socket other = new Socket("127.0.0.1", port)) {
            say(waiting, "read");
            for (int i = 0; i < 3; i++) {
                say(other, "hello");
                assertEquals("hello", hear(other));
            }
            Files.writeString(fifo, "written");
            assertEquals("written", hear(waiting));
        }
    }

    /** A server whose hook waits for a FIFO that nobody writes; it says how that ended. */
    private int waitsForFifo(String more) throws Exception {
        Path fifo = directory.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        run("script.lua", """
            socketley.server("s", { port = 0, ephemeral = true, start = true, %s,
              on_client_message = function(id, message)
                if message ~= "wait" then return self.disconnect(tonumber(message)) end
                print("waits", id)
                io.popen("cat %s"):read()
              end,
              on_disconnect = function() print("left") end,
              on_error = function(err) print(err.message) end })
            """.formatted(more, fifo));
        return engine.registry().get("s").port();
    }

    @Test
    void aHookThatWaitsForACommandEndsWithItsClient() throws Exception {
        int port = waitsForFifo("drain = true");
        try (Socket client = new Socket("127.0.0.1", port);
                Socket other = new Socket("127.0.0.1", port)) {
            say(client, "wait");
            await(() -> printed().contains("waits") && printed().endsWith("\n"));
            say(other, printed().trim().split("\t")[1]);
            await(() -> printed().contains("stopped: the client has left"));
        }
        await(() -> printed().contains("left\n"));
    }

    @Test
    void aRequestThatWaitsForACommandEndsWhenItsClientCloses() throws Exception {
        Path fifo = directory.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        run("script.lua", """
            socketley.server("s", { port = 0, ephemeral = true, start = true,
              on_http_request = function(req) print("waits") io.popen("cat %s"):read() end,
              on_error = function(err) print(err.message) end })
            """.formatted(fifo));
        try (Socket client = new Socket("127.0.0.1",
                engine.registry().get("s").port())) {
            say(client, "GET / HTTP/1.1\r\nHost: a\r\n\r");
            await(() -> printed().contains("waits"));
        }
        await(() -> printed().contains("stopped: the client has left"));
    }

    @Test
    void aHookThatWaitsForACommandEndsWhenItsWebSocketIsClosed() throws Exception {
        int port = waitsForFifo("drain = true");
        try (Socket client = new Socket("127.0.0.1", port)) {
            say(client, "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r");
            // A text frame whose mask is zero.
            client.getOutputStream().write(new byte[] {(byte) 0x81, (byte) 0x84, 0, 0, 0, 0,
                'w', 'a', 'i', 't'});
            await(() -> printed().contains("waits"));
        }
        await(() -> printed().contains("stopped: the client has left"));
        await(() -> printed().contains("left\n"));
    }

    @Test
    void aHookThatWaitsForACommandEndsWithItsRuntime() throws Exception {
        int port = waitsForFifo("stop_ms_max = 50");
        try (Socket client = new Socket("127.0.0.1", port)) {
            say(client, "wait");
            await(() -> printed().contains("waits"));
            join(engine.stop(engine.registry().get("s")));
            await(() -> printed().contains("stopped: "));
            assertTrue(engine.registry().get("s").hooks().settled(engine.registry().get("s"))
                .toCompletableFuture().isDone());
        }
    }

    @Test
    void aHookThatWaitsForACommandEndsAfterAReload() throws Exception {
        int port = waitsForFifo("stop_ms_max = 50");
        try (Socket client = new Socket("127.0.0.1", port)) {
            say(client, "wait");
            await(() -> printed().contains("waits"));
            reload("s", "socketley.server('s', " + S + ", stop_ms_max = 50,"
                + " on_error = function(err) print('new: ' .. err.message) end })");
            await(() -> printed().contains("stopped: the script was reloaded"));
        }
    }

    private static void say(Socket peer, String line) throws IOException {
        peer.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String hear(Socket peer) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = peer.getInputStream().read(); c > '\n'; c = peer.getInputStream().read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    @Test
    void hooksOfASharedStateCannotRunPerWorker() {
        EngineException e = assertThrows(EngineException.class, () -> run("script.lua",
            "socketley.server('s', " + S + ", script = 'per-worker', on_message = print })"));
        assertTrue(e.getMessage().contains("per-worker needs a script file"), e::getMessage);
    }

    @AfterEach
    void close() {
        join(engine.stopAll());
        host.close();
        engine.close();
    }

    private Path write(String file, String source) throws IOException {
        return Files.writeString(directory.resolve(file), source);
    }

    private List<String> run(String file, String source) throws IOException {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return join(host.run(write(file, source), List.of(), out));
    }

    private void reload(String runtime, String source) throws IOException {
        write("script.lua", source);
        join(host.reload(runtime));
    }

    private static <T> T join(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw EngineException.of(e);
        }
    }

    private Runtime runtime(String name) {
        return engine.registry().require(name);
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private void await(BooleanSupplier what) {
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!what.getAsBoolean()) {
            assertTrue(System.nanoTime() - until < 0, () -> "still waiting; printed: " + printed());
            LockSupport.parkNanos(1_000_000);
        }
    }

    // ---- declarations -------------------------------------------------------------------------

    @Test
    void aScriptThatWantsATakenNameFailsAndLeavesItsOwnerAlone() throws IOException {
        run("script.lua", "socketley.server('chat', " + S + "})");
        EngineException e = assertThrows(EngineException.class, () -> run("other.lua",
            "runtimes = {{ type = 'server', name = 'chat', port = 0, ephemeral = true }}"));
        assertEquals(ErrorCode.EEXIST, e.code());
        assertEquals(RuntimeState.RUNNING, runtime("chat").state());
    }

    @Test
    void aTakenNameIsToldInTheLogToo() throws IOException {
        List<String> lines = new CopyOnWriteArrayList<>();
        Runnable quiet = Log.listen(line -> lines.add(line.text()));
        try {
            run("script.lua", "socketley.server('chat', " + S + "})");
            run("other.lua", "socketley.server('chat', " + S + "})");
        } finally {
            quiet.run();
        }
        assertTrue(lines.stream().anyMatch(
            line -> line.contains("name_taken") && line.contains("other.lua")), lines::toString);
    }

    @Test
    void whatIsNotThereYetOrInHooksOnlyIsSaid() throws IOException {
        run("script.lua", """
            socketley.cache("c", { port = 0, ephemeral = true })
            print(select(2, pcall(function() return socketley.cache("c"):get("k") end)))
            print(select(2, pcall(socketley.stop, "c")))
            print(select(2, pcall(function() socketley.server("c", { port = 0 }) end)))
            """);
        String early = "runtime 'c' is made once the script has ended: use it in a hook, such as on_start";
        assertEquals(early + "\n" + early + "\nscript.lua:4: the script describes two runtimes named 'c'\n",
            printed());
        assertEquals("s.lua:1: attempt to index global 'socketly' (a nil value), did you mean "
            + "'socketley'?", assertThrows(EngineException.class,
            () -> run("s.lua", "socketly.server('s')")).getMessage());
        assertEquals("s.lua:1: attempt to call global 'tonumbr' (a nil value), did you mean "
            + "'tonumber'?", assertThrows(EngineException.class,
            () -> run("s.lua", "tonumbr('s')")).getMessage());
        assertEquals("s.lua:1: attempt to perform arithmetic on global 'total' (a nil value), did you mean "
            + "'totals'?", assertThrows(EngineException.class,
            () -> run("s.lua", "totals = 1 print(total + 1)")).getMessage());
        assertTrue(assertThrows(EngineException.class, () -> run("s.lua", "self.send(1, 'x')"))
            .getMessage().endsWith("global 'self' (a nil value): it is there in hooks; elsewhere "
            + "socketley.send(name, message) and its like name their runtime"));
    }

    // ---- pairs --------------------------------------------------------------------------------

    @Test
    void clientsOfTwoServersArePairedByAScript() throws Exception {
        run("script.lua", """
            local first
            socketley.server("a", { port = 0, ephemeral = true,
              on_connect = function(id) first = id print("first") end })
            socketley.server("b", { port = 0, ephemeral = true,
              on_connect = function(id)
                print(select(2, socketley.pipe("a", 999999, "b", id)))
                print(select(2, socketley.pipe("a", first, "b", 888888)))
                print(select(2, socketley.pipe("b", id, "b", id)))
                print(select(2, socketley.pipe("a", 777777, "b")))
                print(select(2, socketley.pipe("a", first, "c", id)))
                print("paired", socketley.pipe("a", first, "b", id))
              end,
              on_message = function(message) print("seen", message) end })
            """);
        try (Socket a = new Socket("127.0.0.1", runtime("a").port())) {
            await(() -> printed().contains("first"));
            try (Socket b = new Socket("127.0.0.1", runtime("b").port())) {
                await(() -> printed().contains("paired\ttrue"));
                assertTrue(printed().contains("'a' has no client 999999\tENOTFOUND\n"
                    + "'b' has no client 888888\tENOTFOUND\nclient "), this::printed);
                assertTrue(printed().contains(" of 'b' cannot be joined with itself\tENOTFOUND\n"
                    + "'a' has no client 777777\tENOTFOUND\n"), this::printed);
                assertTrue(printed().contains("runtime 'c' not found\tENOTFOUND"), this::printed);
                a.getOutputStream().write("to b\n".getBytes(StandardCharsets.UTF_8));
                b.getOutputStream().write("to a\n".getBytes(StandardCharsets.UTF_8));
                assertEquals("to b", line(b));
                assertEquals("to a", line(a));
            }
        }
        assertFalse(printed().contains("seen"), this::printed);
    }

    @Test
    void errorsOfAServerHaveTheScriptsPage() throws Exception {
        run("script.lua", """
            socketley.server("s", { port = 0, ephemeral = true,
              on_http_error = function(status, req)
                if status == 400 and not req then error("on purpose") end
                if req.path == "/pieces" then req:respond():write("some") return end
                return status .. " at " .. req.path .. " of " .. req.headers.host
              end })
            """);
        try (Socket peer = new Socket("127.0.0.1", runtime("s").port())) {
            peer.setSoTimeout(60_000);
            peer.getOutputStream().write(("GET /pieces HTTP/1.1\r\nHost: t\r\n\r\n"
                + "GET /x HTTP/1.1\r\nHost: t\r\n\r\nGET / HTTP/1.1\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
            String all = new String(peer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(all.startsWith("HTTP/1.1 404 Not Found\r\n")
                && all.contains("4\r\nsome\r\n0\r\n\r\n"), all);
            assertTrue(all.contains("\r\n\r\n404 at /x of tHTTP/1.1 400 Bad Request\r\n"), all);
            assertTrue(all.endsWith("400 Bad Request"), all);
        }
    }

    private static String line(Socket from) throws IOException {
        from.setSoTimeout(60_000);
        return new BufferedReader(new InputStreamReader(from.getInputStream(),
            StandardCharsets.UTF_8)).readLine();
    }

    // ---- reload -------------------------------------------------------------------------------

    @Test
    void aReloadFiresNoHookOfARuntimeThatHasItsOwnScript() throws IOException {
        write("own.lua", "function on_reload() print('own reloaded') end");
        String source = "socketley.server('own', " + S + ", lua = 'own.lua' })\n"
            + "socketley.server('main', " + S
            + ", on_reload = function() print('main reloaded') end })";
        run("script.lua", source);
        reload("main", source);
        await(() -> printed().contains("main reloaded"));
        join(runtime("own").stop());
        assertFalse(printed().contains("own reloaded"), this::printed);
    }

    @Test
    void aRuntimeWhoseHooksMoveIsMadeAnewByAReload() throws IOException {
        write("a.lua", "function on_start() print('own of a') end");
        write("b.lua", "function on_start() print('own of b') end");
        String main = "socketley.server('main', " + S + "}) socketley.server('own', " + S + ", ";
        run("script.lua", main + "lua = 'a.lua' })");
        reload("main", main + "lua = 'b.lua' })");
        await(() -> printed().contains("own of b"));
        reload("main", main + "on_start = function() print('own of main') end })");
        await(() -> printed().contains("own of main"));
        assertEquals(engine.registry().get("main").loop(), engine.registry().get("own").loop());
        reload("main", main + "lua = 'a.lua' })");
        await(() -> printed().endsWith("own of a\n"));
    }

    @Test
    void reloadingARuntimeReloadsItsOwnScript() throws IOException {
        StringBuilder main = new StringBuilder("print('main loaded')");
        for (int i = 0; i < 6; i++) {
            write("own" + i + ".lua", "print('own " + i + " loaded')");
            main.append(" socketley.server('own").append(i).append("', ").append(S)
                .append(", lua = 'own").append(i).append(".lua' })");
        }
        run("script.lua", main.toString());
        for (int i = 0; i < 6; i++) {
            join(host.reload("own" + i));
            assertEquals(3, printed().split("own " + i + " loaded", -1).length, this::printed);
        }
        assertEquals(2, printed().split("main loaded", -1).length, this::printed);
    }

    @Test
    void aRuntimeThatAReloadTakesAwayStillHasItsOnStop() throws IOException {
        run("script.lua", "socketley.server('main', " + S + "})\nsocketley.server('old', " + S
            + ", on_stop = function() print('old stopped') end })");
        reload("main", "socketley.server('main', " + S + "})");
        assertNull(engine.registry().get("old"));
        await(() -> printed().contains("old stopped"));
    }

    @Test
    void aRuntimeThatAHookMadeOutlivesAReloadWithItsHooks() throws IOException {
        String source = "socketley.server('main', " + S + ", on_start = function()\n"
            + "assert(socketley.create('server', 'made', " + S
            + ", on_stop = function() print('made stopped') end })) end })";
        run("script.lua", source);
        reload("main", source);
        assertEquals(RuntimeState.RUNNING, runtime("made").state());
        join(runtime("made").stop());
        assertTrue(printed().contains("made stopped"), this::printed);
    }

    @Test
    void aRuntimeThatAHookMadeKeepsItsTimersOverAReload() throws IOException {
        String source = "socketley.server('main', " + S + ", on_start = function()\n"
            + "assert(socketley.create('server', 'made', " + S + ", on_start = function()\n"
            + "local n = 0 socketley.set_interval(5, function() n = n + 1 print('beat', n) end)\n"
            + "end })) end })";
        run("script.lua", source);
        reload("main", source);
        int before = printed().length();
        await(() -> printed().length() > before + 30);
    }

    @Test
    void aHookThatWaitsThroughAReloadEndsButStartsNoTimerInTheOldVersion() throws IOException {
        run("script.lua", "socketley.server('main', " + S + ", on_tick = function()\n"
            + "if asked then return end asked = true print('asked') socketley.sleep(200)\n"
            + "socketley.set_interval(5, function() print('old timer') end)\n"
            + "print('old ended') end, tick_ms = 10 })");
        await(() -> printed().contains("asked"));
        reload("main", "socketley.server('main', " + S
            + ", on_tick = function() print('new tick') end, tick_ms = 10 })");
        await(() -> printed().contains("old ended"));
        int before = printed().length();
        await(() -> printed().length() > before + 60);
        assertFalse(printed().contains("old timer"), this::printed);
    }

    @Test
    void anErrorOfTheOldVersionIsToldToTheNewVersionsHandlerInItsOwnState() throws IOException {
        run("script.lua", "socketley.server('main', " + S + ", on_tick = function()\n"
            + "if asked then return end asked = true print('asked') socketley.sleep(200)\n"
            + "error('late') end, tick_ms = 10 })");
        await(() -> printed().contains("asked"));
        reload("main", "socketley.server('main', " + S
            + ", on_error = function(err) socketley.sleep(1) print('told', self.name, err.message)"
            + " end })");
        await(() -> printed().contains("told\tmain"));
        assertTrue(printed().contains("late"), this::printed);
    }

    @Test
    void aReloadWhoseTopLevelNeverEndsIsRejected() throws IOException {
        run("script.lua", "socketley.server('main', " + S + "})");
        EngineException e = assertThrows(EngineException.class,
            () -> reload("main", "while true do end"));
        assertTrue(e.getMessage().contains("hook-ms-max"), e::getMessage);
        assertEquals(RuntimeState.RUNNING, runtime("main").state());
    }

    @Test
    void aReloadWhoseTopLevelWaitsForEverIsRejectedAndTheNextOneWorks() throws IOException {
        host.close();
        host = new ScriptHost(engine, new ScriptLimits(1000, 0, 0, 50, 64));
        run("script.lua", "socketley.server('main', " + S + "})");
        EngineException e = assertThrows(EngineException.class,
            () -> reload("main", "socketley.sleep(1e9)"));
        assertTrue(e.getMessage().contains("reload-ms-max=50"), e::getMessage);
        reload("main", "socketley.server('main', " + S + "}) print('the third')");
        assertTrue(printed().contains("the third"), this::printed);
    }

    @Test
    void aNewTopLevelThatWaitsHearsNothingBesideTheOldVersion() throws IOException {
        String hears = "socketley.cache('main', " + S + "})\n"
            + "socketley.subscribe('main', 'news', function(c, m) print(VERSION, m) end)\n"
            + "socketley.set_interval(1, function() print(VERSION .. ' ticks') end)\n";
        run("script.lua", "VERSION = 'old' " + hears);
        reload("main", "VERSION = 'new' " + hears
            + "socketley.sleep(50) socketley.publish('main', 'news', 'one') socketley.sleep(50)");
        assertFalse(printed().contains("new\tone"), this::printed);
        assertTrue(printed().contains("old\tone"), this::printed);
        await(() -> printed().contains("new ticks"));
        assertFalse(printed().substring(printed().indexOf("new ticks")).contains("old ticks"),
            this::printed);
    }

    @Test
    void onStopWaitsForHooksOfTheVersionBefore() throws IOException {
        run("script.lua", "socketley.server('main', " + S + ", on_tick = function()\n"
            + "if asked then return end asked = true print('asked') socketley.sleep(100)\n"
            + "print('old is done') end, tick_ms = 5 })");
        await(() -> printed().contains("asked"));
        reload("main", "socketley.server('main', " + S
            + ", on_stop = function() print('stopping') end })");
        join(engine.remove(runtime("main")));
        assertTrue(printed().indexOf("old is done") < printed().indexOf("stopping"),
            this::printed);
        assertTrue(printed().contains("old is done"), this::printed);
    }

    @Test
    void closingTheHostEndsRetiredVersionsToo() throws IOException {
        run("script.lua", "socketley.server('main', " + S + ", on_tick = function()\n"
            + "if asked then return end asked = true print('asked') socketley.sleep(1e9) end,"
            + " tick_ms = 5 })");
        await(() -> printed().contains("asked"));
        Script old = host.loaded().iterator().next().script();
        reload("main", "socketley.server('main', " + S + "})");
        assertEquals(1, old.lua().suspended());
        host.close();
        assertEquals(0, old.lua().suspended());
    }

    @Test
    void aScriptThatHoldsTooMuchIsRefusedItsHooksButForOnStop() throws IOException {
        host.close();
        host = new ScriptHost(engine, new ScriptLimits(5000, 0, 4 << 20, 0, 1));
        run("script.lua", "local kept = {} socketley.server('main', " + S
            + ", on_tick = function() for i = 1, 1e9 do kept[i] = { i } end end, tick_ms = 5,"
            + " on_stop = function() print('stopped with ' .. (#kept > 1000 and 'much' or 'little'))"
            + " end })");
        await(() -> host.failures() > 0);
        join(engine.remove(runtime("main")));
        assertTrue(printed().contains("stopped with much"), this::printed);
    }

    @Test
    void aRejectedReloadEndsWhatItsTopLevelBegan() throws IOException {
        run("script.lua", "socketley.server('main', " + S + "})");
        assertThrows(EngineException.class, () -> reload("main",
            "socketley.set_interval(1, function() print('ghost') end) error('no')"));
        String source = "socketley.server('main', " + S
            + ", on_tick = function() print('tick') end, tick_ms = 5 })";
        reload("main", source);
        await(() -> printed().contains("tick\ntick"));
        assertFalse(printed().contains("ghost"), this::printed);
    }

    // ---- end ----------------------------------------------------------------------------------

    @Test
    void aRemovedRuntimesOwnScriptIsForgotten() throws IOException {
        write("own.lua", "socketley.set_interval(5, function() print('beat') end)");
        run("script.lua", "socketley.server('own', " + S + ", lua = 'own.lua' })\n"
            + "socketley.server('main', " + S + "})");
        join(engine.remove(runtime("own")));
        assertEquals(1, host.loaded().size());
        int before = printed().length();
        assertNotNull(runtime("main"));
        assertEquals(before, printed().length());
    }

    @Test
    void aScriptWhoseOwnFileChildFailsIsEndedOnItsLoop() throws IOException {
        write("own.lua", "error('broken')");
        EngineException e = assertThrows(EngineException.class, () -> run("script.lua",
            "socketley.server('main', " + S + ", on_stop = function() print('stopped') end })\n"
            + "socketley.server('own', " + S + ", lua = 'own.lua' })"));
        assertTrue(e.getMessage().contains("broken"), e::getMessage);
        assertTrue(printed().contains("stopped"), this::printed);
        assertTrue(engine.registry().all().isEmpty());
    }

    // ---- hooks that wait for themselves ---------------------------------------------------------

    @Test
    void aHookThatStartsItsOwnRuntimeDoesNotWaitForItself() throws IOException {
        run("script.lua", "socketley.server('main', " + S
            + ", on_start = function() print('started', socketley.start('main')) end })");
        assertEquals("started\ttrue\n", printed());
        assertEquals(RuntimeState.RUNNING, runtime("main").state());
    }

    @Test
    void anOnStartThatNeverEndsDoesNotHoldUpAStopForEver() throws IOException {
        run("script.lua", "socketley.server('main', { port = 0, ephemeral = true, stop_ms_max = 200,"
            + " start = false, on_start = function() print('on') socketley.sleep(1e8) end })");
        CompletionStage<Void> start = runtime("main").start();
        await(() -> printed().contains("on"));
        join(runtime("main").stop());
        assertThrows(EngineException.class, () -> join(start));
        assertTrue(runtime("main").state() != RuntimeState.RUNNING);
    }

    @Test
    void aHookThatStopsTheMakerOfItsMakerDoesNotWaitForItself() throws IOException {
        run("script.lua", "local function level(n) return { port = 0, ephemeral = true,\n"
            + "start = true, on_parent_stop = 'remove', stop_ms_max = 600000,\n"
            + "on_start = n < 3 and function() "
            + "  assert(socketley.create('server', 's' .. n + 1, level(n + 1))) end or nil,\n"
            + "on_tick = n == 3 and function() "
            + "  if not asked then asked = true print('stop', socketley.stop('s1')) end end"
            + "  or nil, tick_ms = 10 } end\n"
            + "socketley.create('server', 's1', level(1))");
        // One that waited for another would do so for the ten minutes of stop_ms_max.
        await(() -> printed().contains("stop\ttrue")
            && runtime("s1").state() == RuntimeState.STOPPED);
    }

    // ---- what hooks return ----------------------------------------------------------------------

    @Test
    void aHookThatReturnsATableWithinItselfFailsAndIsOver() throws IOException {
        run("script.lua", "local t = {} t.t = t socketley.server('main', " + S
            + ", on_tick = function() return t end, tick_ms = 5,"
            + " on_error = function(err) print('told', err.message) end })");
        await(() -> printed().split("told").length > 3);
        assertTrue(printed().contains("nested deeper"), this::printed);
    }
}
