import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** TLS with both providers against nginx; one ECDSA P-256 certificate for all. */
final class TlsSuites {
    private static final int BODY_BYTES = 4 << 20;
    private static final double TICKS_PER_SECOND = 100;
    /** A client that works alone makes few handshakes in a second, and code is compiled by number. */
    private static final Duration WARM = Duration.ofSeconds(25);

    private TlsSuites() {}

    static void handshakes(Lab lab, Report report) throws IOException, InterruptedException {
        Turns turns = sides(lab, (server, port) -> shake(lab, server, port));
        for (String provider : List.of("openssl", "jdk")) {
            report.add(new Report.Figure("TLS 1.3 full handshakes, " + provider,
                "handshakes/server CPU s", turns.of(provider, "perCpu"),
                turns.of("nginx", "perCpu"), "ratio ≥ 0.7"));
            report.add(new Report.Figure("TLS 1.3 full handshakes one after another, " + provider,
                "handshakes/s", turns.of(provider, "rate"), turns.of("nginx", "rate"), ""));
        }
    }

    /** What a provider's engines reach alone, beside what a connection costs nginx in all. */
    static void alone(Lab lab, Report report) throws IOException, InterruptedException {
        Lab.need("openssl");
        Lab.need("nginx");
        Path dir = identity(lab);
        Turns turns = new Turns(lab)
            .side("jdk", () -> Map.of("perCpu", inMemory(lab, dir)))
            .side("nginx", new Kept(lab, p -> nginx(lab, dir, p), (server, port) ->
                shake(lab, server, port))).runCold();
        report.add(new Report.Figure("TLS 1.3 full handshakes, engines of jdk in memory",
            "handshakes/server CPU s", turns.of("jdk", "perCpu"), turns.of("nginx", "perCpu"), ""));
    }

    private static double inMemory(Lab lab, Path dir) throws IOException, InterruptedException {
        return Turns.find(lab.onServerCore(0, List.of(Lab.JDK + "/bin/java", "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders", "--class-path", System.getProperty("java.class.path"),
            Lab.ROOT + "/spec/bench/JavaShake.java", dir.resolve("cert.pem").toString(),
            dir.resolve("key.pem").toString(), lab.smoke() ? "0" : Long.toString(WARM.toSeconds()),
            Double.toString(lab.seconds()))).good().output(), "([\\d.]+) handshakes a second");
    }

    private static Path identity(Lab lab) throws IOException, InterruptedException {
        Path dir = Files.createTempDirectory(lab.folder(), "tls");
        lab.client("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj", "/CN=localhost",
            "-keyout", dir.resolve("key.pem").toString(), "-out",
            dir.resolve("cert.pem").toString()).good();
        return dir;
    }

    static void bulk(Lab lab, Report report) throws IOException, InterruptedException {
        Turns turns = sides(lab, (server, port) -> fetch(lab, server, port));
        for (String provider : List.of("openssl", "jdk")) {
            report.add(new Report.Figure("TLS bulk, 4 MB responses, " + provider, "MB/s",
                turns.of(provider, "rate"), turns.of("nginx", "rate"), "ratio ≥ 0.8"));
            report.add(new Report.Figure("TLS bulk, 4 MB responses, " + provider,
                "MB/server CPU s", turns.of(provider, "perCpu"), turns.of("nginx", "perCpu"), ""));
        }
    }

    private static Turns sides(Lab lab, Kept.Load load) throws IOException, InterruptedException {
        Lab.need("openssl");
        Lab.need("nginx");
        Lab.need("curl");
        Path dir = identity(lab);
        Files.write(dir.resolve("body"), new byte[BODY_BYTES]);
        Turns turns = new Turns(lab);
        for (String provider : List.of("openssl", "jdk")) {
            turns.side(provider, new Kept(lab, p -> ours(lab, dir, provider, p), load, WARM));
        }
        return turns.side("nginx", new Kept(lab, p -> nginx(lab, dir, p), load)).runCold();
    }

    private static Process ours(Lab lab, Path dir, String provider, int port) throws IOException {
        Path script = Files.writeString(dir.resolve(provider + ".lua"), """
            local body = ("\\0"):rep(%d)
            socketley.server("bench", { port = %d, bind = "127.0.0.1", tls = true,
              tls_provider = "%s", cert = "%s/cert.pem", key = "%s/key.pem",
              on_http_request = function() return body end })
            """.formatted(BODY_BYTES, port, provider, dir, dir));
        return lab.server(List.of(Lab.program().getFirst(), "--lua", script.toString()), port);
    }

    private static Process nginx(Lab lab, Path dir, int port) throws IOException {
        Path conf = Files.writeString(dir.resolve("nginx.conf"), """
            %3$s
            worker_processes 1;
            daemon off;
            pid %1$s/nginx.pid;
            error_log %1$s/error.log warn;
            events { worker_connections 1024; }
            http {
              access_log off;
              server {
                listen 127.0.0.1:%2$d ssl;
                ssl_certificate %1$s/cert.pem;
                ssl_certificate_key %1$s/key.pem;
                ssl_protocols TLSv1.2 TLSv1.3;
                root %1$s;
              }
            }
            """.formatted(dir, port, NetSuites.Nginx.user()));
        return lab.server(List.of("nginx", "-p", dir.toString(), "-c", conf.toString()), port);
    }

    private static Map<String, Double> shake(Lab lab, Process server, int port)
            throws IOException, InterruptedException {
        int seconds = (int) Math.max(1, Math.ceil(lab.seconds()));
        double before = cpu(server);
        // The client's own authorities would be looked through for each certificate.
        String out = lab.client("openssl", "s_time", "-new", "-tls1_3", "-no-CAfile", "-no-CApath",
            "-no-CAstore", "-time", "" + seconds, "-connect", "127.0.0.1:" + port).output();
        double used = cpu(server) - before;
        double count = Turns.find(out, "(\\d+) connections in \\d+ real");
        return Map.of("rate", count / seconds, "perCpu", count / used);
    }

    private static Map<String, Double> fetch(Lab lab, Process server, int port)
            throws IOException, InterruptedException {
        int times = lab.smoke() ? 2 : 60;
        double before = cpu(server);
        Lab.Outcome outcome = lab.client("curl", "-sSk", "--fail", "https://127.0.0.1:" + port
            + "/body?[1-" + times + "]", "-o", "/dev/null").good();
        double used = cpu(server) - before;
        double megabytes = times * (BODY_BYTES / 1e6);
        return Map.of("rate", megabytes / (outcome.wallMs() / 1000), "perCpu", megabytes / used);
    }

    /** CPU seconds of a process and its children so far. */
    private static double cpu(Process process) throws IOException {
        double sum = 0;
        List<Long> pids = new ArrayList<>(List.of(process.pid()));
        process.descendants().forEach(p -> pids.add(p.pid()));
        for (long pid : pids) {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            sum += (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
        }
        return sum;
    }
}
