package dev.socketley.repl;

import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.Exposition;
import dev.socketley.engine.Hook;
import dev.socketley.engine.RuntimeType;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.option.Option;
import dev.socketley.engine.stats.Metric;
import dev.socketley.engine.types.RuntimeTypes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the reference pages of {@code docs/} from the rows of every table. */
final class Reference {
    private static final String NOTE = "<!-- Made from the rows of %s; CONTRIBUTING.md says how. -->";

    private Reference() {}

    /** File name below {@code docs/} to its text. */
    static Map<String, String> pages() {
        Map<String, String> out = new LinkedHashMap<>();
        out.put("options.md", options());
        out.put("hooks.md", hooks());
        out.put("errors.md", errors());
        out.put("metrics.md", metrics());
        out.put("command-line.md", commandLine());
        return out;
    }

    private static String page(String title, String rows, String introduction, String... parts) {
        return NOTE.formatted(rows) + "\n# " + title + "\n\n" + introduction + "\n\n"
            + Stream.of(parts).map(String::strip).collect(Collectors.joining("\n\n")) + "\n";
    }

    private static String table(String head, Stream<List<String>> rows) {
        String[] titles = head.split(" \\| ");
        StringBuilder out = new StringBuilder("| " + head + " |\n|" + "---|".repeat(titles.length));
        rows.forEach(cells -> out.append("\n| ").append(cells.stream()
            .map(c -> c.replace("|", "\\|")).collect(Collectors.joining(" | "))).append(" |"));
        return out.toString();
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    // ---- options -------------------------------------------------------------------------------

    private static String options() {
        List<String> parts = new ArrayList<>();
        parts.add("## Every type\n\n" + optionTable(CommonOptions.ALL));
        for (RuntimeType type : RuntimeTypes.ALL) {
            parts.add("## " + type.word() + "\n\n" + type.summary() + " Port "
                + (type.defaultPort() == 0 ? "is not needed" : "by default: " + type.defaultPort())
                + ".\n\n" + optionTable(type.options()));
        }
        parts.add("## The program\n\nFlags of " + code("--lua") + ", " + code("daemon") + " and "
            + code("repl") + ".\n\n" + optionTable(ProgramOptions.ALL.rows()));
        return page("Options", "CommonOptions, each …Options and ProgramOptions",
            "On the command line an option is `--key value`; in Lua, JSON and the state file its key "
            + "has `_` instead of `-`. *Live* options may change while the runtime runs. Relative files "
            + "and directories are relative to the script that names them, on the command line to the "
            + "caller's directory. Unix sockets, and files that scripts open themselves, are relative to "
            + "the engine's directory.",
            parts.toArray(String[]::new));
    }

    private static String optionTable(List<? extends Option<?>> rows) {
        return table("option | value | default | live | meaning", rows.stream().map(o -> List.of(
            code("--" + o.key()) + (o.flag() == null ? "" : " " + code(o.flag())), o.expected(),
            o.fallbackText() != null ? o.fallbackText() : fallback(o.fallback()),
            o.applies() == Option.Applies.LIVE ? "yes" : "",
            o.help() + (o.isSensitive() ? " Never shown." : ""))));
    }

    private static String fallback(Object value) {
        return switch (value) {
            case String s -> s.isEmpty() ? "" : code(s);
            case Duration d -> code(d.toMillis() % 1000 == 0 ? d.toSeconds() + "s"
                : d.toMillis() + "ms");
            case List<?> l -> l.isEmpty() ? "" : code(l.toString());
            case Map<?, ?> m -> m.isEmpty() ? "" : code(m.toString());
            case Double d when d == Math.rint(d) -> code(Long.toString(d.longValue()));
            default -> code(value.toString());
        };
    }

    // ---- the others ----------------------------------------------------------------------------

    private static String hooks() {
        Map<Hook.OnError, String> consequence = Map.of(
            Hook.OnError.IGNORE, "nothing else", Hook.OnError.DROP, "the message is dropped",
            Hook.OnError.REFUSE, "refused", Hook.OnError.FAIL_START, "the start fails");
        return page("Hooks", "Hook", "Functions that a script gives a runtime, in its table or as "
            + "globals. An error in one is logged, counted and given to `on_error`; the last column "
            + "says what else happens.",
            table("hook | fired by | meaning | after an error", Stream.of(Hook.values()).map(h ->
                List.of(code(h.word() + "(" + String.join(", ", h.arguments()) + ")"),
                    RuntimeTypes.ALL.stream().map(RuntimeType::word).filter(h.types()::contains)
                        .collect(Collectors.joining(", ")),
                    h.summary(), consequence.get(h.onError())))));
    }

    private static String errors() {
        return page("Errors", "ErrorCode", "The word is the third value of a refused Lua call and "
            + "the `code` of a control reply; the status is the command line's exit status: 1 when "
            + "the caller can fix it, 2 when something outside has to change.",
            table("code | exit status | meaning", Stream.of(ErrorCode.values()).map(e ->
                List.of(code(e.name()), Integer.toString(e.exitStatus()), e.meaning()))));
    }

    private static String metrics() {
        return page("Metrics", "Metric", "What every runtime counts; `socketley stats`, `self.stats()` "
            + "and `socketley.stats(name)` show it. A counter only grows, a gauge shows the present "
            + "value. `socketley.metrics()` is all of it in Prometheus's text format, under the names "
            + "of the last column, beside `socketley_running`; "
            + "[metrics.lua](../examples/server/metrics.lua) serves it.",
            table("metric | unit | kind | meaning | Prometheus", Stream.of(Metric.values()).map(m ->
                List.of(code(m.word()), m.unit(), m.kind().name().toLowerCase(), m.help(),
                    code(Exposition.name(m))))));
    }

    private static String commandLine() {
        return page("Command line", "Commands and EnvironmentVariable",
            "`socketley help <command>` says the same.",
            table("command | meaning", Commands.ALL.stream().map(c ->
                List.of(code(c.usage()), c.summary()))),
            "## Environment\n\n" + table("variable | meaning", EnvironmentVariable.ALL.stream().map(v ->
                List.of(code(v.name()), v.summary()))));
    }
}
