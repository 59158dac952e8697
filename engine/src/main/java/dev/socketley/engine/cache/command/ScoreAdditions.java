package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Limits;
import dev.socketley.engine.cache.store.SortedSetValue;
import dev.socketley.engine.protocol.resp.Args;

/** ZADD and ZINCRBY. */
final class ScoreAdditions {
    private static final Reply NX_AND_XX =
        Reply.error("ERR XX and NX options at the same time are not compatible");
    private static final Reply GT_LT_NX =
        Reply.error("ERR GT, LT, and/or NX options at the same time are not compatible");
    private static final Reply ONE_PAIR =
        Reply.error("ERR INCR option supports a single increment-element pair");
    private static final Reply NOT_A_NUMBER =
        Reply.error("ERR resulting score is not a number (NaN)");

    private boolean ifMissing;
    private boolean ifPresent;
    private boolean ifGreater;
    private boolean ifLess;
    private boolean countsChanged;
    private boolean increments;
    private int first = 2;

    private int added;
    private int moved;
    /** What the last member's score is, or NaN when it was left alone. */
    private double last;

    private ScoreAdditions() {
    }

    static Reply zadd(Call call) {
        return new ScoreAdditions().read(call);
    }

    static Reply zincrby(Call call) {
        ScoreAdditions wanted = new ScoreAdditions();
        wanted.increments = true;
        return wanted.read(call);
    }

    private Reply read(Call call) {
        while (first < call.count() && option(call, first)) {
            first++;
        }
        int rest = call.count() - first;
        if (rest == 0 || rest % 2 != 0) {
            return Errors.SYNTAX;
        }
        check(rest);
        return run(call);
    }

    private boolean option(Call call, int index) {
        int length = call.args().length(index);
        if (length == 2) {
            return shortOption(call, index);
        }
        if (length == 4 && call.is(index, "INCR")) {
            increments = true;
            return true;
        }
        return false;
    }

    private boolean shortOption(Call call, int index) {
        if (call.is(index, "NX")) {
            ifMissing = true;
        } else if (call.is(index, "XX")) {
            ifPresent = true;
        } else if (call.is(index, "GT")) {
            ifGreater = true;
        } else if (call.is(index, "LT")) {
            ifLess = true;
        } else if (call.is(index, "CH")) {
            countsChanged = true;
        } else {
            return false;
        }
        return true;
    }

    private void check(int rest) {
        if (ifMissing && ifPresent) {
            throw Errors.raise(NX_AND_XX);
        }
        if (ifGreater && ifLess || ifMissing && (ifGreater || ifLess)) {
            throw Errors.raise(GT_LT_NX);
        }
        if (increments && rest > 2) {
            throw Errors.raise(ONE_PAIR);
        }
    }

    private Reply run(Call call) {
        // Every score is read before the first member is added.
        double[] scores = new double[(call.count() - first) / 2];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Scores.score(call, first + 2 * i);
        }
        SortedSetValue set = ifPresent ? call.edit(1, SortedSetValue.class)
            : call.editOrNew(1, SortedSetValue.class, SortedSetValue::new);
        if (set == null) {
            return increments ? Reply.NIL : Reply.ZERO;
        }
        Limits limits = SortedSetCommands.limits(call);
        for (int i = 0; i < scores.length; i++) {
            put(call.args(), first + 2 * i + 1, scores[i], set, limits);
        }
        if (added + moved > 0) {
            call.edited(1);
        }
        if (increments) {
            return Double.isNaN(last) ? Reply.NIL : Reply.number(last);
        }
        return Reply.integer(countsChanged ? added + moved : added);
    }

    private void put(Args args, int member, double given, SortedSetValue set, Limits limits) {
        byte[] bytes = args.bytes();
        int from = args.offset(member);
        int length = args.length(member);
        double score = given;
        if (increments || ifMissing || ifPresent || ifGreater || ifLess) {
            score = allowed(given, set.score(bytes, from, length));
        }
        last = score;
        if (!Double.isNaN(score)) {
            switch (set.put(score, bytes, from, length, limits)) {
                case ADDED -> added++;
                case MOVED -> moved++;
                case SAME -> { }
            }
        }
    }

    /** The score that a member gets, or NaN when it is to be left alone. */
    private double allowed(double given, double before) {
        if (Double.isNaN(before)) {
            return ifPresent ? Double.NaN : given;
        }
        if (ifMissing) {
            return Double.NaN;
        }
        double score = increments ? before + given : given;
        if (Double.isNaN(score)) {
            throw Errors.raise(NOT_A_NUMBER);
        }
        boolean left = ifGreater && score <= before || ifLess && score >= before;
        return left ? Double.NaN : score;
    }
}
