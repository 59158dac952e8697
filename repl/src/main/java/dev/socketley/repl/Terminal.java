package dev.socketley.repl;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a command reads and prints.
 *
 * @param in          its input; a terminal when {@code interactive}
 * @param environment usually {@link System#getenv()}
 */
record Terminal(InputStream in, PrintStream out, PrintStream err, boolean interactive,
        Map<String, String> environment) {

    /** Whether a descriptor is a terminal; {@code System.console()} would load a whole editor. */
    static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty")
                || target.equals("/dev/console");
        } catch (IOException notLinux) {
            return false;
        }
    }
}
