package dev.socketley.repl;

import dev.socketley.repl.Command.Kind;
import java.util.List;
import java.util.Map;

/**
 * Every command, one row each; help, completion and the reference are made of these. Handlers are
 * lambdas, so that only the class of the command that runs is loaded.
 */
final class Commands {
    static final List<Command> ALL = List.of(
        new Command("--lua", "<file> [argument...]",
            "Runs a script, in the running engine if there is one, else in one of its own; - reads "
            + "the script from standard input.",
            Kind.FILE, (in, words) -> ScriptProgram.run(in, words)),
        new Command("repl", "[flag...]",
            "Opens a Lua prompt in the running engine, or in one of its own.",
            Kind.PROGRAM, (in, words) -> PromptProgram.run(in, words)),
        new Command("daemon", "[flag...]", "Runs an engine without a script in the foreground.",
            Kind.PROGRAM, (in, words) -> EngineProgram.daemon(in, words)),
        new Command("ls", "[-s] [--json]", "Lists the runtimes; -s without the headings, --json as JSON.",
            Kind.NOTHING, (in, words) -> ClientCommands.list(in, words, false)),
        new Command("ps", "[-s] [--json]", "Lists the running runtimes; -s and --json as for ls.",
            Kind.NOTHING, (in, words) -> ClientCommands.list(in, words, true)),
        new Command("create", "<type> <name> [-s] [flag...]",
            "Makes a runtime, and starts it with -s.",
            Kind.CREATE, (in, words) -> ClientCommands.create(in, words)),
        new Command("edit", "<name> <flag...>", "Changes options of a runtime.",
            Kind.EDIT, (in, words) -> ClientCommands.edit(in, words)),
        new Command("start", "<name...>", "Starts runtimes; names may be patterns.",
            Kind.RUNTIMES, (in, words) -> ClientCommands.each(in, "start", words)),
        new Command("stop", "<name...>", "Stops runtimes and those they made.",
            Kind.RUNTIMES, (in, words) -> ClientCommands.each(in, "stop", words)),
        new Command("restart", "<name...>", "Stops runtimes and starts them again.",
            Kind.RUNTIMES, (in, words) -> ClientCommands.each(in, "restart", words)),
        new Command("remove", "<name...>", "Stops and removes runtimes.",
            Kind.RUNTIMES, (in, words) -> ClientCommands.each(in, "remove", words)),
        new Command("reload", "<name...>", "Reloads the scripts of runtimes.",
            Kind.RUNTIMES, (in, words) -> ClientCommands.each(in, "reload", words)),
        new Command("send", "<name> [message...]",
            "Sends a message through a runtime; without one, all of standard input. A cache runs each "
                + "line as a command and its replies are printed.",
            Kind.RUNTIMES, (in, words) -> ClientCommands.send(in, words)),
        new Command("show", "<name...>", "Shows everything about runtimes, as JSON.",
            Kind.RUNTIMES, (in, words) -> ClientCommands.show(in, words)),
        new Command("stats", "<name...>", "Shows the figures of runtimes.",
            Kind.RUNTIMES, (in, words) -> ClientCommands.stats(in, words)),
        new Command("logs", "[-f] [-n <lines>]",
            "Shows the last lines of the engine's log; -f follows it.",
            Kind.NOTHING, (in, words) -> ClientCommands.logs(in, words)),
        new Command("cache", "check|repair <file or directory> [--yes]",
            "Examines a cache's data file or the files of its log; repair cuts it where the damage "
                + "begins and keeps a copy.",
            Kind.NOTHING, (in, words) -> CacheFileCommands.run(in, words)),
        new Command("completion", "", "Prints completion of this command line for bash.",
            Kind.NOTHING, (in, words) -> HelpCommands.completion(in, words)),
        new Command("version", "", "Prints the version.",
            Kind.NOTHING, (in, words) -> HelpCommands.version(in, words)),
        new Command("help", "[command]", "Explains the commands, or one of them.",
            Kind.COMMANDS, (in, words) -> HelpCommands.help(in, words)));

    private static final Map<String, String> ALIASES =
        Map.of("--help", "help", "-h", "help", "--version", "version", "-v", "version");

    private Commands() {}

    /** The command of that name or alias, or null. */
    static Command of(String word) {
        String name = ALIASES.getOrDefault(word, word);
        for (Command command : ALL) {
            if (command.name().equals(name)) {
                return command;
            }
        }
        return null;
    }

    static List<String> names() {
        return ALL.stream().map(Command::name).toList();
    }
}
