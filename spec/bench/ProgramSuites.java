import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Suites on the program as a whole: starting, asking, reloading, holding. */
final class ProgramSuites {
    private ProgramSuites() {}

    static void ls(Lab lab, Report report) throws IOException, InterruptedException {
        int port = Lab.freePort();
        lab.script("echo.lua", port);
        Turns turns = new Turns(lab).side("socketley", () -> {
            List<String> command = new ArrayList<>(Lab.program());
            command.add("ls");
            Lab.Outcome outcome = lab.onServerCore(port, command).good();
            if (!outcome.output().contains("echo")) {
                throw new IllegalStateException("ls shows no runtime: " + outcome.output());
            }
            return Map.of("ms", outcome.wallMs());
        }).run();
        report.add(new Report.Figure("./socketley ls", "ms", turns.of("socketley", "ms"), null,
            "≤ 150"));
    }

    static void start(Lab lab, Report report) throws IOException, InterruptedException {
        Turns turns = new Turns(lab).side("socketley", () -> {
            int port = Lab.freePort();
            long began = System.nanoTime();
            Process process = lab.script("echo.lua", port);
            double ms = (System.nanoTime() - began) / 1e6;
            if (process.waitFor(lab.smoke() ? 100 : 2000, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("the program ended by itself");
            }
            double rss = Lab.rssKb(process) / 1024.0;
            lab.stop(process);
            return Map.of("ms", ms, "rss", rss);
        }).run();
        report.add(new Report.Figure("start to listening, --lua", "ms",
            turns.of("socketley", "ms"), null, "≤ 800"));
        report.add(new Report.Figure("idle memory (RSS)", "MB", turns.of("socketley", "rss"), null,
            "≤ 120"));
    }

    static void idle(Lab lab, Report report) throws IOException, InterruptedException {
        int count = lab.smoke() ? 200 : 10_000;
        String generator = lab.generator();
        Turns turns = new Turns(lab).side("socketley", () -> {
            int port = Lab.freePort();
            Process server = lab.script("idle.lua", port);
            lab.client(generator, "idle", "" + port, "100", "0.2").good();
            long before = Lab.rssKb(server);
            Process holder = lab.server(List.of(generator, "idle", "" + port, "" + count,
                lab.smoke() ? "1" : "8"), 0);
            long peak = before;
            while (holder.isAlive()) {
                peak = Math.max(peak, Lab.rssKb(server));
                holder.waitFor(100, TimeUnit.MILLISECONDS);
            }
            String out = lab.client(generator, "idle", "" + port, "" + count, "1").good().output();
            lab.stop(server);
            return Map.of("open", Turns.find(out, "\"still_open\":(\\d+)"),
                "bytes", (peak - before) * 1024.0 / count);
        }).run();
        report.add(new Report.Figure("idle connections accepted", "connections",
            turns.of("socketley", "open"), null, "10,000"));
        report.add(new Report.Figure("memory of an idle connection (growth of RSS)", "bytes",
            turns.of("socketley", "bytes"), null, "≤ 4,096"));
    }

    static void reload(Lab lab, Report report) throws IOException, InterruptedException {
        int count = lab.smoke() ? 50 : 1000;
        Turns turns = new Turns(lab).side("socketley", () -> reloadOnce(lab, count)).run();
        report.add(new Report.Figure("longest gap between two answers while a 200-line script of "
            + count + " connections is reloaded", "ms", turns.of("socketley", "gap"), null, "≤ 50"));
        report.add(new Report.Figure("connections lost by the reload", "connections",
            turns.of("socketley", "lost"), null, "0"));
    }

    private static Map<String, Double> reloadOnce(Lab lab, int count)
            throws IOException, InterruptedException {
        Path script = lab.folder().resolve("reload.lua");
        Files.writeString(script, longScript("old"));
        int port = Lab.freePort();
        List<String> command = new ArrayList<>(Lab.program());
        command.addAll(List.of("--lua", script.toString()));
        Process server = lab.server(command, port);
        List<Socket> held = new ArrayList<>();
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            probe.setTcpNoDelay(true);
            probe.setSoTimeout(10_000);
            for (int i = 0; i < count; i++) {
                held.add(new Socket(InetAddress.getLoopbackAddress(), port));
            }
            double gap = gapOverReload(probe, script);
            int lost = 0;
            for (Socket s : held) {
                s.setSoTimeout(10_000);
                s.getOutputStream().write("x\n".getBytes(StandardCharsets.UTF_8));
                lost += s.getInputStream().read() < 0 ? 1 : 0;
            }
            return Map.of("gap", gap, "lost", (double) lost);
        } finally {
            for (Socket s : held) {
                s.close();
            }
            lab.stop(server);
        }
    }

    /** Asks without a pause, saves the script, and goes on until the new one answers. */
    private static double gapOverReload(Socket probe, Path script) throws IOException {
        BufferedReader in = new BufferedReader(
            new InputStreamReader(probe.getInputStream(), StandardCharsets.UTF_8));
        byte[] ask = "x\n".getBytes(StandardCharsets.UTF_8);
        long longest = 0;
        long saved = 0;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        for (int i = 0;; i++) {
            long began = System.nanoTime();
            probe.getOutputStream().write(ask);
            String answer = in.readLine();
            long took = System.nanoTime() - began;
            if (answer == null || began > end) {
                throw new IllegalStateException("the new script never answered");
            }
            if (saved != 0) {
                longest = Math.max(longest, took);
            } else if (i == 2000) {
                Files.writeString(script, longScript("new"));
                saved = System.nanoTime();
            }
            if (answer.equals("new")) {
                return longest / 1e6;
            }
        }
    }

    private static String longScript(String answer) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 190; i++) {
            out.append("local function f").append(i % 150).append("(a, b) return a + b * ").append(i)
                .append(" end\n");
        }
        return out.append("socketley.server(\"echo\", {\n")
            .append("  port = tonumber(os.getenv(\"BENCH_PORT\")),\n  bind = \"127.0.0.1\",\n")
            .append("  on_client_message = function(id)\n    self.send(id, \"").append(answer)
            .append("\")\n    return true\n  end,\n})\n").toString();
    }
}
