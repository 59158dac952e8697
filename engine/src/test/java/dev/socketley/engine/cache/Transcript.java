package dev.socketley.engine.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One conversation out of {@code spec/cache}.
 *
 * @param file  its file's name
 * @param title what it shows
 * @param tags  {@code resp} or {@code text}; {@code ours} where Redis answers otherwise
 * @param steps its lines
 */
record Transcript(String file, String title, Set<String> tags, List<Step> steps) {
    /** One line: {@code send}, {@code expect}, {@code match}, {@code advance}, … */
    record Step(int line, String verb, String rest) {
    }

    static List<Transcript> all() {
        try (Stream<Path> files = Files.list(Path.of("..", "spec", "cache"))) {
            return files.filter(f -> f.toString().endsWith(".txt")).sorted()
                .flatMap(f -> read(f).stream()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Transcript> read(Path file) {
        List<Transcript> all = new ArrayList<>();
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            int space = line.indexOf(' ');
            String verb = space < 0 ? line : line.substring(0, space);
            String rest = space < 0 ? "" : line.substring(space).strip();
            if (verb.equals("title")) {
                int tags = rest.lastIndexOf("tags ");
                all.add(new Transcript(file.getFileName().toString(),
                    rest.substring(0, tags).strip(),
                    Set.of(rest.substring(tags + 5).strip().split(" +")), new ArrayList<>()));
            } else {
                all.getLast().steps.add(new Step(i + 1, verb, rest));
            }
        }
        return all;
    }
}
