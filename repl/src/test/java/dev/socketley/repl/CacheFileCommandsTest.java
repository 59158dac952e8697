package dev.socketley.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.cache.durable.Disk;
import dev.socketley.engine.cache.durable.LogDirectory;
import dev.socketley.engine.error.EngineException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFileCommandsTest {
    @TempDir
    private Path directory;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int run(String input, boolean interactive, String... words) {
        Terminal terminal = new Terminal(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out), new PrintStream(out), interactive, Map.of());
        return Commands.of("cache").handler().run(
            new Invocation(terminal, ProgramOptions.ALL), List.of(words));
    }

    private String file(String text) throws IOException {
        Path path = directory.resolve("cache.db");
        Files.write(path, text.getBytes(StandardCharsets.ISO_8859_1));
        return path.toString();
    }

    private static final String KEY = "\u0001\0\0\0k\u0001\0\0\0v";

    @Test
    void aWholeFileIsSaidToBeWholeAndNotTouched() throws IOException {
        String file = file(KEY + KEY);
        assertEquals(0, run("", false, "check", file));
        assertEquals(0, run("", false, "repair", file));
        assertEquals((file + ": 2 records, whole\n").repeat(2), out.toString());
        assertEquals(20, Files.size(Path.of(file)));
    }

    @Test
    void aDamagedFileIsCutWhenThatIsWanted() throws IOException {
        String file = file(KEY + "\u0009\0\0");
        assertEquals(1, run("", false, "check", file));
        assertThrows(UsageException.class, () -> run("", false, "repair", file));
        assertThrows(UsageException.class, () -> run("n\n", true, "repair", file));
        assertEquals(13, Files.size(Path.of(file)));
        assertEquals(0, run("y\n", true, "repair", file));
        assertEquals(10, Files.size(Path.of(file)));
        assertEquals(13, Files.size(Path.of(file + ".damaged")));
        assertTrue(out.toString().contains("damaged from offset 10 of 13"), out.toString());
    }

    @Test
    void yesAsksNothing() throws IOException {
        String file = file("\u0009\0\0");
        assertEquals(0, run("", false, "repair", file, "--yes"));
        assertEquals(0, Files.size(Path.of(file)));
    }

    @Test
    void aDirectoryOfALogIsLookedThroughFileByFile() throws IOException {
        LogDirectory.open(Disk.SYSTEM, directory, null).close().join();
        Path segment = directory.resolve("log-1");
        long whole = Files.size(segment);
        assertEquals(0, run("", false, "check", directory.toString()));
        assertEquals(segment + ": 0 records, whole\n", out.toString());
        Files.write(segment, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
        assertEquals(1, run("", false, "check", directory.toString()));
        assertEquals(0, run("", false, "repair", directory.toString(), "--yes"));
        assertEquals(whole, Files.size(segment));
        assertEquals(0, run("", false, "check", directory.toString()));
    }

    @Test
    void wrongWordsAndMissingFilesAreErrors() throws IOException {
        assertThrows(UsageException.class, () -> run("", false, "repair"));
        assertThrows(UsageException.class, () -> run("", false, "mend", "x"));
        assertThrows(EngineException.class, () -> run("", false, "check", "no such file"));
        assertHint("the log of a cache that is kept in x.db is x.db.log", directory);
        Files.writeString(directory.resolve("a.db"), "");
        assertHint("in it are " + directory.resolve("a.db"), directory);
        assertHint("paths start at " + Path.of("").toAbsolutePath(), directory.resolve("none"));
    }

    private void assertHint(String hint, Path path) {
        assertEquals(hint, assertThrows(UsageException.class,
            () -> run("", false, "check", path.toString())).hint());
    }
}
