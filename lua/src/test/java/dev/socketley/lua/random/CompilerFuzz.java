package dev.socketley.lua.random;

import dev.socketley.lua.LuaConfig;
import dev.socketley.lua.LuaState;
import dev.socketley.lua.Ways;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/**
 * Runs random programs in each of {@link Ways} and compares what they print, errors and their
 * positions included, with what the interpreter alone prints.
 */
public final class CompilerFuzz {
    private static final long STACK_BYTES = 16L << 20;
    private static final long MS_MAX = 20_000;
    private static final long SHRINK_NANOS_MAX = 10_000_000_000L;
    private static final int BATCH = 50;

    /** A kind of programs, and the Lua code that runs them. */
    enum Programs {
        NUMBERS("numbers.lua", Numbers::program),
        ANYTHING("driver.lua", RandomDifferential::program);

        final String driver;
        final LongFunction<String> program;

        Programs(String driver, LongFunction<String> program) {
            this.driver = read(driver);
            this.program = program;
        }

        private static String read(String name) {
            try (InputStream in = CompilerFuzz.class.getResourceAsStream("/random/" + name)) {
                // Positions that PUC has not are compared here.
                return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)
                    .replaceAll("(?s)local placeless = \\{.*?\\n\\}", "local placeless = {}");
            } catch (IOException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }

    /** A program that does not say the same in some way. */
    record Difference(Programs kind, long seed, Ways way, String program, String line) {
        @Override
        public String toString() {
            return kind.name().toLowerCase(Locale.ROOT) + " seed " + seed + " " + way + "\n"
                + program + line;
        }
    }

    /** {@code load} whose functions go another way. */
    private static final class Load extends VarArgFunction {
        private final LuaFunction original;
        private final Ways way;
        private long seed;

        Load(LuaValue original, Ways way, long seed) {
            this.original = (LuaFunction) original;
            this.way = way;
            this.seed = seed;
        }

        @Override
        public Varargs invoke(Varargs args) {
            Varargs loaded = original.invoke(args);
            if (loaded.arg1() instanceof LuaFunction f) {
                way.apply(f, seed++);
            }
            return loaded;
        }
    }

    private CompilerFuzz() {}

    /** {@code --seed N --count M [--kind numbers|anything] [--show]}. */
    public static void main(String[] args) throws InterruptedException {
        System.setProperty("socketley.lua.compile", "always");
        List<String> words = Arrays.asList(args);
        long seed = option(words, "--seed", System.nanoTime() & 0xffff_ffffL);
        long count = option(words, "--count", 10_000);
        int kindAt = words.indexOf("--kind");
        List<Programs> kinds = kindAt < 0 ? List.of(Programs.values())
            : List.of(Programs.valueOf(words.get(kindAt + 1).toUpperCase(Locale.ROOT)));
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out),
            true);
        if (words.contains("--show")) {
            kinds.forEach(kind -> out.print(kind.program.apply(seed)));
            return;
        }
        out.println("seeds from " + seed + ", " + count + " programs of " + kinds);
        int found = 0;
        for (long first = seed; first < seed + count && found < 10; first += BATCH) {
            for (Programs kind : kinds) {
                for (Difference d : batch(kind, first, (int) Math.min(BATCH, seed + count - first))) {
                    found++;
                    out.println(d);
                }
            }
            if ((first - seed) / BATCH % 10 == 9) {
                out.println("seeds to " + (first + BATCH - 1) + ": " + found + " differences");
            }
        }
        out.println(count + " programs from seed " + seed + ": " + found + " differences");
        System.exit(found == 0 ? 0 : 1);
    }

    private static long option(List<String> words, String name, long fallback) {
        int at = words.indexOf(name);
        return at >= 0 ? Long.parseLong(words.get(at + 1)) : fallback;
    }

    /** The differences among programs {@code first .. first + count - 1}, made small. */
    static List<Difference> batch(Programs kind, long first, int count) throws InterruptedException {
        StringBuilder script = new StringBuilder();
        for (long seed = first; seed < first + count; seed++) {
            script.append(Engines.script(seed, kind.program.apply(seed)));
        }
        List<Difference> out = new ArrayList<>();
        String expected = run(kind, script.toString(), Ways.INTERPRETED, first);
        for (Ways way : Ways.values()) {
            if (way != Ways.INTERPRETED && !run(kind, script.toString(), way, first).equals(expected)) {
                for (long seed = first; seed < first + count && out.size() < 3; seed++) {
                    Difference d = shrink(kind, seed, way);
                    if (d != null) {
                        out.add(d);
                    }
                }
            }
        }
        return out;
    }

    private static Difference shrink(Programs kind, long seed, Ways way) throws InterruptedException {
        Difference best = compare(kind, seed, way, kind.program.apply(seed));
        if (best == null) {
            return null;
        }
        long start = System.nanoTime();
        List<String> lines = new ArrayList<>(List.of(best.program.split("\n")));
        for (int size = Math.max(1, lines.size() / 2); size >= 1; size /= 2) {
            for (int at = lines.size() - size; at >= 0; at--) {
                if (at + size > lines.size() || bounds(lines.subList(at, at + size))) {
                    continue;
                }
                if (System.nanoTime() - start > SHRINK_NANOS_MAX) {
                    return best;
                }
                List<String> less = new ArrayList<>(lines);
                less.subList(at, at + size).clear();
                Difference d = compare(kind, seed, way, String.join("\n", less) + "\n");
                if (d != null) {
                    best = d;
                    lines = less;
                }
            }
        }
        return best;
    }

    /** Whether lines end a loop that is not among them. */
    private static boolean bounds(List<String> lines) {
        return lines.stream().anyMatch(l -> l.contains("if not go(") || l.strip().equals("tick()"))
            && lines.stream().noneMatch(l -> l.strip().startsWith("for "));
    }

    private static Difference compare(Programs kind, long seed, Ways way, String program)
            throws InterruptedException {
        String script = Engines.script(seed, program);
        String[] expected = run(kind, script, Ways.INTERPRETED, seed).split("\n");
        String[] got = run(kind, script, way, seed).split("\n");
        int at = Arrays.mismatch(expected, got);
        return at < 0 ? null : new Difference(kind, seed, way, program, "--- interpreted\n"
            + (at < expected.length ? expected[at] : "(nothing)") + "\n--- " + way + "\n"
            + (at < got.length ? got[at] : "(nothing)"));
    }

    private static String run(Programs kind, String programs, Ways way, long seed)
            throws InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(new BufferedOutputStream(bytes, 1 << 16));
        byte[] script = (kind.driver + programs).getBytes(StandardCharsets.ISO_8859_1);
        Thread loop = new Thread(null, () -> run(out, script, way, seed), "loop", STACK_BYTES);
        loop.start();
        loop.join();
        out.flush();
        // Where an object is differs from run to run.
        return bytes.toString(StandardCharsets.ISO_8859_1).replaceAll("0x[0-9a-f]{6,}", "0x");
    }

    private static void run(PrintStream out, byte[] script, Ways way, long seed) {
        try (LuaState state = LuaState.open(LuaConfig.defaults().withOut(out).withHookMsMax(MS_MAX))) {
            LuaValue globals = state.globals();
            globals.set("load", new Load(globals.get("load"), way, seed));
            LuaFunction driver = state.load(script, "driver.lua");
            Ways.INTERPRETED.apply(driver, 0);
            state.spawn(driver, LuaValue.NONE, null, (results, error) -> {
                if (error != null) {
                    out.println("ended with " + error.getMessage());
                }
            });
        }
    }
}
