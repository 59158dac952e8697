package dev.socketley.engine.cache.command;

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
    private static final List<String> HELP = List.of(
        "COMMAND <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
        "(no subcommand)", "    Return details about all commands.",
        "COUNT", "    Return the number of commands.",
        "LIST [FILTERBY (MODULE|ACLCAT|PATTERN) <value>]", "    Return the names of commands.",
        "INFO [<command-name> ...]", "    Return details about commands.",
        "DOCS [<command-name> ...]", "    Return documentation of commands.",
        "GETKEYS <full-command>", "    Return the keys of a full command.",
        "GETKEYSANDFLAGS <full-command>", "    Return the keys of a full command and their use.",
        "HELP", "    Print this help.");

    private CommandCommand() {
    }

    static Reply run(Call call) {
        if (call.count() == 1) {
            return Reply.array(shown().map(CommandDescription::info).toList());
        }
        if (call.is(1, "COUNT") && call.count() == 2) {
            return Reply.integer(shown().count());
        }
        if (call.is(1, "LIST")) {
            return list(call);
        }
        if (call.is(1, "INFO")) {
            return Reply.array(chosen(call).stream()
                .map(row -> row == null ? Reply.NIL_ARRAY : CommandDescription.info(row)).toList());
        }
        if (call.is(1, "DOCS")) {
            return docs(call);
        }
        if (call.is(1, "GETKEYS") && call.count() > 2) {
            return keys(call, false);
        }
        if (call.is(1, "GETKEYSANDFLAGS") && call.count() > 2) {
            return keys(call, true);
        }
        if (call.is(1, "HELP") && call.count() == 2) {
            return Errors.help(HELP);
        }
        return Errors.subcommand(call, "command", "COUNT", "GETKEYS", "GETKEYSANDFLAGS", "HELP");
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
            rows.add(shown().filter(row -> row.name().equalsIgnoreCase(name))
                .findFirst().orElse(null));
        }
        return rows;
    }

    private static Reply list(Call call) {
        if (call.count() != 2 && (call.count() != 5 || !call.is(2, "FILTERBY"))) {
            return Errors.SYNTAX;
        }
        Predicate<Command> wanted = call.count() == 2 ? row -> true : filter(call);
        return Reply.array(shown().filter(wanted)
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
        if (row.keyFirst() == 0 && !row.has(Flag.MOVABLEKEYS)) {
            return Reply.error("ERR The command has no key arguments");
        }
        if (CommandTable.arityError(row, asked) != null) {
            return Reply.error("ERR Invalid number of arguments specified for command");
        }
        int[] found = row.keys(asked);
        if (found.length == 0) {
            return Reply.error("ERR The command has no key arguments");
        }
        List<Reply> keys = new ArrayList<>(found.length);
        for (int index : found) {
            Reply key = Reply.bulk(asked.copy(index));
            keys.add(withFlags ? Reply.array(key, CommandDescription.keyFlags(row)) : key);
        }
        return Reply.array(keys);
    }
}
