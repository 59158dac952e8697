import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Suites that need no network: what Lua itself costs. */
final class LuaSuites {
    private LuaSuites() {}

    static void coroutine(Lab lab, Report report) throws IOException, InterruptedException {
        String pairs = lab.smoke() ? "20000" : "2000000";
        String many = lab.smoke() ? "1000" : "100000";
        Turns turns = new Turns(lab).side("socketley", () -> {
            String out = script(lab, "coroutine.lua", List.of(), pairs, many);
            return Map.of("pair", Turns.find(out, "pair_us ([\\d.e+-]+)"),
                "bytes", Turns.find(out, "bytes_each ([\\d.e+-]+)"),
                "suspended", Turns.find(out, "suspended ([\\d.e+-]+)"));
        });
        boolean peer = Lab.has("lua5.4");
        if (peer) {
            turns.side("lua5.4", () -> {
                String out = lab.onServerCore(0, List.of("lua5.4",
                    Lab.ROOT + "/spec/bench/lua/coroutine.lua", pairs, many)).good().output();
                return Map.of("pair", Turns.find(out, "pair_us ([\\d.e+-]+)"),
                    "bytes", Turns.find(out, "bytes_each ([\\d.e+-]+)"));
            });
        }
        turns.run();
        report.add(new Report.Figure("coroutine resume and yield pair", "µs",
            turns.of("socketley", "pair"), peer ? turns.of("lua5.4", "pair") : null, "≤ 0.4"));
        report.add(new Report.Figure("suspended coroutine", "bytes",
            turns.of("socketley", "bytes"), peer ? turns.of("lua5.4", "bytes") : null, "≤ 1,536"));
        report.add(new Report.Figure("suspended at once", "coroutines",
            turns.of("socketley", "suspended"), null, "100,000"));
    }

    static void watchdog(Lab lab, Report report) throws IOException, InterruptedException {
        String n = lab.smoke() ? "18" : "30";
        Turns turns = new Turns(lab)
            .side("on", () -> ms(script(lab, "calls.lua", List.of("--hook-ms-max", "60000"), n)))
            .side("off", () -> ms(script(lab, "calls.lua", List.of("--hook-ms-max", "0"), n)));
        turns.run();
        report.add(new Report.Figure("calls with the watchdog on and off", "ms",
            turns.of("on", "ms"), turns.of("off", "ms"), "ratio ≤ 1.10"));
    }

    private static Map<String, Double> ms(String output) {
        return Map.of("ms", Turns.find(output, "ms ([\\d.e+-]+)"));
    }

    private static String script(Lab lab, String name, List<String> flags, String... args)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Lab.program());
        command.addAll(flags);
        command.addAll(List.of("--lua", Lab.ROOT + "/spec/bench/lua/" + name));
        command.addAll(List.of(args));
        return lab.onServerCore(0, command).good().output();
    }
}
