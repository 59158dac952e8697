package dev.socketley.lua;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;

/**
 * What a state is opened with.
 *
 * @param loop       runs one thing at a time on the state's owner thread; waits come back through it
 * @param streams    what the script reads and where it prints
 * @param scriptDir  where {@code require} looks
 * @param hookMsMax  longest time, in ms, that Lua may hold the loop between two waits; 0 is no limit
 * @param stepsMax   most loop rounds and calls between two waits; 0 is no limit
 * @param memoryMax  bytes that the script may hold; 0 is no limit
 * @param files      runs what {@code io} and {@code os} ask of the system, while the task waits;
 *                   null lets the loop itself wait
 * @param exit       hears the status that {@code os.exit} was called with, on the loop, before the
 *                   calling task ends with an error of {@link LuaErrors#isExit}; it refuses by
 *                   throwing a {@code LuaError}
 */
public record LuaConfig(Executor loop, LuaStreams streams, Path scriptDir, long hookMsMax,
        long stepsMax, long memoryMax, Executor files, IntConsumer exit) {
    /**
     * Everything runs on the calling thread, with the process's streams and one second per hook;
     * {@code os.exit} ends the calling task and nothing else.
     */
    public static LuaConfig defaults() {
        return new LuaConfig(Runnable::run, LuaStreams.ofProcess(), Path.of("."), 1000, 0, 0, null,
            status -> { });
    }

    /** Where {@code print} and {@code io.write} go. */
    public PrintStream out() {
        return streams.out();
    }

    public LuaConfig withLoop(Executor value) {
        return new LuaConfig(value, streams, scriptDir, hookMsMax, stepsMax, memoryMax,
            files, exit);
    }

    public LuaConfig withStreams(LuaStreams value) {
        return new LuaConfig(loop, value, scriptDir, hookMsMax, stepsMax, memoryMax,
            files, exit);
    }

    public LuaConfig withOut(PrintStream value) {
        return withStreams(new LuaStreams(streams.in(), value, streams.err()));
    }

    public LuaConfig withScriptDir(Path value) {
        return new LuaConfig(loop, streams, value, hookMsMax, stepsMax, memoryMax,
            files, exit);
    }

    public LuaConfig withHookMsMax(long value) {
        return new LuaConfig(loop, streams, scriptDir, value, stepsMax, memoryMax,
            files, exit);
    }

    public LuaConfig withStepsMax(long value) {
        return new LuaConfig(loop, streams, scriptDir, hookMsMax, value, memoryMax,
            files, exit);
    }

    public LuaConfig withMemoryMax(long value) {
        return new LuaConfig(loop, streams, scriptDir, hookMsMax, stepsMax, value,
            files, exit);
    }

    /**
     * Lets tasks wait for files without their loop, which must be a thread of its own.
     *
     * @param most calls of the system that all states of the process have going on at once
     */
    public LuaConfig withFileThreads(int most) {
        return new LuaConfig(loop, streams, scriptDir, hookMsMax, stepsMax, memoryMax,
            FileWork.threads(most), exit);
    }

    public LuaConfig withExit(IntConsumer value) {
        return new LuaConfig(loop, streams, scriptDir, hookMsMax, stepsMax, memoryMax,
            files, value);
    }
}
