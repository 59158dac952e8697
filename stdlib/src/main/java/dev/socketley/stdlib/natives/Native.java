package dev.socketley.stdlib.natives;

import dev.socketley.engine.error.EngineException;
import java.util.concurrent.CompletionStage;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/**
 * One native, one row. Arguments were checked by the Lua that calls it.
 *
 * @param module   the Lua module that is given it: {@code timer} for {@code socketley/timer.lua}
 * @param name     its key in the table that the module is given
 * @param summary  one sentence
 */
public record Native(String module, String name, String summary, LuaFunction function) {
    /** Work in Lua's values. */
    @FunctionalInterface
    public interface Body {
        Varargs call(Varargs args);
    }

    /** Work whose result {@link Bridge#toLua} converts. */
    @FunctionalInterface
    public interface Getter {
        Object get(Varargs args);
    }

    /** Work that may refuse at once with an {@link EngineException}, or later. */
    @FunctionalInterface
    public interface Work {
        CompletionStage<?> begin(Varargs args);
    }

    static Native row(String module, String name, String summary, Body body) {
        return new Native(module, name, summary, function(name, body));
    }

    public static Native getter(String module, String name, String summary, Getter getter) {
        return row(module, name, summary, args -> Bridge.toLua(getter.get(args)));
    }

    /** A native that waits for its work; a failure of it is {@code nil, message, code}. */
    public static Native waiting(String module, NativeScope scope, String name, String summary,
            Work work) {
        return row(module, name, summary, args -> {
            try {
                return await(scope, work.begin(args));
            } catch (EngineException e) {
                return LuaFailures.refused(e);
            }
        });
    }

    /** Waits for a stage: its value, or {@code nil, message, code}. */
    public static Varargs await(NativeScope scope, CompletionStage<?> stage) {
        return scope.lua().await(wake -> stage.whenComplete((value, cause) ->
            wake.resume(cause == null ? value instanceof Varargs v ? v : Bridge.toLua(value)
                : LuaFailures.refused(EngineException.of(cause)))));
    }

    /** @param name shown in tracebacks */
    public static LuaFunction function(String name, Body body) {
        return new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs args) {
                return body.call(args);
            }

            @Override
            public String name() {
                return name;
            }
        };
    }
}
