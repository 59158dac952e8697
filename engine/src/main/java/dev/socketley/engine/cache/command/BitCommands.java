package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.READ;
import static dev.socketley.engine.cache.command.Access.WRITE;
import static dev.socketley.engine.cache.command.Arg.Kind.INTEGER;
import static dev.socketley.engine.cache.command.Arg.Kind.KEY;
import static dev.socketley.engine.cache.command.Arg.Kind.WORDS;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.many;
import static dev.socketley.engine.cache.command.Arg.optional;
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Flag.DENYOOM;
import static dev.socketley.engine.cache.command.Flag.FAST;

import dev.socketley.engine.cache.store.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Commands on the bits of strings, counted from the highest bit of the first byte. */
final class BitCommands {
    static final List<Command> ALL = Command.group("bitmap",
        command("SETBIT", WRITE, "Sets a bit and returns what it was.",
            BitCommands::setbit, arg("key", KEY), arg("offset", INTEGER),
            arg("value", INTEGER)).flags(DENYOOM),
        command("GETBIT", READ, "Returns a bit.",
            BitCommands::getbit, arg("key", KEY), arg("offset", INTEGER)).flags(FAST).loads(),
        command("BITCOUNT", READ, "Counts the bits that are set.",
            BitCommands::bitcount, arg("key", KEY), optional("start", INTEGER),
            optional("end", INTEGER), optionalMany("BYTE|BIT", WORDS)).loads(),
        command("BITPOS", READ, "Finds the first bit that is set, or that is not.",
            BitCommands::bitpos, arg("key", KEY), arg("bit", INTEGER),
            optional("start", INTEGER), optional("end", INTEGER),
            optionalMany("BYTE|BIT", WORDS)).loads(),
        command("BITOP", WRITE, "Keeps the bits of strings combined.",
            BitCommands::bitop, arg("AND|OR|XOR|NOT", WORDS), arg("destkey", KEY),
            many("key", KEY)).flags(DENYOOM).counted(),
        command("BITFIELD", WRITE, "Reads and changes integers of any width in a string.",
            call -> BitFields.run(call, false), arg("key", KEY), optionalMany(
                "GET type offset|SET type offset value|INCRBY type offset increment"
                + "|OVERFLOW WRAP,SAT,FAIL", WORDS)).flags(DENYOOM),
        command("BITFIELD_RO", READ, "Reads integers of any width in a string.",
            call -> BitFields.run(call, true), arg("key", KEY),
            optionalMany("GET type offset", WORDS)).flags(FAST).loads());

    private static final long OFFSET_MAX = (512L << 20 << 3) - 1;
    private static final Reply BAD_OFFSET =
        Reply.error("ERR bit offset is not an integer or out of range");
    private static final Reply BAD_BIT = Reply.error("ERR bit is not an integer or out of range");
    private static final byte[] NOTHING = {};

    private BitCommands() {
    }

    /** A bit's number, which {@code width} may multiply where it begins with {@code #}. */
    static long offset(Call call, int index, int width) {
        byte[] bytes = call.args().bytes();
        int from = call.args().offset(index);
        int length = call.args().length(index);
        boolean counted = width > 0 && length > 0 && bytes[from] == '#';
        long offset;
        try {
            offset = counted ? Numbers.integer(bytes, from + 1, length - 1)
                : Numbers.integer(bytes, from, length);
        } catch (CommandException e) {
            throw Errors.raise(BAD_OFFSET);
        }
        int times = counted ? width : 1;
        if (offset < 0 || offset > OFFSET_MAX / times) {
            throw Errors.raise(BAD_OFFSET);
        }
        return offset * times;
    }

    /** A string that may be changed and has at least so many bytes. */
    static byte[] grown(byte[] old, int length) {
        return old == null ? new byte[length]
            : Arrays.copyOf(old, Math.max(old.length, length));
    }

    private static Reply setbit(Call call) {
        long offset = offset(call, 2, 0);
        long bit;
        try {
            bit = call.integer(3);
        } catch (CommandException e) {
            return BAD_BIT;
        }
        if (bit != 0 && bit != 1) {
            return BAD_BIT;
        }
        int at = (int) (offset >> 3);
        byte[] before = call.string(1);
        byte[] value = grown(before, at + 1);
        int mask = 0x80 >> (offset & 7);
        boolean old = (value[at] & mask) != 0;
        value[at] = (byte) (bit == 1 ? value[at] | mask : value[at] & ~mask);
        if (old != (bit == 1) || before == null || before.length < value.length) {
            call.put(1, value, Store.KEEP);
        }
        return Reply.flag(old);
    }

    private static Reply getbit(Call call) {
        long offset = offset(call, 2, 0);
        byte[] value = call.string(1);
        int at = (int) (offset >> 3);
        return Reply.flag(value != null && at < value.length
            && (value[at] & 0x80 >> (offset & 7)) != 0);
    }

    /** Bits from {@code from} up to and with {@code to}; none when {@code from} is greater. */
    private record Range(long from, long to) {
        /** The range that arguments from {@code index} on give in a string of so many bytes. */
        static Range of(Call call, int index, int length) {
            long start = call.integer(index);
            long end = call.count() > index + 1 ? call.integer(index + 1) : -1;
            boolean bits = call.count() > index + 2 && isBits(call, index + 2);
            long total = bits ? 8L * length : length;
            long from = Math.max(start < 0 ? start + total : start, 0);
            long to = Math.min(Math.max(end < 0 ? end + total : end, 0), total - 1);
            return from > to ? new Range(1, 0)
                : bits ? new Range(from, to) : new Range(8 * from, 8 * to + 7);
        }

        private static boolean isBits(Call call, int index) {
            if (!call.is(index, "BIT") && !call.is(index, "BYTE")) {
                throw Errors.raise(Errors.SYNTAX);
            }
            return call.is(index, "BIT");
        }
    }

    private static Reply bitcount(Call call) {
        if (call.count() == 3 || call.count() > 5) {
            return Errors.SYNTAX;
        }
        Range whole = call.count() > 2 ? Range.of(call, 2, 0) : null;
        boolean backward = whole != null && call.integer(2) < 0 && call.integer(3) < 0
            && call.integer(2) > call.integer(3);
        byte[] value = call.string(1);
        if (value == null || backward) {
            return Reply.ZERO;
        }
        Range range = whole == null ? new Range(0, 8L * value.length - 1)
            : Range.of(call, 2, value.length);
        long count = 0;
        for (long at = range.from; at <= range.to;) {
            if ((at & 7) == 0 && at + 7 <= range.to) {
                count += Integer.bitCount(value[(int) (at >> 3)] & 0xff);
                at += 8;
            } else {
                count += value[(int) (at >> 3)] >> (7 - (at & 7)) & 1;
                at++;
            }
        }
        return Reply.integer(count);
    }

    private static Reply bitpos(Call call) {
        long bit = call.integer(2);
        if (bit != 0 && bit != 1) {
            return Reply.error("ERR The bit argument must be 1 or 0.");
        }
        if (call.count() > 6) {
            return Errors.SYNTAX;
        }
        if (call.count() > 3) {
            Range.of(call, 3, 0);
        }
        byte[] value = call.string(1);
        if (value == null) {
            return Reply.integer(bit == 1 ? -1 : 0);
        }
        boolean ended = call.count() > 4;
        Range range = call.count() > 3 ? Range.of(call, 3, value.length)
            : new Range(value.length == 0 ? 1 : 0, 8L * value.length - 1);
        int skipped = bit == 1 ? 0 : 0xff;
        for (long at = range.from; at <= range.to;) {
            int b = value[(int) (at >> 3)] & 0xff;
            if ((at & 7) == 0 && b == skipped) {
                at += 8;
            } else if ((b >> (7 - (at & 7)) & 1) == bit) {
                return Reply.integer(at);
            } else {
                at++;
            }
        }
        // Without an end, zeros are taken to follow the string.
        return Reply.integer(bit == 0 && !ended && range.from <= range.to
            ? 8L * value.length : -1);
    }

    private static Reply bitop(Call call) {
        boolean not = call.is(1, "NOT");
        if (!not && !call.is(1, "AND") && !call.is(1, "OR") && !call.is(1, "XOR")) {
            return Errors.SYNTAX;
        }
        if (not && call.count() != 4) {
            return Reply.error("ERR BITOP NOT must be called with a single source key.");
        }
        List<byte[]> operands = new ArrayList<>();
        int longest = 0;
        for (int i = 3; i < call.count(); i++) {
            operands.add(operand(call, i));
            longest = Math.max(longest, operands.getLast().length);
        }
        byte[] result = Arrays.copyOf(operands.getFirst(), longest);
        for (byte[] each : not ? List.of(NOTHING) : operands.subList(1, operands.size())) {
            combine(call, result, each);
        }
        if (longest == 0) {
            call.delete(2);
        } else {
            call.put(2, result, Store.NEVER);
        }
        return Reply.integer(longest);
    }

    private static byte[] operand(Call call, int key) {
        byte[] value = call.string(key);
        return value == null ? NOTHING : value;
    }

    private static void combine(Call call, byte[] into, byte[] other) {
        boolean and = call.is(1, "AND");
        boolean or = call.is(1, "OR");
        boolean xor = call.is(1, "XOR");
        for (int i = 0; i < into.length; i++) {
            int b = i < other.length ? other[i] : 0;
            into[i] = (byte) (and ? into[i] & b : or ? into[i] | b
                : xor ? into[i] ^ b : ~into[i]);
        }
    }
}
