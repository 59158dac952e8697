package dev.socketley.lua.lib;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.io.File;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Commands of the shell, for {@code os.execute} and {@code io.popen}. <b>Thread:</b> the state's. */
final class Commands {
    /** What the shell adds to the number of the signal that ended a command. */
    private static final int SIGNALLED = 128;
    private static final int SIGNALS = 64;
    private static final int BUFFER = 8192;

    private Commands() {}

    /** Runs a command to its end; what C's {@code system} and Lua make of its status. */
    static Varargs execute(LibraryContext ctx, String command) {
        ctx.streams().out().flush();
        try {
            Command started = start(ctx, command, Redirect.PIPE, Redirect.PIPE);
            if (!ctx.streams().inherited()) {
                started.process().getOutputStream().close();
                copyOutput(ctx, started);
            }
            return status(ctx.blocking().await(started.process()::waitFor, () -> ended(started)));
        } catch (IOException e) {
            return FileErrors.result(null, e);
        }
    }

    private static void copyOutput(LibraryContext ctx, Command command) throws IOException {
        InputStream from = command.process().getInputStream();
        byte[] buffer = new byte[BUFFER];
        for (;;) {
            int n = ctx.blocking().await(() -> from.read(buffer), () -> ended(command));
            if (n < 0) {
                return;
            }
            ctx.streams().out().write(buffer, 0, n);
        }
    }

    private static boolean ended(Command command) {
        command.end();
        return true;
    }

    /** Starts a command whose output is read, or whose input is written. */
    static Command open(LibraryContext ctx, String command, boolean reads) throws IOException {
        ctx.streams().out().flush();
        return start(ctx, command, reads ? Redirect.INHERIT : Redirect.PIPE,
            reads ? Redirect.PIPE : Redirect.INHERIT);
    }

    private static Command start(LibraryContext ctx, String command, Redirect in, Redirect out)
            throws IOException {
        boolean inherited = ctx.streams().inherited();
        boolean waited = in == out;
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", command)
            .directory(ctx.directory().toFile())
            .redirectError(Redirect.INHERIT)
            .redirectInput(waited && inherited ? Redirect.INHERIT
                : in == Redirect.INHERIT && !inherited ? Redirect.from(new File("/dev/null")) : in)
            .redirectOutput(waited && inherited ? Redirect.INHERIT : out);
        Starting starting = new Starting(builder);
        return ctx.blocking().run(starting::run, starting::abandon);
    }

    /** A process that ends at once if its task has ended before it began. */
    private static final class Starting {
        private final ProcessBuilder builder;
        private Command command;
        private boolean unwanted;

        Starting(ProcessBuilder builder) {
            this.builder = builder;
        }

        synchronized Command run() throws IOException {
            if (unwanted) {
                throw new IOException("unwanted");
            }
            command = Command.start(builder);
            return command;
        }

        synchronized boolean abandon() {
            unwanted = true;
            if (command != null) {
                command.end();
            }
            return false;
        }
    }

    /** True or nil, {@code exit} or {@code signal}, the number. */
    static Varargs status(int status) {
        boolean signalled = status > SIGNALLED && status <= SIGNALLED + SIGNALS;
        return LuaValue.varargsOf(status == 0 ? LuaValue.TRUE : LuaValue.NIL,
            Bytes.ascii(signalled ? "signal" : "exit"),
            LuaInteger.valueOf(signalled ? status - SIGNALLED : status));
    }
}
