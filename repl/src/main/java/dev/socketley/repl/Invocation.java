package dev.socketley.repl;

import dev.socketley.engine.control.ControlAddress;
import dev.socketley.engine.option.OptionSet;
import java.nio.file.Path;

/**
 * What a command is run with.
 *
 * @param options the program's own options, see {@link ProgramOptions}
 */
record Invocation(Terminal terminal, OptionSet options) {
    Path socket() {
        Path path = ControlAddress.of(terminal.environment());
        ControlAddress.checkDirectory(path);
        return path;
    }

    void print(String text) {
        terminal.out().println(text);
    }
}
