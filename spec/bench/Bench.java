import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the suites of the figure table and writes what they measured. */
final class Bench {
    /** One suite: adds rows to the report, or throws {@link Skip} when its peer is missing. */
    private interface Suite {
        void run(Lab lab, Report report) throws IOException, InterruptedException;
    }

    private record Row(String what, Suite suite) {}

    private static final Map<String, Row> SUITES = new LinkedHashMap<>();

    static {
        add("coroutine", "resume and yield, 100,000 suspended at once", LuaSuites::coroutine);
        add("tasks", "80,000 sleeping tasks, bytes each", LuaSuites::tasks);
        add("load", "a script of 1,000 lines, loaded and run once", LuaSuites::load);
        add("watchdog", "call-heavy Lua with the watchdog on and off", LuaSuites::watchdog);
        add("polls", "the programs of classic with polls and without", ClassicSuite::polls);
        add("classic", "programs of spec/bench/lua/classic against lua5.4, lua5.2, luajit",
            ClassicSuite::run);
        add("echo", "lines of 64 B over 100 connections", NetSuites::echo);
        add("accept", "connections opened, served one line and closed", NetSuites::accept);
        add("lines", "lines of 64 B received and counted by Lua", NetSuites::lines);
        add("hook", "the same in on_client_message against a Java hook", NetSuites::hook);
        add("redis100", "commands at pipeline depth 100 against redis-server (--only SET,GET)",
            CacheSuites::depth100);
        add("redis1", "the same at depth 1", CacheSuites::depth1);
        add("ranges", "LRANGE at depth 16 against redis-server", CacheSuites::ranges);
        add("growth", "10 million keys, what another client sees, and memory", CacheSuites::growth);
        add("hashes", "small hashes, memory (--only 1000000,10000000)", CacheSuites::hashes);
        add("churn", "a million small hashes whose fields are set at random", CacheSuites::churn);
        add("expiry", "a million keys that end at once", CacheSuites::expiry);
        add("snapshot", "half of redis-server's rate while a snapshot is written",
            CacheSuites::snapshot);
        add("restart", "10 million keys, started from log and snapshot (--only log,snapshot)",
            CacheSuites::restart);
        add("miss", "GET that hits with on_miss defined", CacheSuites::miss);
        add("misses", "misses from SQLite at depths 1 and 16, and what another sees (--only 16)",
            CacheSuites::misses);
        add("http", "hello from Lua against nginx with content_by_lua", NetSuites::http);
        add("ws", "WebSocket echo against Netty's pipeline and the npm package ws",
            WebSocketSuites::echo);
        add("ws500", "the same over 500 connections", WebSocketSuites::echo500);
        add("wsdepth", "WebSocket echo 100 deep, and on one connection alone", WebSocketSuites::depth);
        add("publish", "a topic with 10,000 subscribers", WebSocketSuites::publish);
        add("wsidle", "100,000 idle WebSockets, bytes each", WebSocketSuites::idle);
        add("tls", "full TLS handshakes with both providers against nginx", TlsSuites::handshakes);
        add("tlsalone", "full handshakes of the JDK's engines in memory, as it comes",
            TlsSuites::alone);
        add("tlsbulk", "4 MB responses over TLS against nginx", TlsSuites::bulk);
        add("httpjava", "hello from a Java hook against nginx with return", HttpSuites::hello);
        add("file1k", "a file of 1 KB against nginx",
            (lab, r) -> HttpSuites.file(lab, r, "1 KB", 1 << 10, 0.7));
        add("file100k", "a file of 100 KB against nginx",
            (lab, r) -> HttpSuites.file(lab, r, "100 KB", 100 << 10, 0.8));
        add("file10m", "a file of 10 MB against nginx",
            (lab, r) -> HttpSuites.file(lab, r, "10 MB", 10 << 20, 0.9));
        add("reload", "a 200-line script saved under 1,000 connections", ProgramSuites::reload);
        add("ls", "wall time of ./socketley ls", ProgramSuites::ls);
        add("start", "start to listening, and idle memory", ProgramSuites::start);
        add("idle", "10,000 idle connections, bytes each", ProgramSuites::idle);
    }

    private Bench() {}

    private static void add(String name, String what, Suite suite) {
        SUITES.put(name, new Row(what, suite));
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        int runs = 3;
        double seconds = 5;
        boolean smoke = false;
        String name = "bench";
        List<String> only = List.of();
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--help", "-h" -> {
                    help();
                    return;
                }
                case "--smoke" -> smoke = true;
                case "--runs" -> runs = Math.max(3, Integer.parseInt(args[++i]));
                case "--seconds" -> seconds = Double.parseDouble(args[++i]);
                case "--only" -> only = List.of(args[++i].split(","));
                case "--name" -> name = args[++i];
                default -> wanted.add(known(args[i]));
            }
        }
        List<String> suites = wanted.isEmpty() ? List.copyOf(SUITES.keySet()) : wanted;
        System.exit(run(new Lab(smoke ? 1 : runs, smoke ? 0.5 : seconds, smoke, only), suites, name,
            args));
    }

    private static String known(String suite) {
        if (!SUITES.containsKey(suite)) {
            System.err.println("bench: no suite " + suite + "; there are " + SUITES.keySet());
            System.exit(2);
        }
        return suite;
    }

    private static int run(Lab lab, List<String> suites, String name, String[] args)
            throws IOException, InterruptedException {
        Report report = new Report(String.join(" ", args));
        int failed = 0;
        try (lab) {
            for (String suite : suites) {
                System.out.println("bench: " + suite + ": " + SUITES.get(suite).what());
                try {
                    SUITES.get(suite).suite().run(lab, report);
                } catch (Skip e) {
                    System.out.println("bench: " + suite + ": skipped, " + e.getMessage());
                    report.skipped(suite, e.getMessage());
                } catch (IOException | IllegalStateException e) {
                    System.out.println("bench: " + suite + ": FAILED, " + e.getMessage());
                    report.skipped(suite, "failed: " + e.getMessage());
                    failed++;
                } finally {
                    lab.stopAll();
                }
                if (!lab.smoke()) {
                    write(report, name);
                }
            }
        }
        System.out.println(report.markdown());
        return failed == 0 ? 0 : 1;
    }

    /** After each suite, so that what ends a long run does not take all of its figures along. */
    private static void write(Report report, String name) throws IOException {
        Path base = Files.createDirectories(Lab.ROOT.resolve("spec/bench/results"));
        String stem = java.time.LocalDate.now() + "-" + name;
        Files.writeString(base.resolve(stem + ".md"), report.markdown());
        Files.writeString(base.resolve(stem + ".json"), report.json());
        System.out.println("bench: written to spec/bench/results/" + stem + ".md and .json");
    }

    private static void help() {
        System.out.println("""
            usage: spec/bench/run [--runs N] [--seconds S] [--name NAME] [--smoke] [suite...]
                   spec/bench/run classic [--only fib,sort]
                   spec/bench/quick fib sort     (the classes in lua/target against lua5.4)

            Compares both sides of each figure in one go: the server on core 0, the client on
            core 1, the sides taking turns, N runs (3 or more), median and spread. The program is
            the built ./socketley with scripts from spec/bench/lua; peers are what is installed
            (redis-server, redis-benchmark, wrk, gcc for the load generator lg.c, nginx with its
            Lua module: unpacked from Debian's packages into a temporary folder when it is not
            installed; luajit from PATH, or LUAJIT=/path/to/luajit). A suite or side whose peer is
            missing is skipped and the report says so.

            Writes spec/bench/results/<date>-NAME.json and .md with commit, JDK, kernel, machine
            and command. --smoke runs each suite once, briefly, checks that it works, and writes
            nothing; it judges no figure.

            suites (all of them when none is named):""");
        SUITES.forEach((name, row) -> System.out.printf("  %-10s %s%n", name, row.what()));
    }
}
