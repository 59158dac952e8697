package dev.socketley.stdlib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Engine;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.types.RuntimeTypes;
import dev.socketley.stdlib.natives.Native;
import dev.socketley.stdlib.natives.Stdlib;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.luaj.vm2.compiler.LuaC;

/** What house style asks of every public function and every native of the library. */
class LibraryDocsTest {
    private static final Path LUALS = Path.of("src/main/luals");
    private static final Pattern USE = Pattern.compile("\\bnative\\.(\\w+)");
    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

    private static Engine engine;
    private static ScriptHost host;

    @BeforeAll
    static void open() {
        engine = new Engine(RuntimeTypes.ALL, Transport.NIO, 1);
        host = new ScriptHost(engine, 1000);
    }

    @AfterAll
    static void close() {
        engine.stopAll().toCompletableFuture().join();
        host.close();
        engine.close();
    }

    private static List<Native> natives() throws InterruptedException, ExecutionException {
        EventLoop loop = engine.loops().next();
        return loop.submit(() -> {
            Script script = new Script(host,
                new LoadedScript(null, List.of(), NOWHERE, null, loop, code -> { }));
            List<Native> rows = new ArrayList<>(Stdlib.rows(script));
            rows.addAll(RuntimeNatives.all(script));
            rows.addAll(CacheNatives.all(script));
            script.close();
            return rows;
        }).get();
    }

    @TestFactory
    Stream<DynamicTest> everyPublicFunctionIsAnnotated() throws IOException {
        return LuaSource.functions().stream().map(f -> DynamicTest.dynamicTest(f.toString(), () -> {
            assertTrue(f.summary().endsWith(".") || f.doc().indexOf("") > 0, "no summary");
            assertEquals(f.params(), f.annotations("param").stream()
                .map(p -> p.split(" ")[0].replace("?", "")).toList(), "@param");
            List<String> returns = f.annotations("return");
            assertEquals(f.returns(), !returns.isEmpty(), "@return");
            boolean refuses = returns.stream().anyMatch(r -> r.startsWith("string? err"));
            assertEquals(refuses, returns.stream().anyMatch(r -> r.contains("ErrorCode? code"))
                && refuses, "the error's code goes with its message");
            assertTrue(f.annotations("param").stream()
                .allMatch(p -> p.matches("\\S+ \\S.*")), "a @param without type");
            assertTrue(!f.example().isBlank(), "no example");
        }));
    }

    @TestFactory
    Stream<DynamicTest> everyExampleRuns() throws IOException {
        return LuaSource.functions().stream().map(f -> DynamicTest.dynamicTest(f.toString(), () -> {
            try (PromptSession prompt = host.prompt(NOWHERE)) {
                prompt.eval("do\n" + f.example() + "\nend").toCompletableFuture().join();
            }
        }));
    }

    @Test
    void everyNativeIsUsedByTheModuleItIsGivenTo() throws Exception {
        Set<String> used = new HashSet<>();
        for (Path file : LuaSource.modules()) {
            String module = file.getFileName().toString().replace(".lua", "");
            Matcher m = USE.matcher(Files.readString(file));
            while (m.find()) {
                used.add(module + "." + m.group(1));
            }
        }
        Set<String> declared = new HashSet<>();
        for (Native row : natives()) {
            assertTrue(row.summary().endsWith("."), row + " has no summary");
            declared.add(row.module() + "." + row.name());
        }
        assertEquals(new TreeSet<>(declared), new TreeSet<>(used));
    }

    @Test
    void definitionsAreWhatTheRowsSay() throws Exception {
        check(LUALS.resolve("self.d.lua"), LuaDefinitions.self());
        check(LUALS.resolve("native.d.lua"), LuaDefinitions.natives(natives()));
        check(Path.of("../docs/self.md"), LuaDefinitions.page());
        check(Path.of("../docs/library.md"), LibraryPage.text());
        String hand = Files.readString(LUALS.resolve("socketley.d.lua"));
        for (ErrorCode code : ErrorCode.values()) {
            assertTrue(hand.contains("---| \"" + code + "\" # " + code.meaning() + "\n"),
                "socketley.d.lua lacks " + code);
        }
    }

    @Test
    void definitionsAreLua() throws Exception {
        for (String name : List.of("self.d.lua", "native.d.lua", "socketley.d.lua")) {
            LuaC.instance.compile(Files.newInputStream(LUALS.resolve(name)), name);
        }
    }

    /** {@code -Dsocketley.regenerate=true} writes the files instead. */
    private static void check(Path file, String wanted) throws IOException {
        if (Boolean.getBoolean("socketley.regenerate")) {
            Files.writeString(file, wanted);
        }
        assertEquals(wanted, Files.readString(file), "run the test with "
            + "-Dsocketley.regenerate=true and commit " + file);
    }
}
