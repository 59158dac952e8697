package dev.socketley.lua.random;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Compares random programs on our Lua and on PUC's, and makes those that differ small. */
public final class RandomDifferential {
    private static final int BATCH = 500;

    /** A program on which the two differ, and what each said. */
    record Difference(long seed, String program, String puc, String ours) {
        @Override
        public String toString() {
            int at = place();
            return "seed " + seed + "\n" + program + "--- lua5.2\n" + line(puc, at) + "\n--- ours\n"
                + line(ours, at) + "\n";
        }

        /** The number of the first line that differs. */
        private int place() {
            int at = 0;
            while (line(puc, at).equals(line(ours, at))) {
                at++;
            }
            return at;
        }

        private static String line(String text, int at) {
            String[] lines = text.split("\n", -1);
            return at < lines.length ? lines[at] : "(nothing)";
        }

        /** Whether both say the same on the line where they part, so that the cause is the same. */
        boolean like(Difference other) {
            return line(puc, place()).equals(line(other.puc, other.place()))
                && line(ours, place()).equals(line(other.ours, other.place()));
        }
    }

    private RandomDifferential() {}

    /** {@code --seed N --count M [--show]}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> words = Arrays.asList(args);
        long seed = option(words, "--seed", 1);
        long count = option(words, "--count", 10_000);
        long most = option(words, "--differences", 10);
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out),
            true);
        if (words.contains("--show")) {
            out.print(program(seed));
            return;
        }
        long size = option(words, "--batch", BATCH);
        int found = 0;
        for (long first = seed; first < seed + count && found < most; first += size) {
            int n = (int) Math.min(size, seed + count - first);
            for (Difference d : batch(first, n, (int) most - found)) {
                found++;
                out.println(d);
            }
            if ((first - seed) / size % 100 == 0) {
                out.println("seeds " + seed + ".." + (first + n - 1) + ": " + found + " differences");
            }
        }
        out.println("seeds " + seed + ".." + (seed + count - 1) + " done: " + found + " differences");
        System.exit(found == 0 ? 0 : 1);
    }

    private static long option(List<String> words, String name, long fallback) {
        int at = words.indexOf(name);
        return at >= 0 ? Long.parseLong(words.get(at + 1)) : fallback;
    }

    static String program(long seed) {
        Source s = new Source(seed);
        Statements statements = new Statements(s);
        s.varargs = true;
        s.yields = false;
        statements.several(8);
        return s.toString();
    }

    /** The differences among programs {@code first .. first + count - 1}, minimised. */
    static List<Difference> batch(long first, int count, int most)
            throws IOException, InterruptedException {
        StringBuilder script = new StringBuilder();
        for (long seed = first; seed < first + count; seed++) {
            script.append(Engines.script(seed, program(seed)));
        }
        Engines.Answers said = Engines.onBoth(script.toString());
        List<Difference> out = new ArrayList<>();
        if (said.agree()) {
            return out;
        }
        if (said.puc().equals(Engines.NO_END)) {
            throw new IllegalStateException("lua5.2 did not end: seeds from " + first);
        }
        for (long seed = first; seed < first + count && out.size() < most; seed++) {
            if (!answer(said.puc(), seed).equals(answer(said.ours(), seed))) {
                Difference d = Minimiser.shrink(seed, program(seed));
                if (d != null) {
                    out.add(d);
                }
            }
        }
        return out;
    }

    private static String answer(String all, long seed) {
        int at = ("\n" + all).indexOf("\n#" + seed + "\n");
        if (at < 0) {
            return "";
        }
        int end = all.indexOf("\n#" + (seed + 1) + "\n", at);
        return all.substring(at, end < 0 ? all.length() : end + 1);
    }
}
