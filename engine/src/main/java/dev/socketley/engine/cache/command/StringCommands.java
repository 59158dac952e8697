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
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Flag.DENYOOM;
import static dev.socketley.engine.cache.command.Flag.FAST;

import dev.socketley.engine.cache.store.Slice;
import dev.socketley.engine.cache.store.Store;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

/** Commands on strings. */
final class StringCommands {
    static final List<Command> ALL = Command.group("string",
        command("LCS", READ, "Returns the longest common subsequence of two strings.",
            LcsCommand::run, arg("key1", KEY), arg("key2", KEY),
            optionalMany("LEN|IDX|MINMATCHLEN length|WITHMATCHLEN", WORDS)).loads(),
        command("GET", READ, "Returns the string at a key.",
            StringCommands::get, arg("key", KEY)).flags(FAST)
            .loads().text(TextForm.rest("get key")),
        command("SET", WRITE, "Sets a key to a string, whatever it held.",
            StringCommands::set, arg("key", KEY), arg("value", STRING),
            optionalMany("NX|XX|GET|EX seconds|PX ms|EXAT unix|PXAT unix-ms|KEEPTTL", WORDS))
            .flags(DENYOOM).loadsWith("GET")
            .text(TextForm.rest("set key value")),
        command("SETNX", WRITE, "Sets a key that does not exist.",
            StringCommands::setnx, arg("key", KEY), arg("value", STRING)).flags(DENYOOM, FAST)
            .text(TextForm.rest("setnx key value")),
        command("SETEX", WRITE, "Sets a key with a time to live in seconds.",
            StringCommands::setex, arg("key", KEY), arg("seconds", INTEGER),
            arg("value", STRING)).flags(DENYOOM)
            .text(TextForm.rest("setex key seconds value").invalid("seconds")),
        command("PSETEX", WRITE, "Sets a key with a time to live in milliseconds.",
            StringCommands::psetex, arg("key", KEY), arg("milliseconds", INTEGER),
            arg("value", STRING)).flags(DENYOOM)
            .text(TextForm.rest("psetex key milliseconds value").invalid("milliseconds")),
        command("GETSET", WRITE, "Sets a key and returns what it held.",
            StringCommands::getset, arg("key", KEY), arg("value", STRING)).flags(DENYOOM, FAST).loads()
            .counted()
            .text(TextForm.rest("getset key newvalue")),
        command("GETDEL", WRITE, "Returns the string at a key and deletes it.",
            StringCommands::getdel, arg("key", KEY)).flags(FAST).loads().counted(),
        command("GETEX", WRITE, "Returns the string at a key and sets its expiry.",
            StringCommands::getex, arg("key", KEY),
            optionalMany("EX seconds|PX ms|EXAT unix|PXAT unix-ms|PERSIST", WORDS)).flags(FAST).loads()
            .counted(),
        command("MGET", READ, "Returns the strings at several keys.",
            StringCommands::mget, many("key", KEY)).flags(FAST)
            .loads().text(TextForm.words("mget key [key ...]")),
        command("MSET", WRITE, "Sets several keys.",
            StringCommands::mset, many("key", KEY), arg("value", STRING)).flags(DENYOOM)
            .pairs().text(TextForm.words("mset key value [key value ...]")),
        command("MSETNX", WRITE, "Sets several keys when none of them exists.",
            StringCommands::msetnx, many("key", KEY), arg("value", STRING)).flags(DENYOOM).pairs(),
        command("APPEND", WRITE, "Appends to the string at a key.",
            StringCommands::append, arg("key", KEY), arg("value", STRING)).flags(DENYOOM, FAST)
            .text(TextForm.rest("append key value")),
        command("STRLEN", READ, "Returns the length of the string at a key.",
            StringCommands::strlen, arg("key", KEY)).flags(FAST).loads()
            .text(TextForm.rest("strlen key")),
        command("GETRANGE", READ, "Returns a part of the string at a key.",
            StringCommands::getrange, arg("key", KEY), arg("start", INTEGER),
            arg("end", INTEGER)).loads(),
        command("SUBSTR", READ, "Returns a part of the string at a key.",
            StringCommands::getrange, arg("key", KEY), arg("start", INTEGER),
            arg("end", INTEGER)).loads(),
        command("SETRANGE", WRITE, "Overwrites a part of the string at a key.",
            StringCommands::setrange, arg("key", KEY), arg("offset", INTEGER),
            arg("value", STRING)).flags(DENYOOM),
        command("INCR", WRITE, "Adds one to the integer at a key.",
            call -> add(call, 1), arg("key", KEY)).flags(DENYOOM, FAST)
            .text(TextForm.rest("incr key")),
        command("DECR", WRITE, "Subtracts one from the integer at a key.",
            call -> add(call, -1), arg("key", KEY)).flags(DENYOOM, FAST)
            .text(TextForm.rest("decr key")),
        command("INCRBY", WRITE, "Adds to the integer at a key.",
            call -> add(call, call.integer(2)), arg("key", KEY), arg("increment", INTEGER))
            .flags(DENYOOM, FAST)
            .text(TextForm.rest("incrby key delta").invalid("delta")),
        command("DECRBY", WRITE, "Subtracts from the integer at a key.",
            StringCommands::decrby, arg("key", KEY), arg("decrement", INTEGER)).flags(DENYOOM, FAST)
            .text(TextForm.rest("decrby key delta").invalid("delta")),
        command("INCRBYFLOAT", WRITE, "Adds to the number at a key.",
            StringCommands::incrbyfloat, arg("key", KEY), arg("increment", DOUBLE))
            .flags(DENYOOM, FAST));

    private static final int STRING_BYTES_MAX = 512 << 20;

    private StringCommands() {
    }

    private static Reply get(Call call) {
        Slice value = call.look(1);
        return value == null ? Reply.NIL : call.shown(value);
    }

    private static Reply set(Call call) {
        if (call.count() == 3) {
            call.putArgument(1, 2, Store.NEVER);
            return Reply.OK;
        }
        SetOptions options = SetOptions.of(call);
        Reply old = options.answerOld ? Reply.bulk(call.string(1)) : null;
        if (options.answerOld) {
            call.seen(old != Reply.NIL);
        }
        boolean present = (options.ifMissing || options.ifPresent) && call.has(1);
        if (options.ifMissing && present || options.ifPresent && !present) {
            return old == null ? Reply.NIL : old;
        }
        call.putArgument(1, 2, options.deadlineMs);
        return old == null ? Reply.OK : old;
    }

    private static Reply setnx(Call call) {
        if (call.has(1)) {
            return Reply.ZERO;
        }
        call.putArgument(1, 2, Store.NEVER);
        return Reply.ONE;
    }

    private static Reply setex(Call call) {
        return setTimed(call, true);
    }

    private static Reply psetex(Call call) {
        return setTimed(call, false);
    }

    private static Reply setTimed(Call call, boolean seconds) {
        long amount = call.integer(2);
        if (amount <= 0) {
            return call.expireTimeError();
        }
        call.putArgument(1, 3, Expiry.deadline(call, amount, seconds, true));
        return Reply.OK;
    }

    private static Reply getset(Call call) {
        Reply old = Reply.bulk(call.string(1));
        call.put(1, call.bytes(2), Store.NEVER);
        return old;
    }

    private static Reply getdel(Call call) {
        Reply old = Reply.bulk(call.string(1));
        call.delete(1);
        return old;
    }

    private static Reply getex(Call call) {
        int timed = 0;
        boolean persist = false;
        for (int i = 2; i < call.count(); i++) {
            if (call.is(i, "PERSIST") && timed == 0) {
                persist = true;
            } else if (!persist && i + 1 < call.count() && Expiry.isAnother(call, i, timed)) {
                timed = i++;
            } else {
                return Errors.SYNTAX;
            }
        }
        byte[] value = call.string(1);
        if (value != null && (timed > 0 || persist && call.deadline(1) > Store.NEVER)) {
            call.expire(1, persist ? Store.NEVER : Expiry.option(call, timed));
        }
        return Reply.bulk(value);
    }

    private static Reply mget(Call call) {
        List<Reply> values = Call.replies(call.count());
        call.fetch(1, 1);
        for (int i = 1; i < call.count(); i++) {
            Object value = call.value(i);
            values.add(value instanceof byte[] string ? Reply.bulk(string) : Reply.NIL);
        }
        return Reply.array(values);
    }

    private static Reply mset(Call call) {
        if (call.count() % 2 == 0) {
            return call.arityError();
        }
        putPairs(call);
        return Reply.OK;
    }

    private static Reply msetnx(Call call) {
        if (call.count() % 2 == 0) {
            return call.arityError();
        }
        for (int i = 1; i < call.count(); i += 2) {
            if (call.has(i)) {
                return Reply.ZERO;
            }
        }
        putPairs(call);
        return Reply.ONE;
    }

    private static void putPairs(Call call) {
        call.fetch(1, 2);
        for (int i = 1; i < call.count(); i += 2) {
            call.putArgument(i, i + 1, Store.NEVER);
        }
    }

    private static Reply append(Call call) {
        byte[] old = call.string(1);
        byte[] more = call.bytes(2);
        if (old == null) {
            call.put(1, more, Store.NEVER);
            return Reply.integer(more.length);
        }
        if ((long) old.length + more.length > STRING_BYTES_MAX) {
            return Errors.TOO_LONG;
        }
        byte[] joined = Arrays.copyOf(old, old.length + more.length);
        System.arraycopy(more, 0, joined, old.length, more.length);
        call.put(1, joined, Store.KEEP);
        return Reply.integer(joined.length);
    }

    private static Reply strlen(Call call) {
        Slice value = call.look(1);
        return Reply.integer(value == null ? 0 : value.length());
    }

    private static Reply getrange(Call call) {
        long start = call.integer(2);
        long end = call.integer(3);
        Slice value = call.look(1);
        int length = value == null ? 0 : value.length();
        if (start < 0 && end < 0 && start > end) {
            return Reply.bulk(new byte[0]);
        }
        long from = Math.max(start < 0 ? start + length : start, 0);
        long to = Math.min(Math.max(end < 0 ? end + length : end, 0), length - 1L);
        if (length == 0 || from > to) {
            return Reply.bulk(new byte[0]);
        }
        value.set(value.bytes(), value.from() + (int) from, (int) (to - from) + 1);
        return call.shown(value);
    }

    private static Reply setrange(Call call) {
        long offset = call.integer(2);
        if (offset < 0) {
            return Reply.error("ERR offset is out of range");
        }
        byte[] old = call.string(1);
        byte[] part = call.bytes(3);
        int length = old == null ? 0 : old.length;
        if (part.length == 0) {
            return Reply.integer(length);
        }
        if (offset > STRING_BYTES_MAX - part.length) {
            return Errors.TOO_LONG;
        }
        int total = Math.max(length, (int) offset + part.length);
        byte[] value = old == null ? new byte[total] : Arrays.copyOf(old, total);
        System.arraycopy(part, 0, value, (int) offset, part.length);
        call.put(1, value, Store.KEEP);
        return Reply.integer(total);
    }

    private static Reply decrby(Call call) {
        long decrement = call.integer(2);
        if (decrement == Long.MIN_VALUE) {
            return Reply.error("ERR decrement would overflow");
        }
        return add(call, -decrement);
    }

    private static Reply add(Call call, long increment) {
        Slice old = call.look(1);
        long value = old == null ? 0
            : Numbers.integer(old.bytes(), old.from(), old.length());
        long sum = value + increment;
        if (((value ^ sum) & (increment ^ sum)) < 0) {
            return Errors.OVERFLOW;
        }
        call.putInteger(1, sum);
        return Reply.integer(sum);
    }

    private static Reply incrbyfloat(Call call) {
        byte[] old = call.string(1);
        BigDecimal value = old == null
            ? BigDecimal.ZERO : Numbers.decimal(old, 0, old.length);
        BigDecimal increment = Numbers.decimal(
            call.args().bytes(), call.args().offset(2), call.args().length(2));
        byte[] sum = Numbers.bytes(Numbers.sum(value, increment));
        call.put(1, sum, Store.KEEP);
        return Reply.bulk(sum);
    }
}
