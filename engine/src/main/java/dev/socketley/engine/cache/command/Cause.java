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
    /** A value that goes from one key to another as it is, or null. */
    private Value moved;

    Cause(Command row, int database) {
        this.row = row;
        this.database = database;
    }

    /** It lets a value go to another key as it is. */
    void moves(Value value) {
        moved = value;
    }

    boolean isMoving(Object value) {
        return moved != null && moved == value;
    }

    /** Another deadline is given to a change of it, which its words do not say of what they move. */
    void dates(Change change) {
        isLogged &= !isMoving(change.value());
    }

    /** It has run. */
    void ran(List<Change> changes, Args same) {
        count = changes.size();
        if (changes.stream().anyMatch(Change::isLarge)) {
            words = same.detached();
            isLogged = moved != null || changes.stream().anyMatch(change -> change.edits() != null);
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
        CommandListener log = isLogged && isWhole ? context.commandListener() : null;
        if (log != null) {
            log.begins(row);
        }
        // What was to be moved is still its old key's when that may not go.
        accepted.forEach(change ->
            (isWhole || !isMoving(change.value()) ? change : change.copied()).apply(context));
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
