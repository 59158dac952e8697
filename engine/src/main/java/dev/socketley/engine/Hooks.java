package dev.socketley.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A runtime's way into its script: the only thing the engine knows of scripts. Every method is
 * called on the runtime's home loop.
 */
public interface Hooks {
    /** A runtime without a script. */
    Hooks NONE = new Hooks() {
        @Override
        public boolean has(Hook hook) {
            return false;
        }

        @Override
        public void call(Runtime self, Hook hook, HookDone done, Object... args) {
            done.done(null, null, null);
        }
    };

    /** Whether the script defines the hook now. */
    boolean has(Hook hook);

    /**
     * Calls a hook that {@link #has} says is there. The script may wait; the outcome comes before
     * this method returns when it does not.
     *
     * @param args null, Boolean, Number, String (text), {@code byte[]} (not changed afterwards) or
     *             a type of the engine's that the row names
     */
    void call(Runtime self, Hook hook, HookDone done, Object... args);

    /** Completes when no hook of {@code self} is running or waiting. */
    default CompletionStage<Void> settled(Runtime self) {
        return CompletableFuture.completedFuture(null);
    }

    /** The runtime runs; whoever waits for its start waits for this too. */
    default CompletionStage<Void> started(Runtime self) {
        return CompletableFuture.completedFuture(null);
    }

    /** The runtime has stopped or failed: its timers, subscriptions and waiting hooks end. */
    default void stopped(Runtime self) {}

    /** The peer of that id is gone: its hooks end where they wait for what may never come. */
    default void left(Runtime self, long peer) {}

    /** The runtime is being removed; nothing is called after this. */
    default void removed(Runtime self) {}

    /** The script's file as the user gave it, or an empty string. */
    default String script() {
        return "";
    }
}
