package dev.socketley.engine.control;

import java.util.concurrent.CompletionStage;

/**
 * One request that the control socket takes.
 *
 * @param name    what {@code command} says in the request
 * @param summary one sentence
 * @param handler answers on the control loop, at once or later from any thread
 */
public record ControlCommand(String name, String summary, Handler handler) {
    /** Answers one request. */
    @FunctionalInterface
    public interface Handler {
        /**
         * @return a value that JSON has a form for; a failure is told to the client
         * @throws dev.socketley.engine.error.EngineException as a failed stage does
         */
        CompletionStage<?> handle(ControlRequest request);
    }
}
