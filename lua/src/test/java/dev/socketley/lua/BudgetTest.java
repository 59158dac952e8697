package dev.socketley.lua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** What one state may do and hold. */
class BudgetTest {
    private static final long MEGABYTE = 1 << 20;
    private static final int HOOKS_MANY = 20_000;
    /** So that a script that no budget ends does not keep the build. */
    private static final int STOP_MS_MAX = 20_000;

    /** A context whose tasks run however much is held. */
    private record Last(boolean isExempt) implements LuaState.Exempt {}

    private LuaState state;

    private void open(long steps, long memory) {
        state = LuaState.open(LuaConfig.defaults().withHookMsMax(STOP_MS_MAX).withStepsMax(steps)
            .withMemoryMax(memory));
    }

    @AfterEach
    void close() {
        state.close();
    }

    private LuaError run(String source, Object context) {
        LuaError[] seen = new LuaError[1];
        state.spawn(state.load(source.getBytes(StandardCharsets.UTF_8), "t.lua"), LuaValue.NONE,
            context, (results, error) -> seen[0] = error);
        return seen[0];
    }

    private LuaError run(String source) {
        return run(source, null);
    }

    private void isStopped(LuaError error, String why) {
        assertNotNull(error, "it ended by itself");
        assertTrue(error.getMessage().contains(why), error::getMessage);
    }

    @Test
    void measuringMakesNoFields() {
        open(0, 8 * MEGABYTE);
        List<LuaString> made = new ArrayList<>();
        state.globals().rawset("lazy", Table.lazy(new LazyFields() {
            @Override
            protected LuaString[] keys() {
                return new LuaString[] {LuaValue.valueOf("field")};
            }

            @Override
            protected LuaValue make(LuaString key) {
                made.add(key);
                return LuaValue.ONE;
            }
        }));
        assertNull(run("lazy.own = 1 for i = 1, 300 do local s = ('x'):rep(1e5) .. i end"));
        assertEquals(List.of(), made);
        assertNull(run("assert(lazy.own == 1 and lazy.field == 1)"));
        assertEquals("[field]", made.toString());
    }

    @Test
    void stepsAreCountedToTheLastOne() {
        open(1000, 0);
        assertNull(run("for i = 1, 900 do end"));
        assertNull(run("for i = 1, 900 do end"));
        isStopped(run("for i = 1, 1100 do end"), "hook-steps-max=1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "while true do end",
        "while true do pcall(function() while true do end end) end",
        "local function f() f() f() end f()",
        "coroutine.wrap(function() while true do coroutine.yield() end end)() "
            + "while true do coroutine.wrap(print) end",
        "pcall(string.find, ('a'):rep(300000), '.-b')",
        "local s = ('x'):rep(1e6) while true do s = s .. 'y' end",
        "load('x y ' .. (' '):rep(1e6))",
        "('a'):rep(1000):gsub('', ('x'):rep(10000))",
        "('%q'):format(('x'):rep(1e6))",
        "local s = ('x'):rep(1e6) for i = 1, 1000 do s:reverse() s:upper() end",
        "for i = 1, 1000 do ('x'):rep(1e6) end",
        "for i = 1, 100 do pcall(table.unpack, {}, 1, 7900) end",
        "local t = setmetatable({}, {__len = function() return 2^31 - 2 end}) "
            + "for i = 1, 100 do pcall(table.sort, t) end",
    })
    void aStepBudgetEndsWhatPcallWouldKeep(String script) {
        open(100_000, 0);
        isStopped(run(script), "hook-steps-max=100000");
        assertNull(run("for i = 1, 1000 do end"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "t = {} for i = 1, 1e9 do t[i] = { i } end",
        "t = {} for i = 1, 1e9 do t[#t + 1] = tostring(i) .. ' of many' end",
        "t = {} while true do pcall(function() while true do t[#t + 1] = {} end end) end",
        "t = {} for i = 1, 1e9 do t[i] = function() return i end end",
        "t = {} s = ('x = 1 '):rep(300) while true do t[#t + 1] = load(s .. 'y = ' .. #t) end",
        "t = {} s = ('x = 1 '):rep(300) while true do t[#t + 1] = load(s) end",
        "t = {} for i = 1, 1e9 do t[i] = coroutine.create(function() coroutine.yield() end)"
            + " coroutine.resume(t[i]) end",
        "t = {} for i = 1, 1e9 do t['key' .. i] = i end",
        "s = 'x' t = {} while true do s = s .. 'x' t[#t + 1] = s end",
        "coroutine.wrap(function() t = {} while true do t[#t + 1] = {} end end)()",
    })
    void whoHoldsTooMuchIsEndedAndTheNextGoesOn(String script) {
        open(0, 16 * MEGABYTE);
        isStopped(run(script), "lua-memory-max=16777216");
        assertNull(run("t = nil s = nil", new Last(true)));
        assertNull(run("t = {} for i = 1, 1000 do t[i] = { i } end"));
    }

    @Test
    void garbageIsNotCounted() {
        open(0, 4 * MEGABYTE);
        assertNull(run("for i = 1, 1e6 do local t = { i, tostring(i) } end"));
        assertNull(run("for i = 1, 200 do local s = ('x'):rep(1e6) end"));
    }

    @Test
    void manyShortHooksThatKeepALittleAreEndedToo() {
        open(0, 4 * MEGABYTE);
        LuaError error = null;
        int hooks = 0;
        while (error == null && hooks < HOOKS_MANY) {
            error = run("kept = { kept, ('x'):rep(1000) .. tostring(kept) }");
            hooks++;
        }
        isStopped(error, "lua-memory-max=4194304");
        assertTrue(hooks > 1000, "ended after " + hooks);
        isStopped(run("return 1"), "lua-memory-max=4194304");
        assertNull(run("kept = nil", new Last(true)));
    }

    /** Between two polls there are thousands of them. */
    @Test
    void hooksThatDoNotPollAreMeasuredAsTheyEnd() {
        open(0, MEGABYTE);
        LuaFunction hook = state.load(("kept = { kept" + ", 1".repeat(100) + " }")
            .getBytes(StandardCharsets.UTF_8), "t.lua");
        LuaError[] error = new LuaError[1];
        int hooks = 0;
        while (error[0] == null && hooks < HOOKS_MANY) {
            state.spawn(hook, LuaValue.NONE, null, (results, failure) -> error[0] = failure);
            hooks++;
        }
        isStopped(error[0], "lua-memory-max=1048576");
        assertTrue(hooks < LuaState.FUEL / 2, "ended after " + hooks);
    }

    @Test
    void otherStatesKnowNothingOfIt() {
        open(0, 4 * MEGABYTE);
        try (LuaState other = LuaState.open(LuaConfig.defaults())) {
            isStopped(run("kept = {} for i = 1, 1e9 do kept[i] = { i } end"), "lua-memory-max");
            assertEquals(2, other.load("return 1 + 1".getBytes(StandardCharsets.UTF_8), "o.lua")
                .call().toint());
        }
    }
}
