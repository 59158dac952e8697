package dev.socketley.repl;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jline.reader.LineReader;

/**
 * Where things go that come while a line is being typed: above the line, which stays whole.
 * <b>Thread:</b> any.
 */
final class PromptOutput {
    private final Terminal terminal;
    private volatile LineReader reader;

    PromptOutput(Terminal terminal) {
        this.terminal = terminal;
    }

    /** From now on a line is typed in {@code reader}. */
    void reader(LineReader next) {
        reader = next;
    }

    /** The same terminal for an engine in this process, whose log goes above the line. */
    Terminal terminal() {
        PrintStream err = new PrintStream(new Lines(), true, StandardCharsets.UTF_8);
        return new Terminal(terminal.in(), terminal.out(), err, terminal.interactive(),
            terminal.environment());
    }

    /** Prints what an event carried. */
    void print(Object data) {
        above(String.valueOf(data).stripTrailing());
    }

    private void above(String text) {
        LineReader now = reader;
        if (now != null && now.isReading()) {
            now.printAbove(text);
        } else {
            terminal.err().println(text);
        }
    }

    private final class Lines extends OutputStream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int b) {
            if (b == '\n') {
                above(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(b);
            }
        }
    }
}
