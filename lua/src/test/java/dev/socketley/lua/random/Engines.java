package dev.socketley.lua.random;

import dev.socketley.lua.LuaConfig;
import dev.socketley.lua.LuaState;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.luaj.vm2.LuaValue;

/** Runs a batch of programs on PUC's lua5.2 and on ours; both give the text that was written. */
final class Engines {
    private static final long BATCH_MS_MAX = 20_000;
    private static final long ONE_MS_MAX = 1_000;
    private static final long STACK_BYTES = 16L << 20;
    static final String NO_END = "lua5.2 did not end";
    private static final String STOPPED = "stopped: the hook ran longer";
    /** A busy machine may hold either side for longer than its time. */
    private static final int TRIES = 3;
    private static final String DRIVER = driver();

    /** What each of the two said. */
    record Answers(String puc, String ours) {
        boolean agree() {
            return puc.equals(ours);
        }

        private boolean timely() {
            return !puc.equals(NO_END) && !ours.contains(STOPPED);
        }
    }

    private Engines() {}

    private static String driver() {
        try (InputStream in = Engines.class.getResourceAsStream("/random/driver.lua")) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    static String script(long seed, String program) {
        return "program(" + seed + ", [====[\n" + program + "]====])\n";
    }

    /** Single programs are run by the minimiser, which may take away what ends a loop. */
    private static long limit(String programs) {
        return programs.lastIndexOf("\nprogram(") < 0 ? ONE_MS_MAX : BATCH_MS_MAX;
    }

    static Answers onBoth(String programs) throws IOException, InterruptedException {
        Answers answers = null;
        for (int i = 0; i < TRIES && (answers == null || !answers.timely()); i++) {
            answers = new Answers(onPuc(programs), onOurs(programs));
        }
        return answers;
    }

    private static String onPuc(String programs) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("random");
        Path file = directory.resolve("random.lua");
        Path answer = directory.resolve("answer.txt");
        try {
            Files.writeString(file, DRIVER + programs, StandardCharsets.ISO_8859_1);
            Process process = new ProcessBuilder("lua5.2", "random.lua")
                .directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(answer.toFile()).start();
            if (!process.waitFor(limit(programs), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return NO_END;
            }
            return Files.readString(answer, StandardCharsets.ISO_8859_1);
        } finally {
            Files.delete(file);
            Files.delete(answer);
            Files.delete(directory);
        }
    }

    private static String onOurs(String programs) throws InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(new BufferedOutputStream(bytes, 1 << 16));
        byte[] script = (DRIVER + programs).getBytes(StandardCharsets.ISO_8859_1);
        Thread loop = new Thread(null, () -> run(out, script, limit(programs)), "loop", STACK_BYTES);
        loop.start();
        loop.join();
        out.flush();
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static void run(PrintStream out, byte[] script, long msMax) {
        LuaConfig config = LuaConfig.defaults().withOut(out).withHookMsMax(msMax);
        try (LuaState state = LuaState.open(config)) {
            state.spawn(state.load(script, "random.lua"), LuaValue.NONE, null, (results, error) -> {
                if (error != null) {
                    out.println("ended with " + error.getMessage());
                }
            });
        }
    }
}
