package dev.socketley.repl;

import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.RuntimeType;
import dev.socketley.engine.option.Nearest;
import dev.socketley.engine.option.Option;
import dev.socketley.engine.types.RuntimeTypes;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** What the rows say of themselves. */
final class HelpCommands {
    private static final int COLUMN = 26;

    private HelpCommands() {}

    static int version(Invocation in, List<String> words) {
        String version = HelpCommands.class.getPackage().getImplementationVersion();
        in.print(version == null ? "unpacked" : version);
        return 0;
    }

    static int help(Invocation in, List<String> words) {
        if (words.isEmpty()) {
            in.terminal().out().print(overview());
            return 0;
        }
        Command command = Commands.of(words.getFirst());
        if (command == null) {
            throw new UsageException("unknown command '" + words.getFirst() + "'"
                + Nearest.hint(words.getFirst(), Commands.names()),
                "'socketley help' lists the commands");
        }
        in.terminal().out().print(of(command));
        return 0;
    }

    static String overview() {
        StringBuilder out = new StringBuilder("usage: socketley [flag...] <command>\n\ncommands:\n");
        for (Command command : Commands.ALL) {
            out.append(line(command.name(), command.summary()));
        }
        out.append("\nflags of --lua, repl and daemon:\n");
        ProgramOptions.ALL.rows().forEach(row -> out.append(option(row)));
        out.append("\nenvironment:\n");
        EnvironmentVariable.ALL.forEach(row -> out.append(line(row.name(), row.summary())));
        return out.append("\n'socketley help <command>' says more.\n").toString();
    }

    static String of(Command command) {
        StringBuilder out = new StringBuilder("usage: " + command.usage() + "\n\n"
            + command.summary() + "\n");
        switch (command.kind()) {
            case CREATE, EDIT -> types(out, command.kind() == Command.Kind.EDIT);
            case PROGRAM, FILE -> {
                out.append("\nflags").append(command.kind() == Command.Kind.FILE
                    ? " (before --lua):\n" : ":\n");
                ProgramOptions.ALL.rows().forEach(row -> out.append(option(row)));
            }
            case RUNTIMES -> out.append("\nA name may be an id, or a pattern with *, ? and "
                + "[abc]; quote it from the shell.\n");
            default -> { }
        }
        return out.toString();
    }

    private static void types(StringBuilder out, boolean editing) {
        if (!editing) {
            out.append("\ntypes:\n");
            RuntimeTypes.ALL.forEach(type -> out.append(line(type.word(), type.summary())));
        }
        out.append("\nflags of every type:\n");
        if (!editing) {
            out.append(line("-s, --start", "Start it, too."));
        }
        CommonOptions.ALL.forEach(row -> out.append(option(row)));
        for (RuntimeType type : RuntimeTypes.ALL) {
            out.append("\nflags of a ").append(type.word()).append(":\n");
            type.options().forEach(row -> out.append(option(row)));
        }
        out.append("\nA switch is turned off with --no-<flag>.\n");
    }

    private static String option(Option<?> row) {
        String names = (row.flag() == null ? "" : row.flag() + ", ") + "--" + row.key();
        String values = row.isSwitch() ? "" : " Takes " + row.expected() + ".";
        return line(names, row.help() + values + " Default: " + fallback(row) + ".");
    }

    static String fallback(Option<?> row) {
        if (row.fallbackText() != null) {
            return row.fallbackText();
        }
        return switch (row.fallback()) {
            case Duration d when row.expected().startsWith("milli") -> String.valueOf(d.toMillis());
            case Duration d -> String.valueOf(d.toSeconds());
            case Boolean b -> b ? "on" : "off";
            case String s when s.isEmpty() -> "none";
            case List<?> list when list.isEmpty() -> "none";
            case Double d when d == Math.rint(d) -> String.valueOf(d.longValue());
            case Object other -> other.toString();
        };
    }

    private static String line(String name, String text) {
        String head = "  " + name;
        return head.length() < COLUMN ? head + " ".repeat(COLUMN - head.length()) + text + "\n"
            : head + "\n" + " ".repeat(COLUMN) + text + "\n";
    }

    static int completion(Invocation in, List<String> words) {
        in.terminal().out().print(Completion.bash());
        return 0;
    }

    /** {@code --a --b} of rows. */
    static String flags(List<Option<?>> rows) {
        return rows.stream().map(row -> "--" + row.key()).collect(Collectors.joining(" "));
    }
}
