package dev.socketley.lua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;

/**
 * Runs each script under {@code vm/} and {@code spec/lua} here and in PUC's lua5.2, whose output ours
 * must equal.
 */
class VmDifferentialTest {
    private static final int PEER_SECONDS_MAX = 60;
    private static final int OURS_SECONDS_MAX = 120;
    private static final int FILES_MAX = 4;
    private static final List<Path> FOLDERS =
        List.of(Path.of("src/test/resources/vm"), Path.of("../spec/lua"));

    private static List<Path> scripts() throws IOException {
        List<Path> scripts = new ArrayList<>();
        for (Path folder : FOLDERS) {
            try (Stream<Path> files = Files.list(folder)) {
                List<Path> found = files.filter(f -> f.toString().endsWith(".lua")).sorted().toList();
                assertFalse(found.isEmpty(), folder::toString);
                scripts.addAll(found);
            }
        }
        return scripts;
    }

    @TestFactory
    Stream<DynamicTest> weAnswerAsPuc() throws IOException {
        return scripts().stream().map(f -> DynamicTest.dynamicTest(
            f.getParent().getFileName() + "/" + f.getFileName(), () -> compare(f)));
    }

    /** But LOADKX, for which the parser takes too few constants, and EXTRAARG, of chunks that they make. */
    @Test
    void theScriptsHaveEveryInstruction() throws IOException {
        BitSet seen = new BitSet();
        for (Path script : scripts()) {
            note(Chunks.compile(Files.readAllBytes(script), "=s"), seen);
        }
        seen.set(Lua.OP_LOADKX);
        seen.set(Lua.OP_EXTRAARG);
        assertEquals(Lua.OP_EXTRAARG + 1, seen.cardinality(), () -> "missing of 0.." + Lua.OP_EXTRAARG
            + ": " + seen);
    }

    private static void note(Prototype p, BitSet seen) {
        for (int i : p.code) {
            seen.set(Lua.GET_OPCODE(i));
        }
        for (Prototype child : p.p) {
            note(child, seen);
        }
    }

    private static void compare(Path script) throws IOException, InterruptedException {
        assertEquals(puc(script), ours(script));
    }

    private static String puc(Path script) throws IOException, InterruptedException {
        Process p;
        try {
            p = new ProcessBuilder("lua5.2", script.getFileName().toString())
                .directory(script.getParent().toFile())
                .redirectInput(input(script).toFile()).redirectErrorStream(true).start();
        } catch (IOException e) {
            if (System.getenv("SOCKETLEY_REQUIRE_PEERS") != null) {
                return fail("lua5.2 is required by SOCKETLEY_REQUIRE_PEERS: " + e.getMessage());
            }
            Assumptions.abort("lua5.2 is not installed");
            throw e;
        }
        p.onExit().orTimeout(PEER_SECONDS_MAX, TimeUnit.SECONDS)
            .exceptionally(late -> p.destroyForcibly());
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertEquals(0, p.waitFor(), out);
        return out;
    }

    /** What a script reads: {@code name.in} beside {@code name.lua}, or nothing. */
    private static Path input(Path script) {
        Path own = script.resolveSibling(script.getFileName().toString().replace(".lua", ".in"));
        return Files.exists(own) ? own : Path.of("/dev/null");
    }

    private static String ours(Path script) throws IOException {
        Garbage.forget();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CompletableFuture<Void> end = new CompletableFuture<>();
        PrintStream print = new PrintStream(out, true);
        try (TestLoop loop = new TestLoop(); InputStream in = Files.newInputStream(input(script))) {
            LuaState state = LuaState.open(LuaConfig.defaults().withScriptDir(script.getParent())
                .withStreams(new LuaStreams(in, print, print)).withHookMsMax(0).withLoop(loop)
                .withFileThreads(FILES_MAX));
            loop.execute(() -> state.spawn(state.loadFile(script), LuaValue.NONE, null, (r, e) -> {
                if (e != null) {
                    out.writeBytes((e.getMessage() + "\n" + LuaTraceback.of(e))
                        .getBytes(StandardCharsets.UTF_8));
                }
                end.complete(null);
            }));
            end.orTimeout(OURS_SECONDS_MAX, TimeUnit.SECONDS).join();
            loop.ask(() -> {
                state.close();
                return null;
            });
        }
        // What to write instead is more than PUC says.
        return out.toString(StandardCharsets.ISO_8859_1)
            .replaceAll("; Lua 5\\.2 has no [^\t\n]*", "");
    }
}
