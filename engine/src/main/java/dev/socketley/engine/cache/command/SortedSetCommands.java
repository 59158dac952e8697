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

import dev.socketley.engine.cache.store.Glob;
import dev.socketley.engine.cache.store.Limits;
import dev.socketley.engine.cache.store.SortedSetValue;
import dev.socketley.engine.protocol.resp.Args;
import java.util.List;

/** Commands on members of sorted sets. */
final class SortedSetCommands {
    static final List<Command> ALL = Command.group("sorted-set",
        command("ZADD", WRITE, "Adds members to a sorted set, or changes their scores.",
            ScoreAdditions::zadd, arg("key", KEY),
            optionalMany("NX|XX|GT|LT|CH|INCR", WORDS), many("score member", STRING),
            arg("member", STRING)).flags(DENYOOM, FAST),
        command("ZINCRBY", WRITE, "Adds to the score of a member.",
            ScoreAdditions::zincrby, arg("key", KEY), arg("increment", DOUBLE),
            arg("member", STRING)).flags(DENYOOM, FAST),
        command("ZREM", WRITE, "Takes members out of a sorted set.",
            SortedSetCommands::zrem, arg("key", KEY), many("member", STRING)).flags(FAST),
        command("ZCARD", READ, "Counts the members of a sorted set.",
            SortedSetCommands::zcard, arg("key", KEY)).flags(FAST),
        command("ZSCORE", READ, "Returns the score of a member.",
            SortedSetCommands::zscore, arg("key", KEY), arg("member", STRING)).flags(FAST),
        command("ZMSCORE", READ, "Returns the scores of several members.",
            SortedSetCommands::zmscore, arg("key", KEY), many("member", STRING)).flags(FAST),
        command("ZRANK", READ, "Returns the place of a member, counted from the lowest score.",
            call -> rank(call, false), arg("key", KEY), arg("member", STRING),
            optional("WITHSCORE", WORDS)).flags(FAST),
        command("ZREVRANK", READ, "Returns the place of a member, counted from the highest score.",
            call -> rank(call, true), arg("key", KEY), arg("member", STRING),
            optional("WITHSCORE", WORDS)).flags(FAST),
        command("ZRANDMEMBER", READ, "Returns random members of a sorted set.",
            RandomMembers::zrandmember, arg("key", KEY), optional("count", INTEGER),
            optional("WITHSCORES", WORDS)),
        command("ZSCAN", READ, "Returns members of a sorted set a portion at a time.",
            SortedSetCommands::zscan, arg("key", KEY), arg("cursor", INTEGER),
            optionalMany("MATCH pattern|COUNT count", WORDS)));

    private static final int SCAN_COUNT = 10;
    private static final int SCAN_COUNT_MAX = 100_000;

    private SortedSetCommands() {
    }

    static SortedSetValue read(Call call, int key) {
        return call.read(key, SortedSetValue.class);
    }

    static Limits limits(Call call) {
        return call.context().encodings().zset();
    }

    private static Reply zrem(Call call) {
        SortedSetValue set = call.edit(1, SortedSetValue.class);
        if (set == null) {
            return Reply.ZERO;
        }
        Args args = call.args();
        int removed = 0;
        for (int i = 2; i < args.count(); i++) {
            removed += set.remove(args.bytes(), args.offset(i), args.length(i)) ? 1 : 0;
        }
        if (removed > 0) {
            call.edited(1);
        }
        return Reply.integer(removed);
    }

    private static Reply zcard(Call call) {
        SortedSetValue set = read(call, 1);
        return Reply.integer(set == null ? 0 : set.size());
    }

    private static Reply zscore(Call call) {
        return score(call, read(call, 1), 2);
    }

    private static Reply score(Call call, SortedSetValue set, int member) {
        Args args = call.args();
        double score = set == null ? Double.NaN
            : set.score(args.bytes(), args.offset(member), args.length(member));
        return Double.isNaN(score) ? Reply.NIL : Reply.number(score);
    }

    private static Reply zmscore(Call call) {
        SortedSetValue set = read(call, 1);
        List<Reply> scores = Call.replies(call.count());
        for (int i = 2; i < call.count(); i++) {
            scores.add(score(call, set, i));
        }
        return Reply.array(scores);
    }

    private static Reply rank(Call call, boolean reverse) {
        if (call.count() > 4) {
            return call.arityError();
        }
        boolean scored = call.count() == 4;
        if (scored && !call.is(3, "WITHSCORE")) {
            return Errors.SYNTAX;
        }
        SortedSetValue set = read(call, 1);
        Args args = call.args();
        int rank = set == null ? -1 : set.rank(args.bytes(), args.offset(2), args.length(2));
        if (rank < 0) {
            return scored ? Reply.NIL_ARRAY : Reply.NIL;
        }
        Reply place = Reply.integer(reverse ? set.size() - 1 - rank : rank);
        return scored ? Reply.array(place, score(call, set, 2)) : place;
    }

    private static Reply zscan(Call call) {
        long cursor = cursor(call.args().text(2));
        SortedSetValue set = read(call, 1);
        if (set == null) {
            return Reply.array(Reply.bulk("0"), Reply.EMPTY);
        }
        Glob pattern = null;
        int count = SCAN_COUNT;
        for (int i = 3; i < call.count(); i += 2) {
            if (i + 1 < call.count() && call.is(i, "MATCH")) {
                pattern = new Glob(call.bytes(i + 1));
            } else if (i + 1 < call.count() && call.is(i, "COUNT")) {
                count = scanCount(call, i + 1);
            } else {
                return Errors.SYNTAX;
            }
        }
        List<Reply> found = Call.replies(count);
        Glob wanted = pattern;
        long next = set.scan(cursor, count, (member, score) -> {
            if (wanted == null || wanted.matches(member)) {
                found.add(Reply.bulk(member));
                found.add(Reply.bulk(Numbers.bytes(score)));
            }
        });
        return Reply.array(Reply.bulk(Long.toUnsignedString(next)), Reply.array(found));
    }

    /** A cursor; C's unsigned numbers may have a sign. */
    private static long cursor(String text) {
        try {
            return text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw Errors.raise(Reply.error("ERR invalid cursor"));
        }
    }

    private static int scanCount(Call call, int index) {
        long count = call.integer(index);
        if (count < 1) {
            throw Errors.raise(Errors.SYNTAX);
        }
        return (int) Math.min(count, SCAN_COUNT_MAX);
    }
}
