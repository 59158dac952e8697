package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code BITFIELD}: integers of 1 to 64 bits anywhere in a string. */
final class BitFields {
    private static final int SIGNED_BITS_MAX = 64;
    private static final int UNSIGNED_BITS_MAX = 63;
    private static final Reply BAD_TYPE = Reply.error("ERR Invalid bitfield type. Use something"
        + " like i16 u8. Note that u64 is not supported but i64 is.");
    private static final Reply BAD_OVERFLOW = Reply.error("ERR Invalid OVERFLOW type specified");
    private static final Reply ONLY_GET =
        Reply.error("ERR BITFIELD_RO only supports the GET subcommand");

    private enum Verb { GET, SET, INCRBY }

    private enum Overflow { WRAP, SAT, FAIL }

    private record Operation(
            Verb verb, boolean signed, int bits, long offset, long amount, Overflow overflow) {
        long end() {
            return offset + bits;
        }
    }

    private BitFields() {
    }

    static Reply run(Call call, boolean readOnly) {
        List<Operation> operations = parse(call);
        boolean writes = operations.stream().anyMatch(o -> o.verb != Verb.GET);
        if (writes && readOnly) {
            return ONLY_GET;
        }
        byte[] old = call.string(1);
        byte[] value = old;
        if (writes) {
            long end = operations.stream().filter(o -> o.verb != Verb.GET)
                .mapToLong(Operation::end).max().orElse(0);
            value = BitCommands.grown(old, (int) (end + 7 >> 3));
        }
        List<Reply> replies = Call.replies(operations.size());
        boolean written = false;
        for (Operation operation : operations) {
            Reply reply = apply(operation, value);
            written |= operation.verb != Verb.GET && reply != Reply.NIL;
            replies.add(reply);
        }
        // What overflowed is not performed, so that it alone neither makes nor lengthens a string.
        if (written && !Arrays.equals(value, old)) {
            call.put(1, value, Store.KEEP);
        }
        return Reply.array(replies);
    }

    private static List<Operation> parse(Call call) {
        List<Operation> operations = new ArrayList<>();
        Overflow overflow = Overflow.WRAP;
        int i = 2;
        while (i < call.count()) {
            int left = call.count() - i - 1;
            if (call.is(i, "OVERFLOW") && left >= 1) {
                overflow = overflow(call, i + 1);
                i += 2;
                continue;
            }
            Verb verb = verb(call, i, left);
            int bits = bits(call, i + 1);
            boolean signed = call.args().text(i + 1).charAt(0) == 'i';
            long offset = BitCommands.offset(call, i + 2, bits);
            long amount = verb == Verb.GET ? 0 : call.integer(i + 3);
            operations.add(new Operation(verb, signed, bits, offset, amount, overflow));
            i += verb == Verb.GET ? 3 : 4;
        }
        return operations;
    }

    private static Verb verb(Call call, int index, int left) {
        if (call.is(index, "GET") && left >= 2) {
            return Verb.GET;
        }
        if (call.is(index, "SET") && left >= 3) {
            return Verb.SET;
        }
        if (call.is(index, "INCRBY") && left >= 3) {
            return Verb.INCRBY;
        }
        throw Errors.raise(Errors.SYNTAX);
    }

    private static Overflow overflow(Call call, int index) {
        for (Overflow each : Overflow.values()) {
            if (call.is(index, each.name())) {
                return each;
            }
        }
        throw Errors.raise(BAD_OVERFLOW);
    }

    private static int bits(Call call, int index) {
        String type = call.args().text(index);
        boolean signed = type.startsWith("i");
        if (!signed && !type.startsWith("u")) {
            throw Errors.raise(BAD_TYPE);
        }
        long bits;
        try {
            bits = Numbers.integer(call.args().bytes(), call.args().offset(index) + 1,
                call.args().length(index) - 1);
        } catch (CommandException e) {
            throw Errors.raise(BAD_TYPE);
        }
        if (bits < 1 || bits > (signed ? SIGNED_BITS_MAX : UNSIGNED_BITS_MAX)) {
            throw Errors.raise(BAD_TYPE);
        }
        return (int) bits;
    }

    private static Reply apply(Operation operation, byte[] value) {
        long old = read(operation, value);
        if (operation.verb == Verb.GET) {
            return Reply.integer(old);
        }
        long base = operation.verb == Verb.INCRBY ? old : operation.amount;
        long added = operation.verb == Verb.INCRBY ? operation.amount : 0;
        int side = operation.signed ? signedSide(operation.bits, base, added)
            : unsignedSide(operation.bits, base, added);
        if (side != 0 && operation.overflow == Overflow.FAIL) {
            return Reply.NIL;
        }
        write(operation, value, side != 0 && operation.overflow == Overflow.SAT
            ? edge(operation, side) : base + added);
        return Reply.integer(operation.verb == Verb.SET ? old : read(operation, value));
    }

    private static long edge(Operation operation, int side) {
        if (!operation.signed) {
            return side > 0 ? (1L << operation.bits) - 1 : 0;
        }
        long max = Long.MAX_VALUE >>> Long.SIZE - operation.bits;
        return side > 0 ? max : -max - 1;
    }

    /**
     * Where a sum lies of what a field can hold: 1 above, -1 below, 0 within. A number that is far
     * too small is above, as in Redis, which calculates the room to the edge with 64 bits.
     */
    private static int signedSide(int bits, long value, long added) {
        long max = Long.MAX_VALUE >>> Long.SIZE - bits;
        long min = -max - 1;
        boolean narrow = bits != Long.SIZE;
        if (value > max || (narrow || value >= 0 && added > 0) && added > max - value) {
            return 1;
        }
        return value < min || (narrow || value < 0 && added < 0) && added < min - value ? -1 : 0;
    }

    private static int unsignedSide(int bits, long value, long added) {
        long max = (1L << bits) - 1;
        if (Long.compareUnsigned(value, max) > 0 || added > 0 && added > max - value) {
            return 1;
        }
        return added < 0 && added < -value ? -1 : 0;
    }

    private static long read(Operation operation, byte[] value) {
        long bits = 0;
        for (long at = operation.offset; at < operation.end(); at++) {
            int index = (int) (at >> 3);
            int bit = value != null && index < value.length
                ? value[index] >> (7 - (at & 7)) & 1 : 0;
            bits = bits << 1 | bit;
        }
        int unused = Long.SIZE - operation.bits;
        return operation.signed ? bits << unused >> unused : bits;
    }

    private static void write(Operation operation, byte[] value, long number) {
        long bits = number;
        for (long at = operation.end() - 1; at >= operation.offset; at--) {
            int mask = 0x80 >> (at & 7);
            int index = (int) (at >> 3);
            value[index] = (byte) ((bits & 1) == 1 ? value[index] | mask : value[index] & ~mask);
            bits >>= 1;
        }
    }
}
