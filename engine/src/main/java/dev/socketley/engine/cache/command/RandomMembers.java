package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.SortedCursor;
import dev.socketley.engine.cache.store.SortedSetValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** ZRANDMEMBER. */
final class RandomMembers {
    private static final Reply RANGE = Reply.error("ERR value is out of range");
    /** With repetition a short command could ask for any amount of memory. */
    private static final long REPEATED_MAX = 10_000_000;

    private RandomMembers() {
    }

    static Reply zrandmember(Call call) {
        if (call.count() == 2) {
            SortedSetValue set = SortedSetCommands.read(call, 1);
            return set == null ? Reply.NIL : member(set, random(set.size())).getFirst();
        }
        long count = count(call);
        boolean scored = call.count() == 4;
        if (call.count() > 4 || scored && !call.is(3, "WITHSCORES")) {
            return Errors.SYNTAX;
        }
        SortedSetValue set = SortedSetCommands.read(call, 1);
        if (set == null || count == 0) {
            return Reply.EMPTY;
        }
        List<Reply> found = Call.replies(0);
        for (int rank : ranks(set.size(), count)) {
            List<Reply> one = member(set, rank);
            found.addAll(scored ? one : one.subList(0, 1));
        }
        return scored ? Reply.pairs(found) : Reply.array(found);
    }

    private static long count(Call call) {
        long count = call.integer(2);
        if (count < -REPEATED_MAX || call.count() == 4 && count > Long.MAX_VALUE / 2) {
            throw Errors.raise(RANGE);
        }
        return count;
    }

    private static int random(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }

    private static List<Reply> member(SortedSetValue set, int rank) {
        SortedCursor cursor = set.cursor(rank);
        cursor.next();
        return List.of(Reply.bulk(cursor.member().copy()), Reply.number(cursor.score()));
    }

    /** Places in a row of {@code size}: all different, or any when {@code count} is negative. */
    private static List<Integer> ranks(int size, long count) {
        List<Integer> ranks = new ArrayList<>();
        if (count < 0) {
            for (long i = count; i < 0; i++) {
                ranks.add(random(size));
            }
            return ranks;
        }
        // A shuffle of which only the beginning is made, and only what was exchanged is kept.
        Map<Integer, Integer> exchanged = new HashMap<>();
        for (int i = 0; i < Math.min(count, size); i++) {
            int chosen = i + random(size - i);
            ranks.add(exchanged.getOrDefault(chosen, chosen));
            exchanged.put(chosen, exchanged.getOrDefault(i, i));
        }
        return ranks;
    }
}
