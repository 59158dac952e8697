package dev.socketley.repl;

import java.util.List;
import java.util.function.Consumer;

/** What a prompt talks to: a Lua state in this process or in a running engine. */
interface Evaluator extends AutoCloseable {
    /**
     * Runs a chunk and waits for its end.
     *
     * @param output what it prints meanwhile, see {@link Streamed#print}
     * @return its results as text to show, or an empty string
     * @throws dev.socketley.engine.error.EngineException with Lua's traceback under the message
     */
    String eval(String chunk, Consumer<Object> output);

    /** Whether more lines may complete the chunk. */
    boolean isIncomplete(String chunk);

    /** Words that may stand in the place of the last one. */
    List<String> complete(String prefix);

    /** Ends what runs, from any thread. */
    void interrupt();

    @Override
    void close();
}
