package dev.socketley.engine.cache.command;

import dev.socketley.engine.protocol.resp.Args;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Compiles and runs the scripts that clients of one cache send. Scripts share globals that they
 * cannot change, and nothing else.
 *
 * <p>Thread: the cache's home loop.
 */
public interface ScriptEngine extends AutoCloseable {
    /** Makes the engine of a cache when it first needs one. */
    @FunctionalInterface
    interface Factory {
        /**
         * A new engine, with nothing loaded.
         *
         * @param loop the cache's home loop, which sees to others before it does what it is given
         */
        ScriptEngine open(Executor loop);
    }

    /** One run of a script, as the script sees it. */
    interface Run {
        /** Its hash in hexadecimal digits, for messages. */
        String sha();

        /** The keys it was given. */
        List<byte[]> keys();

        /** What else it was given. */
        List<byte[]> args();

        /** Runs a command; an error is a reply too. */
        Reply call(Args args);

        /** Whether it may leave the loop to others for a turn, and so end later. */
        boolean takesTurns();

        /** Says in which version of the protocol the replies of its commands come: 2 or 3. */
        void protocol(int version);
    }

    /**
     * What a script may use.
     *
     * @param msMax     ms that it may run, its turns together
     * @param memoryMax bytes that scripts may hold, 0 for no limit
     */
    record Bounds(long msMax, long memoryMax) {
    }

    /** Sets what scripts may use, from the next one on. */
    void bounds(Bounds bounds);

    /**
     * Compiles a script.
     *
     * @return what {@link #run} takes, or a {@code String} that says what is wrong
     */
    Object compile(byte[] source);

    /**
     * Runs a compiled script, one at a time; whatever goes wrong is an error reply.
     *
     * @param later takes the reply if the script leaves the loop before it ends
     * @return the reply, or null when it comes later
     */
    Reply run(Object compiled, Run run, Consumer<Reply> later);

    /** Ends the script that has left the loop, before its next turn, with this error. */
    void kill(String reason);

    @Override
    void close();
}
