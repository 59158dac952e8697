package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs every golden file in {@code spec/cli} against the built program. */
class CliTest {
    @BeforeAll
    static void prepare() throws IOException, InterruptedException {
        Program.prepare();
    }

    @TestFactory
    Stream<DynamicTest> goldenFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("cli"))) {
            return files.filter(f -> f.toString().endsWith(".txt")).sorted().toList().stream()
                .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> run(f)));
        }
    }

    private static void run(Path file) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("cli");
        try (Program program = new Program(directory)) {
            for (Transcript.Step step : Transcript.read(file).steps()) {
                switch (step.verb()) {
                    case "write" -> Files.write(directory.resolve(step.text()), step.body());
                    case "engine" -> program.engine(step.text());
                    default -> check(file, step, program.run(step.text()), directory);
                }
            }
        } finally {
            delete(directory);
        }
    }

    private static void check(Path file, Transcript.Step step, Program.Outcome outcome,
            Path directory) {
        List<String> actual = new ArrayList<>(outcome.out().lines().toList());
        outcome.err().lines().forEach(line -> actual.add("! " + line));
        actual.add("exit " + outcome.status());
        List<String> shown = new ArrayList<>(actual);
        for (int i = 0; i < Math.min(actual.size(), step.body().size()); i++) {
            if (pattern(step.body().get(i), directory).matcher(actual.get(i)).matches()) {
                shown.set(i, step.body().get(i));
            }
        }
        assertEquals(String.join("\n", step.body()), String.join("\n", shown),
            file + ":" + step.line() + ": $ " + step.text());
    }

    private static Pattern pattern(String expected, Path directory) {
        String quoted = Pattern.quote(expected)
            .replace("<id>", "\\E[0-9a-f]{6}\\Q").replace("<n>", "\\E[0-9]+\\Q")
            .replace("<port>", "\\E[1-9][0-9]* *\\Q").replace("<any>", "\\E.*\\Q")
            .replace("<dir>", "\\E" + Pattern.quote(directory.toString()) + "\\Q");
        return Pattern.compile(quoted);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
