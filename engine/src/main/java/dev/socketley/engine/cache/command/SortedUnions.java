package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.READ;
import static dev.socketley.engine.cache.command.Access.WRITE;
import static dev.socketley.engine.cache.command.Arg.Kind.KEY;
import static dev.socketley.engine.cache.command.Arg.Kind.NUMKEYS;
import static dev.socketley.engine.cache.command.Arg.Kind.WORDS;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.many;
import static dev.socketley.engine.cache.command.Arg.optional;
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Flag.DENYOOM;

import dev.socketley.engine.cache.store.Limits;
import dev.socketley.engine.cache.store.ScoreDict;
import dev.socketley.engine.cache.store.ScoredVisitor;
import dev.socketley.engine.cache.store.SortedCursor;
import dev.socketley.engine.cache.store.SortedSetValue;
import dev.socketley.engine.cache.store.Store;
import dev.socketley.engine.cache.store.Value;
import dev.socketley.engine.cache.store.ValueKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Commands that make one sorted set of several sets. */
final class SortedUnions {
    private static final String WEIGHED = "WEIGHTS weight ...|AGGREGATE SUM|MIN|MAX";

    static final List<Command> ALL = Command.group("sorted-set",
        command("ZUNION", READ, "Returns the members of any of several sets.",
            call -> answer(call, Operation.UNION), arg("numkeys", NUMKEYS), many("key", KEY),
            optionalMany(WEIGHED + "|WITHSCORES", WORDS)),
        command("ZINTER", READ, "Returns the members that several sets have in common.",
            call -> answer(call, Operation.INTER), arg("numkeys", NUMKEYS), many("key", KEY),
            optionalMany(WEIGHED + "|WITHSCORES", WORDS)),
        command("ZDIFF", READ, "Returns the members of a set that others have not.",
            call -> answer(call, Operation.DIFF), arg("numkeys", NUMKEYS), many("key", KEY),
            optional("WITHSCORES", WORDS)),
        command("ZUNIONSTORE", WRITE, "Keeps the members of any of several sets.",
            call -> store(call, Operation.UNION), arg("destination", KEY),
            arg("numkeys", NUMKEYS), many("key", KEY), optionalMany(WEIGHED, WORDS))
            .flags(DENYOOM).counted(),
        command("ZINTERSTORE", WRITE, "Keeps the members that several sets have in common.",
            call -> store(call, Operation.INTER), arg("destination", KEY),
            arg("numkeys", NUMKEYS), many("key", KEY), optionalMany(WEIGHED, WORDS))
            .flags(DENYOOM).counted(),
        command("ZDIFFSTORE", WRITE, "Keeps the members of a set that others have not.",
            call -> store(call, Operation.DIFF), arg("destination", KEY),
            arg("numkeys", NUMKEYS), many("key", KEY)).flags(DENYOOM).counted(),
        command("ZINTERCARD", READ, "Counts the members that several sets have in common.",
            SortedUnions::zintercard, arg("numkeys", NUMKEYS), many("key", KEY),
            optionalMany("LIMIT limit", WORDS)));

    private static final Reply NOT_A_WEIGHT = Reply.error("ERR weight value is not a float");
    private static final Reply LIMIT_NEGATIVE = Reply.error("ERR LIMIT can't be negative");

    private static final Limits NEVER_PACKED = new Limits(0, 0);

    private enum Operation { UNION, INTER, DIFF }

    /** How the scores of one member in several sets become one. */
    private enum Aggregate {
        SUM, MIN, MAX;

        double of(double a, double b) {
            return switch (this) {
                case SUM -> number(a + b);
                case MIN -> b < a ? b : a;
                case MAX -> b > a ? b : a;
            };
        }
    }

    /** Infinities that meet are counted as nothing. */
    private static double number(double value) {
        return Double.isNaN(value) ? 0 : value;
    }

    private final Call call;
    private final Operation operation;
    private final List<Source> sources = new ArrayList<>();
    private final int next;
    private Aggregate aggregate = Aggregate.SUM;
    private boolean scored;
    private long limit;

    private SortedUnions(Call call, Operation operation, int numkeys) {
        this.call = call;
        this.operation = operation;
        long keys = call.integer(numkeys);
        if (keys < 1) {
            throw Errors.raise(Reply.error("ERR at least 1 input key is needed for '"
                + call.commandName() + "' command"));
        }
        if (keys > call.count() - numkeys - 1) {
            throw Errors.raise(Errors.SYNTAX);
        }
        next = numkeys + 1 + (int) keys;
        for (int key = numkeys + 1; key < next; key++) {
            sources.add(source(call.value(key)));
        }
    }

    private static Source source(Object value) {
        if (value == null) {
            return new Source(null, new ScoreDict());
        }
        if (value instanceof SortedSetValue set) {
            return new Source(set, null);
        }
        if (ValueKind.of(value) != ValueKind.SET) {
            throw Errors.raise(Errors.WRONG_TYPE);
        }
        ScoreDict members = new ScoreDict();
        Value set = (Value) value;
        long cursor = 0;
        do {
            cursor = set.elements(cursor, Integer.MAX_VALUE, (bytes, from, length) -> {
                if (!members.find(bytes, from, length)) {
                    members.add(Arrays.copyOfRange(bytes, from, from + length), 1);
                }
            });
        } while (cursor != 0);
        return new Source(null, members);
    }

    /** A set that is read, with its weight. */
    private static final class Source {
        private final SortedSetValue sorted;
        private final ScoreDict plain;
        private double weight = 1;

        Source(SortedSetValue sorted, ScoreDict plain) {
            this.sorted = sorted;
            this.plain = plain;
        }

        int size() {
            return sorted == null ? plain.size() : sorted.size();
        }

        /** The score of a member without the weight, or NaN when it is not there. */
        double score(byte[] member) {
            if (sorted != null) {
                return sorted.score(member, 0, member.length);
            }
            return plain.find(member, 0, member.length) ? plain.score() : Double.NaN;
        }

        void forEach(ScoredVisitor visitor) {
            if (sorted == null) {
                plain.forEach((member, score) -> visitor.visit(member, number(score * weight)));
                return;
            }
            SortedCursor cursor = sorted.cursor(0);
            while (cursor.next()) {
                visitor.visit(cursor.member().copy(), number(cursor.score() * weight));
            }
        }
    }

    // ---- arguments ----------------------------------------------------------------------------

    private void options(boolean stores) {
        for (int i = next; i < call.count(); i++) {
            int left = call.count() - i;
            if (operation != Operation.DIFF && left > sources.size() && call.is(i, "WEIGHTS")) {
                for (Source each : sources) {
                    each.weight = Scores.score(call, ++i, NOT_A_WEIGHT);
                }
            } else if (operation != Operation.DIFF && left > 1 && call.is(i, "AGGREGATE")) {
                aggregate = aggregate(++i);
            } else if (!stores && call.is(i, "WITHSCORES")) {
                scored = true;
            } else {
                throw Errors.raise(Errors.SYNTAX);
            }
        }
    }

    private Aggregate aggregate(int index) {
        for (Aggregate each : Aggregate.values()) {
            if (call.is(index, each.name())) {
                return each;
            }
        }
        throw Errors.raise(Errors.SYNTAX);
    }

    private void limitOption() {
        for (int i = next; i < call.count(); i += 2) {
            if (i + 1 == call.count() || !call.is(i, "LIMIT")) {
                throw Errors.raise(Errors.SYNTAX);
            }
            limit = Ranges.atLeast(0, call, i + 1, LIMIT_NEGATIVE);
        }
    }

    // ---- commands -----------------------------------------------------------------------------

    private static Reply answer(Call call, Operation operation) {
        SortedUnions union = new SortedUnions(call, operation, 1);
        union.options(false);
        SortedSetValue result = union.result(NEVER_PACKED);
        List<Reply> all = Call.replies(2 * result.size());
        SortedCursor cursor = result.cursor(0);
        while (cursor.next()) {
            all.add(Reply.bulk(cursor.member().copy()));
            if (union.scored) {
                all.add(Reply.number(cursor.score()));
            }
        }
        return union.scored ? Reply.pairs(all) : Reply.array(all);
    }

    private static Reply store(Call call, Operation operation) {
        SortedUnions union = new SortedUnions(call, operation, 2);
        union.options(true);
        SortedSetValue result = union.result(SortedSetCommands.limits(call));
        if (result.size() == 0) {
            call.delete(1);
            return Reply.ZERO;
        }
        call.put(1, result, Store.NEVER);
        return Reply.integer(result.size());
    }

    private static Reply zintercard(Call call) {
        SortedUnions union = new SortedUnions(call, Operation.INTER, 1);
        union.limitOption();
        int[] count = new int[1];
        union.intersect((member, score) -> count[0]++);
        return Reply.integer(union.limit == 0 ? count[0] : Math.min(count[0], union.limit));
    }

    private SortedSetValue result(Limits limits) {
        SortedSetValue result = new SortedSetValue();
        ScoredVisitor put = (member, score) ->
            result.put(score, member, 0, member.length, limits);
        switch (operation) {
            case UNION -> unite(put);
            case INTER -> intersect(put);
            case DIFF -> subtract(put);
        }
        return result;
    }

    /** Smallest first, which is also the order in which scores are put together. */
    private List<Source> bySize() {
        List<Source> bySize = new ArrayList<>(sources);
        bySize.sort(Comparator.comparingInt(Source::size));
        return bySize;
    }

    private void unite(ScoredVisitor to) {
        ScoreDict all = new ScoreDict();
        for (Source each : bySize()) {
            each.forEach((member, score) -> {
                if (all.find(member, 0, member.length)) {
                    all.score(aggregate.of(all.score(), score));
                } else {
                    all.add(member, score);
                }
            });
        }
        all.forEach(to);
    }

    private void intersect(ScoredVisitor to) {
        List<Source> bySize = bySize();
        List<Source> others = bySize.subList(1, bySize.size());
        bySize.getFirst().forEach((member, score) -> {
            double whole = score;
            for (Source each : others) {
                double other = each.score(member);
                if (Double.isNaN(other)) {
                    return;
                }
                // As Redis does, what is no number is counted as nothing only once it is summed.
                whole = aggregate.of(whole, other * each.weight);
            }
            to.visit(member, whole);
        });
    }

    private void subtract(ScoredVisitor to) {
        List<Source> others = sources.subList(1, sources.size());
        sources.getFirst().forEach((member, score) -> {
            for (Source each : others) {
                if (!Double.isNaN(each.score(member))) {
                    return;
                }
            }
            to.visit(member, score);
        });
    }
}
