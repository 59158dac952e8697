package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.SetValue;
import dev.socketley.engine.cache.store.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What several sets have in common, together or apart. */
final class SetAlgebra {
    private static final Reply NO_KEYS = Reply.error("ERR numkeys should be greater than 0");
    private static final Reply MORE_KEYS =
        Reply.error("ERR Number of keys can't be greater than number of args");
    private static final Reply NEGATIVE_LIMIT = Reply.error("ERR LIMIT can't be negative");

    private SetAlgebra() {
    }

    /** The sets at keys; null for one that is missing. */
    private static List<SetValue> sets(Call call, int from, int to) {
        List<SetValue> sets = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            sets.add(call.read(i, SetValue.class));
        }
        return sets;
    }

    static SetValue intersection(Call call, int from, int to) {
        SetValue result = new SetValue();
        List<SetValue> sets = ascending(sets(call, from, to));
        if (!sets.isEmpty()) {
            List<SetValue> others = sets.subList(1, sets.size());
            sets.getFirst().forEach((bytes, at, length) -> {
                if (inAll(others, bytes, at, length)) {
                    SetCommands.add(call, result, bytes, at, length);
                }
            });
        }
        return result;
    }

    /** The smallest set first; none when one is missing. */
    private static List<SetValue> ascending(List<SetValue> sets) {
        if (sets.contains(null)) {
            return List.of();
        }
        sets.sort(Comparator.comparingInt(SetValue::size));
        return sets;
    }

    private static boolean inAll(List<SetValue> sets, byte[] bytes, int from, int length) {
        for (SetValue set : sets) {
            if (!set.has(bytes, from, length)) {
                return false;
            }
        }
        return true;
    }

    static Reply sintercard(Call call) {
        long keys = numkeys(call);
        long limit = 0;
        int end = (int) keys + 2;
        for (int i = end; i < call.count(); i++) {
            if (!call.is(i, "LIMIT") || i + 1 == call.count()) {
                return Errors.SYNTAX;
            }
            limit = limit(call, ++i);
        }
        List<SetValue> sets = ascending(sets(call, 2, end));
        return Reply.integer(sets.isEmpty() ? 0 : count(sets, limit));
    }

    private static long numkeys(Call call) {
        long keys;
        try {
            keys = call.integer(1);
        } catch (CommandException e) {
            throw Errors.raise(NO_KEYS);
        }
        if (keys < 1) {
            throw Errors.raise(NO_KEYS);
        }
        if (keys > call.count() - 2) {
            throw Errors.raise(MORE_KEYS);
        }
        return keys;
    }

    private static long limit(Call call, int index) {
        long limit;
        try {
            limit = call.integer(index);
        } catch (CommandException e) {
            throw Errors.raise(NEGATIVE_LIMIT);
        }
        if (limit < 0) {
            throw Errors.raise(NEGATIVE_LIMIT);
        }
        return limit;
    }

    private static long count(List<SetValue> sets, long limit) {
        List<SetValue> others = sets.subList(1, sets.size());
        long[] count = {0};
        sets.getFirst().forEach((bytes, from, length) -> {
            if ((limit == 0 || count[0] < limit) && inAll(others, bytes, from, length)) {
                count[0]++;
            }
        });
        return count[0];
    }

    static SetValue union(Call call, int from) {
        SetValue result = new SetValue();
        for (SetValue set : sets(call, from, call.count())) {
            if (set != null) {
                set.forEach((bytes, at, length) ->
                    SetCommands.add(call, result, bytes, at, length));
            }
        }
        return result;
    }

    static SetValue difference(Call call, int from) {
        SetValue result = new SetValue();
        List<SetValue> sets = sets(call, from, call.count());
        SetValue first = sets.getFirst();
        List<SetValue> others = sets.subList(1, sets.size());
        if (first != null) {
            first.forEach((bytes, at, length) -> {
                if (inNone(others, bytes, at, length)) {
                    SetCommands.add(call, result, bytes, at, length);
                }
            });
        }
        return result;
    }

    private static boolean inNone(List<SetValue> sets, byte[] bytes, int from, int length) {
        for (SetValue set : sets) {
            if (set != null && set.has(bytes, from, length)) {
                return false;
            }
        }
        return true;
    }

    static Reply reply(SetValue set) {
        List<Reply> all = Call.replies(set.size());
        set.forEach((bytes, from, length) ->
            all.add(Reply.bulk(Scans.bytes(bytes, from, length))));
        return Reply.set(all);
    }

    /** Sets key 1 to a set, or lets it go when that is empty. */
    static Reply store(Call call, SetValue set) {
        if (set.size() == 0) {
            call.delete(1);
        } else {
            call.put(1, set, Store.NEVER);
        }
        return Reply.integer(set.size());
    }
}
