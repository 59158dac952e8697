package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.READ;
import static dev.socketley.engine.cache.command.Access.WRITE;
import static dev.socketley.engine.cache.command.Arg.Kind.KEY;
import static dev.socketley.engine.cache.command.Arg.Kind.STRING;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.many;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Flag.DENYOOM;
import static dev.socketley.engine.cache.command.Flag.FAST;

import dev.socketley.engine.cache.store.HashValue;
import dev.socketley.engine.cache.store.Limits;
import dev.socketley.engine.protocol.resp.Args;
import java.util.Arrays;
import java.util.List;

/** Commands on hashes. */
final class HashCommands {
    static final List<Command> ALL = Command.group("hash",
        command("HSET", WRITE, "Sets fields of a hash.",
            HashCommands::hset, arg("key", KEY), many("field value", STRING),
            arg("value", STRING)).flags(DENYOOM, FAST)
            .text(TextForm.rest("hset key field value").replying(TextForm.Shape.OK)),
        command("HGET", READ, "Returns a field of a hash.",
            HashCommands::hget, arg("key", KEY), arg("field", STRING)).flags(FAST)
            .text(TextForm.rest("hget key field")),
        command("HDEL", WRITE, "Removes fields of a hash.",
            HashCommands::hdel, arg("key", KEY), many("field", STRING)).flags(FAST)
            .text(TextForm.rest("hdel key field").replying(TextForm.Shape.OK_OR_NIL)),
        command("HLEN", READ, "Counts the fields of a hash.",
            HashCommands::hlen, arg("key", KEY)).flags(FAST)
            .text(TextForm.rest("hlen key")),
        command("HGETALL", READ, "Returns every field of a hash with its value.",
            HashCommands::hgetall, arg("key", KEY))
            .text(TextForm.rest("hgetall key")));

    private HashCommands() {
    }

    private static HashValue read(Call call) {
        return call.read(1, HashValue.class);
    }

    private static HashValue editOrNew(Call call) {
        return call.editOrNew(1, HashValue.class, HashValue::new);
    }

    private static Limits limits(Call call) {
        return call.context().encodings().hash();
    }

    private static Reply hset(Call call) {
        if (call.count() % 2 != 0) {
            return call.arityError();
        }
        return Reply.integer(setPairs(call));
    }

    private static int setPairs(Call call) {
        Args args = call.args();
        HashValue hash = editOrNew(call);
        Limits limits = limits(call);
        int added = 0;
        for (int i = 2; i < args.count(); i += 2) {
            added += hash.set(args.bytes(), args.offset(i), args.length(i), args.copy(i + 1),
                limits) ? 1 : 0;
        }
        call.edited(1);
        return added;
    }

    private static Reply hget(Call call) {
        HashValue hash = read(call);
        return hash == null ? Reply.NIL : Reply.bulk(get(call, hash, 2));
    }

    private static byte[] get(Call call, HashValue hash, int field) {
        Args args = call.args();
        return hash.get(args.bytes(), args.offset(field), args.length(field));
    }

    private static Reply hdel(Call call) {
        Args args = call.args();
        HashValue hash = call.edit(1, HashValue.class);
        int removed = 0;
        for (int i = 2; hash != null && i < args.count(); i++) {
            removed += hash.remove(args.bytes(), args.offset(i), args.length(i)) ? 1 : 0;
        }
        if (removed > 0) {
            call.edited(1);
        }
        return Reply.integer(removed);
    }

    private static Reply hlen(Call call) {
        HashValue hash = read(call);
        return Reply.integer(hash == null ? 0 : hash.size());
    }

    private static Reply hgetall(Call call) {
        HashValue hash = read(call);
        if (hash == null) {
            return Reply.map(List.of());
        }
        List<Reply> all = Call.replies(2 * hash.size());
        hash.forEach((field, from, length, value, at, valueLength) -> {
            all.add(bulk(field, from, length));
            all.add(bulk(value, at, valueLength));
        });
        return Reply.map(all);
    }

    /** A slice as a reply; a whole array is not copied. */
    private static Reply bulk(byte[] bytes, int from, int length) {
        return Reply.bulk(length == bytes.length
            ? bytes : Arrays.copyOfRange(bytes, from, from + length));
    }
}
