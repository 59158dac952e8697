package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.CONNECTION;
import static dev.socketley.engine.cache.command.Arg.Kind.STRING;
import static dev.socketley.engine.cache.command.Arg.Kind.WORDS;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.many;
import static dev.socketley.engine.cache.command.Arg.optional;
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Flag.LOADING;
import static dev.socketley.engine.cache.command.Flag.STALE;

import dev.socketley.engine.cache.store.Glob;
import dev.socketley.engine.protocol.resp.Args;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** {@code COMMAND}: the table of commands, for clients that ask. */
final class CommandCommand {
    static final Command ROW = command("COMMAND", CONNECTION, "Lists the commands.",
        CommandCommand::run, optional("subcommand", STRING), optionalMany("argument", STRING))
        .flags(LOADING, STALE).categories("connection").subcommands(
            of("COUNT", "Returns the number of commands.",
                call -> Reply.integer(shown().count())),
            of("DOCS", "Returns documentation of commands.", CommandCommand::docs,
                optionalMany("command-name", STRING)),
            of("GETKEYS", "Returns the keys of a full command.", call -> keys(call, false),
                arg("command", STRING), many("arg", STRING)),
            of("GETKEYSANDFLAGS", "Returns the keys of a full command and their use.",
                call -> keys(call, true), arg("command", STRING), many("arg", STRING)),
            of("INFO", "Returns details about commands.", CommandCommand::info,
                optionalMany("command-name", STRING)),
            of("LIST", "Returns the names of commands.", CommandCommand::list, optional(
                "FILTERBY MODULE module-name|FILTERBY ACLCAT category|FILTERBY PATTERN pattern",
                WORDS)));

    private CommandCommand() {
    }

    private static Command of(String name, String summary, Command.Handler handler, Arg... args) {
        return command(name, CONNECTION, summary, handler, args)
            .flags(LOADING, STALE).categories("connection");
    }

    private static Reply run(Call call) {
        return call.count() > 1 ? Subcommands.run(call)
            : Reply.array(shown().map(CommandDescription::info).toList());
    }

    private static Reply info(Call call) {
        return Reply.array(chosen(call).stream()
            .map(row -> row == null ? Reply.NIL : CommandDescription.info(row)).toList());
    }

    private static Stream<Command> shown() {
        return CommandTable.ALL.stream().filter(row -> !row.isTextOnly());
    }

    private static List<Command> chosen(Call call) {
        if (call.count() == 2) {
            return shown().toList();
        }
        List<Command> rows = new ArrayList<>();
        for (int i = 2; i < call.count(); i++) {
            String name = call.args().text(i);
            rows.add(shown().flatMap(row -> Stream.concat(Stream.of(row), row.subcommands().stream()))
                .filter(row -> row.lowerName().equalsIgnoreCase(name)).findFirst().orElse(null));
        }
        return rows;
    }

    private static Reply list(Call call) {
        if (call.count() != 2 && (call.count() != 5 || !call.is(2, "FILTERBY"))) {
            return Errors.SYNTAX;
        }
        Predicate<Command> wanted = call.count() == 2 ? row -> true : filter(call);
        return Reply.array(shown()
            .flatMap(row -> Stream.concat(Stream.of(row), row.subcommands().stream())).filter(wanted)
            .map(row -> Reply.bulk(row.lowerName())).toList());
    }

    private static Predicate<Command> filter(Call call) {
        if (call.is(3, "MODULE")) {
            return row -> false;
        }
        if (call.is(3, "ACLCAT")) {
            String category = "@" + call.args().text(4).toLowerCase(Locale.ROOT);
            return row -> CommandDescription.categories(row).contains(category);
        }
        if (call.is(3, "PATTERN")) {
            Glob pattern = new Glob(
                call.args().text(4).toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            return row -> pattern.matches(row.lowerName().getBytes(StandardCharsets.UTF_8));
        }
        throw Errors.raise(Errors.SYNTAX);
    }

    private static Reply docs(Call call) {
        List<Reply> docs = new ArrayList<>();
        for (Command row : chosen(call)) {
            if (row != null) {
                docs.add(Reply.bulk(row.lowerName()));
                docs.add(CommandDescription.docs(row));
            }
        }
        return Reply.map(docs);
    }

    private static Reply keys(Call call, boolean withFlags) {
        byte[][] words = new byte[call.count() - 2][];
        for (int i = 0; i < words.length; i++) {
            words[i] = call.bytes(i + 2);
        }
        Args asked = Args.of(List.of(words));
        Command row = CommandTable.find(asked);
        if (row == null || row.isTextOnly()) {
            return Reply.error("ERR Invalid command specified");
        }
        Command sub = row.subcommand(asked);
        if (sub == null && !row.subcommands().isEmpty()) {
            return Reply.error("ERR Invalid command specified");
        }
        row = sub == null ? row : sub;
        if (row.keyFirst() == 0 && !row.has(Flag.MOVABLEKEYS)) {
            return Reply.error("ERR The command has no key arguments");
        }
        if (CommandTable.arityError(row, asked) != null) {
            return Reply.error("ERR Invalid number of arguments specified for command");
        }
        if (!row.countsKeys(asked)) {
            return Reply.error("ERR Invalid arguments specified for command");
        }
        int[] found = row.keys(asked);
        if (found.length == 0 && !row.has(Flag.NO_MANDATORY_KEYS)) {
            return Reply.error("ERR The command has no key arguments");
        }
        Reply flags = CommandDescription.keyFlags(row);
        List<Reply> keys = new ArrayList<>(found.length);
        for (int index : found) {
            Reply key = Reply.bulk(asked.copy(index));
            keys.add(withFlags ? Reply.array(key, flags) : key);
        }
        return Reply.array(keys);
    }
}
