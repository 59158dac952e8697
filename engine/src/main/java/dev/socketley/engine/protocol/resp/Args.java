package dev.socketley.engine.protocol.resp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The arguments of one command, as slices of one byte array; argument 0 is the command's name.
 *
 * <p>Thread: its owner's. Bounds: as many slices as the decoder's limit lets through. The array
 * belongs to whoever received the bytes: {@link #detached()} before keeping it.
 */
public final class Args {
    private static final int SLICES_MIN = 8;
    private static final int SLICES_KEPT_MAX = 1024;

    private byte[] bytes = {};
    private int base;
    private int count;
    private int note;
    private int[] offsets = new int[SLICES_MIN];
    private int[] lengths = new int[SLICES_MIN];

    /** Arguments over one array of their own, copied. */
    public static Args of(List<byte[]> values) {
        int total = 0;
        for (byte[] value : values) {
            total += value.length;
        }
        Args args = new Args();
        byte[] all = new byte[total];
        int at = 0;
        for (byte[] value : values) {
            System.arraycopy(value, 0, all, at, value.length);
            args.add(at, value.length);
            at += value.length;
        }
        args.over(all, 0);
        return args;
    }

    /** Arguments of text, as UTF-8. */
    public static Args of(String... values) {
        return of(Arrays.stream(values).map(v -> v.getBytes(StandardCharsets.UTF_8)).toList());
    }

    /** Number of arguments, the name included. */
    public int count() {
        return count;
    }

    /** The array that the arguments lie in. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where argument {@code index} begins in {@link #bytes()}. */
    public int offset(int index) {
        return base + offsets[index];
    }

    /** Bytes of argument {@code index}. */
    public int length(int index) {
        return lengths[index];
    }

    /** A copy of argument {@code index}. */
    public byte[] copy(int index) {
        int from = offset(index);
        return Arrays.copyOfRange(bytes, from, from + lengths[index]);
    }

    /** Argument {@code index} as text, one character per byte. */
    public String text(int index) {
        return new String(bytes, offset(index), lengths[index], StandardCharsets.ISO_8859_1);
    }

    /** Whether argument {@code index} is {@code word}, given in upper case, in any case. */
    public boolean is(int index, String word) {
        int length = lengths[index];
        if (length != word.length()) {
            return false;
        }
        int from = offset(index);
        for (int i = 0; i < length; i++) {
            int b = bytes[from + i];
            if ((b >= 'a' && b <= 'z' ? b - 32 : b) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether argument {@code index} is the same as that of others; both have it. */
    public boolean isSame(Args others, int index) {
        int length = lengths[index];
        int from = offset(index);
        int other = others.offset(index);
        // Keys of a kind differ in their last bytes, if they do.
        return length == others.lengths[index] && length > 0
            && bytes[from + length - 1] == others.bytes[other + length - 1]
            && Arrays.equals(bytes, from, from + length, others.bytes, other, other + length);
    }

    /** The same arguments over an array of their own, for keeping. */
    public Args detached() {
        Args copy = new Args();
        int total = 0;
        for (int i = 0; i < count; i++) {
            total += lengths[i];
        }
        byte[] all = new byte[total];
        int at = 0;
        for (int i = 0; i < count; i++) {
            System.arraycopy(bytes, offset(i), all, at, lengths[i]);
            copy.add(at, lengths[i]);
            at += lengths[i];
        }
        copy.over(all, 0);
        return copy;
    }

    /** Forgets the arguments. */
    public void clear() {
        count = 0;
        note = 0;
        if (offsets.length > SLICES_KEPT_MAX) {
            offsets = new int[SLICES_MIN];
            lengths = new int[SLICES_MIN];
        }
    }

    /** A number that whoever reads the arguments keeps with them; 0 at first. */
    public int note() {
        return note;
    }

    /** Keeps a number with the arguments. */
    public void note(int number) {
        note = number;
    }

    /**
     * Adds an argument.
     *
     * @param offset where it begins, relative to what {@link #over} will be given
     * @param length its bytes
     */
    public void add(int offset, int length) {
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count * 2);
            lengths = Arrays.copyOf(lengths, count * 2);
        }
        offsets[count] = offset;
        lengths[count++] = length;
    }

    /** Says which array the arguments lie in, and what their offsets are relative to. */
    public void over(byte[] array, int from) {
        bytes = array;
        base = from;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append(text(i));
        }
        return text.toString();
    }
}
