import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Suites with a server on one core and a load generator on the other. */
final class NetSuites {
    /** Handlers of a connection's beginning and end are many, and each connection runs them once. */
    private static final Duration ACCEPT_WARM = Duration.ofSeconds(15);
    private static final String CONNECTIONS = "100";

    private NetSuites() {}

    /** Starts something that listens on a port. */
    interface Start {
        Process on(int port) throws IOException, InterruptedException;
    }

    /** Measures what listens on a port. */
    interface Load {
        Map<String, Double> on(int port) throws IOException, InterruptedException;
    }

    /** A side that starts its server afresh for every run, so that neither idles beside the other. */
    static Turns.Measure fresh(Lab lab, Start start, Load load) {
        return () -> {
            int port = Lab.freePort();
            Process server = start.on(port);
            try {
                if (!lab.smoke()) {
                    load.on(port);
                }
                return load.on(port);
            } finally {
                lab.stop(server);
            }
        };
    }

    /** A side that keeps its server for all runs, as what is compiled while it runs wants it. */
    static Turns.Measure kept(Lab lab, Start start, Load load) {
        return new Kept(lab, start, (server, port) -> load.on(port));
    }

    static void echo(Lab lab, Report report) throws IOException, InterruptedException {
        for (String depth : List.of("1", "32")) {
            Turns turns = new Turns(lab).side("socketley",
                kept(lab, p -> lab.script("echo.lua", p), p -> lines(lab, p, depth))).runCold();
            report.add(new Report.Figure("line echo in Lua, depth " + depth, "messages/s",
                turns.of("socketley", "rps"), null, ""));
            report.add(new Report.Figure("line echo in Lua, depth " + depth + ", p99", "µs",
                turns.of("socketley", "p99"), null, ""));
        }
    }

    /** From a connection's opening to the echo of its first line, and its end. */
    static void accept(Lab lab, Report report) throws IOException, InterruptedException {
        String floor = lab.compiled("floor");
        Kept.Load load = (server, p) -> accepts(lab, server, p);
        Turns turns = new Turns(lab)
            .side("socketley", new Kept(lab, p -> lab.script("echo.lua", p), load, ACCEPT_WARM))
            .side("Netty", new Kept(lab, p -> WebSocketSuites.java(lab, "NettyLines", p), load,
                ACCEPT_WARM))
            .side("C and epoll", new Kept(lab, p -> lab.server(List.of(floor), p), load,
                Duration.ZERO)).runCold();
        String what = "connections opened, served one line and closed, 64 at a time";
        report.add(new Report.Figure(what, "connections/s", turns.of("socketley", "rps"),
            turns.of("Netty", "rps"), "≥ 40,000"));
        for (String peer : List.of("Netty", "C and epoll")) {
            report.add(new Report.Figure(what, "connections/server CPU s",
                turns.of("socketley", "perCpu"), turns.of(peer, "perCpu"), ""));
        }
    }

    private static Map<String, Double> accepts(Lab lab, Process server, int port)
            throws IOException, InterruptedException {
        double before = Lab.cpuSeconds(server);
        String out = lab.client(lab.generator(), "accept", "" + port, "64", "" + lab.seconds())
            .good().output();
        return Map.of("rps", Turns.find(out, "\"rps\":([\\d.]+)"), "perCpu",
            Turns.find(out, "\"total\":(\\d+)") / (Lab.cpuSeconds(server) - before));
    }

    /** Received and counted by Lua; two workers beside their script's loop need three loops. */
    static void lines(Lab lab, Report report) throws IOException, InterruptedException {
        for (String connections : List.of("1", "100")) {
            Turns turns = new Turns(lab)
                .side("alone", kept(lab, p -> lab.script("count.lua", p),
                    p -> flood(lab, p, connections)))
                .side("workers", kept(lab, p -> lab.script("count_workers.lua", p, "--loops", "3"),
                    p -> flood(lab, p, connections)))
                .runCold();
            String name = "lines of 64 B counted by Lua, connections: " + connections;
            report.add(new Report.Figure(name, "messages/s", turns.of("alone", "rps"), null,
                connections.equals("1") ? "≥ 1,000,000" : "≥ 2,000,000"));
            report.add(new Report.Figure(name + ", workers = 2 on the same core", "messages/s",
                turns.of("workers", "rps"), turns.of("alone", "rps"), ""));
        }
    }

    private static Map<String, Double> flood(Lab lab, int port, String connections)
            throws IOException, InterruptedException {
        String out = lab.client(lab.generator(), "flood", "" + port, connections, "64",
            "" + lab.seconds()).good().output();
        return Map.of("rps", Turns.find(out, "\"rps\":([\\d.]+)"));
    }

    static void hook(Lab lab, Report report) throws IOException, InterruptedException {
        for (String depth : List.of("1", "32")) {
            Turns turns = new Turns(lab)
                .side("Lua", kept(lab, p -> lab.script("echo.lua", p), p -> lines(lab, p, depth)))
                .side("Java", kept(lab, p -> javaEcho(lab, p), p -> lines(lab, p, depth)))
                .runCold();
            report.add(new Report.Figure("line echo, Lua hook against Java hook, depth " + depth,
                "messages/s", turns.of("Lua", "rps"), turns.of("Java", "rps"), "ratio ≥ 0.70"));
        }
    }

    private static Process javaEcho(Lab lab, int port) throws IOException {
        return lab.server(List.of(Lab.JDK + "/bin/java", "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders", "-Dio.netty.iouring.enterNoIoWaitEnabled=true",
            "--enable-native-access=ALL-UNNAMED", "--class-path",
            System.getProperty("java.class.path"), Lab.ROOT + "/spec/bench/JavaEcho.java"), port);
    }

    private static Map<String, Double> lines(Lab lab, int port, String depth)
            throws IOException, InterruptedException {
        String out = lab.client(lab.generator(), "echo", "" + port, CONNECTIONS, depth, "64",
            "" + lab.seconds()).good().output();
        if (Turns.find(out, "\"dead\":(\\d+)") > 0) {
            throw new IllegalStateException("connections were lost: " + out);
        }
        return Map.of("rps", Turns.find(out, "\"rps\":([\\d.]+)"),
            "p99", Turns.find(out, "\"p99_us\":([\\d.]+)"));
    }

    static void http(Lab lab, Report report) throws IOException, InterruptedException {
        Lab.need("wrk");
        Nginx nginx = lab.smoke() ? null : Nginx.find(lab);
        Turns turns = new Turns(lab).side("socketley",
            kept(lab, p -> lab.script("http.lua", p), p -> requests(lab, p)));
        if (nginx != null) {
            turns.side("nginx", fresh(lab, nginx::start, p -> requests(lab, p)));
        }
        turns.runCold();
        report.add(new Report.Figure("HTTP hello from Lua, wrk -c 64", "requests/s",
            turns.of("socketley", "rps"), nginx == null ? null : turns.of("nginx", "rps"),
            "ratio ≥ 1.0"));
        report.add(new Report.Figure("HTTP hello from Lua, p99", "ms",
            turns.of("socketley", "p99"), nginx == null ? null : turns.of("nginx", "p99"), ""));
    }

    private static Map<String, Double> requests(Lab lab, int port)
            throws IOException, InterruptedException {
        return requests(lab, port, "");
    }

    static Map<String, Double> requests(Lab lab, int port, String path)
            throws IOException, InterruptedException {
        int seconds = (int) Math.max(1, Math.ceil(lab.seconds()));
        String out = lab.client("wrk", "-t", "1", "-c", "64", "-d", seconds + "s", "--latency",
            "http://127.0.0.1:" + port + "/" + path).good().output();
        if (out.contains("Non-2xx") || out.contains("Socket errors")) {
            throw new IllegalStateException("wrk saw failures: " + out);
        }
        Matcher m = Pattern.compile("99%\\s+([\\d.]+)(us|ms|s)").matcher(out);
        double p99 = !m.find() ? 0 : Double.parseDouble(m.group(1))
            * Map.of("us", 0.001, "ms", 1.0, "s", 1000.0).get(m.group(2));
        return Map.of("rps", Turns.find(out, "Requests/sec:\\s+([\\d.]+)"), "p99", p99);
    }

    /** An nginx with its Lua module, installed or unpacked from Debian's packages. */
    record Nginx(Lab lab, Path root) {
        private static final String MODULES = "usr/lib/nginx/modules/";

        static Nginx find(Lab lab) throws IOException, InterruptedException {
            if (Lab.has("nginx") && Files.exists(Path.of("/" + MODULES + "ngx_http_lua_module.so"))) {
                return new Nginx(lab, Path.of("/"));
            }
            Lab.need("dpkg");
            Path root = Files.createDirectories(lab.folder().resolve("nginx"));
            String fetch = "cd " + root + " && apt-get -q download nginx libnginx-mod-http-lua"
                + " libnginx-mod-http-ndk libluajit2-5.1-2 libpcre3 lua-resty-core lua-resty-lrucache"
                + " && for d in *.deb; do dpkg -x \"$d\" . || exit 1; done";
            Lab.Outcome outcome = lab.client("sh", "-c", fetch);
            if (outcome.status() != 0) {
                throw new Skip("nginx's Lua module is neither installed nor to be had");
            }
            return new Nginx(lab, root);
        }

        /** Its worker reads our files, which are for our eyes alone, even when we are root. */
        static String user() {
            return System.getProperty("user.name").equals("root") ? "user root;" : "";
        }

        private Path libraries(String under) {
            String triplet = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
            return root.resolve(under).resolve(triplet + "-linux-gnu");
        }

        Process start(int port) throws IOException {
            Path work = Files.createTempDirectory(lab.folder(), "nginx");
            String modules = "load_module " + root.resolve(MODULES + "ndk_http_module.so")
                + ";\nload_module " + root.resolve(MODULES + "ngx_http_lua_module.so") + ";";
            String share = root.resolve("usr/share/lua/5.1").toString();
            String conf = Files.readString(Lab.ROOT.resolve("spec/bench/nginx.conf"))
                .replace("@MODULES@", modules).replace("@ROOT@", work.toString())
                .replace("@USER@", user())
                .replace("@PORT@", "" + port)
                .replace("@FOLDER@", lab.folder().toString())
                .replace("@LUAPATH@", "lua_package_path \"" + share
                    + "/?.lua;" + share + "/?/init.lua;;\";");
            Path file = Files.writeString(work.resolve("nginx.conf"), conf);
            return lab.server(List.of("env", "LD_LIBRARY_PATH="
                + libraries("usr/lib") + ":" + libraries("lib"), root.resolve("usr/sbin/nginx").toString(),
                "-p", work.toString(), "-e", work.resolve("error.log").toString(),
                "-c", file.toString()), port);
        }
    }
}
