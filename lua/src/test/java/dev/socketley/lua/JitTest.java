package dev.socketley.lua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

class JitTest {
    private static final int COLLECTIONS_MAX = 50;

    private static Closure load(LuaState state, String source) {
        return (Closure) state.load(source.getBytes(StandardCharsets.UTF_8), "jit.lua");
    }

    private static Varargs run(LuaState state, String source) {
        Varargs[] results = new Varargs[1];
        state.spawn(load(state, source), LuaValue.NONE, null, (values, error) -> {
            assertNull(error);
            results[0] = values;
        });
        return results[0];
    }

    @Test
    void aClassGoesWithItsFunction() {
        WeakReference<Class<?>> made = compileAndForget();
        for (int i = 0; i < COLLECTIONS_MAX && made.get() != null; i++) {
            System.gc();
        }
        assertNull(made.get());
    }

    private static WeakReference<Class<?>> compileAndForget() {
        try (LuaState state = LuaState.open(LuaConfig.defaults())) {
            LuaCode code = load(state, "local a = ... return function() return a end").code;
            Body body = Classes.compile(code);
            assertTrue(body.compiled());
            return new WeakReference<>(body.getClass());
        }
    }

    @Test
    void aCompiledFunctionAnswersAsTheInterpreterDoes() {
        try (LuaState state = LuaState.open(LuaConfig.defaults())) {
            Closure f = load(state, "local s = 0 for i = 1, 10 do s = s + i % 4 * 0.5 end return s, 'x'");
            Varargs slow = InterpretedBody.IT.invoke(state, f, LuaValue.NONE);
            f.code.become(Classes.compile(f.code));
            Varargs fast = f.invoke(LuaValue.NONE);
            assertEquals(slow.narg(), fast.narg());
            assertEquals(slow.arg1().todouble(), fast.arg1().todouble());
            assertEquals(slow.arg(2), fast.arg(2));
        }
    }

    @Test
    void whatIsNoNumberIsDistrustedAfterAWhile() {
        try (LuaState state = LuaState.open(LuaConfig.defaults())) {
            Closure f = load(state, "local t = ... local s = 0 for i = 1, 2 do s = s + t[i] end return s");
            f.code.become(Classes.compile(f.code));
            Table texts = Table.of(LuaValue.valueOf("1"), LuaValue.valueOf("2"));
            for (int i = 0; i < 10; i++) {
                assertEquals(3, f.call(texts).toint());
            }
            assertFalse(f.code.distrusted.isEmpty());
            assertEquals(3, Classes.compile(f.code).call(state, f, texts).toint());
        }
    }

    @Test
    void functionsThatAskForLocalsOfCallersAreNotCompiled() {
        try (LuaState state = LuaState.open(LuaConfig.defaults())) {
            Closure f = load(state, "return debug.getlocal(1, 1)");
            f.invoke(LuaValue.NONE);
            assertFalse(f.code.compiled);
        }
    }

    @Test
    void longFunctionsStayInterpreted() {
        StringBuilder source = new StringBuilder("local n = 0 for i = 1, 600 do ");
        for (int i = 0; i < 900; i++) {
            source.append("n = n + (t and t.x or ").append(i).append(") ");
        }
        try (LuaState state = LuaState.open(LuaConfig.defaults())) {
            assertEquals(600 * 899 * 450, run(state, source + "end return n").arg1().toint());
        }
    }
}
