package dev.socketley.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Keeps the arrows between modules and packages, and shows that each rule can fail. */
class ArchitectureTest {
    private record Case(String path, String bad, String good) {}

    private static final String ENGINE = "engine/src/main/java/dev/socketley/engine/";

    private static final Map<String, Case> CASES = Map.of(
        "engine knows no Lua", new Case(ENGINE + "A.java", "org.luaj.vm2.LuaValue",
            "dev.socketley.engine.net.Connection"),
        "lua knows no socket and no engine", new Case("lua/src/main/java/dev/socketley/lua/A.java",
            "java.net.Socket", "org.luaj.vm2.LuaValue"),
        "stdlib does not know repl", new Case("stdlib/src/main/java/dev/socketley/stdlib/A.java",
            "dev.socketley.repl.Main", "dev.socketley.engine.Engine"),
        "only engine moves bytes", new Case("repl/src/main/java/dev/socketley/repl/A.java",
            "io.netty.channel.Channel", "dev.socketley.engine.Engine"),
        "runtime types do not know one another", new Case(ENGINE + "proxy/A.java",
            "dev.socketley.engine.server.ServerRuntime", "dev.socketley.engine.proxy.Backend"),
        "protocols are pure", new Case(ENGINE + "protocol/resp/A.java",
            "dev.socketley.engine.net.Connection", "io.netty.buffer.ByteBuf"),
        "only net and control touch channels", new Case(ENGINE + "cache/A.java",
            "java.nio.channels.SocketChannel", "java.nio.ByteBuffer"),
        "LuaJ's own libraries are not used", new Case("lua/src/main/java/dev/socketley/lua/A.java",
            "org.luaj.vm2.lib.StringLib", "org.luaj.vm2.lib.TwoArgFunction"));

    @TestFactory
    Stream<DynamicTest> everyFileKeeps() {
        return Arrows.ALL.stream().map(rule -> DynamicTest.dynamicTest(rule.name(), () ->
            TidyTest.none(SourceTree.all().stream().flatMap(f -> rule.on(f).stream()).toList())));
    }

    @Test
    void packagesOfEngineHaveNoCycles() {
        assertEquals(Set.of(), Arrows.cycles(SourceTree.all()));
    }

    @TestFactory
    Stream<DynamicTest> refusesWhatBreaksIt() {
        return Arrows.ALL.stream().map(rule -> DynamicTest.dynamicTest(rule.name(), () -> {
            Case c = CASES.get(rule.name());
            assertFalse(rule.on(file(c.path, "import " + c.bad + ";")).isEmpty());
            assertFalse(rule.on(file(c.path, "class A { " + c.bad + " x; }")).isEmpty());
            assertEquals(List.of(), rule.on(file(c.path, "import " + c.good + "; // " + c.bad)));
        }));
    }

    @Test
    void aCycleIsFound() {
        SourceFile a = file(ENGINE + "net/A.java", "import dev.socketley.engine.stats.B;");
        SourceFile b = file(ENGINE + "stats/B.java", "import dev.socketley.engine.net.A;");
        SourceFile c = file(ENGINE + "log/C.java", "import dev.socketley.engine.net.A;");
        assertEquals(2, Arrows.cycles(List.of(a, b, c)).size());
        assertEquals(0, Arrows.cycles(List.of(a, c)).size());
    }

    @Test
    void everyRuleHasACase() {
        assertEquals(Arrows.ALL.stream().map(Rule::name).collect(Collectors.toCollection(TreeSet::new)),
            new TreeSet<>(CASES.keySet()));
    }

    private static SourceFile file(String path, String code) {
        return SourceFile.of(path, "package p;\n" + code + "\n");
    }
}
