package dev.socketley.lua.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A small part of what {@code spec/lua/compiler-fuzz} runs: known programs, and some of a new seed. */
final class CompilerFuzzTest {
    private static final int KNOWN = 100;
    private static final int NEW = 50;

    @ParameterizedTest
    @EnumSource
    void compiledProgramsSayWhatInterpretedOnesSay(CompilerFuzz.Programs kind)
            throws InterruptedException {
        same(CompilerFuzz.batch(kind, 1, KNOWN));
        long seed = System.nanoTime() & 0xffff_ffffL;
        System.out.println("compiler fuzz: " + kind + ", seed " + seed);
        same(CompilerFuzz.batch(kind, seed, NEW));
    }

    private static void same(List<CompilerFuzz.Difference> found) {
        assertTrue(found.isEmpty(), () -> found.getFirst().toString());
    }

    @ParameterizedTest
    @EnumSource
    void aSeedIsAlwaysTheSameProgram(CompilerFuzz.Programs kind) {
        assertEquals(kind.program.apply(7), kind.program.apply(7));
    }
}
