import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Suites that need no network: what Lua itself costs. */
final class LuaSuites {
    private static final String PAIR = "pair_us ([\\d.e+-]+)";

    private LuaSuites() {}

    static void coroutine(Lab lab, Report report) throws IOException, InterruptedException {
        String pairs = lab.smoke() ? "20000" : "2000000";
        Turns turns = new Turns(lab).side("socketley", () -> Map.of("pair",
            Turns.find(script(lab, "coroutine.lua", List.of(), pairs), PAIR)));
        boolean peer = Lab.has("lua5.4");
        if (peer) {
            turns.side("lua5.4", () -> Map.of("pair", Turns.find(lab.onServerCore(0,
                List.of("lua5.4", Lab.ROOT + "/spec/bench/lua/coroutine.lua", pairs)).good()
                .output(), PAIR)));
        }
        turns.run();
        report.add(new Report.Figure("coroutine resume and yield pair", "µs",
            turns.of("socketley", "pair"), peer ? turns.of("lua5.4", "pair") : null, "≤ 0.4"));
        int many = lab.smoke() ? 1000 : 100_000;
        Turns held = new Turns(lab)
            .side("socketley", () -> suspended(lab, "suspended.lua", many)).run();
        report.add(new Report.Figure("suspended coroutine (live heap)", "bytes",
            held.of("socketley", "bytes"), null, "≤ 1,536"));
        report.add(new Report.Figure("suspended at once", "coroutines",
            held.of("socketley", "count"), null, "100,000"));
    }

    static void tasks(Lab lab, Report report) throws IOException, InterruptedException {
        int many = lab.smoke() ? 1000 : 80_000;
        Turns held = new Turns(lab)
            .side("socketley", () -> suspended(lab, "tasks.lua", many)).run();
        report.add(new Report.Figure("sleeping task with its timer (live heap)", "bytes",
            held.of("socketley", "bytes"), null, "≤ 2,048"));
    }

    static void load(Lab lab, Report report) throws IOException, InterruptedException {
        String texts = lab.smoke() ? "3" : "21";
        Turns turns = new Turns(lab).side("socketley", () -> {
            String output = script(lab, "load.lua", List.of(), texts);
            return Map.of("first", Turns.find(output, "first_ms ([\\d.e+-]+)"),
                "warm", Turns.find(output, "warm_ms ([\\d.e+-]+)"));
        }).run();
        report.add(new Report.Figure("1,000 lines loaded and run, first of the program", "ms",
            turns.of("socketley", "first"), null, ""));
        report.add(new Report.Figure("1,000 lines loaded and run, others before", "ms",
            turns.of("socketley", "warm"), null, "≤ 60"));
    }

    private static Map<String, Double> suspended(Lab lab, String script, int many)
            throws IOException, InterruptedException {
        int port = Lab.freePort();
        Process server = lab.script(script, port, "--hook-ms-max", "60000");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            ask(socket, 1);
            double before = liveBytes(lab, server);
            double count = ask(socket, many);
            return Map.of("count", count, "bytes", (liveBytes(lab, server) - before) / many);
        } finally {
            lab.stop(server);
        }
    }

    private static double ask(Socket socket, int count) throws IOException {
        socket.getOutputStream().write((count + "\n").getBytes(StandardCharsets.UTF_8));
        StringBuilder answer = new StringBuilder();
        for (int c = socket.getInputStream().read(); c > '\n'; c = socket.getInputStream().read()) {
            answer.append((char) c);
        }
        return Double.parseDouble(answer.toString());
    }

    /** Heap in use after a full collection. */
    private static double liveBytes(Lab lab, Process server)
            throws IOException, InterruptedException {
        String pid = Long.toString(server.pid());
        lab.client(Lab.JDK + "/bin/jcmd", pid, "GC.run").good();
        String[] lines = lab.client(Lab.JDK + "/bin/jstat", "-gc", pid).good().output().split("\n");
        List<String> names = List.of(lines[0].strip().split("\\s+"));
        String[] values = lines[1].strip().split("\\s+");
        double kilobytes = 0;
        for (String space : List.of("S0U", "S1U", "EU", "OU")) {
            kilobytes += Double.parseDouble(values[names.indexOf(space)]);
        }
        return kilobytes * 1024;
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
