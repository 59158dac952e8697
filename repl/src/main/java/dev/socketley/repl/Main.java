package dev.socketley.repl;

import dev.socketley.engine.control.OptionFlags;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.option.Nearest;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.lua.lib.ProcessOutput;
import java.io.FileDescriptor;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;

/** The {@code socketley} program: finds the command and tells its failure. */
public final class Main {
    /** A program that has more has left some behind. */
    private static final int THREADS_MAX = 100;

    private Main() {}

    public static void main(String[] args) {
        Terminal terminal = new Terminal(System.in, new ProcessOutput(FileDescriptor.out),
            new ProcessOutput(FileDescriptor.err), Terminal.isTerminal(0), System.getenv());
        int status = run(terminal, List.of(args));
        terminal.out().flush();
        terminal.err().flush();
        end(status);
    }

    /**
     * Ends the process. {@code System.exit} first looks for a logger, in every jar of the class path, which
     * takes longer than most commands: where nothing else would keep the process, to return is enough.
     */
    private static void end(int status) {
        if (status != 0 || othersRun()) {
            System.exit(status);
        }
    }

    /** Whether a thread beside this one would keep the process. */
    private static boolean othersRun() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        Thread[] all = new Thread[THREADS_MAX];
        int count = group.enumerate(all);
        for (int i = 0; i < count; i++) {
            if (!all[i].isDaemon() && all[i] != Thread.currentThread()) {
                return true;
            }
        }
        return count == THREADS_MAX;
    }

    /** Runs one command line; returns the exit status. */
    static int run(Terminal terminal, List<String> words) {
        String what = "";
        try {
            int at = programFlags(words);
            OptionSet options = OptionFlags.apply(ProgramOptions.ALL, words.subList(0, at));
            if (at == words.size()) {
                throw new UsageException("no command given", "'socketley help' lists the commands");
            }
            Command command = find(words.get(at));
            List<String> rest = words.subList(at + 1, words.size());
            what = what(command, rest);
            if (rest.equals(List.of("--help")) && !command.name().equals("--lua")) {
                command = Commands.of("help");
                rest = List.of(words.get(at));
            }
            return command.handler().run(new Invocation(terminal, options), rest);
        } catch (EngineException e) {
            return Failures.tell(terminal.err(), what, e);
        } catch (InvalidPathException e) {
            return Failures.tell(terminal.err(), what, new UsageException("no file can be named '"
                + e.getInput() + "'", "the locale has to be one of UTF-8 that is installed: LC_ALL=C.UTF-8"));
        }
    }

    /** How many words at the front are the program's own flags with their values. */
    static int programFlags(List<String> words) {
        int at = 0;
        while (at < words.size() && ProgramOptions.ALL.row(flagName(words.get(at))) != null) {
            at = Math.min(words.size(), at + (words.get(at).contains("=") ? 1 : 2));
        }
        return at;
    }

    private static String flagName(String word) {
        int equals = word.indexOf('=');
        return word.startsWith("--") ? word.substring(2, equals < 0 ? word.length() : equals) : "";
    }

    private static Command find(String word) {
        Command command = Commands.of(word);
        if (command != null) {
            return command;
        }
        List<String> known = new ArrayList<>(Commands.names());
        ProgramOptions.ALL.rows().forEach(row -> known.add("--" + row.key()));
        if (word.endsWith(".lua")) {
            throw new UsageException("unknown command '" + word + "'",
                "'socketley --lua " + word + "' runs a script");
        }
        String kind = word.startsWith("-") ? "flag" : "command";
        throw new UsageException("unknown " + kind + " '" + word + "'" + Nearest.hint(word, known),
            "'socketley help' lists the commands");
    }

    /**
     * The first part of an error: the command and, if it has one, what it was to work on; null when
     * that is a script.
     */
    private static String what(Command command, List<String> words) {
        boolean named = switch (command.kind()) {
            case RUNTIMES, EDIT -> !words.isEmpty() && !words.getFirst().startsWith("-");
            default -> false;
        };
        if (command.kind() == Command.Kind.CREATE && words.size() > 1) {
            return "create " + words.get(1);
        }
        if (command.kind() == Command.Kind.FILE) {
            return null;
        }
        return named ? command.name() + " " + words.getFirst() : command.name();
    }
}
