package dev.socketley.repl;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.log.Shown;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.impl.DumbTerminal;

/**
 * The Lua prompt on a terminal. <b>Thread:</b> the main one; Ctrl-C comes on another. <b>Owns:</b>
 * the terminal while it runs. <b>Bounds:</b> {@link #HISTORY_LINES_MAX} lines of history.
 */
final class Prompt {
    private static final int HISTORY_LINES_MAX = 10_000;
    private static final String PROMPT = "socketley> ";
    private static final String RED = "\033[31m";
    private static final String PLAIN = "\033[0m";

    private final Terminal terminal;
    /** What people type who have not read how to leave. */
    private static final Set<String> LEAVE = Set.of("exit", "quit", "exit()", "quit()", ":q");
    private static final Set<String> HELP = Set.of("help", "help()", "?");
    private static final String HELP_TEXT = """
        Lua: an expression is shown, a statement is run, what is not complete goes on in the next line.
        socketley.list()                names of the runtimes
        socketley.get("name")           one of them
        socketley.send("name", "text")  to its clients, or its server
        Tab completes names, Up recalls lines, Ctrl-C ends what runs, Ctrl-D or exit leaves.
        Options, hooks and functions: docs/options.md, docs/hooks.md, docs/library.md.""";

    private final Evaluator evaluator;
    private final PromptOutput output;

    Prompt(Terminal terminal, Evaluator evaluator, PromptOutput output) {
        this.terminal = terminal;
        this.evaluator = evaluator;
        this.output = output;
    }

    /** Reads and evaluates until Ctrl-D; returns the exit status. */
    int run(String where) {
        try (org.jline.terminal.Terminal tty = TerminalBuilder.builder().system(true)
                .dumb(true).encoding(StandardCharsets.UTF_8).build()) {
            LineReader reader = reader(tty);
            output.reader(reader);
            tty.handle(Signal.INT, signal -> evaluator.interrupt());
            if (tty instanceof DumbTerminal) {
                org.jline.utils.Signals.register(Signal.INT.name(), () -> interrupted(reader, tty));
            }
            PrintStream out = new PrintStream(tty.output(), true, StandardCharsets.UTF_8);
            out.println("socketley, " + where + "; help tells more, Ctrl-D leaves");
            boolean goOn = true;
            while (goOn) {
                goOn = one(reader, out);
            }
            return 0;
        } catch (IOException e) {
            throw new EngineException(ErrorCode.EIO, "terminal: " + e.getMessage(), e);
        }
    }

    /** Ctrl-C on a terminal that leaves signals to the JVM; the line typed so far is the kernel's. */
    private void interrupted(LineReader reader, org.jline.terminal.Terminal tty) {
        evaluator.interrupt();
        if (reader.isReading()) {
            tty.writer().print("\n" + PROMPT);
            tty.flush();
        }
    }

    private LineReader reader(org.jline.terminal.Terminal tty) {
        LuaEditing lua = new LuaEditing(evaluator);
        return LineReaderBuilder.builder().terminal(tty).appName("socketley")
            .parser(lua).completer(lua).highlighter(lua)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.HISTORY_IGNORE_SPACE, false)
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "%P >> ")
            .variable(LineReader.INDENTATION, 2)
            .variable(LineReader.HISTORY_FILE, historyFile(terminal.environment()))
            .variable(LineReader.HISTORY_SIZE, HISTORY_LINES_MAX)
            .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_LINES_MAX)
            .build();
    }

    /** {@code $XDG_STATE_HOME/socketley/history}, readable by the user alone. */
    static Path historyFile(Map<String, String> environment) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        Path base = state.isEmpty()
            ? Path.of(environment.getOrDefault("HOME", "."), ".local", "state") : Path.of(state);
        Path directory = base.resolve("socketley");
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory.getParent());
                Files.createDirectory(directory,
                    PosixFilePermissions.asFileAttribute(
                        PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException noHistoryThen) {
            return directory.resolve("history");
        }
        return directory.resolve("history");
    }

    /** One chunk; false at the end. */
    private boolean one(LineReader reader, PrintStream out) {
        try {
            String chunk = reader.readLine(PROMPT);
            if (LEAVE.contains(chunk.strip())) {
                return false;
            }
            if (HELP.contains(chunk.strip())) {
                out.println(HELP_TEXT);
            } else if (!chunk.isBlank()) {
                String result = evaluator.eval(chunk, data -> Streamed.print(out, data));
                if (!result.isEmpty()) {
                    out.println(result);
                }
            }
            return true;
        } catch (UserInterruptException lineGivenUp) {
            return true;
        } catch (EndOfFileException left) {
            return false;
        } catch (EngineException e) {
            if (e.code() == ErrorCode.ECLOSED) {
                throw e;
            }
            out.println(RED + Shown.text(e.getMessage()) + PLAIN);
            return true;
        }
    }
}
