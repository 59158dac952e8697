package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.READ;
import static dev.socketley.engine.cache.command.Access.WRITE;
import static dev.socketley.engine.cache.command.Arg.Kind.INTEGER;
import static dev.socketley.engine.cache.command.Arg.Kind.KEY;
import static dev.socketley.engine.cache.command.Arg.Kind.PATTERN;
import static dev.socketley.engine.cache.command.Arg.Kind.WORDS;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.many;
import static dev.socketley.engine.cache.command.Arg.optional;
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Flag.DENYOOM;
import static dev.socketley.engine.cache.command.Flag.FAST;
import static dev.socketley.engine.cache.command.Flag.UNTOUCHING;

import dev.socketley.engine.cache.store.Glob;
import dev.socketley.engine.cache.store.Store;
import dev.socketley.engine.cache.store.ValueKind;
import dev.socketley.engine.protocol.resp.Args;
import java.util.Arrays;
import java.util.List;

/** Commands on keys of any kind, and on all keys. */
final class KeyCommands {
    static final List<Command> ALL = Command.group("generic",
        command("DEL", WRITE, "Deletes keys.", KeyCommands::del, many("key", KEY))
            .text(TextForm.rest("del key").replying(TextForm.Shape.OK_OR_NIL)),
        command("UNLINK", WRITE, "Deletes keys.", KeyCommands::del, many("key", KEY)).flags(FAST),
        command("EXISTS", READ, "Counts the keys that exist.",
            KeyCommands::exists, many("key", KEY)).flags(FAST, UNTOUCHING).text(TextForm.rest("exists key")),
        command("TOUCH", READ, "Counts the keys that exist, as a use of each.",
            KeyCommands::exists, many("key", KEY)).flags(FAST),
        command("TYPE", READ, "Returns the kind of the value at a key.",
            KeyCommands::type, arg("key", KEY)).flags(FAST, UNTOUCHING).text(TextForm.rest("type key")),
        command("KEYS", READ, "Returns every key that matches a pattern.",
            KeyCommands::keys, arg("pattern", PATTERN)).categories("keyspace", "dangerous")
            .text(TextForm.rest("keys [pattern]")),
        command("SCAN", READ, "Returns keys a portion at a time.",
            KeyCommands::scan, arg("cursor", INTEGER),
            optionalMany("MATCH pattern|COUNT count|TYPE type", WORDS))
            .text(TextForm
                .words("scan cursor [match pattern] [count n]").invalid("cursor")),
        command("RANDOMKEY", READ, "Returns a random key.", KeyCommands::randomkey),
        command("RENAME", WRITE, "Renames a key, over any other.",
            KeyCommands::rename, arg("key", KEY), arg("newkey", KEY)),
        command("RENAMENX", WRITE, "Renames a key when the new name is free.",
            KeyCommands::renamenx, arg("key", KEY), arg("newkey", KEY)).flags(FAST),
        command("COPY", WRITE, "Copies a value to another key.",
            KeyCommands::copy, arg("source", KEY), arg("destination", KEY),
            optionalMany("DB number|REPLACE", WORDS)).flags(DENYOOM).copies()
            .counted(),
        command("SORT", WRITE, "Returns elements in another order, or keeps them.",
            call -> SortCommand.run(call, false), arg("key", KEY), optionalMany(
                "BY pattern|LIMIT offset count|GET pattern|ASC|DESC|ALPHA|STORE destination",
                WORDS)).flags(DENYOOM).keys(SortCommand::keys).counted()
            .categories("set", "sortedset", "list", "dangerous"),
        command("SORT_RO", READ, "Returns elements in another order.",
            call -> SortCommand.run(call, true), arg("key", KEY), optionalMany(
                "BY pattern|LIMIT offset count|GET pattern|ASC|DESC|ALPHA", WORDS))
            .keys(SortCommand::keys).categories("set", "sortedset", "list", "dangerous"),
        ObjectCommand.ROW,
        command("SIZE", READ, "Returns the number of keys.",
            call -> Reply.integer(call.store().size()))
            .text(TextForm.words("size")).textOnly(),
        command("MOVE", WRITE, "Moves a key to another database.",
            KeyCommands::moveTo, arg("key", KEY), arg("db", INTEGER)).flags(FAST));

    private static final Reply SAME =
        Reply.error("ERR source and destination objects are the same");

    private KeyCommands() {
    }

    private static Reply del(Call call) {
        int deleted = 0;
        for (int i = 1; i < call.count(); i++) {
            deleted += call.delete(i) ? 1 : 0;
        }
        return Reply.integer(deleted);
    }

    private static Reply exists(Call call) {
        int found = 0;
        for (int i = 1; i < call.count(); i++) {
            found += call.has(i) ? 1 : 0;
        }
        return Reply.integer(found);
    }

    private static Reply type(Call call) {
        ValueKind kind = call.kind(1);
        return Reply.status(kind == null ? "none" : kind.word());
    }

    private static Reply keys(Call call) {
        Glob pattern = new Glob(call.count() > 1 ? call.bytes(1) : new byte[] {'*'});
        List<Reply> found = Call.replies(call.store().size());
        call.store().forEach((key, kind) -> {
            if (pattern.matches(key)) {
                found.add(Reply.bulk(key));
            }
        });
        return Reply.array(found);
    }

    private static Reply scan(Call call) {
        long cursor = Scans.cursor(call, 1);
        Scans.Options options = Scans.options(call, 2, true);
        return Scans.reply(cursor, options, (from, chosen, found) ->
            call.store().scan(from, chosen.count(), (key, kind) -> {
                if (chosen.accepts(key) && isOf(chosen.type(), kind)) {
                    found.add(Reply.bulk(key));
                }
            }));
    }

    private static boolean isOf(String type, ValueKind kind) {
        return type == null || type.equalsIgnoreCase(kind.word());
    }

    private static Reply randomkey(Call call) {
        return Reply.bulk(call.store().randomKey());
    }

    private static Reply rename(Call call) {
        Object value = call.value(1);
        if (value == null) {
            return Errors.NO_SUCH_KEY;
        }
        move(call, value);
        return Reply.OK;
    }

    private static Reply renamenx(Call call) {
        Object value = call.value(1);
        if (value == null) {
            return Errors.NO_SUCH_KEY;
        }
        if (call.has(2)) {
            return Reply.ZERO;
        }
        move(call, value);
        return Reply.ONE;
    }

    private static void move(Call call, Object value) {
        if (Arrays.equals(call.bytes(1), call.bytes(2))) {
            return;
        }
        call.move(1, value, call.store(), 2);
    }

    private static Reply moveTo(Call call) {
        int number = ConnectionCommands.database(call, 2, Errors.NOT_AN_INTEGER);
        Store to = call.context().keyspace().database(number);
        if (to == call.store()) {
            return SAME;
        }
        Object value = call.value(1);
        if (value == null || holds(to, call, 1)) {
            return Reply.ZERO;
        }
        call.move(1, value, to, 1);
        return Reply.ONE;
    }

    private static boolean holds(Store store, Call call, int key) {
        Args args = call.args();
        return store.get(args.bytes(), args.offset(key), args.length(key)) != null;
    }

    static Reply swapdb(Call call) {
        int one = ConnectionCommands.database(call, 1,
            Reply.error("ERR invalid first DB index"));
        int other = ConnectionCommands.database(call, 2,
            Reply.error("ERR invalid second DB index"));
        call.context().keyspace().swap(one, other);
        return Reply.OK;
    }

    private static Reply copy(Call call) {
        boolean replace = false;
        Store to = call.store();
        for (int i = 3; i < call.count(); i++) {
            if (call.is(i, "REPLACE")) {
                replace = true;
            } else if (call.is(i, "DB") && i + 1 < call.count()) {
                int number = ConnectionCommands.database(call, ++i, Errors.NOT_AN_INTEGER);
                to = call.context().keyspace().database(number);
            } else {
                return Errors.SYNTAX;
            }
        }
        if (to == call.store() && Arrays.equals(call.bytes(1), call.bytes(2))) {
            return SAME;
        }
        Object value = call.value(1);
        if (value == null || !replace && holds(to, call, 2)) {
            return Reply.ZERO;
        }
        call.copy(1, value, to, 2);
        return Reply.ONE;
    }
}
