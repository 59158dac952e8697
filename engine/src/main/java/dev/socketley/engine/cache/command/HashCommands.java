package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.READ;
import static dev.socketley.engine.cache.command.Access.WRITE;
import static dev.socketley.engine.cache.command.Arg.Kind.DOUBLE;
import static dev.socketley.engine.cache.command.Arg.Kind.INTEGER;
import static dev.socketley.engine.cache.command.Arg.Kind.KEY;
import static dev.socketley.engine.cache.command.Arg.Kind.STRING;
import static dev.socketley.engine.cache.command.Arg.Kind.WORDS;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.many;
import static dev.socketley.engine.cache.command.Arg.optional;
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Flag.DENYOOM;
import static dev.socketley.engine.cache.command.Flag.FAST;

import dev.socketley.engine.cache.store.Decimal;
import dev.socketley.engine.cache.store.HashValue;
import dev.socketley.engine.protocol.resp.Args;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Commands on hashes. */
final class HashCommands {
    static final List<Command> ALL = Command.group("hash",
        command("HSET", WRITE, "Sets fields of a hash.",
            HashCommands::hset, arg("key", KEY), many("field value", STRING),
            arg("value", STRING)).flags(DENYOOM, FAST)
            .text(TextForm.rest("hset key field value").replying(TextForm.Shape.OK)),
        command("HMSET", WRITE, "Sets fields of a hash.",
            HashCommands::hmset, arg("key", KEY), many("field value", STRING),
            arg("value", STRING)).flags(DENYOOM, FAST),
        command("HSETNX", WRITE, "Sets a field of a hash that does not exist.",
            HashCommands::hsetnx, arg("key", KEY), arg("field", STRING),
            arg("value", STRING)).flags(DENYOOM, FAST),
        command("HGET", READ, "Returns a field of a hash.",
            HashCommands::hget, arg("key", KEY), arg("field", STRING)).flags(FAST)
            .text(TextForm.rest("hget key field")),
        command("HMGET", READ, "Returns fields of a hash.",
            HashCommands::hmget, arg("key", KEY), many("field", STRING)).flags(FAST),
        command("HGETALL", READ, "Returns every field of a hash with its value.",
            call -> all(call, true, true), arg("key", KEY))
            .text(TextForm.rest("hgetall key")),
        command("HKEYS", READ, "Returns every field of a hash.",
            call -> all(call, true, false), arg("key", KEY)),
        command("HVALS", READ, "Returns the value of every field of a hash.",
            call -> all(call, false, true), arg("key", KEY)),
        command("HDEL", WRITE, "Removes fields of a hash.",
            HashCommands::hdel, arg("key", KEY), many("field", STRING)).flags(FAST)
            .text(TextForm.rest("hdel key field").replying(TextForm.Shape.OK_OR_NIL)),
        command("HLEN", READ, "Counts the fields of a hash.",
            HashCommands::hlen, arg("key", KEY)).flags(FAST)
            .text(TextForm.rest("hlen key")),
        command("HSTRLEN", READ, "Returns the length of a field of a hash.",
            HashCommands::hstrlen, arg("key", KEY), arg("field", STRING)).flags(FAST),
        command("HEXISTS", READ, "Tells whether a hash has a field.",
            call -> Reply.flag(length(call) >= 0), arg("key", KEY), arg("field", STRING))
            .flags(FAST),
        command("HINCRBY", WRITE, "Adds to the integer in a field of a hash.",
            HashCommands::hincrby, arg("key", KEY), arg("field", STRING),
            arg("increment", INTEGER)).flags(DENYOOM, FAST),
        command("HINCRBYFLOAT", WRITE, "Adds to the number in a field of a hash.",
            HashCommands::hincrbyfloat, arg("key", KEY), arg("field", STRING),
            arg("increment", DOUBLE)).flags(DENYOOM, FAST),
        command("HRANDFIELD", READ, "Returns random fields of a hash.",
            HashCommands::hrandfield, arg("key", KEY), optional("count", INTEGER),
            optionalMany("WITHVALUES", WORDS)),
        command("HSCAN", READ, "Returns fields of a hash a portion at a time.",
            HashCommands::hscan, arg("key", KEY), arg("cursor", INTEGER),
            optionalMany("MATCH pattern|COUNT count", WORDS)));

    private static final Reply VALUE_NOT_AN_INTEGER =
        Reply.error("ERR hash value is not an integer");
    private static final Reply VALUE_NOT_A_FLOAT = Reply.error("ERR hash value is not a float");

    private static final byte[] HSET = "HSET".getBytes(StandardCharsets.US_ASCII);

    private HashCommands() {
    }

    private static HashValue read(Call call) {
        return call.read(1, HashValue.class);
    }

    private static Reply hset(Call call) {
        return call.count() % 2 == 0 ? Reply.integer(setPairs(call)) : call.arityError();
    }

    private static Reply hmset(Call call) {
        if (call.count() % 2 != 0) {
            return call.arityError();
        }
        setPairs(call);
        return Reply.OK;
    }

    private static int setPairs(Call call) {
        HashValue hash = call.editOrNew(1, HashValue.class, HashValue::new);
        int added = 0;
        for (int i = 2; i < call.count(); i += 2) {
            added += set(call, hash, i, call.bytes(i + 1)) ? 1 : 0;
        }
        call.edited(1);
        return added;
    }

    private static boolean set(Call call, HashValue hash, int field, byte[] value) {
        Args args = call.args();
        return hash.set(args.bytes(), args.offset(field), args.length(field), value,
            call.context().encodings().hash());
    }

    private static Reply hsetnx(Call call) {
        HashValue hash = call.editOrNew(1, HashValue.class, HashValue::new);
        if (get(call, hash, 2) != null) {
            return Reply.ZERO;
        }
        set(call, hash, 2, call.bytes(3));
        call.edited(1);
        return Reply.ONE;
    }

    private static Reply hget(Call call) {
        return Reply.bulk(get(call, read(call), 2));
    }

    private static byte[] get(Call call, HashValue hash, int field) {
        Args args = call.args();
        return hash == null ? null
            : hash.get(args.bytes(), args.offset(field), args.length(field));
    }

    private static Reply hmget(Call call) {
        HashValue hash = read(call);
        List<Reply> values = Call.replies(call.count());
        for (int i = 2; i < call.count(); i++) {
            values.add(Reply.bulk(get(call, hash, i)));
        }
        return Reply.array(values);
    }

    private static Reply all(Call call, boolean fields, boolean values) {
        HashValue hash = read(call);
        List<Reply> all = Call.replies(hash == null ? 0 : 2 * hash.size());
        if (hash != null) {
            hash.forEach((field, from, length, value, at, valueLength) -> {
                if (fields) {
                    all.add(Reply.bulk(Scans.bytes(field, from, length)));
                }
                if (values) {
                    all.add(Reply.bulk(Scans.bytes(value, at, valueLength)));
                }
            });
        }
        return fields && values ? Reply.map(all) : Reply.array(all);
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

    private static Reply hstrlen(Call call) {
        return Reply.integer(Math.max(length(call), 0));
    }

    private static int length(Call call) {
        Args args = call.args();
        HashValue hash = read(call);
        return hash == null ? -1 : hash.length(args.bytes(), args.offset(2), args.length(2));
    }

    private static Reply hincrby(Call call) {
        long increment = call.integer(3);
        HashValue hash = call.editOrNew(1, HashValue.class, HashValue::new);
        byte[] old = get(call, hash, 2);
        if (old != null && !Decimal.is(old, 0, old.length)) {
            return VALUE_NOT_AN_INTEGER;
        }
        long value = old == null ? 0 : Decimal.parse(old, 0, old.length);
        long sum = value + increment;
        if (((value ^ sum) & (increment ^ sum)) < 0) {
            return Errors.OVERFLOW;
        }
        set(call, hash, 2, Decimal.text(sum));
        call.edited(1);
        return Reply.integer(sum);
    }

    private static Reply hincrbyfloat(Call call) {
        BigDecimal increment = increment(call);
        HashValue hash = call.editOrNew(1, HashValue.class, HashValue::new);
        byte[] old = get(call, hash, 2);
        byte[] sum = Numbers.bytes(Numbers.sum(number(old), increment));
        set(call, hash, 2, sum);
        call.edited(1);
        if (call.isRecorded()) {
            call.instead(Args.of(List.of(
                HSET, call.bytes(1), call.bytes(2), sum)));
        }
        return Reply.bulk(sum);
    }

    private static BigDecimal increment(Call call) {
        Args args = call.args();
        try {
            return Numbers.decimal(args.bytes(), args.offset(3), args.length(3));
        } catch (CommandException e) {
            throw e.reply() == Numbers.INFINITY
                ? Errors.raise(Reply.error("ERR value is NaN or Infinity")) : e;
        }
    }

    private static BigDecimal number(byte[] value) {
        try {
            return value == null ? BigDecimal.ZERO : Numbers.decimal(value, 0, value.length);
        } catch (CommandException e) {
            throw e.reply() == Numbers.INFINITY ? e : Errors.raise(VALUE_NOT_A_FLOAT);
        }
    }

    private static Reply hrandfield(Call call) {
        if (call.count() == 2) {
            HashValue hash = read(call);
            List<Reply> one = new ArrayList<>(1);
            if (hash != null) {
                hash.random(adder(one, false));
            }
            return one.isEmpty() ? Reply.NIL : one.getFirst();
        }
        boolean values = call.count() > 3;
        long count = Randoms.count(call, 2);
        if (values && (call.count() > 4 || !call.is(3, "WITHVALUES"))) {
            return Errors.SYNTAX;
        }
        Randoms.check(count, values);
        HashValue hash = read(call);
        if (hash == null || count == 0) {
            return Reply.EMPTY;
        }
        List<Reply> found =
            count < 0 ? repeated(hash, -count, values) : distinct(hash, count, values);
        return values ? Reply.pairs(found) : Reply.array(found);
    }

    private static HashValue.Fields adder(List<Reply> to, boolean values) {
        return (field, from, length, value, at, valueLength) -> {
            to.add(Reply.bulk(Scans.bytes(field, from, length)));
            if (values) {
                to.add(Reply.bulk(Scans.bytes(value, at, valueLength)));
            }
        };
    }

    private static List<Reply> repeated(HashValue hash, long count, boolean values) {
        List<Reply> chosen = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            hash.random(adder(chosen, values));
        }
        return chosen;
    }

    private static List<Reply> distinct(HashValue hash, long count, boolean values) {
        List<Reply> chosen = new ArrayList<>();
        if (hash.isSmall() || Randoms.isMost(count, hash.size())) {
            List<Integer> skipped = Randoms.indexes(hash.size(), hash.size() - count);
            int[] index = {0};
            HashValue.Fields add = adder(chosen, values);
            hash.forEach((field, from, length, value, at, valueLength) -> {
                if (Collections.binarySearch(skipped, index[0]++) < 0) {
                    add.take(field, from, length, value, at, valueLength);
                }
            });
            return chosen;
        }
        Map<byte[], byte[]> seen = new IdentityHashMap<>();
        while (seen.size() < count) {
            hash.random((field, from, length, value, at, valueLength) -> {
                if (seen.put(field, value) == null) {
                    adder(chosen, values).take(field, from, length, value, at, valueLength);
                }
            });
        }
        return chosen;
    }

    private static Reply hscan(Call call) {
        long cursor = Scans.cursor(call, 2);
        HashValue hash = read(call);
        return Scans.value(call, cursor, hash, (from, options, found) ->
            hash.scan(from, options.count(), (field, at, length, value, valueAt, valueLength) -> {
                byte[] name = Scans.bytes(field, at, length);
                if (options.accepts(name)) {
                    found.add(Reply.bulk(name));
                    found.add(Reply.bulk(Scans.bytes(value, valueAt, valueLength)));
                }
            }));
    }
}
