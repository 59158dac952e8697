package dev.socketley.stdlib;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The public functions of the library's Lua files with their annotations. */
final class LuaSource {
    static final Path ROOT = Path.of("src/main/lua/socketley");
    private static final Pattern FUNCTION =
        Pattern.compile("^function (\\w+)[.:](\\w+)\\(([^)]*)\\)$");

    /** @param doc  lines above it without their dashes */
    record Function(String file, String name, List<String> params, List<String> doc,
            List<String> body) {
        String summary() {
            return doc.isEmpty() || doc.getFirst().startsWith("@") ? "" : doc.getFirst();
        }

        List<String> annotations(String word) {
            return doc.stream().filter(line -> line.startsWith("@" + word + " "))
                .map(line -> line.substring(word.length() + 2)).toList();
        }

        boolean returns() {
            return body.stream().anyMatch(line -> line.matches(".*\\breturn\\b +\\S.*"));
        }

        /** The fenced Lua in the doc, or an empty string. */
        String example() {
            int from = doc.indexOf("```lua");
            int to = from < 0 ? -1 : doc.subList(from, doc.size()).indexOf("```") + from;
            return from < 0 || to < from ? "" : String.join("\n", doc.subList(from + 1, to));
        }

        @Override
        public String toString() {
            return file + " " + name;
        }
    }

    private LuaSource() {}

    static List<Path> modules() throws IOException {
        try (Stream<Path> files = Files.list(ROOT)) {
            return files.filter(f -> f.toString().endsWith(".lua")).sorted().toList();
        }
    }

    static List<Function> functions() throws IOException {
        List<Function> out = new ArrayList<>();
        for (Path file : modules()) {
            String name = file.getFileName().toString();
            if (!name.equals("check.lua") && !name.equals("init.lua")) {
                out.addAll(functions(name, Files.readAllLines(file)));
            }
        }
        return out;
    }

    private static List<Function> functions(String file, List<String> lines) {
        List<Function> out = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher m = FUNCTION.matcher(lines.get(i));
            if (!m.matches()) {
                continue;
            }
            int first = i;
            while (first > 0 && lines.get(first - 1).startsWith("---")) {
                first--;
            }
            int last = lines.subList(i, lines.size()).indexOf("end") + i;
            List<String> params = m.group(3).isBlank() ? List.of()
                : List.of(m.group(3).split(",\\s*"));
            out.add(new Function(file, m.group(1) + "." + m.group(2), params,
                lines.subList(first, i).stream().map(line -> line.substring(3)).toList(),
                lines.subList(i + 1, last)));
        }
        return out;
    }
}
