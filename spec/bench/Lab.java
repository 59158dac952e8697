import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Starts servers and clients, each on its core, and ends them. */
final class Lab implements AutoCloseable {
    static final Path ROOT = Path.of(System.getProperty("bench.root"));
    static final String JDK = System.getProperty("bench.jdk");

    private static final int ANY_CORE = -1;
    private static final boolean PINS =
        has("taskset") && java.lang.Runtime.getRuntime().availableProcessors() > 1;

    private final int runs;
    private final double seconds;
    private final boolean smoke;
    private final List<String> only;
    private final Path folder;
    private final List<Process> running = new ArrayList<>();
    private final Map<Process, Path> logs = new HashMap<>();

    /** {@code only}: the parts of a suite that are wanted, all when empty. */
    Lab(int runs, double seconds, boolean smoke, List<String> only) throws IOException {
        this.runs = runs;
        this.seconds = seconds;
        this.smoke = smoke;
        this.only = only;
        this.folder = Files.createTempDirectory("socketley-bench");
    }

    /** What a command printed and whether it went well. */
    record Outcome(int status, String output, double wallMs) {
        Outcome good() {
            if (status != 0) {
                String tail = output.substring(Math.max(0, output.length() - 400));
                throw new IllegalStateException("exit status " + status + ": " + tail);
            }
            return this;
        }
    }

    int runs() {
        return runs;
    }

    double seconds() {
        return seconds;
    }

    boolean smoke() {
        return smoke;
    }

    List<String> only() {
        return only;
    }

    Path folder() {
        return folder;
    }

    /** Whether a program is on the path; one with a slash in its name is where that says. */
    static boolean has(String program) {
        return program.contains("/") ? Files.isExecutable(Path.of(program))
            : Stream.of(System.getenv("PATH").split(":")).map(p -> Path.of(p, program))
                .anyMatch(Files::isExecutable);
    }

    static void need(String program) {
        if (!has(program)) {
            throw new Skip(program + " is not installed");
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket s = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return s.getLocalPort();
        }
    }

    /** A script of {@code spec/bench/lua}, run by the program on core 0. */
    Process script(String name, int port, String... flags) throws IOException {
        List<String> command = new ArrayList<>(program());
        command.addAll(List.of(flags));
        command.addAll(List.of("--lua", ROOT.resolve("spec/bench/lua/" + name).toString()));
        return server(command, port);
    }

    static List<String> program() {
        return List.of(ROOT.resolve("socketley").toString());
    }

    /** Starts a server on core 0 and waits until {@code port} accepts; 0 waits for nothing. */
    Process server(List<String> command, int port) throws IOException {
        Path log = Files.createTempFile(folder, "server", ".log");
        ProcessBuilder builder = new ProcessBuilder(pinned(0, command));
        builder.redirectErrorStream(true).redirectOutput(log.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        environment(builder, port);
        Process process = builder.start();
        running.add(process);
        logs.put(process, log);
        if (port != 0 && !accepts(port, process)) {
            throw new IllegalStateException(command.getLast() + " does not listen: "
                + Files.readString(log).strip());
        }
        return process;
    }

    /** What a server has printed. */
    String output(Process server) throws IOException {
        return Files.readString(logs.get(server));
    }

    private void environment(ProcessBuilder builder, int port) {
        builder.environment().put("BENCH_PORT", Integer.toString(port));
        builder.environment().put("SOCKETLEY_SOCKET", folder.resolve("control-" + port).toString());
        builder.environment().put("BENCH_FOLDER", folder.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
    }

    private static boolean accepts(int port, Process process) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (process.isAlive() && System.nanoTime() < deadline) {
            try (Socket s = new Socket()) {
                s.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return true;
            } catch (IOException e) {
                LockSupport.parkNanos(5_000_000);
            }
        }
        return false;
    }

    /** Runs a client on core 1 to its end. */
    Outcome client(String... command) throws IOException, InterruptedException {
        return run(1, 0, List.of(command));
    }

    /** Runs something on the server's core to its end. */
    Outcome onServerCore(int port, List<String> command) throws IOException, InterruptedException {
        return run(0, port, command);
    }

    /** Runs something to its end wherever the system puts it. */
    Outcome anywhere(List<String> command) throws IOException, InterruptedException {
        return run(ANY_CORE, 0, command);
    }

    private Outcome run(int core, int port, List<String> command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(pinned(core, command));
        environment(builder, port);
        builder.redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        long began = System.nanoTime();
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        return new Outcome(status, output, (System.nanoTime() - began) / 1e6);
    }

    private static List<String> pinned(int core, List<String> command) {
        List<String> out = new ArrayList<>();
        if (PINS && core != ANY_CORE) {
            out.addAll(List.of("taskset", "-c", Integer.toString(core)));
        }
        out.addAll(command);
        return out;
    }

    /** The load generator, compiled once. */
    String generator() throws IOException, InterruptedException {
        return compiled("lg");
    }

    /** A C program of this folder, compiled once. */
    String compiled(String name) throws IOException, InterruptedException {
        Path binary = folder.resolve(name);
        if (!Files.exists(binary)) {
            need("gcc");
            client("gcc", "-O2", "-o", binary.toString(),
                ROOT.resolve("spec/bench/" + name + ".c").toString()).good();
        }
        return binary.toString();
    }

    void stop(Process process) {
        running.remove(process);
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void stopAll() {
        List.copyOf(running).forEach(this::stop);
    }

    /** Processor time that a process has taken. */
    static double cpuSeconds(Process process) {
        return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    }

    /** How many files the system lets one process open. */
    static int openFilesMax() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/limits")).stream()
            .filter(l -> l.startsWith("Max open files")).findFirst()
            .map(l -> l.split(" {2,}")[2]).filter(n -> n.matches("\\d{1,9}"))
            .map(Integer::parseInt).orElse(Integer.MAX_VALUE);
    }

    /** Resident memory of a process in KiB. */
    static long rssKb(Process process) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
            .filter(l -> l.startsWith("VmRSS:")).findFirst()
            .map(l -> Long.parseLong(l.replaceAll("\\D", ""))).orElse(0L);
    }

    @Override
    public void close() throws IOException {
        stopAll();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
