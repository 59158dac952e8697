package dev.socketley.lua;

import dev.socketley.lua.lib.ProcessOutput;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.PrintStream;

/**
 * A script's standard streams, which stay open when its state is closed.
 *
 * @param in        what {@code io.read} reads
 * @param out       where {@code print} and {@code io.write} go
 * @param err       where {@code io.stderr} writes
 * @param inherited whether they are the process's, so that commands of {@code os.execute} use those
 */
public record LuaStreams(InputStream in, PrintStream out, PrintStream err, boolean inherited) {
    /** One for all: a descriptor keeps every stream that was ever made for it. */
    private static final LuaStreams PROCESS = new LuaStreams(
        new SharedInput(new FileInputStream(FileDescriptor.in)),
        new ProcessOutput(FileDescriptor.out), new ProcessOutput(FileDescriptor.err), true);

    /** Streams that commands cannot be given: what they print is copied. */
    public LuaStreams(InputStream in, PrintStream out, PrintStream err) {
        this(in, out, err, false);
    }

    /** Those of the process. */
    public static LuaStreams ofProcess() {
        return PROCESS;
    }
}
