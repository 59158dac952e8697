package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Store;
import dev.socketley.engine.cache.store.Value;
import dev.socketley.engine.protocol.resp.Args;
import java.util.ArrayList;
import java.util.List;

/**
 * The command that collected changes come from.
 *
 * <p>Thread: the cache's home loop.
 */
public final class Cause {
    private final Command row;
    private final int database;
    private Args words;
    /** How many changes it has. */
    private int count;
    /** Whether its words are to be logged in place of the values that its changes leave. */
    private boolean isLogged;
    /** A value that goes from one key to another as it is, or the copy of one, or null. */
    private Value brought;
    private Found found;

    /** Where a value was when the command ran. */
    record Found(Store in, byte[] key, Value value) {
        boolean isThere() {
            return in.peek(key, 0, key.length) == value;
        }
    }

    Cause(Command row, int database) {
        this.row = row;
        this.database = database;
    }

    /**
     * It lets a value go to another key as it is, or a copy of it.
     *
     * @param from null where a change before has made it
     */
    void brings(Value value, Found from) {
        brought = value;
        found = from;
    }

    boolean isBringing(Object value) {
        return brought != null && brought == value;
    }

    /** Another deadline is given to a change of it, which its words do not say of what they bring. */
    void dates(Change change) {
        isLogged &= !isBringing(change.value());
    }

    /** It has run. */
    void ran(List<Change> changes, Args same) {
        count = changes.size();
        if (changes.stream().anyMatch(Change::isLarge)) {
            words = same.detached();
            isLogged = brought != null || changes.stream().anyMatch(change -> change.edits() != null);
        }
    }

    /** Its words, or those of a command with the same effect whenever it is run. */
    public List<byte[]> words() {
        List<byte[]> all = new ArrayList<>(words.count());
        for (int i = 0; i < words.count(); i++) {
            all.add(words.copy(i));
        }
        return all;
    }

    /** Makes changes of it that come one after the other. */
    private void makeOwn(List<Change> accepted, CacheContext context) {
        boolean isWhole = accepted.size() == count;
        // What a command brings may be gone from where it was, as keys are let go while hooks are asked.
        boolean isSame = found == null || found.isThere();
        CommandListener log = isLogged && isWhole && isSame ? context.commandListener() : null;
        if (log != null) {
            log.begins(row);
        }
        // What was to be moved is still its old key's when that may not go.
        accepted.forEach(change ->
            (isWhole || !isBringing(change.value()) ? change : change.copied()).apply(context));
        if (log != null) {
            log.ran(database, words);
        }
        // The deadlines that later commands gave to values that this one changed.
        accepted.stream().filter(Change::isDated).forEach(change ->
            date(row, change.in(), change.key(), change.deadlineMs(), context.commandListener()));
    }

    /**
     * Sets a deadline, which goes to the log as the command for that.
     *
     * @param log null for none
     */
    static boolean date(Command row, Store in, byte[] key, long deadlineMs, CommandListener log) {
        if (log == null) {
            return in.expire(key, 0, key.length, deadlineMs);
        }
        log.begins(row);
        boolean dated = in.expire(key, 0, key.length, deadlineMs);
        log.ran(in.index(), deadlineMs > Store.NEVER
            ? ListMoves.args("PEXPIREAT", key, Numbers.bytes(deadlineMs)) : ListMoves.args("PERSIST", key));
        return dated;
    }

    /** Makes changes in their order. */
    public static void make(List<Change> accepted, CacheContext context) {
        int from = 0;
        while (from < accepted.size()) {
            Cause cause = accepted.get(from).cause();
            int to = from + 1;
            while (to < accepted.size() && accepted.get(to).cause() == cause) {
                to++;
            }
            cause.makeOwn(accepted.subList(from, to), context);
            from = to;
        }
    }
}
