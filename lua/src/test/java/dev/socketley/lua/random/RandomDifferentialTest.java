package dev.socketley.lua.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A small part of what {@code spec/lua/differential} runs, always the same. */
final class RandomDifferentialTest {
    private static final int PROGRAMS = 5000;
    private static final int BATCH = 500;

    @Test
    void randomProgramsPrintWhatTheyPrintOnPuc() throws Exception {
        requireLua52();
        for (int seed = 1; seed <= PROGRAMS; seed += BATCH) {
            List<RandomDifferential.Difference> found = RandomDifferential.batch(seed, BATCH, 1);
            assertTrue(found.isEmpty(), () -> found.getFirst().toString());
        }
    }

    @Test
    void aSeedIsAlwaysTheSameProgram() {
        assertEquals(RandomDifferential.program(7), RandomDifferential.program(7));
        assertTrue(RandomDifferential.program(7).length() > 20);
    }

    @Test
    void aDifferenceIsFoundAndMadeSmall() throws Exception {
        requireLua52();
        RandomDifferential.Difference d = Minimiser.shrink(1,
            "local a = 1\nout(a)\nout(string.pack and 'ours' or 'theirs')\nout(a)\n");
        assertEquals("out(string.pack and 'ours' or 'theirs')\n", d.program());
    }

    private static void requireLua52() {
        boolean there = Files.isExecutable(Path.of("/usr/bin/lua5.2"));
        if (System.getenv("SOCKETLEY_REQUIRE_PEERS") != null) {
            assertTrue(there, "lua5.2 is required by SOCKETLEY_REQUIRE_PEERS");
        }
        Assumptions.assumeTrue(there, "lua5.2 is not installed");
    }
}
