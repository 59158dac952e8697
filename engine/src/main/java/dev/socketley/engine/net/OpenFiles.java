package dev.socketley.engine.net;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.log.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many files, connections among them, the system lets this process open. <b>Thread:</b> any. */
public final class OpenFiles {
    /** What {@code ulimit -n} says; the JVM has raised it as far as it may. */
    static final int MOST = most();
    private static final int UNKNOWN = 1024;
    /** The JVM and its libraries open about 40, loops, a listener and the control socket 12. */
    private static final int NEEDED = 80;

    private OpenFiles() {}

    private static int most() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
                String[] words = line.split(" {2,}");
                if (words[0].equals("Max open files") && words.length > 1) {
                    return words[1].equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(words[1]);
                }
            }
        } catch (IOException | NumberFormatException e) {
            Log.warn("limits_unreadable", "cause", e);
        }
        return UNKNOWN;
    }

    /**
     * Refuses to begin where much would fail that is hard to tell of, or wait for ever, as the JDK
     * does for random numbers.
     *
     * @throws EngineException ELIMIT when they are too few for an engine with a listener
     */
    public static void check() {
        if (MOST < NEEDED) {
            throw new EngineException(ErrorCode.ELIMIT, "this process may open " + MOST
                + " files (ulimit -n), at least " + NEEDED + " are needed");
        }
    }
}
