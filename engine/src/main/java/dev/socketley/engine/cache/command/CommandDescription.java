package dev.socketley.engine.cache.command;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Rows as {@code COMMAND} shows them to clients. */
final class CommandDescription {
    /** Flags that are not Redis's, and the one that rows have without saying so. */
    private static final Set<Flag> UNSAID =
        EnumSet.of(Flag.SUBSCRIBED, Flag.SCRIPTING, Flag.UNTOUCHING, Flag.ADMIN);

    private CommandDescription() {
    }

    /** As {@code COMMAND INFO} has it; there are no tips. */
    static Reply info(Command row) {
        return Reply.array(
            Reply.bulk(row.lowerName()), Reply.integer(row.arity()), flags(row),
            Reply.integer(row.keyFirst()), Reply.integer(row.keyLast()),
            Reply.integer(row.keyFirst() == 0 ? 0 : row.keyStep()),
            Reply.set(categories(row).stream().map(Reply::status).toList()), Reply.EMPTY,
            keySpecs(row),
            Reply.array(row.subcommands().stream().map(CommandDescription::info).toList()));
    }

    /** Whether a row is nothing but what its subcommands are. */
    private static boolean isContainer(Command row) {
        return !row.subcommands().isEmpty() && row.arity() == -2;
    }

    /** By the names that Redis's access lists use. */
    static List<String> categories(Command row) {
        if (isContainer(row)) {
            return List.of("@slow");
        }
        List<String> words = new ArrayList<>();
        switch (row.access()) {
            case READ -> {
                if (!row.has(Flag.SCRIPTING)) {
                    words.add("@read");
                }
            }
            case WRITE -> words.add("@write");
            case PUBSUB -> words.add("@pubsub");
            case ADMIN, CONNECTION -> { }
        }
        if (isAdmin(row)) {
            words.addAll(List.of("@admin", "@dangerous"));
        }
        List<String> own = row.ownCategories() == null
            ? ofGroup(row.group()) : row.ownCategories();
        own.forEach(word -> words.add("@" + word));
        if (row.has(Flag.BLOCKING)) {
            words.add("@blocking");
        }
        words.add(row.has(Flag.FAST) ? "@fast" : "@slow");
        return words.stream().distinct().toList();
    }

    private static List<String> ofGroup(String group) {
        return switch (group) {
            case "generic" -> List.of("keyspace");
            case "sorted-set" -> List.of("sortedset");
            case "transactions" -> List.of("transaction");
            case "server", "cluster", "pubsub" -> List.of();
            default -> List.of(group);
        };
    }

    private static boolean isAdmin(Command row) {
        return row.access() == Access.ADMIN || row.has(Flag.ADMIN);
    }

    /** What a command does with its keys. */
    static Reply keyFlags(Command row) {
        return Reply.set(row.access() == Access.READ
            ? List.of(Reply.status("RO"), Reply.status("access"))
            : List.of(Reply.status("RW"), Reply.status("update")));
    }

    private static Reply keySpecs(Command row) {
        List<Reply> specs = new ArrayList<>();
        if (row.keyFirst() > 0) {
            int last = row.keyLast() < 0 ? row.keyLast() : row.keyLast() - row.keyFirst();
            specs.add(keySpec(row, row.keyFirst(), "range", List.of(
                Reply.bulk("lastkey"), Reply.integer(last),
                Reply.bulk("keystep"), Reply.integer(row.keyStep()),
                Reply.bulk("limit"), Reply.ZERO)));
        }
        for (int i = 0; i < row.args().size(); i++) {
            if (row.args().get(i).kind() == Arg.Kind.NUMKEYS) {
                specs.add(keySpec(row, i + 1, "keynum", List.of(
                    Reply.bulk("keynumidx"), Reply.ZERO,
                    Reply.bulk("firstkey"), Reply.ONE,
                    Reply.bulk("keystep"), Reply.ONE)));
            }
        }
        return Reply.array(specs);
    }

    private static Reply keySpec(Command row, int index, String type, List<Reply> spec) {
        return Reply.map(List.of(
            Reply.bulk("flags"), keyFlags(row),
            Reply.bulk("begin_search"), Reply.map(List.of(
                Reply.bulk("type"), Reply.bulk("index"),
                Reply.bulk("spec"), Reply.map(List.of(
                    Reply.bulk("index"), Reply.integer(index))))),
            Reply.bulk("find_keys"), Reply.map(List.of(
                Reply.bulk("type"), Reply.bulk(type), Reply.bulk("spec"), Reply.map(spec)))));
    }

    private static Reply flags(Command row) {
        if (isContainer(row)) {
            return Reply.set(List.of());
        }
        List<Reply> words = new ArrayList<>();
        switch (row.access()) {
            case READ -> words.add(Reply.status("readonly"));
            case WRITE -> words.add(Reply.status("write"));
            case PUBSUB -> words.add(Reply.status("pubsub"));
            case ADMIN, CONNECTION -> { }
        }
        if (isAdmin(row)) {
            words.add(Reply.status("admin"));
        }
        for (Flag flag : Flag.values()) {
            if (row.has(flag) && !UNSAID.contains(flag)) {
                words.add(Reply.status(flag.word()));
            }
        }
        return Reply.set(words);
    }

    /** Summary and arguments, as a flat list of names and values. */
    static Reply docs(Command row) {
        List<Reply> fields = new ArrayList<>(List.of(
            Reply.bulk("summary"), Reply.bulk(row.summary()),
            Reply.bulk("since"), Reply.bulk("0.1.0"),
            Reply.bulk("group"), Reply.bulk(row.group()),
            Reply.bulk("complexity"), Reply.bulk(row.has(Flag.FAST)
                ? "O(1) or O(log(N)) for each key or element that is named"
                : "O(N), N the elements that it reads or changes")));
        if (!isContainer(row) && !row.args().isEmpty()) {
            fields.add(Reply.bulk("arguments"));
            fields.add(Reply.array(row.args().stream().map(ArgumentDescription::of).toList()));
        }
        if (!row.subcommands().isEmpty()) {
            List<Reply> subcommands = new ArrayList<>();
            for (Command each : row.subcommands()) {
                subcommands.add(Reply.bulk(each.lowerName()));
                subcommands.add(docs(each));
            }
            fields.add(Reply.bulk("subcommands"));
            fields.add(Reply.map(subcommands));
        }
        return Reply.map(fields);
    }
}
