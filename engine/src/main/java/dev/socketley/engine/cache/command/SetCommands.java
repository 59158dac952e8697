package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.READ;
import static dev.socketley.engine.cache.command.Access.WRITE;
import static dev.socketley.engine.cache.command.Arg.Kind.INTEGER;
import static dev.socketley.engine.cache.command.Arg.Kind.KEY;
import static dev.socketley.engine.cache.command.Arg.Kind.NUMKEYS;
import static dev.socketley.engine.cache.command.Arg.Kind.STRING;
import static dev.socketley.engine.cache.command.Arg.Kind.WORDS;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.many;
import static dev.socketley.engine.cache.command.Arg.optional;
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Flag.DENYOOM;
import static dev.socketley.engine.cache.command.Flag.FAST;

import dev.socketley.engine.cache.store.SetValue;
import dev.socketley.engine.protocol.resp.Args;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Commands on one set; those on several are in {@link SetAlgebra}. */
final class SetCommands {
    static final List<Command> ALL = Command.group("set",
        command("SADD", WRITE, "Adds members to a set.",
            SetCommands::sadd, arg("key", KEY), many("member", STRING)).flags(DENYOOM, FAST)
            .text(TextForm.rest("sadd key member").replying(TextForm.Shape.OK_OR_EXISTS)),
        command("SREM", WRITE, "Removes members of a set.",
            SetCommands::srem, arg("key", KEY), many("member", STRING)).flags(FAST)
            .text(TextForm.rest("srem key member").replying(TextForm.Shape.OK_OR_NIL)),
        command("SMEMBERS", READ, "Returns every member of a set.",
            SetCommands::smembers, arg("key", KEY)).text(TextForm.rest("smembers key")),
        command("SISMEMBER", READ, "Tells whether a set has a member.",
            SetCommands::sismember, arg("key", KEY), arg("member", STRING)).flags(FAST)
            .text(TextForm.rest("sismember key member")),
        command("SMISMEMBER", READ, "Tells of each member whether a set has it.",
            SetCommands::smismember, arg("key", KEY), many("member", STRING)).flags(FAST),
        command("SCARD", READ, "Counts the members of a set.",
            SetCommands::scard, arg("key", KEY)).flags(FAST).text(TextForm.rest("scard key")),
        command("SPOP", WRITE, "Removes random members of a set and returns them.",
            SetCommands::spop, arg("key", KEY), optional("count", INTEGER)).flags(FAST),
        command("SRANDMEMBER", READ, "Returns random members of a set.",
            SetCommands::srandmember, arg("key", KEY), optional("count", INTEGER)),
        command("SMOVE", WRITE, "Moves a member to another set.",
            SetCommands::smove, arg("source", KEY), arg("destination", KEY),
            arg("member", STRING)).flags(FAST),
        command("SSCAN", READ, "Returns members of a set a portion at a time.",
            SetCommands::sscan, arg("key", KEY), arg("cursor", INTEGER),
            optionalMany("MATCH pattern|COUNT count", WORDS)),
        command("SINTER", READ, "Returns the members that all sets have.",
            call -> SetAlgebra.reply(SetAlgebra.intersection(call, 1, call.count())),
            many("key", KEY)),
        command("SINTERCARD", READ, "Counts the members that all sets have.",
            SetAlgebra::sintercard, arg("numkeys", NUMKEYS), many("key", KEY),
            optionalMany("LIMIT limit", WORDS)),
        command("SINTERSTORE", WRITE, "Keeps the members that all sets have.",
            call -> SetAlgebra.store(call, SetAlgebra.intersection(call, 2, call.count())),
            arg("destination", KEY), many("key", KEY)).flags(DENYOOM).counted(),
        command("SUNION", READ, "Returns the members that any set has.",
            call -> SetAlgebra.reply(SetAlgebra.union(call, 1)), many("key", KEY)),
        command("SUNIONSTORE", WRITE, "Keeps the members that any set has.",
            call -> SetAlgebra.store(call, SetAlgebra.union(call, 2)),
            arg("destination", KEY), many("key", KEY)).flags(DENYOOM).counted(),
        command("SDIFF", READ, "Returns the members of the first set that no other has.",
            call -> SetAlgebra.reply(SetAlgebra.difference(call, 1)), many("key", KEY)),
        command("SDIFFSTORE", WRITE, "Keeps the members of the first set that no other has.",
            call -> SetAlgebra.store(call, SetAlgebra.difference(call, 2)),
            arg("destination", KEY), many("key", KEY)).flags(DENYOOM).counted());

    private static final byte[] SREM = "SREM".getBytes(StandardCharsets.US_ASCII);

    private SetCommands() {
    }

    private static SetValue read(Call call) {
        return call.read(1, SetValue.class);
    }

    /** Adds a member, in whatever form the configuration has it. */
    static boolean add(Call call, SetValue set, byte[] bytes, int from, int length) {
        Encodings encodings = call.context().encodings();
        return set.add(bytes, from, length, encodings.set(), encodings.intsetEntries());
    }

    private static Reply sadd(Call call) {
        Args args = call.args();
        SetValue set = call.editOrNew(1, SetValue.class, SetValue::new);
        int added = 0;
        for (int i = 2; i < args.count(); i++) {
            added += add(call, set, args.bytes(), args.offset(i), args.length(i)) ? 1 : 0;
        }
        if (added > 0) {
            call.edited(1);
        }
        return Reply.integer(added);
    }

    private static Reply srem(Call call) {
        Args args = call.args();
        SetValue set = call.edit(1, SetValue.class);
        int removed = 0;
        for (int i = 2; set != null && i < args.count(); i++) {
            removed += set.remove(args.bytes(), args.offset(i), args.length(i)) ? 1 : 0;
        }
        if (removed > 0) {
            call.edited(1);
        }
        return Reply.integer(removed);
    }

    private static Reply smembers(Call call) {
        return Reply.set(members(read(call)));
    }

    private static List<Reply> members(SetValue set) {
        List<Reply> all = Call.replies(set == null ? 0 : set.size());
        if (set != null) {
            set.forEach((bytes, from, length) ->
                all.add(Reply.bulk(Scans.bytes(bytes, from, length))));
        }
        return all;
    }

    private static Reply sismember(Call call) {
        return Reply.flag(has(call, read(call), 2));
    }

    private static boolean has(Call call, SetValue set, int member) {
        Args args = call.args();
        return set != null
            && set.has(args.bytes(), args.offset(member), args.length(member));
    }

    private static Reply smismember(Call call) {
        SetValue set = read(call);
        List<Reply> found = Call.replies(call.count());
        for (int i = 2; i < call.count(); i++) {
            found.add(Reply.flag(has(call, set, i)));
        }
        return Reply.array(found);
    }

    private static Reply scard(Call call) {
        SetValue set = read(call);
        return Reply.integer(set == null ? 0 : set.size());
    }

    private static Reply spop(Call call) {
        if (call.count() > 3) {
            return Errors.SYNTAX;
        }
        long count = call.count() == 3 ? popCount(call) : 1;
        SetValue set = call.edit(1, SetValue.class);
        if (set == null || count == 0) {
            return call.count() == 3 ? Reply.set(List.of()) : Reply.NIL;
        }
        List<byte[]> popped = new ArrayList<>(1);
        while (popped.size() < count && set.size() > 0) {
            popped.add(set.pop());
        }
        if (call.isRecorded()) {
            List<byte[]> same = new ArrayList<>(List.of(SREM, call.bytes(1)));
            same.addAll(popped);
            call.instead(Args.of(same));
        }
        call.edited(1);
        return call.count() == 2 ? Reply.bulk(popped.getFirst())
            : Reply.set(popped.stream().map(Reply::bulk).toList());
    }

    private static long popCount(Call call) {
        long count;
        try {
            count = call.integer(2);
        } catch (CommandException e) {
            throw Errors.raise(Errors.NOT_POSITIVE);
        }
        if (count < 0) {
            throw Errors.raise(Errors.NOT_POSITIVE);
        }
        return count;
    }

    private static Reply srandmember(Call call) {
        if (call.count() > 3) {
            return Errors.SYNTAX;
        }
        if (call.count() == 2) {
            SetValue set = read(call);
            return set == null ? Reply.NIL : Reply.bulk(set.random());
        }
        long count = Randoms.count(call, 2);
        Randoms.check(count, false);
        SetValue set = read(call);
        if (set == null || count == 0) {
            return Reply.EMPTY;
        }
        return Reply.array(count < 0 ? repeated(set, -count) : distinct(set, count));
    }

    private static List<Reply> repeated(SetValue set, long count) {
        List<Reply> chosen = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            chosen.add(Reply.bulk(set.random()));
        }
        return chosen;
    }

    private static List<Reply> distinct(SetValue set, long count) {
        if (set.isSmall() || Randoms.isMost(count, set.size())) {
            List<Reply> all = members(set);
            if (count >= all.size()) {
                return all;
            }
            return Randoms.indexes(all.size(), count).stream().map(all::get).toList();
        }
        Set<ByteBuffer> chosen = new HashSet<>();
        while (chosen.size() < count) {
            chosen.add(ByteBuffer.wrap(set.random()));
        }
        return chosen.stream().map(member -> Reply.bulk(member.array())).toList();
    }

    private static Reply smove(Call call) {
        Args args = call.args();
        SetValue from = call.read(1, SetValue.class);
        SetValue to = from == null ? null : call.read(2, SetValue.class);
        if (!has(call, from, 3)) {
            return Reply.ZERO;
        }
        if (Arrays.equals(call.bytes(1), call.bytes(2))) {
            return Reply.ONE;
        }
        SetValue grown = call.editOrNew(2, SetValue.class, SetValue::new);
        if (add(call, grown, args.bytes(), args.offset(3), args.length(3))) {
            call.edited(2);
        }
        call.edit(1, SetValue.class).remove(args.bytes(), args.offset(3), args.length(3));
        call.edited(1);
        return Reply.ONE;
    }

    private static Reply sscan(Call call) {
        long cursor = Scans.cursor(call, 2);
        SetValue set = read(call);
        return Scans.value(call, cursor, set, (from, options, found) ->
            set.elements(from, options.count(), (bytes, at, length) -> {
                byte[] member = Scans.bytes(bytes, at, length);
                if (options.accepts(member)) {
                    found.add(Reply.bulk(member));
                }
            }));
    }
}
