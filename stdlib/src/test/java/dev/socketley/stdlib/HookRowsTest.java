package dev.socketley.stdlib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.socketley.engine.Engine;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.stats.Metric;
import dev.socketley.engine.types.RuntimeTypes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hooks that only a script shows, and what a failing one leads to. */
@Timeout(60)
class HookRowsTest {
    @TempDir
    Path directory;

    private Engine engine;
    private ScriptHost host;

    @BeforeEach
    void open() {
        engine = new Engine(RuntimeTypes.ALL, Transport.NIO, 1);
        host = new ScriptHost(engine, 1000);
    }

    @AfterEach
    void close() {
        engine.stopAll().toCompletableFuture().join();
        host.close();
        engine.close();
    }

    private void run(String source) throws IOException {
        Path file = directory.resolve("script.lua");
        Files.writeString(file, source);
        PrintStream out = new PrintStream(OutputStream.nullOutputStream());
        try {
            host.run(file, List.of(), out).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw EngineException.of(e);
        }
    }

    /** Sends a line again and again until the answer is {@code wanted}. */
    private void untilAnswered(String line, String wanted) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", engine.registry().require("s").port())) {
            socket.setSoTimeout(60_000);
            String answer;
            do {
                socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
                StringBuilder text = new StringBuilder();
                for (int c = socket.getInputStream().read(); c > '\n';
                        c = socket.getInputStream().read()) {
                    text.append((char) c);
                }
                answer = text.toString();
            } while (!answer.equals(wanted));
        }
    }

    @Test
    void onExpireIsCalledWithTheKeyWhoseTimeRanOut() throws IOException {
        run("""
            local gone = "nothing"
            socketley.cache("c", { port = 0, ephemeral = true,
              on_expire = function(key) gone = key end })
            socketley.server("s", { port = 0, ephemeral = true,
              on_start = function() assert(socketley.cache("c"):psetex("short", 1, "v")) end,
              on_client_message = function(id) self.send(id, gone) return true end })
            """);
        untilAnswered("?", "short");
    }

    @Test
    void onReloadIsCalledInTheNewVersionInsteadOfOnStart() throws IOException {
        String script = """
            local began = "not at all"
            socketley.server("s", { port = 0, ephemeral = true,
              on_start = function() began = "started" end,
              on_reload = function() began = "reloaded" end,
              on_client_message = function(id) self.send(id, "%s " .. began) return true end })
            """;
        run(script.formatted("one"));
        untilAnswered("?", "one started");
        Files.writeString(directory.resolve("script.lua"), script.formatted("second"));
        untilAnswered("?", "second reloaded");
    }

    @Test
    void aHookThatRaisesIsCounted() throws IOException {
        run("""
            socketley.server("s", { port = 0, ephemeral = true,
              on_message = function(message) error("no") end,
              on_client_message = function(id, message)
                if message ~= "bad" then self.send(id, message) return true end
              end })
            """);
        try (Socket socket = new Socket("127.0.0.1", engine.registry().require("s").port())) {
            socket.getOutputStream().write("bad\ngood\n".getBytes(StandardCharsets.UTF_8));
            assertEquals('g', socket.getInputStream().read());
        }
        assertEquals(1, engine.registry().require("s").counters().get(Metric.HOOK_ERRORS));
    }

    @Test
    void aScriptThatRaisesAtItsTopLevelFailsWithItsOwnCode() {
        EngineException e = assertThrows(EngineException.class, () -> run("error('no')"));
        assertEquals(ErrorCode.ESCRIPT, e.code());
    }
}
