package dev.socketley.stdlib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Engine;
import dev.socketley.engine.net.Network;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.types.RuntimeTypes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
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
            throw Network.failure(e);
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
}
