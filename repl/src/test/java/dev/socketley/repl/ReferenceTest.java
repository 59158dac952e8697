package dev.socketley.repl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The committed reference pages are what the tables say. */
class ReferenceTest {
    private static final Path DOCS = Path.of("../docs");

    /** {@code -Dsocketley.regenerate=true} writes the pages instead. */
    @TestFactory
    Stream<DynamicTest> isWhatTheRowsSay() {
        return Reference.pages().entrySet().stream().map(page ->
            DynamicTest.dynamicTest(page.getKey(), () -> {
                Path file = DOCS.resolve(page.getKey());
                if (Boolean.getBoolean("socketley.regenerate")) {
                    Files.writeString(file, page.getValue());
                }
                assertEquals(page.getValue(), Files.exists(file) ? Files.readString(file) : "",
                    () -> file.getFileName() + " is out of date: run mvn -pl repl -am test "
                        + "-Dsocketley.regenerate=true and commit docs/");
            }));
    }

    @Test
    void aPageHoldsEveryRow() {
        String hooks = Reference.pages().get("hooks.md");
        Stream.of(Hook.values()).forEach(h -> assertTrue(hooks.contains("`" + h.word() + "("), h.word()));
        String errors = Reference.pages().get("errors.md");
        Stream.of(ErrorCode.values()).forEach(e -> assertTrue(errors.contains("`" + e + "`"), e.name()));
    }
}
