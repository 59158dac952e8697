package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The built program in a directory of its own. <b>Owns:</b> the engines it starts; {@link #close}
 * ends them and checks that they ended well.
 */
final class Program implements AutoCloseable {
    static final Path LAUNCHER = Path.of("..", "socketley").toAbsolutePath().normalize();
    private static final int SECONDS_MAX = 2 * Until.SECONDS_MAX;

    private final Path directory;
    private final List<Process> engines = new ArrayList<>();

    Program(Path directory) throws IOException {
        this.directory = directory;
        Path bin = Files.createDirectories(directory.resolve("bin"));
        Path link = bin.resolve("socketley");
        if (!Files.exists(link)) {
            Files.createSymbolicLink(link, LAUNCHER);
        }
    }

    /** Skips the test where only classes were built; prepares the program otherwise. */
    static void prepare() throws IOException, InterruptedException {
        Path jar = LAUNCHER.resolveSibling("repl/target/dist/socketley.jar");
        Assumptions.assumeTrue(Files.exists(jar), "needs 'mvn package' or 'mvn verify'");
        Process first = new ProcessBuilder(LAUNCHER.toString(), "version")
            .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertTrue(first.waitFor(5, TimeUnit.MINUTES), "the launcher did not end");
        assertEquals(0, first.exitValue());
    }

    Path socket() {
        return directory.resolve("s");
    }

    /** What a command printed and how it ended. */
    record Outcome(String out, String err, int status) {}

    /** Runs a shell command in the directory and waits for it. */
    Outcome run(String command) throws IOException, InterruptedException {
        Path out = directory.resolve("out.txt");
        Path err = directory.resolve("err.txt");
        Process process = builder(command).redirectOutput(out.toFile())
            .redirectError(err.toFile()).redirectInput(new File("/dev/null")).start();
        if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("not done after " + SECONDS_MAX + " s: " + command);
        }
        return new Outcome(Files.readString(out), Files.readString(err), process.exitValue());
    }

    /** Starts an engine and waits for its control socket. */
    Process engine(String command) throws IOException, InterruptedException {
        Path log = directory.resolve("engine.txt");
        Process process = builder("exec " + command).redirectErrorStream(true)
            .redirectOutput(log.toFile()).start();
        engines.add(process);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
        while (!Files.exists(socket())) {
            assertTrue(process.isAlive(), () -> "the engine ended: " + text(log));
            assertTrue(System.nanoTime() < deadline, () -> "no control socket: " + text(log));
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        return process;
    }

    /** Ends an engine as {@code kill -9} does. */
    void kill(Process engine) throws InterruptedException {
        engine.destroyForcibly();
        assertTrue(engine.waitFor(SECONDS_MAX, TimeUnit.SECONDS), "still there after kill -9");
        engines.remove(engine);
    }

    /** Everything the last engine has written, its script's prints and its log. */
    String log() {
        return text(directory.resolve("engine.txt"));
    }

    /** Waits until the last engine's output has this in it. */
    void awaitLog(String text) {
        Until.holds(() -> "the log has \"" + text + "\":\n" + log(), () -> log().contains(text));
    }

    /** Waits until a runtime runs; its port. */
    int port(String runtime) {
        Matcher[] found = new Matcher[1];
        Until.holds(() -> runtime + " runs: " + log(), () -> {
            found[0] = Pattern.compile("runtime_started name=" + Pattern.quote(runtime)
                + " type=\\w+ port=(\\d+)").matcher(log());
            return found[0].find();
        });
        return Integer.parseInt(found[0].group(1));
    }

    /** Connections that a runtime says it has. */
    int connections(String runtime) throws IOException, InterruptedException {
        Matcher found = Pattern.compile("\"connections\":(\\d+)")
            .matcher(run(
            "socketley ls --json | tr '{' '\\n' | grep '\"name\":\"" + runtime + "\"'").out());
        assertTrue(found.find(), runtime + " is not listed");
        return Integer.parseInt(found.group(1));
    }

    /** Writes a file of the directory. */
    Path write(String name, String... lines) throws IOException {
        return Files.write(directory.resolve(name), List.of(lines));
    }

    /** Skips the test where a tool is missing; fails it where all must be there. */
    static void needs(String tool) {
        boolean there = Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(d -> Files.isExecutable(Path.of(d, tool)));
        assertTrue(there || System.getenv("SOCKETLEY_REQUIRE_PEERS") == null, tool + " is missing");
        Assumptions.assumeTrue(there, tool + " is not installed");
    }

    /** A copy of an example that takes free ports instead of its own. */
    Path example(String name) throws IOException {
        String text = Files.readString(LAUNCHER.resolveSibling("examples").resolve(name));
        Path copy = directory.resolve(Path.of(name).getFileName());
        Files.writeString(copy, text.replaceAll("\\bport = \\d+", "port = 0, ephemeral = true"));
        return copy;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** A process of the directory with the program on its path. */
    ProcessBuilder builder(String command) {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", command)
            .directory(directory.toFile());
        builder.environment().put("SOCKETLEY_SOCKET", socket().toString());
        builder.environment().put("XDG_STATE_HOME", directory.resolve("state").toString());
        builder.environment().merge("PATH", directory.resolve("bin").toString(),
            (old, bin) -> bin + ":" + old);
        return builder;
    }

    /** From here on the test itself says how this engine has to end. */
    void release(Process engine) {
        engines.remove(engine);
    }

    /** Ends every engine as Ctrl-C would: status 0, and no socket left. */
    @Override
    public void close() {
        try {
            end();
        } finally {
            engines.forEach(Process::destroyForcibly);
            directory.resolve("bin/socketley").toFile().delete();
        }
    }

    private void end() {
        for (Process engine : engines) {
            engine.destroy();
            engine.onExit().orTimeout(SECONDS_MAX, TimeUnit.SECONDS).join();
            assertEquals(0, engine.exitValue(), () -> text(directory.resolve("engine.txt")));
        }
        assertTrue(engines.isEmpty() || !Files.exists(socket()), "the socket is left");
    }
}
