package dev.socketley.engine.cache;

import dev.socketley.engine.cache.command.Call;
import dev.socketley.engine.cache.command.Command;
import dev.socketley.engine.cache.command.CommandTable;
import dev.socketley.engine.cache.store.Store;
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
    private static final int COMMANDS = 32;

    private final Args[] args = new Args[COMMANDS];
    private final Command[] rows = new Command[COMMANDS];
    private final int[] ends = new int[COMMANDS];
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
            args[count] = decoder.exchange(args[count]);
            rows[count] = args[count].count() == 0 ? null : CommandTable.find(args[count]);
            ends[count++] = at;
        }
    }

    /** Fetches what the commands will look up first. */
    void fetch(Store store) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            Args each = args[i];
            if (rows[i] != null && rows[i].keyFirst() == 1 && each.count() > 1) {
                int hash = Store.hash(each.bytes(), each.offset(1), each.length(1));
                each.note(Call.noted(hash));
                sum += store.touchSlot(hash);
            }
        }
        for (int i = 0; i < count; i++) {
            if (args[i].note() != 0) {
                sum += store.touchRecord(args[i].note());
            }
        }
        touched += sum;
    }

    /** What was read ahead of its time. */
    long touched() {
        return touched;
    }
}
