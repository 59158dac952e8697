package dev.socketley.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code os.exit} does to the process, by the kind of program that calls it. */
class ScriptExitTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int program(String source) throws IOException {
        Path file = directory.resolve("prog.lua");
        Files.writeString(file, source);
        return main(InputStream.nullInputStream(), "--lua", file.toString());
    }

    private int main(InputStream in, String... words) {
        Terminal terminal = new Terminal(in, printer(out), printer(err), false,
            Map.of("SOCKETLEY_SOCKET", directory.resolve("s").toString()));
        return Main.run(terminal, List.of(words));
    }

    private static PrintStream printer(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anOrdinaryProgramEndsWithTheStatusItAsksFor() throws IOException {
        assertEquals(3, program("io.write('before') pcall(os.exit, 3) print('after')"));
        assertEquals("before", printed());
        assertEquals("", err.toString(StandardCharsets.UTF_8));
        assertEquals(0, program("os.exit()"));
        assertEquals(0, program("os.exit(true, true)"));
        assertEquals(1, program("coroutine.wrap(function() os.exit(false) end)()"));
    }

    @Test
    void anErrorInATimerOfAnOrdinaryProgramIsItsStatus() throws IOException {
        assertEquals(1, program("socketley.set_timeout(1, function() error('late') end)"));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("prog.lua:1: late"));
        assertEquals(0, program("socketley.set_timeout(1, function() print('fine') end)"));
    }

    @Test
    void flagsOfTheProgramMayStandBeforeTheScript() throws IOException {
        Path file = directory.resolve("prog.lua");
        Files.writeString(file, "print(...)");
        assertEquals(0, main(InputStream.nullInputStream(), "--lua", "--transport", "nio",
            file.toString(), "--loops"));
        assertEquals("--loops\n", printed());
        assertEquals(1, main(InputStream.nullInputStream(), "--lua", "--tranport=nio",
            file.toString()));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("did you mean '--transport'"));
    }

    @Test
    void nothingThatItDeclaredIsMade() throws IOException {
        assertEquals(4, program("""
            socketley.create('server', 'gate', { port = 0, start = true,
              on_start = function() print('started') end })
            os.exit(4)"""));
        assertEquals("", printed());
    }

    @Test
    void aRunningProgramStopsItsRuntimesInOrder() throws IOException {
        assertEquals(5, program("""
            socketley.create('server', 'gate', { port = 0, start = true, tick_ms = 1,
              on_tick = function() pcall(os.exit, 5) print('survived') end,
              on_stop = function() print('stopped') end })"""));
        assertEquals("stopped\n", printed());
    }

    @Test
    void aFileLeftOpenIsWritten() throws IOException {
        Path file = directory.resolve("left.txt");
        assertEquals(2, program("f = io.open('" + file + "', 'w') f:write('kept') os.exit(2)"));
        assertEquals("kept", Files.readString(file));
        assertEquals(0, program("f = io.open('" + file + "', 'w') f:write('kept too')"));
        assertEquals("kept too", Files.readString(file));
    }

    @Test
    void aPromptDoesNotEndTheEngine() {
        InputStream lines = new ByteArrayInputStream(
            "os.exit(3)\n1 + 1\n".getBytes(StandardCharsets.UTF_8));
        assertEquals(1, main(lines, "repl"));
        assertEquals("2\n", printed());
        String told = err.toString(StandardCharsets.UTF_8);
        assertTrue(told.contains("cannot exit: the engine goes on without its prompts"), told);
    }
}
