import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What was measured, as Markdown and as JSON. */
final class Report {
    /** Values of one side, in the order of the runs. */
    record Series(String side, List<Double> values) {
        double median() {
            List<Double> sorted = values.stream().sorted().toList();
            int n = sorted.size();
            return n % 2 == 1 ? sorted.get(n / 2) : (sorted.get(n / 2 - 1) + sorted.get(n / 2)) / 2;
        }

        double min() {
            return values.stream().mapToDouble(d -> d).min().orElse(0);
        }

        double max() {
            return values.stream().mapToDouble(d -> d).max().orElse(0);
        }
    }

    /**
     * One row of the table.
     *
     * @param ours   the figure that is judged
     * @param theirs what it is compared with, or null
     * @param target in words
     */
    record Figure(String name, String unit, Series ours, Series theirs, String target) {
        double ratio() {
            return theirs == null ? Double.NaN : ours.median() / theirs.median();
        }
    }

    /** Figures with columns of their own. */
    private record Table(String title, List<String> columns, List<List<String>> rows) {
        String markdown() {
            StringBuilder out = new StringBuilder("\n" + title + ".\n\n");
            line(out, columns);
            line(out, columns.stream().map(c -> "---").toList());
            rows.forEach(r -> line(out, r));
            return out.toString();
        }

        private static void line(StringBuilder out, List<String> cells) {
            out.append("| ").append(String.join(" | ", cells)).append(" |\n");
        }

        String json() {
            return "    {\"title\": " + quoted(title) + ", \"columns\": " + list(columns)
                + ", \"rows\": [\n      " + rows.stream().map(Report::list)
                    .collect(Collectors.joining(",\n      ")) + "]}";
        }
    }

    private final String command;
    private final List<Figure> figures = new ArrayList<>();
    private final List<Table> tables = new ArrayList<>();
    private final Map<String, String> skipped = new LinkedHashMap<>();

    Report(String command) {
        this.command = ("spec/bench/run " + command).strip();
    }

    void add(Figure figure) {
        figures.add(figure);
        System.out.println("bench:   " + row(figure));
    }

    void table(String title, List<String> columns, List<List<String>> rows) {
        tables.add(new Table(title, columns, rows));
    }

    void skipped(String suite, String why) {
        skipped.put(suite, why.replace(Lab.ROOT + "/", ""));
    }

    private static Map<String, String> machine() {
        Map<String, String> out = new LinkedHashMap<>();
        out.put("commit", output("git", "-C", Lab.ROOT.toString(), "describe", "--always",
            "--dirty", "--exclude=*"));
        out.put("jdk", System.getProperty("java.vendor.version") + " "
            + System.getProperty("java.version"));
        out.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        out.put("processor", processor());
        out.put("cores", Integer.toString(java.lang.Runtime.getRuntime().availableProcessors()));
        out.put("load", file("/proc/loadavg"));
        return out;
    }

    private static String processor() {
        return file("/proc/cpuinfo").lines().filter(l -> l.startsWith("model name"))
            .map(l -> l.substring(l.indexOf(':') + 1).strip()).findFirst()
            .orElse(System.getProperty("os.arch"));
    }

    private static String file(String path) {
        try {
            return Files.readString(Path.of(path)).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String output(String... command) {
        try {
            Process p = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            return new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String number(double d) {
        if (Double.isNaN(d)) {
            return "";
        }
        return String.format(Locale.ROOT, Math.abs(d) >= 1000 ? "%,.0f" : "%.3g", d);
    }

    static String spread(Series s) {
        return s == null ? ""
            : number(s.median()) + " (" + number(s.min()) + " to " + number(s.max()) + ")";
    }

    private static String row(Figure f) {
        String theirs = f.theirs == null ? "" : f.theirs.side() + ": " + spread(f.theirs);
        return "| " + String.join(" | ", f.name, f.unit, f.ours.side() + ": " + spread(f.ours),
            theirs, number(f.ratio()), f.target) + " |";
    }

    String markdown() {
        StringBuilder out = new StringBuilder("# Figures\n\n");
        machine().forEach((k, v) -> out.append("- ").append(k).append(": ").append(v).append('\n'));
        out.append("- command: `").append(command).append("`\n\n");
        out.append("Median (least to most) of ")
            .append(figures.isEmpty() ? 0 : figures.getFirst().ours.values().size())
            .append(" runs; the server on core 0, the client on core 1, the sides taking turns.\n\n");
        out.append("| what | unit | ours | theirs | ratio | target |\n|---|---|---|---|---|---|\n");
        figures.forEach(f -> out.append(row(f)).append('\n'));
        tables.forEach(t -> out.append(t.markdown()));
        skipped.forEach((suite, why) -> out.append("\nNot measured: ").append(suite).append(", ")
            .append(why.lines().findFirst().orElse("")).append('\n'));
        return out.toString();
    }

    String json() {
        List<String> parts = new ArrayList<>();
        machine().forEach((k, v) -> parts.add(quoted(k) + ": " + quoted(v)));
        parts.add("\"command\": " + quoted(command));
        parts.add("\"figures\": [\n" + figures.stream().map(Report::json)
            .collect(Collectors.joining(",\n")) + "\n  ]");
        parts.add("\"tables\": [\n" + tables.stream().map(Table::json)
            .collect(Collectors.joining(",\n")) + "]");
        parts.add("\"skipped\": {" + skipped.entrySet().stream()
            .map(e -> quoted(e.getKey()) + ": " + quoted(e.getValue()))
            .collect(Collectors.joining(", ")) + "}");
        return "{\n  " + String.join(",\n  ", parts) + "\n}\n";
    }

    private static String json(Figure f) {
        String theirs = f.theirs == null ? ""
            : ", \"theirs\": " + json(f.theirs) + ", \"ratio\": " + json(f.ratio());
        return "    {\"name\": " + quoted(f.name) + ", \"unit\": " + quoted(f.unit) + ", \"ours\": "
            + json(f.ours) + theirs + ", \"target\": " + quoted(f.target) + "}";
    }

    private static String json(Series s) {
        return "{\"side\": " + quoted(s.side) + ", \"values\": " + s.values.stream()
            .map(Report::json).toList() + "}";
    }

    /** JSON has no word for what a division by zero gives. */
    private static String json(double d) {
        return Double.isFinite(d) ? String.format(Locale.ROOT, "%.4f", d) : "null";
    }

    private static String list(List<String> cells) {
        return cells.stream().map(Report::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(String s) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : s.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
