import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** HTTP against nginx: the shortest answer, and files. */
final class HttpSuites {
    private HttpSuites() {}

    private static NetSuites.Nginx nginx(Lab lab) throws IOException, InterruptedException {
        Lab.need("wrk");
        return lab.smoke() ? null : NetSuites.Nginx.find(lab);
    }

    static void hello(Lab lab, Report report) throws IOException, InterruptedException {
        NetSuites.Nginx nginx = nginx(lab);
        Turns turns = new Turns(lab).side("socketley", NetSuites.kept(lab, p -> javaHello(lab, p),
            p -> NetSuites.requests(lab, p, "return")));
        if (nginx != null) {
            turns.side("nginx", NetSuites.fresh(lab, nginx::start,
                p -> NetSuites.requests(lab, p, "return")));
        }
        add(report, turns.runCold(), "HTTP hello from Java, wrk -c 64", nginx != null, 0.8);
    }

    private static Process javaHello(Lab lab, int port) throws IOException {
        return lab.server(List.of(Lab.JDK + "/bin/java", "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders", "-Dio.netty.iouring.enterNoIoWaitEnabled=true",
            "--enable-native-access=ALL-UNNAMED", "--class-path",
            System.getProperty("java.class.path"), Lab.ROOT + "/spec/bench/JavaHello.java"), port);
    }

    static void file(Lab lab, Report report, String size, int bytes, double target)
            throws IOException, InterruptedException {
        NetSuites.Nginx nginx = nginx(lab);
        Path folder = Files.createDirectories(lab.folder().resolve("files"));
        Files.write(folder.resolve("x.bin"), new byte[bytes]);
        Turns turns = new Turns(lab).side("socketley",
            NetSuites.kept(lab, p -> lab.script("files.lua", p),
                p -> NetSuites.requests(lab, p, "x.bin")));
        if (nginx != null) {
            turns.side("nginx", NetSuites.fresh(lab, nginx::start,
                p -> NetSuites.requests(lab, p, "files/x.bin")));
        }
        add(report, turns.runCold(), "file of " + size + ", wrk -c 64", nginx != null, target);
    }

    private static void add(Report report, Turns turns, String name, boolean both, double target) {
        report.add(new Report.Figure(name, "requests/s", turns.of("socketley", "rps"),
            both ? turns.of("nginx", "rps") : null, "ratio ≥ " + target));
        report.add(new Report.Figure(name + ", p99", "ms", turns.of("socketley", "p99"),
            both ? turns.of("nginx", "p99") : null, ""));
    }
}
