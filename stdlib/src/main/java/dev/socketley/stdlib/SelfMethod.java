package dev.socketley.stdlib;

import dev.socketley.engine.Runtime;
import dev.socketley.stdlib.natives.Bridge;
import dev.socketley.stdlib.natives.Native;
import dev.socketley.stdlib.natives.NativeScope;
import java.util.concurrent.CompletionStage;
import org.luaj.vm2.Varargs;

/**
 * A method of {@code self}, one row each; definitions for editors and docs are made from it.
 *
 * @param params  {@code name: type} pairs in LuaLS's words, separated by commas
 * @param returns LuaLS type of what it returns, or an empty string
 */
record SelfMethod<R extends Runtime>(String name, String params, String returns, String summary,
        Body<R> body) {

    /** Runs on the runtime's home loop. */
    @FunctionalInterface
    interface Body<R extends Runtime> {
        /** @return a Java value for {@link Bridge#toLua}, Varargs for several, or a stage to wait for */
        Object call(R runtime, Args args);
    }

    @SuppressWarnings("unchecked")
    Varargs call(NativeScope scope, Runtime runtime, Args args) {
        Object result = body.call((R) runtime, args);
        return result instanceof CompletionStage<?> later ? Native.await(scope, later)
            : result instanceof Varargs several ? several : Bridge.toLua(result);
    }
}
