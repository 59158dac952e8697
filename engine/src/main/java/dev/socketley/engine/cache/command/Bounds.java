package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.SortedSetValue;
import dev.socketley.engine.protocol.resp.Args;
import java.util.Arrays;

/** A part of a sorted set, as two arguments give it. */
interface Bounds {
    Reply NO_SCORE = Reply.error("ERR min or max is not a float");
    Reply NO_LEX = Reply.error("ERR min or max not valid string range item");

    /** How a part is given. */
    enum By {
        RANK, SCORE, LEX;

        /** Reads two bounds, the lower one first. */
        Bounds read(Call call, int low, int high) {
            return switch (this) {
                case RANK -> new Ranks(call.integer(low), call.integer(high));
                case SCORE -> new ScoreBounds(ScoreBound.of(call, low), ScoreBound.of(call, high));
                case LEX -> new LexBounds(LexBound.of(call, low), LexBound.of(call, high));
            };
        }
    }

    /** The rank of the first member in the part. */
    int from(SortedSetValue set);

    /** The rank behind the last member of the part; it may be below {@link #from}. */
    int to(SortedSetValue set);

    /** From one place to another, either counted from the end when negative. */
    record Ranks(long start, long stop) implements Bounds {
        @Override
        public int from(SortedSetValue set) {
            return Ranges.from(start, set.size());
        }

        @Override
        public int to(SortedSetValue set) {
            return Ranges.to(stop, set.size());
        }
    }

    /** From one score to another. */
    record ScoreBounds(ScoreBound low, ScoreBound high) implements Bounds {
        @Override
        public int from(SortedSetValue set) {
            return set.countBelow(low.score, low.exclusive);
        }

        @Override
        public int to(SortedSetValue set) {
            return set.countBelow(high.score, !high.exclusive);
        }
    }

    /** From one member to another. */
    record LexBounds(LexBound low, LexBound high) implements Bounds {
        @Override
        public int from(SortedSetValue set) {
            return low.member == null
                ? low.highest ? set.size() : 0
                : set.countLexBelow(low.member, low.exclusive);
        }

        @Override
        public int to(SortedSetValue set) {
            return high.member == null
                ? high.highest ? set.size() : 0
                : set.countLexBelow(high.member, !high.exclusive);
        }
    }

    /** A score as a bound. */
    record ScoreBound(double score, boolean exclusive) {
        static ScoreBound of(Call call, int index) {
            Args args = call.args();
            int from = args.offset(index);
            int length = args.length(index);
            boolean exclusive = length > 0 && args.bytes()[from] == '(';
            int skip = exclusive ? 1 : 0;
            // C reads nothing as zero.
            double score = length == skip ? 0
                : Scores.parse(args.bytes(), from + skip, length - skip);
            if (Double.isNaN(score)) {
                throw Errors.raise(NO_SCORE);
            }
            return new ScoreBound(score, exclusive);
        }
    }

    /**
     * A member as a bound.
     *
     * @param member  null for a bound beyond every member
     * @param highest whether that is above all
     */
    record LexBound(byte[] member, boolean exclusive, boolean highest) {
        static LexBound of(Call call, int index) {
            byte[] text = call.bytes(index);
            byte first = text.length == 0 ? 0 : text[0];
            if ((first == '-' || first == '+') && text.length == 1) {
                return new LexBound(null, false, first == '+');
            }
            if (first != '(' && first != '[') {
                throw Errors.raise(NO_LEX);
            }
            return new LexBound(Arrays.copyOfRange(text, 1, text.length), first == '(', false);
        }
    }
}
