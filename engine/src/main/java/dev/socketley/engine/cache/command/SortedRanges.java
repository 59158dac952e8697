package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.READ;
import static dev.socketley.engine.cache.command.Access.WRITE;
import static dev.socketley.engine.cache.command.Arg.Kind.INTEGER;
import static dev.socketley.engine.cache.command.Arg.Kind.KEY;
import static dev.socketley.engine.cache.command.Arg.Kind.STRING;
import static dev.socketley.engine.cache.command.Arg.Kind.WORDS;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.optional;
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Flag.DENYOOM;
import static dev.socketley.engine.cache.command.Flag.FAST;

import dev.socketley.engine.cache.store.Slice;
import dev.socketley.engine.cache.store.SortedCursor;
import dev.socketley.engine.cache.store.SortedSetValue;
import dev.socketley.engine.cache.store.Store;
import java.util.List;

/** Commands on parts of sorted sets. */
final class SortedRanges {
    private static final String LIMITED = "WITHSCORES|LIMIT offset count";

    static final List<Command> ALL = Command.group("sorted-set",
        command("ZRANGE", READ, "Returns a part of a sorted set.",
            SortedRanges::zrange, arg("key", KEY), arg("start", STRING), arg("stop", STRING),
            optionalMany("BYSCORE|BYLEX|REV|LIMIT offset count|WITHSCORES", WORDS)),
        command("ZRANGESTORE", WRITE, "Keeps a part of a sorted set under another key.",
            SortedRanges::zrangestore, arg("destination", KEY), arg("source", KEY),
            arg("min", STRING), arg("max", STRING),
            optionalMany("BYSCORE|BYLEX|REV|LIMIT offset count", WORDS))
            .flags(DENYOOM).counted(),
        command("ZREVRANGE", READ, "Returns a part of a sorted set by places, highest first.",
            call -> old(call, Bounds.By.RANK, true), arg("key", KEY), arg("start", INTEGER),
            arg("stop", INTEGER), optional("WITHSCORES", WORDS)),
        command("ZRANGEBYSCORE", READ, "Returns a part of a sorted set by scores.",
            call -> old(call, Bounds.By.SCORE, false), arg("key", KEY), arg("min", STRING),
            arg("max", STRING), optionalMany(LIMITED, WORDS)),
        command("ZREVRANGEBYSCORE", READ, "Returns a part of a sorted set by scores, highest first.",
            call -> old(call, Bounds.By.SCORE, true), arg("key", KEY), arg("max", STRING),
            arg("min", STRING), optionalMany(LIMITED, WORDS)),
        command("ZRANGEBYLEX", READ, "Returns a part of a sorted set by members.",
            call -> old(call, Bounds.By.LEX, false), arg("key", KEY), arg("min", STRING),
            arg("max", STRING), optionalMany("LIMIT offset count", WORDS)),
        command("ZREVRANGEBYLEX", READ, "Returns a part of a sorted set by members, highest first.",
            call -> old(call, Bounds.By.LEX, true), arg("key", KEY), arg("max", STRING),
            arg("min", STRING), optionalMany("LIMIT offset count", WORDS)),
        command("ZCOUNT", READ, "Counts the members with scores in a range.",
            call -> count(call, Bounds.By.SCORE), arg("key", KEY), arg("min", STRING),
            arg("max", STRING)).flags(FAST),
        command("ZLEXCOUNT", READ, "Counts the members in a range of members.",
            call -> count(call, Bounds.By.LEX), arg("key", KEY), arg("min", STRING),
            arg("max", STRING)).flags(FAST),
        command("ZREMRANGEBYRANK", WRITE, "Takes out members by their places.",
            call -> remove(call, Bounds.By.RANK), arg("key", KEY), arg("start", INTEGER),
            arg("stop", INTEGER)),
        command("ZREMRANGEBYSCORE", WRITE, "Takes out members by their scores.",
            call -> remove(call, Bounds.By.SCORE), arg("key", KEY), arg("min", STRING),
            arg("max", STRING)),
        command("ZREMRANGEBYLEX", WRITE, "Takes out members by their bytes.",
            call -> remove(call, Bounds.By.LEX), arg("key", KEY), arg("min", STRING),
            arg("max", STRING)));

    private static final Reply LIMIT_ALONE = Reply.error("ERR syntax error, LIMIT is only supported"
        + " in combination with either BYSCORE or BYLEX");
    private static final Reply SCORES_BY_LEX =
        Reply.error("ERR syntax error, WITHSCORES not supported in combination with BYLEX");

    private Bounds.By by;
    private boolean reverse;
    private boolean scored;
    private boolean limited;
    private long offset;
    private long most = -1;

    private SortedRanges(Bounds.By by, boolean reverse) {
        this.by = by;
        this.reverse = reverse;
    }

    private static Reply zrange(Call call) {
        SortedRanges wanted = new SortedRanges(null, false);
        wanted.options(call, 4, true);
        return wanted.answer(call, 1);
    }

    private static Reply old(Call call, Bounds.By by, boolean reverse) {
        SortedRanges wanted = new SortedRanges(by, reverse);
        wanted.options(call, 4, true);
        return wanted.answer(call, 1);
    }

    private static Reply zrangestore(Call call) {
        SortedRanges wanted = new SortedRanges(null, false);
        wanted.options(call, 5, false);
        Bounds bounds = wanted.bounds(call, 3);
        SortedSetValue set = SortedSetCommands.read(call, 2);
        Part part = set == null ? null : wanted.part(set, bounds);
        if (part == null || part.members <= 0) {
            call.delete(1);
            return Reply.ZERO;
        }
        SortedSetValue copy = new SortedSetValue();
        SortedCursor cursor = part.cursor();
        for (int i = 0; i < part.members && part.next(cursor); i++) {
            Slice member = cursor.member();
            copy.put(cursor.score(), member.bytes(), member.from(), member.length(),
                SortedSetCommands.limits(call));
        }
        call.put(1, copy, Store.NEVER);
        return Reply.integer(copy.size());
    }

    private void options(Call call, int from, boolean answers) {
        boolean free = by == null;
        for (int i = from; i < call.count(); i++) {
            if (answers && call.is(i, "WITHSCORES")) {
                scored = true;
            } else if (call.is(i, "LIMIT") && i + 2 < call.count()) {
                limited = true;
                offset = call.integer(++i);
                most = call.integer(++i);
            } else if (free && !reverse && call.is(i, "REV")) {
                reverse = true;
            } else if (free && by == null && call.is(i, "BYSCORE")) {
                by = Bounds.By.SCORE;
            } else if (free && by == null && call.is(i, "BYLEX")) {
                by = Bounds.By.LEX;
            } else {
                throw Errors.raise(Errors.SYNTAX);
            }
        }
        by = by == null ? Bounds.By.RANK : by;
        if (limited && most != -1 && by == Bounds.By.RANK) {
            throw Errors.raise(LIMIT_ALONE);
        }
        if (scored && by == Bounds.By.LEX) {
            throw Errors.raise(SCORES_BY_LEX);
        }
    }

    /** Of a reversed range by scores or members the higher bound comes first. */
    private Bounds bounds(Call call, int first) {
        boolean highFirst = reverse && by != Bounds.By.RANK;
        return by.read(call, highFirst ? first + 1 : first, highFirst ? first : first + 1);
    }

    private Reply answer(Call call, int key) {
        Bounds bounds = bounds(call, key + 1);
        SortedSetValue set = SortedSetCommands.read(call, key);
        Part part = set == null ? null : part(set, bounds);
        if (part == null || part.members <= 0) {
            return Reply.EMPTY;
        }
        return scored ? call.pairs(part) : call.array(part);
    }

    private Part part(SortedSetValue set, Bounds bounds) {
        int low = bounds.from(set);
        int high = bounds.to(set);
        if (reverse && by == Bounds.By.RANK) {
            int from = set.size() - high;
            high = set.size() - low;
            low = from;
        }
        if (low >= high || offset < 0 || offset >= high - low) {
            return null;
        }
        int skipped = (int) offset;
        int members = high - low - skipped;
        if (limited && most >= 0) {
            members = (int) Math.min(members, most);
        }
        return new Part(set, reverse ? high - skipped : low + skipped, members, reverse, scored);
    }

    /** Some members in a row, in one direction or the other. */
    private record Part(SortedSetValue set, int start, int members, boolean reverse,
            boolean scored) implements Streamed {
        @Override
        public int count() {
            return scored ? 2 * members : members;
        }

        SortedCursor cursor() {
            return set.cursor(start);
        }

        boolean next(SortedCursor cursor) {
            return reverse ? cursor.previous() : cursor.next();
        }

        @Override
        public void stream(Sink to) {
            SortedCursor cursor = cursor();
            Slice member = cursor.member();
            for (int i = 0; i < members && next(cursor); i++) {
                to.bulk(member.bytes(), member.from(), member.length());
                if (scored) {
                    to.number(cursor.score());
                }
            }
        }
    }

    private static Reply count(Call call, Bounds.By by) {
        Bounds bounds = by.read(call, 2, 3);
        SortedSetValue set = SortedSetCommands.read(call, 1);
        return Reply.integer(set == null ? 0 : Math.max(bounds.to(set) - bounds.from(set), 0));
    }

    private static Reply remove(Call call, Bounds.By by) {
        Bounds bounds = by.read(call, 2, 3);
        SortedSetValue set = call.edit(1, SortedSetValue.class);
        if (set == null) {
            return Reply.ZERO;
        }
        int from = bounds.from(set);
        int members = bounds.to(set) - from;
        if (members <= 0) {
            return Reply.ZERO;
        }
        set.removeRange(from, members);
        call.edited(1);
        return Reply.integer(members);
    }
}
