package dev.socketley.engine.option;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.socketley.engine.error.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacesTest {
    @TempDir
    private Path directory;

    private static String said(Path file) {
        return assertThrows(EngineException.class, () -> Places.check("log", file)).getMessage();
    }

    @Test
    void whereNoFileCanBeIsSaid() throws IOException {
        assertDoesNotThrow(() -> Places.check("log", directory.resolve("new")));
        assertDoesNotThrow(() -> Places.check("log", Files.createFile(directory.resolve("old"))));
        assertDoesNotThrow(() -> Places.check("log", Path.of("relative")));
        assertEquals("log: " + directory + ": is a directory", said(directory));
        assertEquals("log: /: is a directory", said(Path.of("/")));
        Path none = directory.resolve("none/x");
        assertEquals("log: " + none + ": no such directory", said(none));
        assertEquals("log: " + directory.resolve("old/x") + ": no such directory",
            said(directory.resolve("old/x")));
    }

    @Test
    void whereTheUserMayNotWriteIsSaid() throws IOException {
        Path old = Files.createFile(directory.resolve("old"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeFalse(Files.isWritable(directory), "root may write everywhere");
        assertEquals("log: " + directory.resolve("x") + ": permission denied",
            said(directory.resolve("x")));
        assertDoesNotThrow(() -> Places.check("log", old));
        assertEquals("save: " + old + ": permission denied", assertThrows(EngineException.class,
            () -> Places.checkReplaced("save", old)).getMessage());
    }
}
