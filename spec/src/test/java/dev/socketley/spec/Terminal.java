package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A terminal that shows one command: a tmux server of its own. <b>Owns:</b> that server, and what
 * runs in it.
 */
final class Terminal implements AutoCloseable {
    /** A server that is told to end still has its socket for a while. */
    private static final AtomicInteger SERVERS = new AtomicInteger();

    private final Program program;
    private final String socket = "./tmux-" + SERVERS.incrementAndGet();

    Terminal(Program program, Path directory, String command) throws Exception {
        this.program = program;
        tmux("new-session", "-d", "-x", "120", "-y", "50", "-c", directory.toString(),
            command + "; echo left with $?; exec cat");
    }

    private String tmux(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
            List.of("tmux", "-S", socket, "-f", "/dev/null"));
        command.addAll(List.of(words));
        ProcessBuilder builder = program.builder("unused").command(command)
            .redirectErrorStream(true);
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().remove("TMUX");
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), String.join(" ", command) + ": " + out);
        return out;
    }

    /** Types text as it is. */
    Terminal type(String text) throws Exception {
        tmux("send-keys", "-l", text);
        return this;
    }

    /** Presses keys by tmux's names: Enter, Tab, Up, C-c... */
    Terminal press(String... keys) throws Exception {
        for (String key : keys) {
            tmux("send-keys", key);
        }
        return this;
    }

    /** All that has been shown, without colours and without blanks at the ends. */
    String screen() throws IOException, InterruptedException {
        return tmux("capture-pane", "-p", "-S", "-1000").stripTrailing();
    }

    /** Waits until a line of the screen is this. */
    Terminal shows(String line) {
        String[] last = {""};
        Until.holds(() -> "shown: " + line + "\n" + last[0], () -> {
            last[0] = screen();
            return last[0].lines().anyMatch(l -> l.stripTrailing().equals(line));
        });
        return this;
    }

    /** Waits until the screen ends with this. */
    Terminal endsWith(String text) {
        String[] last = {""};
        Until.holds(() -> "ends with: " + text + "\n" + last[0], () -> {
            last[0] = screen();
            return last[0].endsWith(text);
        });
        return this;
    }

    @Override
    public void close() throws IOException {
        try {
            tmux("kill-server");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
