package dev.socketley.engine.cache;

import dev.socketley.engine.cache.command.Call;
import dev.socketley.engine.cache.command.Command;
import dev.socketley.engine.cache.command.CommandTable;
import dev.socketley.engine.cache.store.Store;
import dev.socketley.engine.cache.store.Value;
import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.resp.Args;
import dev.socketley.engine.protocol.resp.RespDecoder;

/**
 * Commands of one client that were read ahead, so that the memory that they will look up is fetched
 * for all of them at once. With many keys most of a look-up is waiting for that memory.
 *
 * <p>Thread: the cache's home loop. Bounds: {@link #COMMANDS} commands; their arguments lie in the
 * bytes that they were read from, which must stay while they are run.
 */
final class Batch {
    /** More would overflow what a core can fetch at a time, and the nearest cache. */
    private static final int COMMANDS = 64;

    private final Args[] args = new Args[COMMANDS];
    private final Command[] rows = new Command[COMMANDS];
    private final int[] ends = new int[COMMANDS];
    private final int[] hashes = new int[COMMANDS];
    private int count;
    /** What reading ahead has read, used for nothing. */
    private long touched;

    Batch() {
        for (int i = 0; i < COMMANDS; i++) {
            args[i] = new Args();
        }
    }

    /** Commands that were read. */
    int count() {
        return count;
    }

    Args args(int index) {
        return args[index];
    }

    /** The row of a command, null when there is none or no arguments. */
    Command row(int index) {
        return rows[index];
    }

    /** Where the next command begins. */
    int end(int index) {
        return ends[index];
    }

    /**
     * Reads commands until there is none left that is complete.
     *
     * @throws ProtocolException if the first bytes are no command; later ones are left alone
     */
    void read(RespDecoder decoder, byte[] bytes, int from, int to) throws ProtocolException {
        count = 0;
        int at = from;
        long before = 0;
        Command same = null;
        while (count < COMMANDS) {
            try {
                at = decoder.next(bytes, at, to);
            } catch (ProtocolException e) {
                if (count == 0) {
                    throw e;
                }
                decoder.reset();
                return;
            }
            if (at == RespDecoder.MORE) {
                return;
            }
            Args found = decoder.exchange(args[count]);
            args[count] = found;
            long word = found.count() == 0 ? 0 : CommandTable.word(found);
            if (word == 0 || word != before) {
                same = found.count() == 0 ? null : CommandTable.find(found, word);
                before = word;
            }
            rows[count] = same;
            ends[count++] = at;
        }
    }

    /**
     * Fetches what the commands will look up first. Each pass is short, so that the core has the reads
     * of many commands under way at a time.
     */
    void fetch(Store store) {
        int keys = 0;
        Args before = null;
        for (int i = 0; i < count; i++) {
            Args each = args[i];
            if (rows[i] != null && rows[i].keyFirst() == 1 && each.count() > 1) {
                if (before != null && before.isSame(each, 1)) {
                    each.note(before.note());
                } else {
                    int hash = Store.hash(each.bytes(), each.offset(1), each.length(1));
                    Call.note(each, hash);
                    hashes[keys++] = hash;
                }
                before = each;
            }
        }
        touched += store.touch(hashes, keys);
        int from = 0;
        while (from < count) {
            int to = from + 1;
            while (to < count && isAlike(from, to)) {
                to++;
            }
            fetchElements(store, from, to);
            from = to;
        }
    }

    /** Whether two commands are about elements of the same value. */
    private boolean isAlike(int one, int other) {
        return isOfElement(one) && isOfElement(other) && args[one].note() == args[other].note();
    }

    private boolean isOfElement(int index) {
        return rows[index] != null && rows[index].isOfElements() && args[index].note() != 0
            && args[index].count() > 2;
    }

    private void fetchElements(Store store, int from, int to) {
        Args first = args[from];
        Value value = to - from == 1 ? null
            : store.table(Call.noted(first), first.bytes(), first.offset(1), first.length(1));
        if (value == null) {
            return;
        }
        for (int i = from; i < to; i++) {
            hashes[i - from] =
                Value.hash(args[i].bytes(), args[i].offset(2), args[i].length(2));
        }
        touched += value.touch(hashes, to - from);
    }

    /** What was read ahead of its time. */
    long touched() {
        return touched;
    }
}
