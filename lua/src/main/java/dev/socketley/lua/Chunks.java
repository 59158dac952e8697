package dev.socketley.lua;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.MathLib;

/** Compiles source text and names chunks in messages. */
final class Chunks {
    private static final int NAME_MAX = 60;

    static {
        // The parser folds constants by whichever MathLib was made last; none is a rough power.
        new MathLib() {
            @Override
            public double dpow_lib(double a, double b) {
                return LuaNumbers.power(a, b);
            }
        };
    }

    private Chunks() {}

    /** {@code @chat.lua} is chat.lua, {@code =stdin} is stdin, anything else is quoted source. */
    static String display(String source) {
        if (source.startsWith("=") || source.startsWith("@")) {
            String name = source.substring(1);
            return name.length() < NAME_MAX ? name
                : source.startsWith("=") ? name.substring(0, NAME_MAX - 1)
                : "..." + name.substring(name.length() - NAME_MAX + 4);
        }
        int end = source.indexOf('\n');
        int room = NAME_MAX - "[string \"...\"]".length() - 1;
        String line = end < 0 ? source : source.substring(0, end);
        boolean cut = end >= 0 || line.length() > room;
        line = line.length() > room ? line.substring(0, room) : line;
        return "[string \"" + line + (cut ? "..." : "") + "\"]";
    }

    /** LuaJ writes the number of a late block of a constructor as it is; everyone expects an EXTRAARG. */
    private static void mendLists(Prototype p) {
        int[] code = p.code;
        for (int pc = 0; pc < code.length; pc++) {
            if (Lua.GET_OPCODE(code[pc]) == Lua.OP_SETLIST && Lua.GETARG_C(code[pc]) == 0) {
                pc++;
                code[pc] = code[pc] << Lua.POS_Ax | Lua.OP_EXTRAARG;
            }
        }
        for (Prototype child : p.p == null ? new Prototype[0] : p.p) {
            mendLists(child);
        }
    }

    /** Compiles; syntax errors are {@link LuaThrown}s in PUC's words. */
    static Prototype compile(byte[] chunk, String source) {
        SourceStream in = new SourceStream(chunk);
        try {
            Prototype p = LuaC.instance.compile(in, source);
            Syntax.check(chunk, display(source));
            mendLists(p);
            return p;
        } catch (LuaError | NumberFormatException | ArrayIndexOutOfBoundsException
                | NullPointerException e) {
            throw Syntax.explain(e, chunk, in.consumed(), display(source));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells how far the parser has read, which is where its errors are. */
    private static final class SourceStream extends ByteArrayInputStream {
        private static final int POLL_EVERY = 1 << 10;

        SourceStream(byte[] bytes) {
            // Two blanks after the text tell "at the last token" from "at the end".
            super(padded(bytes));
        }

        private static byte[] padded(byte[] bytes) {
            byte[] all = Arrays.copyOf(bytes, bytes.length + 2);
            Arrays.fill(all, bytes.length, all.length, (byte) ' ');
            return all;
        }

        @Override
        public int read() {
            if ((pos & POLL_EVERY - 1) == 0) {
                LuaPolls.poll(POLL_EVERY);
            }
            return super.read();
        }

        int consumed() {
            return pos;
        }
    }
}
