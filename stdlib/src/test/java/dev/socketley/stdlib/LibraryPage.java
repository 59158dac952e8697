package dev.socketley.stdlib;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes {@code docs/library.md}: every function of the library's Lua files in a line. */
final class LibraryPage {
    private static final List<String> ORDER = List.of("runtime", "timer", "log", "json", "http",
        "http_request", "http_router", "http_parts", "db", "cache", "pubsub", "ratelimit", "lock",
        "leaderboard", "session", "crypto", "auth");
    /** What methods are called on, by the name of their class in the source. */
    private static final Map<String, String> OBJECTS = Map.ofEntries(Map.entry("Session", "db"),
        Map.entry("Database", "db"), Map.entry("Router", "router"), Map.entry("Limiter", "limiter"),
        Map.entry("Held", "held"), Map.entry("Board", "board"), Map.entry("Store", "sessions"),
        Map.entry("Response", "response"), Map.entry("Events", "events"),
        Map.entry("Request", "req"), Map.entry("Part", "part"));
    private static final Pattern LISTED = Pattern.compile("  (\\w+) = \"([^\"]+)\",");

    private LibraryPage() {}

    static String text() throws IOException {
        StringBuilder out = new StringBuilder("""
            <!-- Made from the files of stdlib/src/main/lua/socketley; CONTRIBUTING.md says how. -->
            # The library

            What scripts have as `socketley`. Each heading links to the source file, which documents
            every function with its arguments, results and an example; editors that speak LuaLS show
            that while you type. A refusal by the outside world comes back as `nil, err, code`, where
            `code` is a word of [errors.md](errors.md); a wrong argument is an error at the caller's
            line. Whatever has to wait does so without blocking the loop.

            Besides the functions there are `socketley.state`, a table that outlives reloads, and
            `socketley.version`. If the script sets a function `socketley.on_error(err)`, it is called
            with every error of its hooks and timers. `self` in hooks is in [self.md](self.md), the
            hooks themselves are in [hooks.md](hooks.md).
            """);
        Map<String, List<LuaSource.Function>> files = LuaSource.functions().stream()
            .collect(Collectors.groupingBy(f -> f.file().replace(".lua", "")));
        Map<String, List<String>> given = given();
        for (String module : ORDER) {
            Path source = LuaSource.ROOT.resolve(module + ".lua");
            out.append("\n## [").append(module).append("](../stdlib/").append(source).append(")\n\n")
                .append(intro(source)).append("\n\n| function | results | meaning |\n|---|---|---|\n");
            for (LuaSource.Function f : files.remove(module)) {
                out.append("| `").append(call(f, module, given)).append("` | ")
                    .append(results(f)).append(" | ").append(cell(paragraph(f))).append(" |\n");
            }
        }
        if (!files.isEmpty()) {
            throw new IllegalStateException("a module without a place on the page: " + files.keySet());
        }
        return out.toString();
    }

    /** What each module gives to {@code socketley} itself. */
    private static Map<String, List<String>> given() throws IOException {
        Map<String, List<String>> out = new HashMap<>();
        Matcher m = LISTED.matcher(Files.readString(LuaSource.ROOT.resolve("init.lua")));
        while (m.find()) {
            out.put(m.group(1), List.of(m.group(2).split(" ")));
        }
        return out;
    }

    private static String call(LuaSource.Function f, String module, Map<String, List<String>> given) {
        String table = f.name().split("\\.")[0];
        String name = f.name().split("\\.")[1];
        String owner = OBJECTS.containsKey(table) ? OBJECTS.get(table) + ':'
            : module.startsWith("http") ? "socketley.http."
            : given.get(module).contains(name) ? "socketley." : "socketley." + module + '.';
        List<String> optional = f.annotations("param").stream().map(p -> p.split(" ")[0])
            .filter(p -> p.endsWith("?")).toList();
        return owner + name + '(' + f.params().stream()
            .map(p -> optional.contains(p + '?') ? p + '?' : p).collect(Collectors.joining(", ")) + ')';
    }

    private static String results(LuaSource.Function f) {
        return f.annotations("return").stream().map(LibraryPage::result)
            .collect(Collectors.joining(", "));
    }

    /** The name that stands behind the type of a result, or the type. */
    private static String result(String annotation) {
        int depth = 0;
        for (int i = 0; i < annotation.length(); i++) {
            char c = annotation.charAt(i);
            depth += "({<".indexOf(c) >= 0 ? 1 : ")}>".indexOf(c) >= 0 ? -1 : 0;
            if (c == ' ' && depth == 0 && annotation.charAt(i - 1) != ':') {
                return annotation.substring(i + 1).split("[ ,]")[0];
            }
        }
        return '`' + cell(annotation) + '`';
    }

    /** The first paragraph of the doc. */
    private static String paragraph(LuaSource.Function f) {
        return f.doc().stream().takeWhile(line -> !line.isEmpty() && !line.startsWith("@"))
            .collect(Collectors.joining(" "));
    }

    /** The comment at the top of a file, without what concerns those who work on it. */
    private static String intro(Path source) throws IOException {
        return Files.readAllLines(source).stream().takeWhile(line -> line.startsWith("-- "))
            .takeWhile(line -> !line.startsWith("-- Natives: ")).map(line -> line.substring(3))
            .collect(Collectors.joining("\n"));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
