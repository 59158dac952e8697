package dev.socketley.engine.cache.command;

import java.util.ArrayList;
import java.util.List;

/** Rows as {@code COMMAND} shows them to clients. */
final class CommandDescription {
    private CommandDescription() {
    }

    /** As {@code COMMAND INFO} has it; there are no tips, and subcommands are no rows. */
    static Reply info(Command row) {
        return Reply.array(
            Reply.bulk(row.lowerName()), Reply.integer(row.arity()), flags(row),
            Reply.integer(row.keyFirst()), Reply.integer(row.keyLast()),
            Reply.integer(row.keyFirst() == 0 ? 0 : row.keyStep()),
            Reply.set(categories(row).stream().map(Reply::status).toList()), Reply.EMPTY,
            keySpecs(row), Reply.EMPTY);
    }

    /** By the names that Redis's access lists use. */
    static List<String> categories(Command row) {
        List<String> words = new ArrayList<>();
        switch (row.access()) {
            case READ -> words.add("@read");
            case WRITE -> words.add("@write");
            case ADMIN -> words.addAll(List.of("@admin", "@dangerous"));
            case PUBSUB, CONNECTION -> { }
        }
        words.add("@" + switch (row.group()) {
            case "generic" -> "keyspace";
            case "sorted-set" -> "sortedset";
            case "transactions" -> "transaction";
            case "server" -> row.access() == Access.CONNECTION ? "admin" : "keyspace";
            default -> row.group();
        });
        if (row.has(Flag.BLOCKING)) {
            words.add("@blocking");
        }
        words.add(row.has(Flag.FAST) ? "@fast" : "@slow");
        return words.stream().distinct().toList();
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
        List<Reply> words = new ArrayList<>();
        switch (row.access()) {
            case READ -> words.add(Reply.status("readonly"));
            case WRITE -> words.add(Reply.status("write"));
            case ADMIN -> words.add(Reply.status("admin"));
            case PUBSUB -> words.add(Reply.status("pubsub"));
            case CONNECTION -> { }
        }
        for (Flag flag : Flag.values()) {
            if (row.has(flag) && flag != Flag.SUBSCRIBED && flag != Flag.SCRIPTING) {
                words.add(Reply.status(flag.word()));
            }
        }
        return Reply.set(words);
    }

    /** Summary and arguments, as a flat list of names and values. */
    static Reply docs(Command row) {
        List<Reply> args = new ArrayList<>();
        for (Arg arg : row.args()) {
            args.add(argument(arg));
        }
        return Reply.map(List.of(
            Reply.bulk("summary"), Reply.bulk(row.summary()),
            Reply.bulk("since"), Reply.bulk("0.1.0"),
            Reply.bulk("group"), Reply.bulk(row.group()),
            Reply.bulk("arguments"), Reply.array(args)));
    }

    private static Reply argument(Arg arg) {
        List<Reply> flags = new ArrayList<>();
        if (arg.optional()) {
            flags.add(Reply.status("optional"));
        }
        if (arg.multiple()) {
            flags.add(Reply.status("multiple"));
        }
        List<Reply> fields = new ArrayList<>(List.of(
            Reply.bulk("name"), Reply.bulk(arg.name()),
            Reply.bulk("type"), Reply.bulk(type(arg)),
            Reply.bulk("display_text"), Reply.bulk(arg.name())));
        if (!flags.isEmpty()) {
            fields.add(Reply.bulk("flags"));
            fields.add(Reply.set(flags));
        }
        return Reply.map(fields);
    }

    private static String type(Arg arg) {
        return switch (arg.kind()) {
            case KEY -> "key";
            case INTEGER, NUMKEYS -> "integer";
            case DOUBLE -> "double";
            case PATTERN -> "pattern";
            case STRING, WORDS -> "string";
        };
    }
}
