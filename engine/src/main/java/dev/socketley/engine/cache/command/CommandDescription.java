package dev.socketley.engine.cache.command;

import java.util.ArrayList;
import java.util.List;

/** Rows as {@code COMMAND} shows them to clients. */
final class CommandDescription {
    private CommandDescription() {
    }

    /** Name, arity, flags, first key, last key, step, and four lists that are empty here. */
    static Reply info(Command row) {
        return Reply.array(
            Reply.bulk(row.lowerName()), Reply.integer(row.arity()), flags(row),
            Reply.integer(row.keyFirst()), Reply.integer(row.keyLast()),
            Reply.integer(row.keyFirst() == 0 ? 0 : row.keyStep()),
            Reply.EMPTY, Reply.EMPTY, Reply.EMPTY, Reply.EMPTY);
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
            if (row.has(flag) && flag != Flag.SUBSCRIBED) {
                words.add(Reply.status(flag.word()));
            }
        }
        return Reply.array(words);
    }

    /** Summary and arguments, as a flat list of names and values. */
    static Reply docs(Command row) {
        List<Reply> args = new ArrayList<>();
        for (Arg arg : row.args()) {
            args.add(argument(arg));
        }
        return Reply.array(
            Reply.bulk("summary"), Reply.bulk(row.summary()),
            Reply.bulk("since"), Reply.bulk("0.1.0"),
            Reply.bulk("group"), Reply.bulk(row.group()),
            Reply.bulk("arguments"), Reply.array(args));
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
            fields.add(Reply.array(flags));
        }
        return Reply.array(fields);
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
