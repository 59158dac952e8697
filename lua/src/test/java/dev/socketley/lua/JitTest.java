package dev.socketley.lua;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaInteger;
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

    /** How the variables of a function are held at the ADD, the first arithmetic of its loop. */
    private static byte[] atAddition(LuaState state, String source, int... registers) {
        LuaCode code = load(state, source).code;
        Flow flow = new Flow(code.proto);
        Kinds kinds = new Kinds(flow, code.distrusted).fromStart();
        int pc = 0;
        while (flow.op(pc) != Lua.OP_ADD) {
            pc++;
        }
        byte[] held = new byte[registers.length];
        for (int i = 0; i < registers.length; i++) {
            held[i] = kinds.before(pc, registers[i]);
        }
        return held;
    }

    @Test
    void numbersThatComeToALoopAsValuesAreHeldUnboxedInIt() {
        try (LuaState state = LuaState.open(LuaConfig.defaults())) {
            assertArrayEquals(new byte[] {Kinds.DOUBLE, Kinds.DOUBLE}, atAddition(state,
                "local sum, step = ... local t = {} for i = 1, 9 do t[1] = nil sum = sum + step end "
                + "return sum * 1", 0, 1));
            assertArrayEquals(new byte[] {Kinds.DOUBLE, Kinds.REF}, atAddition(state,
                "local sum, step = ... for i = 1, 9 do print(step) sum = sum + step end return sum",
                0, 1), "who else wants the value need not make one each time");
        }
    }

    @Test
    void aNumberThatWasNoneWhereALoopBeganIsDistrusted() {
        try (LuaState state = LuaState.open(LuaConfig.defaults())) {
            Closure f = load(state, "local a, b = ... for i = 1, 2 do a = a + b end return a * 1");
            f.code.become(Classes.compile(f.code));
            for (int i = 0; i < 10; i++) {
                assertEquals(5, f.call(LuaValue.valueOf(1), LuaValue.valueOf("2")).toint());
            }
            assertFalse(f.code.distrusted.isEmpty());
            assertEquals(5, Classes.compile(f.code)
                .call(state, f, LuaValue.valueOf("1"), LuaValue.valueOf(2)).toint());
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

    private static String lines(String head, int count, String line, String tail) {
        StringBuilder source = new StringBuilder(head);
        for (int i = 1; i <= count; i++) {
            source.append(' ').append(line.replace("@", Integer.toString(i)));
        }
        return source.append(' ').append(tail).toString();
    }

    private static long parts(Object made) {
        return Arrays.stream(made.getClass().getDeclaredMethods())
            .filter(m -> m.getName().startsWith("part")).count();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "local x = ... if x == 0 then return 0#elseif x == @ then return @#end return -1",
        "return { 0#, { id = @, name = 'n@' }, @#}",
        "local n = 0 for i = 1, 3 do#n = n + (t and t.x or @)#end return n",
        "local t = {}#t[@] = function() return t end#return #t",
        "local a, b = ...#if a == @ then a, b = b, a + @ end#return a, b",
    })
    void aFunctionTooLongForOneMethodIsCompiledInParts(String shape) {
        String[] part = shape.split("#(?!t$)", 3);
        try (LuaState state = LuaState.open(LuaConfig.defaults())) {
            Closure f = load(state, lines(part[0], 1500, part[1], part[2]));
            Body made = Classes.compile(f.code);
            assertTrue(parts(made) > 1);
            for (int i = 0; i < 1600; i += 100) {
                Varargs slow = InterpretedBody.IT.invoke(state, f, LuaValue.valueOf(i));
                Varargs fast = made.invoke(state, f, LuaValue.valueOf(i));
                assertEquals(slow.arg(2), fast.arg(2));
                assertEquals(slow.arg1().istable() ? slow.arg1().rawlen() : slow.arg1().toint(),
                    fast.arg1().istable() ? fast.arg1().rawlen() : fast.arg1().toint());
            }
        }
    }

    @Test
    void aLongLoopIsEnteredWhileItRuns() {
        String source = lines("local n = 0 for i = 1, 600 do", 900, "n = n + (t and t.x or @)",
            "end return n");
        try (LuaState state = LuaState.open(LuaConfig.defaults())) {
            assertEquals(600 * 901 * 450, run(state, source).arg1().toint());
            LuaCode code = load(state, source).code;
            int loop = 5;
            LuaValue[] frame = new LuaValue[code.frame];
            Arrays.fill(frame, LuaInteger.valueOf(1));
            assertTrue(parts(Classes.compile(code, loop, Kinds.seen(frame, code.proto.code, loop))) > 1);
        }
    }

    @Test
    void roundsOfALoopThroughSeveralPartsAreCounted() {
        String source = lines("local n = 0 for i = 1, 1e9 do", 900, "n = n + (t and t.x or @)", "end");
        try (LuaState state = LuaState.open(LuaConfig.defaults().withHookMsMax(60_000)
                .withStepsMax(200))) {
            Closure f = load(state, source);
            f.code.become(Classes.compile(f.code));
            LuaError[] seen = new LuaError[1];
            state.spawn(f, LuaValue.NONE, null, (values, error) -> seen[0] = error);
            assertTrue(seen[0].getMessage().contains("hook-steps-max=200"), seen[0].getMessage());
        }
    }

    @Test
    void aParameterThatIsNoNumberInALoopAtTheStartIsAnError() {
        try (LuaState state = LuaState.open(LuaConfig.defaults())) {
            Closure f = load(state, "return function(x) while x < 10 do x = x + 1 end return x end");
            Closure up = (Closure) f.call();
            Body made = Classes.compile(up.code);
            assertEquals(10, made.call(state, up, LuaInteger.valueOf(3)).toint());
            LuaError error = assertThrows(LuaError.class,
                () -> made.call(state, up, LuaValue.valueOf("5")));
            assertEquals("jit.lua:1: attempt to compare string with number", error.getMessage());
        }
    }
}
