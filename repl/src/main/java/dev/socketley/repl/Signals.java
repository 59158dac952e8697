package dev.socketley.repl;

import java.util.List;

/**
 * What Ctrl-C and the system's wish to end lead to. <b>Thread:</b> handlers run on one of their
 * own.
 */
final class Signals {
    /** What a shell reports for a program that Ctrl-C ended. */
    static final int INTERRUPTED = 130;

    private Signals() {}

    /** The first signal runs {@code stop}; the second ends the process at once. */
    static void stopWith(Runnable stop) {
        Stopper stopper = new Stopper(stop);
        for (String name : List.of("INT", "TERM", "HUP")) {
            org.jline.utils.Signals.register(name, stopper::signal);
        }
    }

    private static final class Stopper {
        private final Runnable stop;
        private boolean stopping;

        Stopper(Runnable stop) {
            this.stop = stop;
        }

        synchronized void signal() {
            if (stopping) {
                Runtime.getRuntime().halt(INTERRUPTED);
            }
            stopping = true;
            stop.run();
        }
    }
}
