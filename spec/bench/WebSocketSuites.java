import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** WebSocket messages against Netty's own pipeline and the npm package ws. */
final class WebSocketSuites {
    private static final Path MODULES = Lab.ROOT.resolve("spec/target/clients/node_modules");
    /** Descriptors of both sides that are none of the connections held. */
    private static final int FILES_BESIDE = 1000;

    private WebSocketSuites() {}

    /** Echoes of some sizes, one under way on each connection; {@code --only 20,16384}. */
    static void echo(Lab lab, Report report) throws IOException, InterruptedException {
        echo(lab, report, "100");
    }

    /** As {@link #echo(Lab, Report)}. */
    static void echo500(Lab lab, Report report) throws IOException, InterruptedException {
        echo(lab, report, "500");
    }

    private static void echo(Lab lab, Report report, String connections)
            throws IOException, InterruptedException {
        List<String> sizes = lab.only().isEmpty() ? List.of("20", "512", "1024", "16384")
            : lab.only();
        for (String size : sizes) {
            Turns turns = echoes(lab, connections, "1", size);
            String what = "WebSocket echo of " + size + " B, " + connections + " connections";
            for (String side : List.of("Java", "Lua")) {
                String target = side.equals("Lua") ? "ratio ≥ 1.0 up to 1 KB"
                    : size.equals("16384") ? "ratio ≥ 1.9" : "ratio ≥ 1.15";
                report.add(new Report.Figure(what + ", " + side + " hook", "messages/CPU-s",
                    turns.of(side, "perCpu"), turns.of("Netty", "perCpu"), target));
                report.add(new Report.Figure(what + ", " + side + " hook", "messages/s",
                    turns.of(side, "rps"), turns.of("Netty", "rps"), ""));
            }
            report.add(new Report.Figure(what + ", the least in C", "messages/CPU-s",
                turns.of("C and epoll", "perCpu"), turns.of("Netty", "perCpu"), ""));
            if (hasNode()) {
                report.add(new Report.Figure(what + ", Lua hook", "messages/CPU-s",
                    turns.of("Lua", "perCpu"), turns.of("ws", "perCpu"), "ratio ≥ 2"));
            }
        }
    }

    /** A hundred under way on each connection, and one on one connection alone. */
    static void depth(Lab lab, Report report) throws IOException, InterruptedException {
        Turns deep = echoes(lab, "100", "100", "20");
        Turns alone = echoes(lab, "1", "1", "20");
        for (String side : List.of("Java", "Lua")) {
            report.add(new Report.Figure("WebSocket echo of 20 B, depth 100, " + side + " hook",
                "messages/s", deep.of(side, "rps"), deep.of("Netty", "rps"), "ratio ≥ 2"));
            report.add(new Report.Figure("WebSocket echo, one connection, p50, " + side + " hook",
                "µs", alone.of(side, "p50"), alone.of("Netty", "p50"),
                side.equals("Lua") ? "≤ 60 µs" : "≤ 55 µs"));
        }
    }

    private static boolean hasNode() {
        return Lab.has("node") && Files.isDirectory(MODULES.resolve("ws"));
    }

    private static Turns echoes(Lab lab, String connections, String depth, String size)
            throws IOException, InterruptedException {
        Turns turns = new Turns(lab);
        String[] load = {"ws", connections, depth, size};
        turns.side("Java", kept(lab, p -> java(lab, "JavaEcho", p), load));
        turns.side("Lua", kept(lab, p -> lab.script("ws.lua", p), load));
        turns.side("Netty", kept(lab, p -> java(lab, "NettyEcho", p), load));
        if (depth.equals("1")) {
            String floor = lab.compiled("floor");
            turns.side("C and epoll", kept(lab, p -> lab.server(List.of(floor, "ws"), p), load));
        }
        if (hasNode()) {
            turns.side("ws", kept(lab, p -> lab.server(List.of("env",
                "NODE_PATH=" + MODULES, "node", Lab.ROOT + "/spec/bench/ws_echo.js"), p), load));
        }
        return turns.runCold();
    }

    static Process java(Lab lab, String program, int port) throws IOException {
        return lab.server(List.of(Lab.JDK + "/bin/java", "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders", "-Dio.netty.iouring.enterNoIoWaitEnabled=true",
            "--enable-native-access=ALL-UNNAMED", "--class-path",
            System.getProperty("java.class.path"),
            Lab.ROOT + "/spec/bench/" + program + ".java"), port);
    }

    private static Turns.Measure kept(Lab lab, NetSuites.Start start, String... load) {
        return new Kept(lab, start, (server, port) -> load(lab, port, server, load));
    }

    private static Map<String, Double> load(Lab lab, int port, Process server, String... load)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(lab.generator(), load[0], "" + port));
        command.addAll(List.of(load).subList(1, load.length));
        command.add("" + lab.seconds());
        double before = Lab.cpuSeconds(server);
        String out = lab.client(command.toArray(String[]::new)).good().output();
        Map<String, Double> found = new HashMap<>();
        found.put("rps", Turns.find(out, "\"rps\":([\\d.]+)"));
        if (load[0].equals("ws")) {
            if (Turns.find(out, "\"dead\":(\\d+)") > 0) {
                throw new IllegalStateException("connections were lost: " + out);
            }
            found.put("p50", Turns.find(out, "\"p50_us\":([\\d.]+)"));
            found.put("perCpu", Turns.find(out, "\"messages\":(\\d+)")
                / (Lab.cpuSeconds(server) - before));
        }
        return found;
    }

    /** Messages published to 10,000 subscribers, from one to many in one turn. */
    static void publish(Lab lab, Report report) throws IOException, InterruptedException {
        String subscribers = lab.smoke() ? "100" : "10000";
        for (String each : List.of("1", "16")) {
            String[] load = {"publish", subscribers, each, "64"};
            String floor = lab.compiled("floor");
            Turns turns = new Turns(lab)
                .side("socketley", kept(lab, p -> lab.script("ws.lua", p), load))
                .side("C and epoll", kept(lab, p -> lab.server(List.of(floor, "ws"), p), load))
                .runCold();
            report.add(new Report.Figure("publish of 64 B to " + subscribers + " subscribers, "
                + each + " a turn", "deliveries/s", turns.of("socketley", "rps"),
                turns.of("C and epoll", "rps"), "≥ 1.5 million"));
        }
    }

    /** Idle WebSockets: what each takes in the server's process. */
    static void idle(Lab lab, Report report) throws IOException, InterruptedException {
        String count = lab.smoke() ? "100"
            : "" + Math.min(100_000, Lab.openFilesMax() - FILES_BESIDE);
        Turns turns = new Turns(lab).side("socketley", () -> {
            int port = Lab.freePort();
            Process server = lab.script("ws.lua", port);
            try {
                // What the process has once, as the young part of its heap, is in use before.
                lab.client(lab.generator(), "ws", "" + port, "100", "16", "512",
                    lab.smoke() ? "0.2" : "3").good();
                lab.client(lab.generator(), "idle", "" + port, "100", "0.2", "ws").good();
                long before = Lab.rssKb(server);
                Process holder = lab.server(List.of(lab.generator(), "idle", "" + port, count,
                    lab.smoke() ? "1" : "5", "ws"), 0);
                long peak = before;
                while (holder.isAlive()) {
                    peak = Math.max(peak, Lab.rssKb(server));
                    holder.waitFor(100, TimeUnit.MILLISECONDS);
                }
                return Map.of("open", Turns.find(lab.output(holder), "\"still_open\":(\\d+)"),
                    "bytes", (peak - before) * 1024.0 / Integer.parseInt(count));
            } finally {
                lab.stop(server);
            }
        }).run();
        report.add(new Report.Figure("idle WebSockets held, of " + count, "connections",
            turns.of("socketley", "open"), null, "100,000"));
        report.add(new Report.Figure("an idle WebSocket", "bytes", turns.of("socketley", "bytes"),
            null, "≤ 3,072"));
    }
}
