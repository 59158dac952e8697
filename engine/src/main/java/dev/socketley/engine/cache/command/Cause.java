package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Store;
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
    /** How many changes it has, if its words are to be logged in place of the values that they leave. */
    private int logged;

    Cause(Command row, int database) {
        this.row = row;
        this.database = database;
    }

    /** It has run, and changed a value that is too large to be shown. */
    void said(Args same, List<Change> changes) {
        words = same;
        logged = changes.stream().anyMatch(change -> change.edits() != null) ? changes.size() : 0;
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
        CommandListener log = accepted.size() == logged ? context.commandListener() : null;
        if (log != null) {
            log.begins(row);
        }
        accepted.forEach(change -> change.apply(context));
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
