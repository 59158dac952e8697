package dev.socketley.lua;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/**
 * What a state is opened with.
 *
 * @param loop       runs one thing at a time on the state's owner thread; waits come back through it
 * @param out        where {@code print} and {@code io.write} go
 * @param scriptDir  where {@code require} looks
 * @param hookMsMax  longest time, in ms, that Lua may hold the loop between two waits; 0 is no limit
 */
public record LuaConfig(Executor loop, PrintStream out, Path scriptDir, long hookMsMax) {
    /** Everything runs on the calling thread, prints to standard output, one second per hook. */
    public static LuaConfig defaults() {
        return new LuaConfig(Runnable::run, stdout(), Path.of("."), 1000);
    }

    public LuaConfig withLoop(Executor value) {
        return new LuaConfig(value, out, scriptDir, hookMsMax);
    }

    public LuaConfig withOut(PrintStream value) {
        return new LuaConfig(loop, value, scriptDir, hookMsMax);
    }

    public LuaConfig withScriptDir(Path value) {
        return new LuaConfig(loop, out, value, hookMsMax);
    }

    public LuaConfig withHookMsMax(long value) {
        return new LuaConfig(loop, out, scriptDir, value);
    }

    private static PrintStream stdout() {
        return new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true);
    }
}
