import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The programs of {@code spec/bench/lua/classic} on each Lua there is, one process for each program
 * and side. All sides run the same harness, which warms up and times several repetitions.
 */
final class ClassicSuite {
    private static final Path PROGRAMS = Lab.ROOT.resolve("spec/bench/lua/classic");
    private static final String PEER = "lua5.4";
    private static final String WITHOUT = "without polls";
    private static final double OURS_WARM_SECONDS = 6;
    private static final String OURS = "socketley";

    /** How one side is started, and how long nothing may get faster before anything is timed. */
    private record Side(String name, List<String> command, double warmSeconds) {}

    private final Lab lab;
    private final List<Side> sides = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    /** Program, then side, to the best time in ms of each run once warm, and to the very first. */
    private final Map<String, Map<String, Report.Series>> times = new LinkedHashMap<>();
    private final Map<String, Map<String, Report.Series>> firsts = new LinkedHashMap<>();

    private ClassicSuite(Lab lab) {
        this.lab = lab;
        side(OURS, ours(), OURS_WARM_SECONDS);
    }

    private static List<String> ours() {
        List<String> ours = new ArrayList<>(Lab.program());
        ours.addAll(List.of("--hook-ms-max", "3600000", "--lua"));
        return ours;
    }

    private void addPeers() {
        installed(PEER, List.of(PEER), 0.05);
        installed("lua5.2", List.of("lua5.2"), 0.05);
        String luajit = System.getenv().getOrDefault("LUAJIT", "luajit");
        installed("luajit -joff", List.of(luajit, "-joff"), 0.05);
        installed("luajit", List.of(luajit), 0.2);
    }

    static void run(Lab lab, Report report) throws IOException, InterruptedException {
        Lab.need(PEER);
        ClassicSuite suite = new ClassicSuite(lab);
        suite.addPeers();
        suite.measureAll(report);
    }

    /** The same programs with and without polls. */
    static void polls(Lab lab, Report report) throws IOException, InterruptedException {
        ClassicSuite suite = new ClassicSuite(lab);
        List<String> without = new ArrayList<>(
            List.of("env", "SOCKETLEY_JAVA_OPTS=-Dsocketley.lua.polls=off"));
        without.addAll(ours());
        suite.side(WITHOUT, without, OURS_WARM_SECONDS);
        suite.measureAll(report);
    }

    private void measureAll(Report report) throws IOException, InterruptedException {
        for (String name : names()) {
            measure(name);
        }
        tell(report);
    }

    private void installed(String name, List<String> command, double warmSeconds) {
        if (Lab.has(command.getFirst())) {
            side(name, command, warmSeconds);
        } else {
            missing.add(name);
        }
    }

    private void side(String name, List<String> command, double warmSeconds) {
        sides.add(new Side(name, command, lab.smoke() ? 0 : warmSeconds));
    }

    private List<String> names() throws IOException {
        List<String> all;
        try (Stream<Path> files = Files.list(PROGRAMS)) {
            all = files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".lua"))
                .map(f -> f.substring(0, f.length() - 4)).sorted().toList();
        }
        for (String wanted : lab.only()) {
            if (!all.contains(wanted)) {
                throw new IllegalStateException("no program " + wanted + "; there are " + all);
            }
        }
        return lab.only().isEmpty() ? all : all.stream().filter(lab.only()::contains).toList();
    }

    private void measure(String name) throws IOException, InterruptedException {
        Map<String, List<Double>> best = new LinkedHashMap<>();
        Map<String, List<Double>> first = new LinkedHashMap<>();
        for (int run = 0; run < lab.runs(); run++) {
            for (Side side : sides) {
                String output = once(side, name);
                best.computeIfAbsent(side.name, s -> new ArrayList<>())
                    .add(Turns.find(output, "(?m)^" + name + " ([\\d.]+) "));
                first.computeIfAbsent(side.name, s -> new ArrayList<>())
                    .add(Turns.find(output, "(?m)^" + name + " .* ([\\d.]+)$"));
            }
        }
        times.put(name, series(best));
        firsts.put(name, series(first));
        System.out.println("bench:   " + String.join(" | ", line(name)));
    }

    private static Map<String, Report.Series> series(Map<String, List<Double>> values) {
        Map<String, Report.Series> row = new LinkedHashMap<>();
        values.forEach((side, list) -> row.put(side, new Report.Series(side, list)));
        return row;
    }

    private String once(Side side, String name) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(side.command);
        command.addAll(List.of(Lab.ROOT + "/spec/bench/lua/classic.lua", PROGRAMS.toString(),
            Double.toString(side.warmSeconds), lab.smoke() ? "1" : "5",
            lab.smoke() ? "smoke" : "full", name));
        return lab.anywhere(command).good().output();
    }

    private void tell(Report report) {
        missing.forEach(name -> report.skipped("classic beside " + name, "it is not on PATH"
            + (name.startsWith("luajit") ? ", nor named by LUAJIT" : "")));
        List<String> columns = new ArrayList<>(List.of("program", "ours, ms", "ours, first run"));
        for (Side side : peers()) {
            columns.add(side.name + ", ms");
            columns.add("× " + side.name);
        }
        List<List<String>> rows = times.keySet().stream().map(this::line).toList();
        report.table("Programs: the best of five repetitions once warm, median (least to most) of the runs; "
            + "a ratio above 1 says how many times faster ours is", columns, rows);
        for (Side side : peers()) {
            means(report, "", times, side.name, target(side.name));
            means(report, "the first run of ", firsts, side.name, "");
        }
    }

    private void means(Report report, String what, Map<String, Map<String, Report.Series>> of, String side,
            String target) {
        List<Double> means = new ArrayList<>();
        for (int run = 0; run < lab.runs(); run++) {
            means.add(mean(of, side, run));
        }
        report.add(new Report.Figure(what + "classic programs, geometric mean of " + of.size()
            + ": times faster than " + side, "×", new Report.Series(OURS, means), null, target));
    }

    private static String target(String side) {
        return switch (side) {
            case PEER -> "≥ 2.5, each ≥ 1";
            case "luajit -joff" -> "≥ 1.5";
            case "luajit" -> "≥ 0.4";
            case WITHOUT -> "≥ 0.97";
            default -> "";
        };
    }

    private List<Side> peers() {
        return sides.stream().filter(s -> !s.name.equals(OURS)).toList();
    }

    private static double mean(Map<String, Map<String, Report.Series>> of, String side, int run) {
        double sum = 0;
        for (Map<String, Report.Series> row : of.values()) {
            sum += Math.log(row.get(side).values().get(run) / row.get(OURS).values().get(run));
        }
        return Math.exp(sum / of.size());
    }

    private List<String> line(String name) {
        Map<String, Report.Series> row = times.get(name);
        double ours = row.get(OURS).median();
        List<String> cells = new ArrayList<>(List.of(name, Report.spread(row.get(OURS)),
            Report.spread(firsts.get(name).get(OURS))));
        for (Side side : peers()) {
            cells.add(Report.spread(row.get(side.name)));
            cells.add(String.format(Locale.ROOT, "%.2f", row.get(side.name).median() / ours));
        }
        return cells;
    }
}
