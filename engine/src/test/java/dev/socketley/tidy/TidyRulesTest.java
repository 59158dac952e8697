package dev.socketley.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Shows each rule text that breaks it and text that only looks as if it did. */
class TidyRulesTest {
    private static final String MAIN = "engine/src/main/java/dev/socketley/engine/Sample.java";
    private static final String POM = "engine/pom.xml";
    private static final String LUA = "stdlib/src/main/lua/socketley/sample.lua";

    /** What a rule must refuse and what it must let pass. */
    private record Case(String path, String bad, String good) {}

    private static final Map<String, Case> CASES = new HashMap<>();

    static {
        layout();
        bans();
        texts();
        sizes();
        names();
    }

    private static void layout() {
        java("lines are at most 110 wide", "//" + "x".repeat(109), "//" + "x".repeat(108));
        java("no tabs", "\tint a;", "  int a; // \\t");
        java("no blanks at the end of a line", "int a; \nint b;\n", "int a;\n\nint b;\n");
        java("a file ends with one newline", "int a;", "int a;\n");
        java("no two empty lines in a row", "int a;\n\n\nint b;\n", "int a;\n\nint b;\n");
    }

    private static void bans() {
        java("no Thread.sleep", "Thread.sleep(1);", "/* Thread.sleep(1) */ state.sleep(1);");
        java("no System.out or System.err outside repl", "System.err.println(1);",
            "log(\"System.err\");");
        java("no System.exit outside repl", "System.exit(1);", "exit(1);");
        java("no printStackTrace", "e.printStackTrace();", "// printStackTrace\n");
        java("no java.util.logging", "import java.util.logging.Logger;", "import java.util.List;");
        java("no wall clock outside named classes", "long t = System.currentTimeMillis();",
            "long t = System.nanoTime();");
        java("no catch of everything outside the boundaries",
            "try { f(); } catch (IOException | Throwable e) { }",
            "try { f(); } catch (IOException e) { throw new Error(e); }");
        java("no Runtime.exec", "Runtime.getRuntime().exec(x);", "new ProcessBuilder(x).start();");
        java("no finalizers or stop of threads", "void finalize() {}", "void finish() {}");
        java("no tables but ours", "LuaTable t = new LuaTable();",
            "LuaTable t = new Table(); LuaTable[] all = new LuaTable[2];");
    }

    private static void texts() {
        java("an open end names its issue", "// TODO later\n", "// TODO(#12) later\n");
        java("no author tags", "/** @author me */", "/** An author. */");
        java("no paths of one machine", "String p = \"/home/me/x\";",
            "String p = \"/tmp/x\"; // $root/work/x and https://x/root/y\n");
        java("no registry hosts", "\"https://nexus.example.org/x\"", "\"https://example.org/x\"");
        CASES.put("no repository section in poms",
            new Case(POM, "<repositories></repositories>", "<build></build>"));
    }

    private static void sizes() {
        java("methods are at most 60 lines", type("void f() {\n" + "g();\n".repeat(59) + "}"),
            type("void f() {\n" + "g();\n".repeat(58) + "}\nint[] x = {" + "\n1,".repeat(60) + "};"));
        java("methods take at most 6 parameters",
            type("void f(int a, int b, int c, int d, int e, int f, int g) { }"),
            type("void f(Map<A, B> a, int b, int c, int d, int e, int f) { }"));
        java("methods nest at most 5 deep",
            type("void f() { " + "if (a) { ".repeat(6) + "}".repeat(6) + " }"),
            type("void f() { " + "if (a) { ".repeat(5) + "}".repeat(5) + " if (b) { } }"));
        java("files are at most 800 lines", "a\n".repeat(801), "a\n".repeat(800));
        CASES.put("Lua functions are at most 60 lines", new Case(LUA,
            "local function f()\n" + "  g()\n".repeat(59) + "end\n",
            "local function f()\n" + "  g()\n".repeat(58) + "end\n" + "g()\n".repeat(9)));
    }

    private static void names() {
        java("types use the words of house-style 2.5", "final class ConnectionManager { }",
            "final class Connections { }");
        java("accessors have no get", type("int getPort() { return 1; }"),
            type("@Override public int getPort() { return 1; } V get(K key) { return null; }"));
        java("no synonyms in methods and fields", "int upstreamCount;", "int backendCount;");
    }

    private static void java(String rule, String bad, String good) {
        CASES.put(rule, new Case(MAIN, bad, good));
    }

    private static String type(String body) {
        return "final class Sample {\n" + body + "\n}\n";
    }

    @TestFactory
    Stream<DynamicTest> refusesWhatBreaksIt() {
        return TidyTest.RULES.stream().map(rule -> DynamicTest.dynamicTest(rule.name(), () -> {
            Case c = CASES.get(rule.name());
            assertFalse(rule.on(SourceFile.of(c.path, c.bad)).isEmpty(), "let this pass: " + c.bad);
        }));
    }

    @TestFactory
    Stream<DynamicTest> letsOthersPass() {
        return TidyTest.RULES.stream().map(rule -> DynamicTest.dynamicTest(rule.name(), () -> {
            Case c = CASES.get(rule.name());
            assertEquals(List.of(), rule.on(SourceFile.of(c.path, c.good)));
        }));
    }

    @Test
    void everyRuleHasACase() {
        assertEquals(
            TidyTest.RULES.stream().map(Rule::name).collect(Collectors.toCollection(TreeSet::new)),
            new TreeSet<>(CASES.keySet()));
    }

    @Test
    void aPackageWithoutASentenceIsFound() {
        SourceFile code = SourceFile.of("engine/src/main/java/p/A.java", "package p; class A { }");
        SourceFile mute = SourceFile.of("engine/src/main/java/p/package-info.java", "package p;\n");
        SourceFile good = SourceFile.of("engine/src/main/java/p/package-info.java",
            "/** What p is. */\npackage p;\n");
        assertEquals(1, Tree.packagesWithoutInfo(List.of(code)).size());
        assertEquals(1, Tree.packagesWithoutInfo(List.of(code, mute)).size());
        assertEquals(0, Tree.packagesWithoutInfo(List.of(code, good)).size());
    }

    @Test
    void anExampleThatNoSpecNamesIsFound() {
        SourceFile example = SourceFile.of("examples/chat.lua", "print(1)\n");
        SourceFile spec = SourceFile.of("spec/src/test/java/T.java", "run(\"examples/chat.lua\")");
        assertEquals(1, Tree.examplesWithoutSpec(List.of(example)).size());
        assertEquals(0, Tree.examplesWithoutSpec(List.of(example, spec)).size());
    }

    @Test
    void aTestThatTheBuildWouldNotRunIsFound() {
        String test = "class X { @Test void t() { } }";
        assertEquals(1, Tree.testsThatNeverRun(
            List.of(SourceFile.of("lua/src/test/java/p/Checks.java", test))).size());
        assertEquals(0, Tree.testsThatNeverRun(
            List.of(SourceFile.of("lua/src/test/java/p/ChecksTest.java", test))).size());
    }

    @Test
    void aDecoderWithoutAFuzzTestIsFound() {
        SourceFile decoder = SourceFile.of("engine/src/main/java/p/protocol/ADecoder.java", "class A");
        SourceFile fuzz = SourceFile.of("engine/src/test/java/p/protocol/ADecoderFuzzTest.java", "");
        assertEquals(1, Tree.decodersWithoutFuzz(List.of(decoder)).size());
        assertEquals(0, Tree.decodersWithoutFuzz(List.of(decoder, fuzz)).size());
    }

    @Test
    void methodsAreMeasured() {
        String text = """
            enum Sort {
                A(1) { int f() { return 1; } }, B(2);
                Sort(int n) { }
                <T extends Map<String, T>> void g(Map<T, T> a,
                        List<T> b) throws IOException, Other {
                    run(() -> {
                        for (int i = 0; i < 1; i++) {
                            switch (i) { case 1 -> { a(); } default -> b(); }
                        }
                    });
                    new Thread(new Runnable() {
                        @Override public void run() { if (x) { y(); } else if (z) { } }
                    });
                }
            }
            """;
        assertEquals(List.of("f 1 0 0", "Sort 1 0 1", "run 1 1 0", "g 11 3 2"),
            JavaMethods.of(JavaText.blank(text)).stream().map(m -> m.name() + " " + m.length() + " "
                + m.nesting() + " " + m.parameters()).toList());
    }
}
