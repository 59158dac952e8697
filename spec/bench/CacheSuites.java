import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Suites of caches against redis-server. */
final class CacheSuites {
    private static final List<String> COMMANDS = List.of("SET", "GET", "INCR", "LPUSH", "RPUSH", "LPOP",
        "RPOP", "SADD", "HSET", "SPOP", "ZADD", "MSET");
    private static final Pattern CSV = Pattern.compile("\"([A-Z_0-9]+)[^\"]*\",\"([\\d.]+)\",\"[\\d.]+\","
        + "\"[\\d.]+\",\"[\\d.]+\",\"[\\d.]+\",\"([\\d.]+)\"");
    private static final int MANY = 10_000_000;
    private static final int FEW = 20_000;

    private CacheSuites() {}

    /** Starts a side's server. */
    private interface Start {
        Process on(int port) throws IOException;
    }

    /** Measures a server. */
    private interface Measure {
        Map<String, Double> of(Process server, int port) throws IOException, InterruptedException;
    }

    private static Turns.Measure fresh(Lab lab, Start start, Measure measure) {
        return () -> {
            int port = Lab.freePort();
            Process server = start.on(port);
            try {
                return measure.of(server, port);
            } finally {
                lab.stop(server);
            }
        };
    }

    /** One server for all runs, emptied before each: what it is after a while, not in its first second. */
    private static Turns.Measure kept(Lab lab, Start start, Measure measure) {
        int[] port = {0};
        Process[] server = {null};
        return () -> {
            if (server[0] == null) {
                port[0] = Lab.freePort();
                server[0] = start.on(port[0]);
            }
            lab.client("redis-cli", "-p", "" + port[0], "FLUSHALL").good();
            return measure.of(server[0], port[0]);
        };
    }

    private static Process redis(Lab lab, int port, String... more) throws IOException {
        List<String> command = new java.util.ArrayList<>(List.of("redis-server", "--port", "" + port,
            "--bind", "127.0.0.1", "--save", "", "--dir", lab.folder().toString()));
        command.addAll(List.of(more));
        return lab.server(command, port);
    }

    private static Process cache(Lab lab, int port) throws IOException {
        return lab.script("cache.lua", port);
    }

    private static Turns turns(Lab lab, Measure measure) throws IOException, InterruptedException {
        Lab.need("redis-server");
        Lab.need("redis-benchmark");
        Turns turns = new Turns(lab).side("socketley", fresh(lab, p -> cache(lab, p), measure))
            .side("redis", fresh(lab, p -> redis(lab, p), measure));
        return turns;
    }

    // ---- commands a second ------------------------------------------------------------------

    static void depth100(Lab lab, Report report) throws IOException, InterruptedException {
        commands(lab, report, 100, COMMANDS, "ratio ≥ 2.0, their mean ≥ 3");
    }

    static void depth1(Lab lab, Report report) throws IOException, InterruptedException {
        commands(lab, report, 1, COMMANDS, "ratio ≥ 0.97");
    }

    static void ranges(Lab lab, Report report) throws IOException, InterruptedException {
        commands(lab, report, 16, List.of("LRANGE_100", "LRANGE_300", "LRANGE_600"), "ratio ≥ 1.5");
    }

    private static void commands(Lab lab, Report report, int depth, List<String> all, String target)
            throws IOException, InterruptedException {
        List<String> wanted = all.stream().filter(chosen(lab)).toList();
        Lab.need("redis-server");
        Lab.need("redis-benchmark");
        Measure measure = (server, port) -> {
            Map<String, Double> found = new HashMap<>();
            for (String each : wanted) {
                if (!lab.smoke()) {
                    benchmark(lab, server, port, depth, each);
                }
                found.putAll(benchmark(lab, server, port, depth, each));
            }
            return found;
        };
        Turns turns = new Turns(lab).side("socketley", kept(lab, p -> cache(lab, p), measure))
            .side("redis", kept(lab, p -> redis(lab, p), measure)).run();
        double product = 1;
        for (String each : wanted) {
            String name = each + ", 50 connections, depth " + depth;
            Report.Series ours = turns.of("socketley", each);
            Report.Series theirs = turns.of("redis", each);
            product *= ours.median() / theirs.median();
            report.add(new Report.Figure(name, "requests/s", ours, theirs, target));
            report.add(new Report.Figure(name + ", server CPU", "ns/request",
                turns.of("socketley", each + " cpu"), turns.of("redis", each + " cpu"), "lower"));
            report.add(new Report.Figure(name + ", p99", "ms", turns.of("socketley", each + " p99"),
                turns.of("redis", each + " p99"), depth > 1 ? "" : "no worse"));
        }
        System.out.printf("bench: geometric mean of the ratios %.2f%n",
            Math.pow(product, 1.0 / wanted.size()));
    }

    private static Predicate<String> chosen(Lab lab) {
        return name -> lab.only().isEmpty() || lab.only().contains(name);
    }

    private static Map<String, Double> benchmark(Lab lab, Process server, int port, int depth,
            String command) throws IOException, InterruptedException {
        double perSecond = command.startsWith("LRANGE") ? 40_000 : depth > 1 ? 500_000 : 60_000;
        int requests = (int) Math.max(10_000, perSecond * lab.seconds());
        long before = cpuTicks(server);
        String out = lab.client("redis-benchmark", "-p", "" + port, "-c", "50", "-P", "" + depth, "-r",
            "100000", "-n", "" + requests, "-t", command.toLowerCase(java.util.Locale.ROOT), "--csv")
            .good().output();
        double nanos = (cpuTicks(server) - before) * 1e7 / requests;
        Matcher m = CSV.matcher(out);
        while (m.find()) {
            if (m.group(1).equals(command)) {
                return Map.of(command, Double.valueOf(m.group(2)), command + " cpu", nanos,
                    command + " p99", Double.valueOf(m.group(3)));
            }
        }
        throw new IllegalStateException("redis-benchmark said: " + out);
    }

    /** Hundredths of a second of CPU that a process has had. */
    private static long cpuTicks(Process process) throws IOException {
        String[] fields = Files.readString(Path.of("/proc/" + process.pid() + "/stat"))
            .replaceFirst(".*\\) ", "").split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    // ---- many keys --------------------------------------------------------------------------

    private static String loader(Lab lab) throws IOException, InterruptedException {
        return lab.compiled("keys");
    }

    /** Sets keys while one more client asks; what that saw, and the memory of a key. */
    private static Measure filled(Lab lab, int keys, String bytes, String kind, String seconds) {
        return (server, port) -> fill(lab, server,
            List.of(loader(lab), "fill", "" + port, "" + keys, bytes, kind, seconds));
    }

    private static Map<String, Double> fill(Lab lab, Process server, List<String> command)
            throws IOException, InterruptedException {
        int keys = Integer.parseInt(command.get(3));
        long before = Lab.rssKb(server);
        String out = lab.client(command.toArray(String[]::new)).good().output();
        Map<String, Double> found = new HashMap<>(latencies(out));
        found.put("bytes", (Lab.rssKb(server) - before) * 1024.0 / keys);
        return found;
    }

    private static Map<String, Double> latencies(String out) {
        Map<String, Double> found = new HashMap<>();
        for (String each : List.of("rps", "p50", "p99", "p999", "max", "over5ms", "fillmax")) {
            found.put(each, Turns.find(out, "\"" + each + "\":([\\d.]+)"));
        }
        return found;
    }

    private static void latencies(Report report, Turns turns, String name, String target) {
        for (String each : List.of("p999", "max")) {
            report.add(new Report.Figure(name + ", " + each, "µs", turns.of("socketley", each),
                turns.of("redis", each), each.equals("max") ? target : ""));
        }
    }

    static void growth(Lab lab, Report report) throws IOException, InterruptedException {
        int keys = lab.smoke() ? FEW : MANY;
        Turns turns = turns(lab, filled(lab, keys, "100", "string", "0")).runCold();
        String name = keys + " keys of 100 bytes set by one client";
        report.add(new Report.Figure(name, "keys/s", turns.of("socketley", "rps"),
            turns.of("redis", "rps"), ""));
        report.add(new Report.Figure(name + ", resident memory", "bytes/key",
            turns.of("socketley", "bytes"), turns.of("redis", "bytes"), "ratio ≤ 1.0"));
        latencies(report, turns, name + ", seen by another", "≤ 5000");
    }

    static void hashes(Lab lab, Report report) throws IOException, InterruptedException {
        for (String each : lab.only().isEmpty() ? List.of("1000000") : lab.only()) {
            int keys = lab.smoke() ? FEW : Integer.parseInt(each);
            Turns turns = turns(lab, filled(lab, keys, "10", "hash", "0")).runCold();
            report.add(new Report.Figure(keys + " hashes of five fields of 10 bytes, resident memory",
                "bytes/key", turns.of("socketley", "bytes"), turns.of("redis", "bytes"), "ratio ≤ 1.0"));
        }
    }

    /** Fields of small hashes are set at random: what that costs, and what another client sees of it. */
    static void churn(Lab lab, Report report) throws IOException, InterruptedException {
        int keys = lab.smoke() ? FEW : MANY / 10;
        Measure measure = (server, port) -> {
            Map<String, Double> filled = filled(lab, keys, "10", "hash", "0").of(server, port);
            Map<String, Double> found = new HashMap<>(latencies(lab.client(loader(lab), "churn", "" + port,
                "" + keys, "" + lab.seconds()).good().output()));
            found.put("bytes", filled.get("bytes"));
            return found;
        };
        Turns turns = turns(lab, measure).runCold();
        String name = keys + " small hashes, fields set at random";
        report.add(new Report.Figure(name, "commands/s", turns.of("socketley", "rps"),
            turns.of("redis", "rps"), ""));
        report.add(new Report.Figure(name + ", resident memory before", "bytes/key",
            turns.of("socketley", "bytes"), turns.of("redis", "bytes"), "ratio ≤ 1.0"));
        latencies(report, turns, name + ", seen by another", "≤ 5000");
    }

    static void expiry(Lab lab, Report report) throws IOException, InterruptedException {
        int keys = lab.smoke() ? FEW : MANY / 10;
        String after = lab.smoke() ? "1" : "6";
        Turns turns = turns(lab, filled(lab, keys, "100", "expire", after)).runCold();
        latencies(report, turns, keys + " keys end at once, seen by another", "≤ 5000");
        report.add(new Report.Figure(keys + " keys that will end set by one client, seen by another, max",
            "µs", turns.of("socketley", "fillmax"), turns.of("redis", "fillmax"), "≤ 5000"));
    }

    /** Half of what redis-server can do at depth 1, on many keys, while a snapshot is written. */
    static void snapshot(Lab lab, Report report) throws IOException, InterruptedException {
        int keys = lab.smoke() ? FEW : MANY;
        double rate = lab.smoke() ? 2000 : halfRate(lab);
        Measure measure = (server, port) -> {
            filled(lab, keys, "100", "string", "0").of(server, port);
            lab.client("redis-cli", "-p", "" + port, "BGSAVE").good();
            return latencies(lab.client(loader(lab), "rate", "" + port, "" + keys, "" + rate,
                "" + Math.max(2, lab.seconds())).good().output());
        };
        Turns turns = new Turns(lab)
            .side("socketley", fresh(lab, p -> keeper(lab, p, lab.folder(), false), measure))
            .side("redis", fresh(lab, p -> redis(lab, p), measure)).runCold();
        latencies(report, turns, (long) rate + " commands/s on " + keys + " keys, snapshot running", "");
    }

    /** A cache that keeps a snapshot in {@code dir}, or a log too. */
    private static Process keeper(Lab lab, int port, Path dir, boolean log) throws IOException {
        Path script = Files.writeString(dir.resolve("keeper.lua"), """
            socketley.cache("bench", { port = %d, bind = "127.0.0.1", persistent = "%s/bench.snapshot",
              append_log = %b, log_rewrite_percent = 0 })
            """.formatted(port, dir, log));
        return lab.server(List.of(Lab.program().getFirst(), "--lua", script.toString()), port);
    }

    /** From the start of a program until it answers with all keys; {@code --only log,snapshot}. */
    static void restart(Lab lab, Report report) throws IOException, InterruptedException {
        Lab.need("redis-server");
        Lab.need("redis-cli");
        int keys = lab.smoke() ? FEW : MANY;
        for (String from : List.of("log", "snapshot")) {
            if (!chosen(lab).test(from)) {
                continue;
            }
            boolean log = from.equals("log");
            Turns turns = new Turns(lab)
                .side("socketley", restarted(lab, keys, log, (p, dir) -> keeper(lab, p, dir, log)))
                .side("redis", restarted(lab, keys, log, (p, dir) -> redis(lab, p, "--dir", dir.toString(),
                    "--appendonly", log ? "yes" : "no", "--auto-aof-rewrite-percentage", "0"))).runCold();
            report.add(new Report.Figure(keys + " keys of 100 bytes, a start from the " + from, "ms",
                turns.of("socketley", "ms"), turns.of("redis", "ms"), "ratio ≤ 1.0"));
        }
    }

    /** Starts a side's server on what it left in a folder. */
    private interface StartIn {
        Process on(int port, Path dir) throws IOException;
    }

    /** The first time its keys are set; each time it is started again and killed once it has them. */
    private static Turns.Measure restarted(Lab lab, int keys, boolean log, StartIn start)
            throws IOException {
        Path dir = Files.createTempDirectory(lab.folder(), "kept");
        boolean[] filled = {false};
        return () -> {
            if (!filled[0]) {
                int port = Lab.freePort();
                Process server = start.on(port, dir);
                filled(lab, keys, "100", "string", "0").of(server, port);
                if (!log) {
                    lab.client("redis-cli", "-p", "" + port, "SAVE").good();
                }
                end(lab, server, log);
                filled[0] = true;
            }
            int port = Lab.freePort();
            long began = System.nanoTime();
            Process server = start.on(port, dir);
            awaitKeys(port, keys);
            double ms = (System.nanoTime() - began) / 1e6;
            end(lab, server, false);
            return Map.of("ms", ms);
        };
    }

    /** In order, so that its log is whole, or at once. */
    private static void end(Lab lab, Process server, boolean inOrder) throws InterruptedException {
        if (!inOrder) {
            server.destroyForcibly().waitFor();
        }
        lab.stop(server);
    }

    /** Redis answers with an error while it loads. */
    private static void awaitKeys(int port, int keys) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(),
                StandardCharsets.US_ASCII));
            String answer = "";
            while (!answer.equals(":" + keys)) {
                if (answer.startsWith(":")) {
                    throw new IllegalStateException("of " + keys + " keys it has " + answer);
                }
                socket.getOutputStream().write("DBSIZE\r\n".getBytes(StandardCharsets.US_ASCII));
                answer = String.valueOf(in.readLine());
                if (!answer.startsWith(":")) {
                    LockSupport.parkNanos(5_000_000);
                }
            }
        }
    }

    private static double halfRate(Lab lab) throws IOException, InterruptedException {
        int port = Lab.freePort();
        Process server = redis(lab, port);
        try {
            return benchmark(lab, server, port, 1, "GET").get("GET") / 2;
        } finally {
            lab.stop(server);
        }
    }

    // ---- Lua behind it ----------------------------------------------------------------------

    static void miss(Lab lab, Report report) throws IOException, InterruptedException {
        Lab.need("redis-benchmark");
        Kept.Load hits = (server, port) -> {
            benchmark(lab, server, port, 100, "SET");
            return benchmark(lab, server, port, 100, "GET");
        };
        Turns turns = new Turns(lab)
            .side("with on_miss", new Kept(lab, p -> lab.script("miss.lua", p), hits))
            .side("without", new Kept(lab, p -> cache(lab, p), hits)).runCold();
        report.add(new Report.Figure("GET that hits, on_miss defined against not, depth 100", "requests/s",
            turns.of("with on_miss", "GET"), turns.of("without", "GET"), "ratio ≥ 0.95"));
    }

    static void misses(Lab lab, Report report) throws IOException, InterruptedException {
        Lab.need("redis-benchmark");
        for (String depth : lab.only().isEmpty() ? List.of("1", "16") : lab.only()) {
            misses(lab, report, Integer.parseInt(depth));
        }
    }

    private static void misses(Lab lab, Report report, int depth) throws IOException, InterruptedException {
        Measure missed = (server, port) -> beside(lab, port, depth, "100000000");
        Turns turns = new Turns(lab)
            .side("on_miss", fresh(lab, p -> lab.script("sqlite.lua", p), missed))
            .side("on_miss_many", fresh(lab, p -> lab.script("sqlite_many.lua", p), missed))
            .side("hits", fresh(lab, p -> lab.script("sqlite.lua", p),
                (server, port) -> beside(lab, port, depth, "1000"))).runCold();
        for (String hook : List.of("on_miss", "on_miss_many")) {
            String name = "misses served from SQLite by " + hook + ", 50 clients, depth " + depth;
            report.add(new Report.Figure(name, "requests/s", turns.of(hook, "rps"), null, "≥ 60000"));
            report.add(new Report.Figure(name + ", p99 of one more that hits", "µs", turns.of(hook, "p99"),
                turns.of("hits", "p99"), "unharmed"));
        }
    }

    /**
     * 50 clients that ask for random keys, of which hardly any is there when there are many, and what one
     * more client sees of it that asks for one that is there.
     */
    private static Map<String, Double> beside(Lab lab, int port, int depth, String keys)
            throws IOException, InterruptedException {
        String requests = "" + (int) Math.max(5000, 30_000 * lab.seconds());
        String[] load = {"redis-benchmark", "-p", "" + port, "-c", "50", "-P", "" + depth, "-r", keys, "-n",
            requests, "--csv", "GET", "key:__rand_int__"};
        lab.client(load).good();
        String[] ask = {loader(lab), "ask", "" + port, "" + lab.seconds() / 3};
        FutureTask<Lab.Outcome> asking = new FutureTask<>(() -> lab.client(ask));
        Thread.ofPlatform().start(asking);
        String out = lab.client(load).good().output();
        try {
            Map<String, Double> found = new HashMap<>(latencies(asking.get().good().output()));
            found.put("rps", Turns.find(out, "\"GET[^\"]*\",\"([\\d.]+)\""));
            return found;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
