package dev.socketley.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Reads the whole repository as text; runs first and in seconds. */
class TidyTest {
    static final List<Rule> RULES =
        Stream.of(Layout.ALL, Bans.ALL, Sizes.ALL, Naming.ALL).flatMap(List::stream).toList();

    @TestFactory
    Stream<DynamicTest> everyFileKeeps() {
        return RULES.stream().map(rule -> DynamicTest.dynamicTest(rule.name(),
            () -> none(SourceTree.all().stream().flatMap(f -> rule.on(f).stream()).toList())));
    }

    @Test
    void everyPackageSaysWhatItIs() {
        none(Tree.packagesWithoutInfo(SourceTree.all()));
    }

    @Test
    void everyExampleIsNamedByASpec() {
        assumeTrue(SourceTree.all().stream().anyMatch(f -> f.path().startsWith("spec/")
            && f.text().contains("examples/")), "no spec runs examples yet");
        none(Tree.examplesWithoutSpec(SourceTree.all()));
    }

    @Test
    void everyDecoderHasAFuzzTest() {
        none(Tree.decodersWithoutFuzz(SourceTree.all()));
    }

    @Test
    void everyTestHasANameThatTheBuildRuns() {
        none(Tree.testsThatNeverRun(SourceTree.all()));
    }

    @Test
    void everyExemptionIsNeededAndHasAReason() {
        List<Finding> out = new ArrayList<>();
        out.addAll(stale(Sizes.LONG, JavaMethods.Method::length, Sizes.METHOD_LINES));
        out.addAll(stale(Sizes.WIDE, JavaMethods.Method::parameters, Sizes.PARAMETERS));
        out.addAll(stale(Sizes.DEEP, JavaMethods.Method::nesting, Sizes.NESTING));
        none(out);
    }

    private static List<Finding> stale(Map<String, Sizes.Exempt> exempt,
            ToIntFunction<JavaMethods.Method> measure, int limit) {
        Map<String, Integer> sizes = new HashMap<>();
        for (SourceFile f : SourceTree.where(SourceFile::isJava)) {
            JavaMethods.of(f.code()).forEach(m ->
                sizes.merge(f.stem() + "." + m.name(), measure.applyAsInt(m), Math::max));
        }
        List<Finding> out = new ArrayList<>();
        exempt.forEach((name, e) -> {
            if (e.why().isBlank() || sizes.getOrDefault(name, 0) <= limit) {
                out.add(new Finding(name, 0, "remove its exemption, or give it a reason"));
            }
        });
        return out;
    }

    @Test
    void everyBoundaryNamedExists() {
        List<String> stems = SourceTree.where(SourceFile::isMainJava).stream()
            .map(SourceFile::stem).toList();
        Stream.of(Bans.BOUNDARIES, Bans.WALL_CLOCK).flatMap(m -> m.keySet().stream()).forEach(name ->
            assertTrue(stems.contains(name), name + " is named in Bans but does not exist"));
    }

    @Test
    void theWholeRepositoryIsRead() {
        List<String> paths = SourceTree.all().stream().map(SourceFile::path).toList();
        for (String path : List.of("pom.xml", "socketley", "engine/pom.xml",
                "lua/src/main/java/dev/socketley/lua/package-info.java")) {
            assertTrue(paths.contains(path), path + " was not read");
        }
    }

    static void none(List<Finding> findings) {
        assertEquals("", findings.stream().map(Finding::toString).limit(50)
            .collect(Collectors.joining("\n")), findings.size() + " findings");
    }
}
