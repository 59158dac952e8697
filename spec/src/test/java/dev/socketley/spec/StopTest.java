package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C, and what a supervisor does. */
class StopTest {
    @TempDir
    private Path directory;

    @BeforeAll
    static void prepare() throws IOException, InterruptedException {
        Program.prepare();
    }

    private static void signal(Program program, Process engine, String name) throws Exception {
        assertEquals(0, program.run("kill -" + name + " " + engine.pid()).status());
    }

    private static int status(Process engine) throws InterruptedException {
        assertTrue(engine.waitFor(30, TimeUnit.SECONDS), "the engine did not end");
        return engine.exitValue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aSignalRunsOnStopThatMaySayGoodbye(String name) throws Exception {
        try (Program program = new Program(directory)) {
            program.write("bye.lua", "socketley.server('bye', { port = 0, ephemeral = true,",
                "  on_connect = function(id) self.send(id, 'hi') end,",
                "  on_stop = function()",
                "    socketley.sleep(20)",
                "    print('stopping', #self.clients())",
                "    self.broadcast('goodbye')",
                "  end })");
            Process engine = program.engine("socketley --lua bye.lua");
            try (LineClient client = new LineClient(program.port("bye"))) {
                client.expect("hi");
                signal(program, engine, name);
                client.expect("goodbye");
                assertNull(client.line());
            }
            assertEquals(0, status(engine));
            assertTrue(program.log().contains("stopping\t1\n"), program.log());
        }
    }

    @Test
    void whatIsQueuedForASlowReaderIsSentBeforeTheEnd() throws Exception {
        int lines = 8000;
        try (Program program = new Program(directory)) {
            program.write("slow.lua", "socketley.server('slow', { port = 0, ephemeral = true,",
                "  stop_ms_max = 25000,",
                "  on_client_message = function(id, message)",
                "    for i = 1, tonumber(message) do",
                "      self.send(id, ('%07d'):format(i) .. ('x'):rep(993))",
                "    end",
                "    print('queued')",
                "    return true",
                "  end })");
            Process engine = program.engine("socketley --lua slow.lua");
            Socket small = new Socket();
            small.setReceiveBufferSize(4096);
            small.connect(new InetSocketAddress("127.0.0.1", program.port("slow")));
            try (LineClient client = new LineClient(small)) {
                client.send(String.valueOf(lines));
                program.awaitLog("queued\n");
                signal(program, engine, "TERM");
                program.awaitLog("engine_stopping");
                for (int i = 1; i <= lines; i++) {
                    String line = client.line();
                    assertTrue(line != null && line.startsWith("%07d".formatted(i)), "line " + i);
                }
                assertNull(client.line());
            }
            assertEquals(0, status(engine));
        }
    }

    @Test
    void aReaderThatNeverReadsDelaysTheEndNoLongerThanTheDeadline() throws Exception {
        try (Program program = new Program(directory)) {
            program.write("stuck.lua", "socketley.server('stuck', { port = 0, ephemeral = true,",
                "  stop_ms_max = 300,",
                "  on_client_message = function(id)",
                "    self.send(id, ('x'):rep(12000000))",
                "    print('queued')",
                "    return true",
                "  end })");
            Process engine = program.engine("socketley --lua stuck.lua");
            try (LineClient client = new LineClient(program.port("stuck"))) {
                client.send("go");
                program.awaitLog("queued\n");
                signal(program, engine, "INT");
                assertEquals(0, status(engine));
            }
        }
    }

    @Test
    void aSecondSignalEndsAtOnce() throws Exception {
        try (Program program = new Program(directory)) {
            program.write("long.lua", "socketley.server('long', { port = 0, ephemeral = true,",
                "  stop_ms_max = 600000,",
                "  on_stop = function() print('stopping') socketley.sleep(600000) end })");
            Process engine = program.engine("socketley --lua long.lua");
            program.port("long");
            signal(program, engine, "INT");
            program.awaitLog("stopping\n");
            signal(program, engine, "INT");
            assertEquals(130, status(engine));
            program.release(engine);
        }
    }
}
