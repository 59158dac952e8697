package dev.socketley.engine.cache.command;

import dev.socketley.engine.protocol.resp.Args;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every command, found by the bytes of its name in any case, without making a string of them.
 *
 * <p>Thread: any; immutable.
 */
public final class CommandTable {
    /** Every row. */
    public static final List<Command> ALL = Stream.of(
        StringCommands.ALL, BitCommands.ALL, HashCommands.ALL, SetCommands.ALL,
        ListCommands.ALL, ListMoves.ALL,
        SortedSetCommands.ALL, SortedRanges.ALL, SortedPops.ALL, SortedUnions.ALL,
        KeyCommands.ALL, ExpiryCommands.ALL, ConnectionCommands.ALL, ClientCommands.ALL,
        TransactionCommands.ALL, ScriptingCommands.ALL, ServerCommands.ALL,
        FileCommands.ALL, PubSubCommands.ALL,
        ReplicationCommands.SERVER, ReplicationCommands.GENERIC,
        StandaloneCommands.CLUSTER, StandaloneCommands.GENERIC)
        .flatMap(List::stream).toList();

    /** Every row that is counted: subcommands in place of what is nothing but them. */
    static final List<Command> COUNTED = ALL.stream().flatMap(
        row -> row.subcommands().isEmpty() ? Stream.of(row) : row.subcommands().stream()).toList();

    private static final VarHandle LONGS =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** A letter of either case without this bit is the same. */
    private static final long UPPER = 0xdfdf_dfdf_dfdf_dfdfL;
    private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;
    private static final int SHORT_BITS = 10;
    /** Rows whose names are at most eight letters, found by those letters as one number. */
    private static final Command[] SHORT = new Command[1 << SHORT_BITS];
    private static final long[] WORDS = new long[1 << SHORT_BITS];

    private static final int SLOTS = 1024;
    private static final Command[] ROWS = new Command[SLOTS];
    private static final byte[][] NAMES = new byte[SLOTS][];

    static {
        int number = 0;
        for (Command row : COUNTED) {
            row.number(number++);
        }
        for (Command row : ALL) {
            byte[] name = row.name().getBytes(StandardCharsets.US_ASCII);
            int slot = hash(name, 0, name.length);
            while (ROWS[slot] != null) {
                slot = (slot + 1) & (SLOTS - 1);
            }
            ROWS[slot] = row;
            NAMES[slot] = name;
            if (row.name().matches("[A-Z]{1,8}")) {
                addShort(row, Arrays.copyOf(name, Long.BYTES));
            }
        }
    }

    private static void addShort(Command row, byte[] name) {
        long word = (long) LONGS.get(name, 0);
        int slot = shortSlot(word);
        while (SHORT[slot] != null) {
            slot = (slot + 1) & (SHORT.length - 1);
        }
        SHORT[slot] = row;
        WORDS[slot] = word;
    }

    private static int shortSlot(long word) {
        return (int) (word * SPREAD >>> Long.SIZE - SHORT_BITS);
    }

    private CommandTable() {
    }

    /**
     * What tells the names of most commands from each other: the letters of a name of up to eight
     * in upper case, 0 for others.
     */
    public static long word(Args args) {
        byte[] bytes = args.bytes();
        int from = args.offset(0);
        int length = args.length(0);
        if (length == 0 || length > Long.BYTES || from + Long.BYTES > bytes.length) {
            return 0;
        }
        return (long) LONGS.get(bytes, from) & UPPER & -1L >>> Long.SIZE - Byte.SIZE * length;
    }

    /** The row that argument 0 names, or null. */
    public static Command find(Args args) {
        return find(args, word(args));
    }

    /** As {@link #find(Args)} with its {@link #word}. */
    public static Command find(Args args, long word) {
        if (word != 0) {
            int slot = shortSlot(word);
            while (SHORT[slot] != null) {
                if (WORDS[slot] == word) {
                    return SHORT[slot];
                }
                slot = (slot + 1) & (SHORT.length - 1);
            }
        }
        return findAny(args.bytes(), args.offset(0), args.length(0));
    }

    private static Command findAny(byte[] bytes, int from, int length) {
        int slot = hash(bytes, from, length);
        while (ROWS[slot] != null) {
            if (matches(NAMES[slot], bytes, from, length)) {
                return ROWS[slot];
            }
            slot = (slot + 1) & (SLOTS - 1);
        }
        return null;
    }

    /** The reply to a name that {@link #find} does not know. */
    public static Reply unknown(Args args) {
        return Words.unknown(args);
    }

    private static int hash(byte[] bytes, int from, int length) {
        int hash = length;
        // Longer names than any row's need no more than this to be told apart from all rows.
        int end = from + Math.min(length, 16);
        for (int i = from; i < end; i++) {
            hash = hash * 31 + (bytes[i] & 0xdf);
        }
        return (hash ^ hash >>> 10) & (SLOTS - 1);
    }

    private static boolean matches(byte[] name, byte[] bytes, int from, int length) {
        if (name.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            int b = bytes[from + i];
            if ((b >= 'a' && b <= 'z' ? b - 32 : b) != name[i]) {
                return false;
            }
        }
        return true;
    }

    /** The error for a wrong number of arguments, or null when the number is right. */
    public static Reply arityError(Command row, Args args) {
        if (!row.takes(args.count())) {
            return Errors.arity(row.lowerName());
        }
        return row.subcommands().isEmpty() || args.count() == 1 ? null
            : Subcommands.error(row, args);
    }
}
