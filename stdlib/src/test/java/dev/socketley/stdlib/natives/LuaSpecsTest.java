package dev.socketley.stdlib.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.socketley.engine.Engine;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.net.Transport;
import dev.socketley.lua.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** Runs every {@code *_spec.lua}: one scope per file, one task per case. */
class LuaSpecsTest {
    private static final Path SPECS = Path.of("src/test/lua");
    private static final List<TestScope> SCOPES = new ArrayList<>();
    private static final List<String> LINES = new CopyOnWriteArrayList<>();
    private static Engine engine;
    private static WebServers web;
    private static Runnable unlisten;

    @TempDir
    static Path directory;

    @BeforeAll
    static void open() throws IOException {
        engine = new Engine(List.of(), Transport.NIO, 2);
        web = new WebServers(directory);
        unlisten = Log.listen(line -> LINES.add(line.level() + " " + line.text()));
    }

    @AfterAll
    static void close() {
        SCOPES.forEach(TestScope::close);
        unlisten.run();
        web.close();
        engine.close();
    }

    @TestFactory
    Stream<DynamicContainer> everySpec() throws IOException {
        try (Stream<Path> files = Files.list(SPECS)) {
            return files.filter(f -> f.toString().endsWith("_spec.lua")).sorted()
                .map(LuaSpecsTest::container).toList().stream();
        }
    }

    private static DynamicContainer container(Path file) {
        TestScope scope = new TestScope(engine, directory);
        SCOPES.add(scope);
        LuaTable cases = scope.run(read(SPECS.resolve("harness.lua")), "harness.lua",
            given(scope)).checktable(1);
        String name = file.getFileName().toString();
        scope.run(read(file), name);
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 1; i <= cases.length(); i++) {
            LuaTable one = cases.get(i).checktable();
            tests.add(DynamicTest.dynamicTest(one.get("title").tojstring().trim(), () -> {
                scope.run(() -> one.get("run").checkfunction());
                assertEquals(List.of(), scope.takeReported(), "errors that were not expected");
            }));
        }
        assertFalse(tests.isEmpty(), name + " has no case");
        return DynamicContainer.dynamicContainer(name, tests);
    }

    /** What specs see as {@code spec}. */
    private static LuaTable given(TestScope scope) {
        LuaTable spec = new Table();
        spec.set("http", web.http());
        spec.set("https", web.https());
        spec.set("ca_file", web.caFile().toString());
        spec.set("directory", directory.toString());
        spec.set("log", Native.row("spec", "log", "", args -> {
            LuaTable lines = new Table();
            LINES.forEach(line -> lines.set(lines.length() + 1, Bridge.text(line)));
            LINES.clear();
            return lines;
        }).function());
        spec.set("reported", Native.row("spec", "reported", "", args -> {
            LuaTable errors = new Table();
            scope.takeReported().forEach(
                e -> errors.set(errors.length() + 1, Bridge.text(e.getMessage())));
            return errors;
        }).function());
        spec.set("resources", Native.row("spec", "resources", "",
            args -> LuaValue.valueOf(scope.resources.size())).function());
        spec.set("published", Native.row("spec", "published", "", args ->
            LuaValue.valueOf(engine.pubSub().publish(args.checkjstring(1), args.checkjstring(2),
                Bridge.bytes(args.arg(3))))).function());
        return spec;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
