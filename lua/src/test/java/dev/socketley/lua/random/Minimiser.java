package dev.socketley.lua.random;

import dev.socketley.lua.random.RandomDifferential.Difference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Leaves out lines of a program as long as the two engines still differ on it. */
final class Minimiser {
    private static final long NANOS_MAX = 4_000_000_000L;

    private Minimiser() {}

    /** Whether a line is what ends a loop. */
    private static boolean bounds(String line) {
        return line.strip().equals("tick()") || line.matches(" *(v\\d+) = \\1 \\+ 1");
    }

    /** The smallest difference found, or null if there is none when the program runs alone. */
    static Difference shrink(long seed, String program) throws IOException, InterruptedException {
        Difference best = compare(seed, program);
        if (best == null) {
            return null;
        }
        long start = System.nanoTime();
        List<String> lines = new ArrayList<>(List.of(program.split("\n")));
        for (int size = Math.max(1, lines.size() / 2); size >= 1; size = size == 1 ? 0 : size / 2) {
            for (int at = lines.size() - size; at >= 0; at--) {
                if (at + size > lines.size()) {
                    continue;
                }
                if (System.nanoTime() - start > NANOS_MAX) {
                    return best;
                }
                if (lines.subList(at, at + size).stream().anyMatch(Minimiser::bounds)) {
                    continue;
                }
                List<String> less = new ArrayList<>(lines);
                less.subList(at, at + size).clear();
                Difference d = compare(seed, String.join("\n", less) + "\n");
                if (d != null && best.like(d)) {
                    best = d;
                    lines = less;
                }
            }
        }
        return best;
    }

    private static Difference compare(long seed, String program)
            throws IOException, InterruptedException {
        Engines.Answers said = Engines.onBoth(Engines.script(seed, program));
        return said.agree() || said.puc().equals(Engines.NO_END) ? null
            : new Difference(seed, program, said.puc(), said.ours());
    }
}
