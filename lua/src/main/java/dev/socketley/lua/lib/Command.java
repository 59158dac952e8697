package dev.socketley.lua.lib;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A shell that runs a command, and whatever that has started. <b>Thread:</b> any.
 *
 * @param mark what all of them have in their environment
 */
record Command(Process process, String mark) {
    private static final String VARIABLE = "SOCKETLEY_COMMAND";
    private static final AtomicLong NUMBER = new AtomicLong();
    /** How often the system is asked for what has come meanwhile: a command may go on starting others. */
    private static final int ROUNDS_MAX = 20;

    static Command start(ProcessBuilder builder) throws IOException {
        String number = ProcessHandle.current().pid() + "." + NUMBER.incrementAndGet() + ".";
        builder.environment().put(VARIABLE, number);
        return new Command(builder.start(), VARIABLE + "=" + number);
    }

    /**
     * Ends all of it, which would keep the pipe open. What was started in this moment, or was left to
     * itself, is no descendant of the shell: it is told by its mark, on a thread of its own.
     */
    void end() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        Thread.ofPlatform().daemon().name("lua-command-end").start(this::endMarked);
    }

    private void endMarked() {
        Set<Long> told = new HashSet<>();
        boolean found = true;
        for (int round = 0; found && round < ROUNDS_MAX; round++) {
            List<ProcessHandle> left = ProcessHandle.allProcesses()
                .filter(p -> isMarked(p.pid()) && told.add(p.pid())).toList();
            left.forEach(ProcessHandle::destroy);
            found = !left.isEmpty();
        }
    }

    /** Where the system does not tell, or not of others' processes, none is. */
    private boolean isMarked(long pid) {
        try {
            byte[] environment = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
            return new String(environment, StandardCharsets.ISO_8859_1).contains(mark);
        } catch (IOException e) {
            return false;
        }
    }
}
