package dev.socketley.lua.lib;

import dev.socketley.lua.LuaErrors;
import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.luaj.vm2.LuaDouble;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * {@code io}: Lua 5.2's.
 *
 * <p><b>Thread:</b> the state's; a task waits for what the system has to do, see {@link Blocking}.
 */
public final class IoLib {
    private static final String CLOSED = "attempt to use a closed file";
    private static final LuaValue NIL = LuaValue.NIL;
    private static final int FORMATS_MAX = 17;

    private final LibraryContext ctx;
    private final LuaFile.Opener opener;
    private final LuaFile stdin;
    private final LuaFile stdout;
    private final LuaFile stderr;
    private final Set<LuaFile> unwritten = Collections.newSetFromMap(new IdentityHashMap<>());
    private LuaFile input;
    private LuaFile output;

    private IoLib(LibraryContext ctx) {
        this.ctx = ctx;
        opener = new LuaFile.Opener(methods(), ctx.blocking(), unwritten);
        stdin = opener.standard(ctx.streams().in(), null);
        stdout = opener.standard(null, ctx.streams().out());
        stderr = opener.standard(null, ctx.streams().err());
        input = stdin;
        output = stdout;
    }

    /** A new table of the library. */
    public static LuaTable table(LibraryContext ctx) {
        IoLib lib = new IoLib(ctx);
        ctx.atClose().accept(lib::writeOut);
        LuaTable t = LibFunction.table(
            LibFunction.any("close", args -> args.narg() == 0 ? close(lib.output)
                : close(file(Args.at(args, 1), "close"))),
            LibFunction.any("flush", args -> flush(lib.open(lib.output, "output"))),
            LibFunction.any("input", lib::input),
            LibFunction.any("lines", lib::lines),
            LibFunction.any("open", lib::open),
            LibFunction.any("output", lib::output),
            LibFunction.any("popen", lib::popen),
            LibFunction.any("read", args -> read(lib.open(lib.input, "input"), args, 1)),
            LibFunction.any("tmpfile", args -> lib.tmpfile()),
            LibFunction.any("type", args -> type(Args.present(args, 1, "type"))),
            LibFunction.any("write", args -> write(lib.open(lib.output, "output"), args, 1)));
        t.rawset("stdin", lib.stdin);
        t.rawset("stdout", lib.stdout);
        t.rawset("stderr", lib.stderr);
        return t;
    }

    /** What a script left open is written all the same, as at the end of a C program. */
    private void writeOut() {
        for (LuaFile file : List.copyOf(unwritten)) {
            try {
                file.abandon();
            } catch (IOException e) {
                ctx.streams().err().println("socketley: an open file was lost: " + e.getMessage());
            }
        }
    }

    private static LuaTable methods() {
        LuaTable m = LibFunction.table(
            LibFunction.any("close", args -> close(file(Args.at(args, 1), "close"))),
            LibFunction.any("flush", args -> flush(file(Args.at(args, 1), "flush"))),
            LibFunction.any("lines", args -> iterator(
                file(Args.at(args, 1), "lines"), args.subargs(2), false)),
            LibFunction.any("read", args -> read(file(Args.at(args, 1), "read"), args, 2)),
            LibFunction.any("seek", IoLib::seek),
            LibFunction.any("setvbuf", IoLib::setvbuf),
            LibFunction.any("write", args -> write(file(Args.at(args, 1), "write"), args, 2)),
            LibFunction.one("__tostring", IoLib::tostring));
        m.rawset("__index", m);
        m.rawset("__name", Bytes.ascii("FILE*"));
        return m;
    }

    private LuaFile open(LuaFile file, String which) {
        if (file.isClosed()) {
            throw LuaErrors.error("standard " + which + " file is closed");
        }
        return file;
    }

    private static LuaFile handle(LuaValue v, String function) {
        if (v instanceof LuaFile f) {
            return f;
        }
        throw LuaErrors.type(1, function, "FILE*", v);
    }

    private static LuaFile file(LuaValue v, String function) {
        LuaFile f = handle(v, function);
        if (f.isClosed()) {
            throw LuaErrors.error(CLOSED);
        }
        return f;
    }

    private static LuaValue tostring(LuaValue v) {
        LuaFile f = handle(v, "tostring");
        return LuaValue.valueOf(f.isClosed() ? "file (closed)"
            : "file (0x" + Integer.toHexString(System.identityHashCode(f)) + ")");
    }

    private static LuaValue type(LuaValue v) {
        return v instanceof LuaFile f ? Bytes.ascii(f.isClosed() ? "closed file" : "file") : NIL;
    }

    /** What is done with a file that no other task is in the middle of using. */
    @FunctionalInterface
    private interface Use {
        Varargs run() throws IOException;
    }

    private static Varargs inTurn(LuaFile file, Use use) {
        file.turn.enter();
        try {
            if (file.isClosed()) {
                throw LuaErrors.error(CLOSED);
            }
            return use.run();
        } catch (IOException e) {
            return FileErrors.result(null, e);
        } finally {
            file.turn.leave();
        }
    }

    private static Varargs close(LuaFile file) {
        return inTurn(file, () -> {
            if (file.isStandard()) {
                return LuaValue.varargsOf(NIL, Bytes.ascii("cannot close standard file"));
            }
            int status = file.close();
            return file.isPipe() ? Commands.status(status) : LuaValue.TRUE;
        });
    }

    private static Varargs flush(LuaFile file) {
        return inTurn(file, () -> {
            file.flush();
            return LuaValue.TRUE;
        });
    }

    private static Varargs read(LuaFile file, Varargs args, int first) {
        return inTurn(file, () -> FileReader.read(file, args, first, first, "read"));
    }

    private static Varargs write(LuaFile file, Varargs args, int first) {
        return inTurn(file, () -> {
            for (int i = first; i <= args.narg(); i++) {
                file.write(Args.string(args.arg(i), i, "write"));
            }
            return file;
        });
    }

    private Varargs popen(Varargs args) {
        String command = Args.string(Args.at(args, 1), 1, "popen").tojstring();
        String mode = Args.string(Args.at(args, 2), 2, "popen", Bytes.ascii("r")).tojstring();
        try {
            if (!mode.matches("[rw]e?")) {
                throw FileErrors.of("Invalid argument");
            }
            boolean reads = mode.charAt(0) == 'r';
            return opener.pipe(Commands.open(ctx, command, reads), reads);
        } catch (IOException e) {
            return FileErrors.result(command, e);
        }
    }

    private Varargs open(Varargs args) {
        String name = Args.string(Args.at(args, 1), 1, "open").tojstring();
        LuaValue modeValue = Args.at(args, 2);
        String mode = modeValue.isnil() ? "r" : Args.string(modeValue, 2, "open").tojstring();
        if (!mode.matches("[rwa]\\+?b?")) {
            throw LuaErrors.argument(2, "open", "invalid mode");
        }
        try {
            return opener.open(FileErrors.path(ctx, name), mode);
        } catch (IOException e) {
            return FileErrors.result(name, e);
        }
    }

    private Varargs tmpfile() {
        try {
            return opener.temporary();
        } catch (IOException e) {
            return FileErrors.result(null, e);
        }
    }

    /** Opens a file for the default streams and for lines; failing is an error. */
    private LuaFile openOrRaise(LuaString name, String mode) {
        String text = name.tojstring();
        try {
            return opener.open(FileErrors.path(ctx, text), mode);
        } catch (IOException e) {
            throw LuaErrors.error(
                "cannot open file '" + text + "' (" + FileErrors.text(e) + ")");
        }
    }

    private LuaFile chosen(LuaValue v, String function, String mode) {
        return v instanceof LuaString || v.type() == LuaValue.TNUMBER
            ? openOrRaise(Args.string(v, 1, function), mode) : handle(v, function);
    }

    private Varargs input(Varargs args) {
        if (!Args.at(args, 1).isnil()) {
            input = chosen(args.arg(1), "input", "r");
        }
        return input;
    }

    private Varargs output(Varargs args) {
        if (!Args.at(args, 1).isnil()) {
            output = chosen(args.arg(1), "output", "w");
        }
        return output;
    }

    private Varargs lines(Varargs args) {
        LuaValue name = Args.at(args, 1);
        if (name.isnil()) {
            if (input.isClosed()) {
                throw LuaErrors.error(CLOSED);
            }
            return iterator(input, args.subargs(2), false);
        }
        return iterator(openOrRaise(Args.string(name, 1, "lines"), "r"), args.subargs(2), true);
    }

    private static LuaValue iterator(LuaFile file, Varargs formats, boolean closeAtEnd) {
        if (formats.narg() > FORMATS_MAX) {
            throw LuaErrors.argument(FORMATS_MAX, "lines", "too many options");
        }
        return LibFunction.any("?", ignored -> {
            if (file.isClosed()) {
                throw LuaErrors.error("file is already closed");
            }
            Varargs values = inTurn(file,
                () -> FileReader.read(file, formats, 1, 2, "?"));
            if (!values.arg1().isnil()) {
                return values;
            }
            if (values.narg() > 1 && values.arg(2) instanceof LuaString message) {
                throw LuaErrors.error(message.tojstring());
            }
            if (closeAtEnd) {
                close(file);
            }
            return LuaValue.NONE;
        });
    }

    private static Varargs seek(Varargs args) {
        LuaFile f = file(Args.at(args, 1), "seek");
        String whence = option(Args.at(args, 2), "cur", "set cur end", "seek");
        long offset = Args.integer(Args.at(args, 3), 3, "seek", 0);
        return inTurn(f, () -> LuaDouble.valueOf(f.seek(whence, offset)));
    }

    private static Varargs setvbuf(Varargs args) {
        LuaFile f = file(Args.at(args, 1), "setvbuf");
        String mode = option(Args.at(args, 2), null, "no full line", "setvbuf");
        return inTurn(f, () -> {
            f.buffered(!mode.equals("no"));
            return LuaValue.TRUE;
        });
    }

    private static String option(LuaValue v, String fallback, String allowed, String function) {
        if (v.isnil() && fallback != null) {
            return fallback;
        }
        String text = Args.string(v, 2, function).tojstring();
        for (String one : allowed.split(" ")) {
            if (one.equals(text)) {
                return text;
            }
        }
        throw LuaErrors.argument(2, function, "invalid option '" + text + "'");
    }
}
