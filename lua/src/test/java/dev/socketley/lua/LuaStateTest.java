package dev.socketley.lua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

class LuaStateTest {
    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final LuaState state =
        LuaState.open(LuaConfig.defaults().withLoop(loop::add).withHookMsMax(50));
    private final List<String> ends = new ArrayList<>();
    private final List<Wake> wakes = new ArrayList<>();

    LuaStateTest() {
        state.globals().set("wait", new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs args) {
                return state.await(wakes::add);
            }
        });
    }

    private LuaTask spawn(String source) {
        LuaFunction f = state.load(source.getBytes(StandardCharsets.UTF_8), "t.lua");
        return state.spawn(f, LuaValue.NONE, "ctx", (results, error) -> ends.add(
            error == null ? results.tojstring() : "error: " + error.getMessage()));
    }

    private void turn() {
        while (!loop.isEmpty()) {
            loop.remove().run();
        }
    }

    private void wake(int i, LuaValue value) {
        wakes.get(i).resume(value);
        turn();
    }

    @Test
    void statesThatShareAChunkShareNothingElse() {
        LuaChunk chunk = LuaChunk.compile(
            "x = (x or 0) + 1 return x, function() x = x + 10 return x end".getBytes(), "c.lua");
        try (LuaState one = LuaState.open(LuaConfig.defaults());
                LuaState two = LuaState.open(LuaConfig.defaults())) {
            assertEquals(1, one.load(chunk).invoke().toint(1));
            assertEquals(2, one.load(chunk).invoke().toint(1));
            assertEquals(1, two.load(chunk).invoke().toint(1));
            assertEquals(12, one.globals().get("x").toint() + 10);
        }
    }

    @Test
    void aCancelBetweenTheWakeAndTheNextStepCounts() {
        LuaTask task = spawn("return pcall(wait)");
        wakes.get(0).resume(LuaValue.ONE);
        task.cancel("enough");
        turn();
        assertEquals(List.of("error: stopped: enough"), ends);
        assertTrue(task.ended());
    }

    /** Makes a class ready, for which the JVM puts a frame of its own on the stack. */
    private static final class Initialized {
        static {
            waiter.await(wake -> { });
        }

        private static void touch() {
        }
    }

    private static LuaState waiter;

    @Test
    void aWaitBelowAFrameOfTheJvmEndsTheTask() {
        Assumptions.assumeTrue(Fibers.CONTINUATIONS);
        state.globals().set("touch", new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs args) {
                waiter = state;
                Initialized.touch();
                return LuaValue.NONE;
            }
        });
        spawn("pcall(touch)");
        assertEquals(List.of("error: cannot wait here: a native frame is on the stack"), ends);
        assertEquals(0, state.suspended());
    }

    /** What fails with an exception of Java wherever a native may be called. */
    @Test
    void theHostHearsOfEachFaultOfANativeAndTheScriptOnlyThatThereWasOne() {
        List<RuntimeException> heard = new ArrayList<>();
        state.onInternalError(heard::add);
        RuntimeException fault = new IllegalStateException("Recursive update");
        state.globals().set("broken", new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs args) {
                throw fault;
            }
        });
        List<String> calls = List.of("broken()", "return select(2, pcall(broken))",
            "return select(2, xpcall(broken, function(e) return e end))",
            "return select(2, xpcall(error, broken))",
            "return select(2, coroutine.resume(coroutine.create(broken)))",
            "coroutine.wrap(function() local x = broken() end)()",
            "return select(2, coroutine.resume(coroutine.create(function() "
                + "return select(2, pcall(broken)) end)))",
            "return select(2, pcall(table.sort, { 1, 2 }, broken))");
        for (String call : calls) {
            heard.clear();
            ends.clear();
            spawn(call);
            assertTrue(heard.contains(fault), call);
            assertEquals(1, ends.size(), call);
            assertTrue(ends.get(0).contains("error: see the log")
                || ends.get(0).contains("error in error handling"), () -> call + ": " + ends);
        }
    }

    @Test
    void aTaskThatDoesNotWaitEndsBeforeSpawnReturns() {
        LuaTask task = spawn("return 1 + 1");
        assertTrue(task.ended());
        assertEquals(List.of("2"), ends);
        assertNull(state.current());
    }

    @Test
    void aWaitSuspendsInsidePcallMetamethodsAndCoroutines() {
        spawn("""
            local mt = setmetatable({}, {__index = function(t, k) return wait() end})
            local co = coroutine.wrap(function()
              local ok, v = pcall(function() return mt.field end)
              coroutine.yield(v)
            end)
            return co()""");
        assertEquals(1, state.suspended());
        assertEquals(List.of(), ends);
        wake(0, LuaValue.valueOf("woken"));
        assertEquals(List.of("woken"), ends);
        assertEquals(0, state.suspended());
    }

    @Test
    void aCoroutineThatWaitedGoesOnAfterItsTaskHasEnded() {
        spawn("""
            co = coroutine.wrap(function()
              local a = wait()
              coroutine.yield(a)
              local b = wait()
              pcall(coroutine.yield, b)
              return 'end'
            end)
            return co()""");
        wake(0, LuaValue.valueOf("one"));
        spawn("return co()");
        spawn("return 'another task in between'");
        wake(1, LuaValue.valueOf("two"));
        spawn("return co()");
        assertEquals(List.of("one", "another task in between", "two", "end"), ends);
    }

    @Test
    void aWakeUsedAtOnceSuspendsNothing() {
        LuaValue now = new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs args) {
                return state.await(w -> w.resume(LuaValue.ONE));
            }
        };
        state.globals().set("now", now);
        assertTrue(spawn("return now()").ended());
        assertTrue(loop.isEmpty());
    }

    @Test
    void aFailedWaitIsAnErrorThatPcallCatches() {
        spawn("return select(2, pcall(wait))");
        wakes.get(0).fail(new LuaError("refused"));
        turn();
        assertEquals(List.of("refused"), ends);
    }

    @Test
    void onlyTheFirstWakeCounts() {
        spawn("return wait()");
        assertTrue(wakes.get(0).resume(LuaValue.ONE));
        assertEquals(false, wakes.get(0).resume(LuaValue.ZERO));
        turn();
        assertEquals(List.of("1"), ends);
    }

    @Test
    void waitingOutsideOfTasksIsAnError() {
        LuaFunction f = state.load("wait()".getBytes(StandardCharsets.UTF_8), "t.lua");
        LuaError e = assertThrows(LuaError.class, f::call);
        assertEquals("t.lua:1: cannot wait here: not inside a task", e.getMessage());
    }

    @Test
    void aLoopWithoutEndIsStoppedAtItsLine() {
        spawn("local x = 1\nwhile true do\n x = x + 1\nend");
        assertEquals(1, ends.size());
        assertTrue(ends.get(0).matches(
            "error: t.lua:[234]: stopped: the hook ran longer than hook-ms-max=50"), ends.get(0));
    }

    @Test
    void neitherPcallNorCoroutinesSwallowAStop() {
        spawn("while true do pcall(coroutine.wrap(function() while true do end end)) end");
        assertTrue(ends.get(0).contains("stopped: the hook ran longer"), ends.get(0));
    }

    @Test
    void anInterruptEndsWhatRuns() {
        state.globals().set("interrupt", new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs args) {
                state.interrupt("interrupted");
                return NONE;
            }
        });
        spawn("interrupt()\nrepeat until false");
        assertEquals(List.of("error: t.lua:2: stopped: interrupted"), ends);
        spawn("return 'next runs'");
        assertEquals("next runs", ends.get(1));
    }

    @Test
    void closingCancelsWaitingTasks() {
        spawn("pcall(wait) return 'survived'");
        spawn("wait()");
        state.close();
        assertEquals(2, ends.size());
        assertTrue(ends.get(0).endsWith("stopped: the script was stopped"), ends.get(0));
        assertEquals(0, state.suspended());
    }

    @Test
    void nestedSpawnsRunAndReturnToTheirParent() {
        state.globals().set("spawn", new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs args) {
                state.spawn(args.checkfunction(1), NONE, null, null);
                return NONE;
            }
        });
        spawn("""
            local log = {}
            spawn(function() log[#log + 1] = 'in' wait() log[#log + 1] = 'after' end)
            log[#log + 1] = 'parent'
            wait()
            return table.concat(log, ' ')""");
        assertEquals(2, state.suspended());
        wake(0, LuaValue.NIL);
        wake(1, LuaValue.NIL);
        assertEquals(List.of("in parent after"), ends);
    }

    @Test
    void switchesAreReportedWithTasks() {
        List<Object> seen = new ArrayList<>();
        state.onSwitch((from, to) -> seen.add(to == null ? "none" : to.context()));
        spawn("wait()");
        wake(0, LuaValue.NIL);
        assertEquals(List.of("ctx", "none", "ctx", "none"), seen);
    }

    @Test
    void anErrorCarriesTheLuaTraceback() {
        LuaFunction f = state.load("""
            local function inner() error('boom') end
            function outer() inner() end
            outer()""".getBytes(StandardCharsets.UTF_8), "t.lua");
        LuaError[] seen = new LuaError[1];
        state.spawn(f, LuaValue.NONE, null, (r, e) -> seen[0] = e);
        assertNotNull(seen[0]);
        assertEquals("t.lua:1: boom", seen[0].getMessage());
        assertEquals("""
            stack traceback:
            \t[C]: in function 'error'
            \tt.lua:1: in function 'inner'
            \tt.lua:2: in function 'outer'
            \tt.lua:3: in main chunk""", LuaTraceback.of(seen[0]));
    }

    @Test
    void statesDoNotShareStringMethods() {
        spawn("function string.shout(s) return s:upper() .. '!' end return ('a'):shout()");
        LuaState other = LuaState.open(LuaConfig.defaults());
        LuaFunction f = other.load("return ('a').shout".getBytes(StandardCharsets.UTF_8), "o.lua");
        assertEquals(List.of("A!"), ends);
        assertTrue(f.call().isnil());
        other.close();
    }
}
