package dev.socketley.lua.lib;

import dev.socketley.lua.LuaErrors;
import java.util.ArrayList;
import org.luaj.vm2.LuaDouble;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code string.pack}, {@code unpack} and {@code packsize} of Lua 5.3, on little-endian x86-64. */
final class StringPack {
    private static final int WHOLE = 8;

    private StringPack() {}

    static Varargs pack(Varargs args) {
        PackFormat f = new PackFormat(Args.string(Args.at(args, 1), 1, "pack"), "pack");
        Bytes out = new Bytes(32);
        int arg = 1;
        while (f.next(out.length)) {
            out.fill(0, f.padding);
            if (f.takesValue()) {
                arg++;
                put(out, f, Args.at(args, arg), arg);
            } else if (f.kind == PackFormat.PAD) {
                out.add(0);
            }
        }
        return out.finish();
    }

    private static void put(Bytes out, PackFormat f, LuaValue value, int arg) {
        switch (f.kind) {
            case PackFormat.SIGNED, PackFormat.UNSIGNED -> putInteger(out, f, value, arg);
            case PackFormat.FLOAT -> putBits(out, f,
                Float.floatToRawIntBits((float) Args.number(value, arg, "pack")), 4);
            case PackFormat.DOUBLE -> putBits(out, f,
                Double.doubleToRawLongBits(Args.number(value, arg, "pack")), 8);
            default -> putString(out, f, Args.string(value, arg, "pack"), arg);
        }
    }

    private static void putInteger(Bytes out, PackFormat f, LuaValue value, int arg) {
        double number = Args.number(value, arg, "pack");
        long n = Args.toLong(number);
        boolean huge = f.kind == PackFormat.UNSIGNED && number >= 0x1p63 && number < 0x1p64;
        if (huge) {
            n = (long) (number - 0x1p63) + Long.MIN_VALUE;
        } else if (n != number || number >= 0x1p63) {
            throw LuaErrors.argument(arg, "pack", "number has no integer representation");
        }
        int bits = f.size * 8;
        if (f.size < WHOLE && f.kind == PackFormat.SIGNED) {
            long limit = 1L << bits - 1;
            if (n < -limit || n >= limit) {
                throw LuaErrors.argument(arg, "pack", "integer overflow");
            }
        } else if (f.size < WHOLE && n >>> bits != 0) {
            throw LuaErrors.argument(arg, "pack", "unsigned overflow");
        }
        byte sign = (byte) (f.kind == PackFormat.SIGNED ? n >> 63 : 0);
        putBytes(out, f, n, sign);
    }

    private static void putBits(Bytes out, PackFormat f, long bits, int size) {
        f.size = size;
        putBytes(out, f, bits, (byte) 0);
    }

    private static void putBytes(Bytes out, PackFormat f, long n, byte sign) {
        for (int i = 0; i < f.size; i++) {
            int index = f.little ? i : f.size - 1 - i;
            out.add(index < WHOLE ? (byte) (n >>> 8 * index) : sign);
        }
    }

    private static void putString(Bytes out, PackFormat f, LuaString s, int arg) {
        switch (f.kind) {
            case PackFormat.CHARS -> {
                if (s.m_length > f.size) {
                    throw LuaErrors.argument(arg, "pack", "string longer than given size");
                }
                out.add(s);
                out.fill(0, f.size - s.m_length);
            }
            case PackFormat.COUNTED -> {
                if (f.size < 4 && s.m_length >= 1 << 8 * f.size) {
                    throw LuaErrors.argument(arg, "pack",
                        "string length does not fit in given size");
                }
                putBytes(out, f, s.m_length, (byte) 0);
                out.add(s);
            }
            default -> {
                if (zeroAt(s, 0) < s.m_length) {
                    throw LuaErrors.argument(arg, "pack", "string contains zeros");
                }
                out.add(s);
                out.add(0);
            }
        }
    }

    private static int zeroAt(LuaString s, int from) {
        int at = from;
        while (at < s.m_length && s.m_bytes[s.m_offset + at] != 0) {
            at++;
        }
        return at;
    }

    static LuaValue packsize(LuaValue format) {
        PackFormat f = new PackFormat(Args.string(format, 1, "packsize"), "packsize");
        long total = 0;
        while (f.next((int) total)) {
            if (f.kind == PackFormat.COUNTED || f.kind == PackFormat.ZERO_ENDED) {
                throw LuaErrors.argument(1, "packsize", "variable-length format");
            }
            total += f.padding + (long) f.size;
            if (total > Integer.MAX_VALUE) {
                throw LuaErrors.argument(1, "packsize", "format result too large");
            }
        }
        return LuaInteger.valueOf((int) total);
    }

    static Varargs unpack(Varargs args) {
        LuaString format = Args.string(Args.at(args, 1), 1, "unpack");
        PackFormat f = new PackFormat(format, "unpack");
        LuaString data = Args.string(Args.at(args, 2), 2, "unpack");
        long init = StringLib.position(
            Args.integer(Args.at(args, 3), 3, "unpack", 1), data.m_length);
        if (init < 1 && !Args.at(args, 3).isnil()) {
            init = 1;
        }
        if (init > data.m_length + 1L) {
            throw LuaErrors.argument(3, "unpack", "initial position out of string");
        }
        int at = (int) init - 1;
        ArrayList<LuaValue> values = new ArrayList<>();
        while (f.next(at)) {
            if ((long) f.padding + f.size > data.m_length - at) {
                throw tooShort();
            }
            at += f.padding;
            if (f.takesValue()) {
                if (values.size() == StringLib.RESULTS_MAX) {
                    throw LuaErrors.error("stack overflow (too many results)");
                }
                values.add(take(data, f, at));
                at += f.taken;
            } else {
                at += f.size;
            }
        }
        values.add(LuaInteger.valueOf(at + 1));
        return LuaValue.varargsOf(values.toArray(LuaValue.NOVALS));
    }

    private static RuntimeException tooShort() {
        return LuaErrors.argument(2, "unpack", "data string too short");
    }

    private static LuaValue take(LuaString data, PackFormat f, int at) {
        f.taken = f.size;
        switch (f.kind) {
            case PackFormat.SIGNED, PackFormat.UNSIGNED -> {
                return takeInteger(data, f, at);
            }
            case PackFormat.FLOAT -> {
                return LuaDouble.valueOf(Float.intBitsToFloat((int) takeBits(data, f, at)));
            }
            case PackFormat.DOUBLE -> {
                return LuaDouble.valueOf(Double.longBitsToDouble(takeBits(data, f, at)));
            }
            case PackFormat.CHARS -> {
                return Bytes.part(data, at, f.size);
            }
            case PackFormat.COUNTED -> {
                long length = takeBits(data, f, at);
                if (length < 0 || length > data.m_length - at - f.size) {
                    throw tooShort();
                }
                f.taken = f.size + (int) length;
                return Bytes.part(data, at + f.size, (int) length);
            }
            default -> {
                int zero = zeroAt(data, at);
                if (zero == data.m_length) {
                    throw LuaErrors.argument(2, "unpack", "unfinished string for format 'z'");
                }
                f.taken = zero - at + 1;
                return Bytes.part(data, at, zero - at);
            }
        }
    }

    private static long takeBits(LuaString data, PackFormat f, int at) {
        long n = 0;
        for (int i = 0; i < f.size && i < WHOLE; i++) {
            int index = f.little ? i : f.size - 1 - i;
            n |= (data.m_bytes[data.m_offset + at + index] & 255L) << 8 * i;
        }
        return n;
    }

    private static LuaValue takeInteger(LuaString data, PackFormat f, int at) {
        long n = takeBits(data, f, at);
        boolean signed = f.kind == PackFormat.SIGNED;
        if (f.size < WHOLE && signed) {
            int spare = 64 - 8 * f.size;
            n = n << spare >> spare;
        }
        for (int i = WHOLE; i < f.size; i++) {
            int index = f.little ? i : f.size - 1 - i;
            byte b = data.m_bytes[data.m_offset + at + index];
            if (b != 0 && !(signed && n < 0 && b == -1)) {
                throw LuaErrors.error(f.size + "-byte integer does not fit into Lua Integer");
            }
        }
        if (!signed && n < 0) {
            return LuaDouble.valueOf((n >>> 1) * 2.0 + (n & 1));
        }
        return LuaDouble.valueOf((double) n);
    }
}
