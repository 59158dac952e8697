package dev.socketley.stdlib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Engine;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.types.RuntimeTypes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptHostTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private Engine engine;
    private ScriptHost host;

    @BeforeEach
    void open() {
        engine = new Engine(RuntimeTypes.ALL, Transport.best(), 1);
        host = new ScriptHost(engine, 1000);
    }

    @AfterEach
    void close() {
        engine.stopAll().toCompletableFuture().join();
        host.close();
        engine.close();
    }

    private List<String> run(String source, String... args) throws IOException {
        Path file = directory.resolve("script.lua");
        Files.writeString(file, source);
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return join(host.run(file, List.of(args), out));
    }

    private static <T> T join(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw EngineException.of(e);
        }
    }

    @Test
    void ofAProgramThatLoadsOnlyTheTopLevelHoldsTheLoopAsLongAsItWants() throws Exception {
        Path file = directory.resolve("program.lua");
        Files.writeString(file, """
            local from = os.clock()
            while os.clock() - from < 0.2 do end
            socketley.set_timeout(1, function() while true do end end)
            socketley.sleep(5)
            while os.clock() - from < 0.4 do end
            print("loaded")
            """);
        try (ScriptHost strict = new ScriptHost(engine, 50)) {
            strict.run(file, List.of(), new PrintStream(printed, true, StandardCharsets.UTF_8), status -> { })
                .toCompletableFuture().get(60, TimeUnit.SECONDS);
            assertEquals("loaded\n", printed.toString(StandardCharsets.UTF_8));
            assertEquals(1, strict.failures());
        }
    }

    @Test
    void anOrdinaryProgramGetsItsArgumentsAndIsIdleAtItsEnd() throws IOException {
        run("print(arg[1], #arg, ...) print(1/3, 2^53)", "a", "b");
        assertEquals("a\t2\ta\tb\n0.33333333333333\t9.007199254741e+15\n",
            printed.toString(StandardCharsets.UTF_8));
        assertTrue(host.isIdle());
    }

    @Test
    void anErrorAtTheTopLevelNamesFileAndLineAndHasATraceback() {
        EngineException e = assertThrows(EngineException.class,
            () -> run("local x\nlocal function f() return x.y end\nf()"));
        assertTrue(e.getMessage().contains("script.lua:2: attempt to index upvalue 'x'"),
            e::getMessage);
        ScriptException script = assertInstanceOf(ScriptException.class, e);
        assertTrue(script.traceback().contains("script.lua:3:"), script::traceback);
    }

    @Test
    void aScriptGivenToAnEngineThatServesCannotKeepItsLoop() {
        EngineException e = assertThrows(EngineException.class, () -> run("while true do end"));
        assertTrue(e.getMessage().contains("hook-ms-max"), e::getMessage);
        assertTrue(host.isIdle());
    }

    @Test
    void aSyntaxErrorNamesFileAndLine() {
        EngineException e = assertThrows(EngineException.class, () -> run("x = = 1"));
        assertTrue(e.getMessage().startsWith("script.lua:1: unexpected symbol"), e::getMessage);
    }

    @Test
    void anUnknownRuntimeTypeIsToldWithTheKnownOnes() {
        EngineException e = assertThrows(EngineException.class,
            () -> run("assert(socketley.create('srever', 'x'))"));
        assertTrue(e.getMessage().contains("unknown runtime type 'srever'"), e::getMessage);
    }

    // ---- with runtimes ------------------------------------------------------------------------

    private static final String ECHO = """
        socketley.server("echo", { port = 0, ephemeral = true,
          on_client_message = function(id, message)
            self.send(id, "%s " .. message .. " " .. self.name)
            return true
          end })
        """;

    /** As when a client is killed while its script loads, and somebody tries again. */
    @Test
    void aScriptThatIsGivenTwiceAtOnceIsLoadedAndThenReloaded() throws Exception {
        Path file = directory.resolve("twice.lua");
        Files.writeString(file, "socketley.sleep(20) socketley.server('twice', { port = 0 })");
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        CompletionStage<List<String>> first = host.run(file, List.of(), out);
        CompletionStage<List<String>> second = host.run(file, List.of(), out);
        assertEquals(List.of("twice"), join(first));
        assertEquals(List.of("twice"), join(second));
        assertEquals(List.of("twice"), join(host.run(file, List.of(), out)));
    }

    @Test
    void aTopLevelThatWaitsEndsWithWhoeverAskedForIt() throws Exception {
        Path file = directory.resolve("waits.lua");
        Files.writeString(file, "print('loads') socketley.sleep(3600000)");
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        CompletableFuture<Void> gone = new CompletableFuture<>();
        CompletionStage<List<String>> load = host.run(file, List.of(), out, gone);
        gone.complete(null);
        EngineException e = assertThrows(EngineException.class, () -> join(load));
        assertTrue(e.getMessage().contains("has left"), e::getMessage);
        Files.writeString(file, "socketley.server('now', { port = 0 })");
        assertEquals(List.of("now"), join(host.run(file, List.of(), out)));
    }

    private int port(String name) {
        return engine.registry().require(name).port();
    }

    private static String ask(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        return read(socket);
    }

    private static String read(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = socket.getInputStream().read(); c >= 0 && c != '\n';
                c = socket.getInputStream().read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private Socket connect(String name) throws IOException {
        Socket socket = new Socket("127.0.0.1", port(name));
        socket.setSoTimeout(60_000);
        return socket;
    }

    @Test
    void aScriptDeclaresAServerWhoseHookAnswers() throws IOException {
        assertEquals(List.of("echo"), run(ECHO.formatted("one")));
        try (Socket socket = connect("echo")) {
            assertEquals("one hi echo", ask(socket, "hi"));
        }
    }

    @Test
    void aSavedFileIsReloadedAndConnectionsStay() throws IOException {
        run(ECHO.formatted("one"));
        try (Socket socket = connect("echo")) {
            assertEquals("one a echo", ask(socket, "a"));
            Files.writeString(directory.resolve("script.lua"), ECHO.formatted("second"));
            String answer;
            do {
                answer = ask(socket, "b");
            } while (answer.equals("one b echo"));
            assertEquals("second b echo", answer);
        }
    }

    @Test
    void aReloadThatDoesNotCompileLeavesTheOldVersionRunning() throws IOException {
        run(ECHO.formatted("one"));
        Path file = directory.resolve("script.lua");
        try (Socket socket = connect("echo")) {
            Files.writeString(file, "local = 1");
            EngineException e = assertThrows(EngineException.class,
                () -> join(host.reload("echo")));
            assertTrue(e.getMessage().startsWith("script.lua:1:"), e::getMessage);
            assertEquals("one a echo", ask(socket, "a"));
            Files.writeString(file, ECHO.formatted("three"));
            join(host.reload("echo"));
            assertEquals("three a echo", ask(socket, "a"));
        }
    }

    @Test
    void aReloadThatDeclaresLessStopsAndOneThatDeclaresMoreStarts() throws IOException {
        run(ECHO.formatted("one"));
        Files.writeString(directory.resolve("script.lua"),
            ECHO.formatted("one").replace("\"echo\"", "\"other\""));
        join(host.reload("echo"));
        assertEquals(List.of("other"),
            engine.registry().all().stream().map(r -> r.name()).toList());
        try (Socket socket = connect("other")) {
            assertEquals("one x other", ask(socket, "x"));
        }
    }

    @Test
    void filesOfADescriptionAreBesideTheScript() throws IOException {
        run("socketley.create('cache', 'c', { persistent = 'kept.db' })");
        assertEquals(directory.resolve("kept.db").toString(),
            engine.registry().require("c").options().shown().get("persistent"));
    }

    @Test
    void stateOutlivesAReload() throws IOException {
        String source = """
            socketley.state.count = (socketley.state.count or 0) + 1
            socketley.server("s", { port = 0, ephemeral = true,
              on_client_message = function(id) self.send(id, tostring(socketley.state.count)) end })
            """;
        run(source);
        join(host.reload("s"));
        try (Socket socket = connect("s")) {
            assertEquals("2", ask(socket, "?"));
        }
    }

    @Test
    void whoGivesAScriptHearsOfANameThatIsTaken() throws IOException {
        run(ECHO.formatted("x"));
        Path other = Files.writeString(directory.resolve("other.lua"), ECHO.formatted("y"));
        assertEquals(List.of(), join(host.run(other, List.of(),
            new PrintStream(printed, true, StandardCharsets.UTF_8))));
        assertEquals("not started: a runtime named 'echo' exists\n",
            printed.toString(StandardCharsets.UTF_8));
    }

    @Test
    void globalHooksAndTheRuntimesTableWorkAsInTheOriginal() throws IOException {
        run("""
            runtimes = { { type = "server", name = "a", port = 0, ephemeral = true, start = true } }
            function on_client_message(id, message)
              server.send(id, message:upper())
              return true
            end
            """);
        try (Socket socket = connect("a")) {
            assertEquals("HI", ask(socket, "hi"));
        }
    }

    @Test
    void entriesOfRuntimesWithNamesForKeysAreNotPassedOver() {
        RuntimeException e = assertThrows(RuntimeException.class,
            () -> run("runtimes = { q = { type = 'server', port = 0, start = true } }"));
        assertTrue(e.getMessage().contains(
            "runtimes: an array of tables with type and name expected, got key q"), e::getMessage);
    }

    @Test
    void aTakenPortFailsTheScriptAndNothingOfItRuns() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            EngineException e = assertThrows(EngineException.class, () -> run(
                ECHO.formatted("x") + "socketley.server('b', { port = " + taken.getLocalPort()
                + " })"));
            assertEquals(ErrorCode.EADDRINUSE, e.code());
            assertTrue(e.getMessage().matches("\\w+\\.lua:\\d+: server \"b\": port "
                + taken.getLocalPort() + " is in use"), e::getMessage);
        }
        assertTrue(engine.registry().all().isEmpty());
    }

    @Test
    void aMistypedOptionNamesItsPathAndTheNearest() {
        EngineException e = assertThrows(EngineException.class,
            () -> run("assert(socketley.server('chat', { prot = 9000 }))"));
        assertTrue(e.getMessage().contains(
            "server \"chat\": unknown option 'prot', did you mean 'port'?"), e::getMessage);
        e = assertThrows(EngineException.class,
            () -> run("assert(socketley.server('chat', { port = 'http' }))"));
        assertTrue(e.getMessage().contains(
            "server \"chat\": port: integer 0..65535 expected, got \"http\""), e::getMessage);
    }

    @Test
    void aHookThatRaisesIsReportedAndTheConnectionGoesOn() throws IOException {
        run("""
            socketley.server("s", { port = 0, ephemeral = true,
              on_error = function(err) seen = err.message end,
              on_client_message = function(id, message)
                if message == "bad" then local t = nil; t.x = 1 end
                self.send(id, tostring(seen))
                return true
              end })
            """);
        try (Socket socket = connect("s")) {
            socket.getOutputStream().write("bad\n".getBytes(StandardCharsets.UTF_8));
            assertEquals("script.lua:4: attempt to index local 't' (a nil value)",
                ask(socket, "good"));
        }
    }

    @Test
    void anErrorThatCannotShowItselfIsReportedLikeAnyOther() throws IOException {
        run("""
            socketley.server("s", { port = 0, ephemeral = true,
              on_error = function(err) seen = err.message end,
              on_client_message = function(id, message)
                if message == "bad" then
                  error(setmetatable({}, { __tostring = function() error("q") end }))
                end
                self.send(id, tostring(seen))
                return true
              end })
            """);
        try (Socket socket = connect("s")) {
            socket.getOutputStream().write("bad\n".getBytes(StandardCharsets.UTF_8));
            assertEquals("(error object is a table value)", ask(socket, "good"));
        }
    }

    @Test
    void aRuntimeWithItsOwnFileHasItsOwnState() throws IOException {
        Files.writeString(directory.resolve("own.lua"), """
            x = (x or 0) + 1
            function on_client_message(id) self.send(id, self.name .. x) return true end
            """);
        run("""
            x = 10
            socketley.server("a", { port = 0, ephemeral = true, lua = "own.lua" })
            socketley.server("b", { port = 0, ephemeral = true, config = "own.lua" })
            """);
        for (String name : List.of("a", "b")) {
            try (Socket socket = connect(name)) {
                assertEquals(name + "1", ask(socket, "?"));
            }
        }
    }

    @Test
    void everyScriptReachesACacheThatReadsThrough() throws IOException {
        run("""
            local asked = 0
            socketley.cache("users", { port = 0, ephemeral = true,
              on_miss = function(key)
                asked = asked + 1
                if key == "none" then return nil end
                if key == "bad" then error("no database") end
                return "value of " .. key .. " " .. asked, 60
              end,
              on_write = function(key, value, ttl)
                written = key .. "=" .. value .. "/" .. ttl .. "/" .. self.get("seen")
              end })
            socketley.server("s", { port = 0, ephemeral = true,
              on_client_message = function(id, key)
                if key == "written" then
                  assert(socketley.cache("users"):setex("w", 5, "v"))
                  self.send(id, written)
                else
                  local value, err, code = socketley.cache.get("users", key)
                  self.send(id, tostring(value) .. "|" .. tostring(err) .. "|" .. tostring(code))
                end
                return true
              end })
            """);
        try (Socket socket = connect("s")) {
            assertEquals("value of a 1|nil|nil", ask(socket, "a"));
            assertEquals("value of a 1|nil|nil", ask(socket, "a"));
            assertEquals("nil|nil|nil", ask(socket, "none"));
            String refused = ask(socket, "bad");
            assertTrue(refused.startsWith("nil|ERR on_miss: ") && refused.endsWith("|ECACHE")
                && refused.contains("script.lua:6: no database"), refused);
            assertEquals("w=v/5/", ask(socket, "written"));
        }
    }

    @Test
    void aProxyRoutesByPathAndChecksATokenInLua() throws Exception {
        run("""
            socketley.server("api", { port = 0, ephemeral = true,
              on_http_request = function(req)
                return { status = 201, headers = { ["X-Got"] = req.headers["x-TEST"] },
                         body = req.method .. " " .. req.path .. "?" .. req.query .. " " .. req.body }
              end })
            socketley.proxy("gateway", { port = 0, ephemeral = true, strategy = "lua",
              backends = { "api" },
              on_auth = function(id, req) return req.headers.authorization == "Bearer t" end,
              on_route = function(method, path) return "api" end })
            """);
        URI uri = URI.create("http://127.0.0.1:" + port("gateway") + "/a/b?c=d");
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .POST(HttpRequest.BodyPublishers.ofString("body")).header("X-Test", "yes");
            assertEquals(401, http.send(request.build(),
                HttpResponse.BodyHandlers.ofString()).statusCode());
            var answer = http.send(request.header("Authorization", "Bearer t").build(),
                HttpResponse.BodyHandlers.ofString());
            assertEquals(201, answer.statusCode());
            assertEquals("POST /a/b?c=d body", answer.body());
            assertEquals("yes", answer.headers().firstValue("x-got").orElse(""));
        }
    }

    @Test
    void aRequestsBytesReachLuaAsTheyWereSent() throws IOException {
        run("""
            socketley.server("s", { port = 0, ephemeral = true,
              on_http_request = function(req)
                local fields = 0
                for _ in pairs(req) do fields = fields + 1 end
                return req.path .. "|" .. req.headers.x .. "|" .. fields .. "|" .. req.body
              end })
            """);
        try (Socket socket = connect("s")) {
            socket.getOutputStream().write(
                "GET /ä HTTP/1.1\r\nHost: a\r\nX: é\r\nX: b\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(),
                StandardCharsets.UTF_8);
            assertTrue(answer.endsWith("\r\n\r\n/ä|é, b|8|"), answer);
        }
    }

    @Test
    void aClientTalksToAServerByItsName() throws IOException {
        run("""
            socketley.server("hub", { port = 0, ephemeral = true,
              on_client_message = function(id, message)
                if message == "ask" then asker = id self.broadcast("question")
                else self.send(asker, "client said " .. message) end
                return true
              end })
            socketley.client("c", { target = "hub", reconnect = true,
              on_message = function(message)
                if message == "question" then self.send("answer") end
              end })
            """);
        try (Socket socket = connect("hub")) {
            assertEquals("question", ask(socket, "ask"));
            String line;
            do {
                line = read(socket);
            } while (line.equals("question"));
            assertEquals("client said answer", line);
        }
    }

    @Test
    void createStopAndRemoveWorkInsideEveryHook() throws IOException {
        run("""
            socketley.server("lobby", { port = 0, ephemeral = true,
              on_start = function()
                assert(socketley.create("server", "room",
                  { port = 0, ephemeral = true, start = true, on_parent_stop = "remove" }))
              end,
              on_client_message = function(id, message)
                if message == "list" then self.send(id, table.concat(socketley.list(), " "))
                elseif message == "stop" then socketley.stop("lobby") end
                return true
              end })
            """);
        try (Socket socket = connect("lobby")) {
            assertEquals("lobby room", ask(socket, "list"));
            assertEquals("lobby", engine.registry().require("room").owner());
            assertEquals("", ask(socket, "stop"));
        }
    }

    @Test
    void aPromptEvaluatesAndShowsTables() throws IOException {
        run(ECHO.formatted("one"));
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        try (PromptSession prompt = host.prompt(out)) {
            assertEquals("{ \"echo\" }", join(prompt.eval("socketley.list()")));
            assertEquals("3", join(prompt.eval("=1+2")));
            assertEquals("\"server\"", join(prompt.eval("=socketley.stats('echo').type")));
            assertEquals("nil", join(prompt.eval("=socketley.stats('nobody')")));
            assertEquals("", join(prompt.eval("x = 5")));
            assertEquals("{ 1, 2, a = { b = true } }", join(prompt.eval("{1,2,a={b=true}}")));
            assertEquals(List.of("socketley.start", "socketley.state", "socketley.stats",
                "socketley.stop"),
                join(prompt.complete("print(socketley.st")));
            assertEquals(List.of("echo"), join(prompt.complete("socketley.get(\"e")));
            assertThrows(ScriptException.class, () -> join(prompt.eval("error('no')")));
        }
    }

    @Test
    void aValueThatCannotBeShownIsAnErrorOfThePrompt() throws IOException {
        PrintStream out = new PrintStream(printed, false, StandardCharsets.UTF_8);
        try (PromptSession prompt = host.prompt(out)) {
            EngineException e = assertThrows(EngineException.class, () -> join(
                prompt.eval("setmetatable({}, { __tostring = function() error('q') end })")));
            assertTrue(e.getMessage().contains("q"), e::getMessage);
            assertEquals("2", join(prompt.eval("1 + 1")));
            join(prompt.eval("io.write('no newline')"));
            out.flush();
            assertEquals("no newline", printed.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aPromptsEndlessLoopCanBeInterrupted() throws Exception {
        try (PromptSession prompt = host.prompt(new PrintStream(printed))) {
            var running = prompt.eval("started = true; while true do end");
            prompt.interrupt();
            EngineException e = assertThrows(EngineException.class, () -> {
                while (!running.toCompletableFuture().isDone()) {
                    prompt.interrupt();
                    Thread.onSpinWait();
                }
                join(running);
            });
            assertTrue(e.getMessage().contains("interrupted"), e::getMessage);
        }
    }
}
