package dev.socketley.spec;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The built program, for each test in a directory of its own; what it started ends with the test. */
abstract class ProgramSpec {
    @TempDir
    Path directory;
    Program program;

    @BeforeAll
    static void prepare() throws IOException, InterruptedException {
        Program.prepare();
    }

    @BeforeEach
    final void begin() throws IOException {
        program = new Program(directory);
    }

    @AfterEach
    final void end() {
        program.close();
    }
}
