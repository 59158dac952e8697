package dev.socketley.engine;

import dev.socketley.engine.error.EngineException;

/** Takes the outcome of a hook, once, on the runtime's home loop. */
@FunctionalInterface
public interface HookDone {
    /** For hooks whose outcome changes nothing. */
    HookDone IGNORED = (first, second, error) -> {};

    /**
     * @param first  first result: null, Boolean, Double, {@code byte[]}, List or Map
     * @param second second result, in the same shapes
     * @param error  what it raised, already logged and counted, or null
     */
    void done(Object first, Object second, EngineException error);
}
