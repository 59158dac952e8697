package dev.socketley.engine.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.error.EngineException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlAddressTest {
    @TempDir Path directory;

    @Test
    void theUsersOwnWordComesFirst() {
        assertEquals(Path.of("/x/y"), ControlAddress.of(Map.of("SOCKETLEY_SOCKET", "/x/y",
            "XDG_RUNTIME_DIR", directory.toString())));
    }

    @Test
    void theRuntimeDirectoryIsUsedWhenItIsThere() {
        assertEquals(directory.resolve("socketley.sock"),
            ControlAddress.of(Map.of("XDG_RUNTIME_DIR", directory.toString())));
        assertTrue(ControlAddress.of(Map.of("XDG_RUNTIME_DIR", directory + "/missing")).toString()
            .startsWith("/tmp/socketley-"));
    }

    @Test
    void aPathTooLongForASocketIsRefused() {
        String longest = "/" + "x".repeat(106);
        assertEquals(Path.of(longest), ControlAddress.of(Map.of("SOCKETLEY_SOCKET", longest)));
        EngineException e = assertThrows(EngineException.class,
            () -> ControlAddress.of(Map.of("SOCKETLEY_SOCKET", longest + "x")));
        assertTrue(e.getMessage().startsWith("control socket path is longer than 107 bytes"));
    }
}
