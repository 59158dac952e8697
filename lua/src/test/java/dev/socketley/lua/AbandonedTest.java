package dev.socketley.lua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/** What nothing can resume any more is garbage, wherever it was left. */
class AbandonedTest {
    private static final int COLLECTIONS_MAX = 200;

    private final LuaState state = LuaState.open(LuaConfig.defaults().withHookMsMax(0));
    private final List<Wake> wakes = new ArrayList<>();
    private final List<WeakReference<LuaValue>> held = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();

    AbandonedTest() {
        state.globals().set("hold", new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs args) {
                held.add(new WeakReference<>(args.arg1()));
                return NONE;
            }
        });
        state.globals().set("wait", new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs args) {
                return state.await(wakes::add);
            }
        });
    }

    @AfterEach
    void close() {
        state.close();
    }

    private void spawn(String source) {
        LuaFunction f = state.load(source.getBytes(StandardCharsets.UTF_8), "t.lua");
        state.spawn(f, LuaValue.NONE, null, (results, error) -> ends.add(
            error == null ? results.tojstring() : "error: " + error.getMessage()));
    }

    private static void collected(WeakReference<?> reference) {
        for (int i = 0; i < COLLECTIONS_MAX && reference.get() != null; i++) {
            System.gc();
            // A thread that was just left may still be on its way to rest.
            synchronizeWithOthers();
        }
        assertEquals(null, reference.get());
    }

    private static void synchronizeWithOthers() {
        try {
            Thread.ofVirtual().start(() -> { }).join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void allAreCollected(int count) {
        assertEquals(count, held.size(), ends::toString);
        held.forEach(AbandonedTest::collected);
    }

    @Test
    void aCoroutineLeftInAYieldIsCollected() {
        spawn("local co = coroutine.create(function(t) hold(t) coroutine.yield() return t end)"
            + " coroutine.resume(co, {}) hold(co)");
        allAreCollected(2);
    }

    @Test
    void aCoroutineLeftBelowNativesIsCollected() {
        spawn("local co = coroutine.create(function(t) pcall(string.gsub, 'x', 'x', function()"
            + " hold(t) coroutine.yield() return t end) end) coroutine.resume(co, {})");
        allAreCollected(1);
    }

    @Test
    void aClosedCoroutineHoldsNothing() {
        spawn("co = coroutine.create(function(t) hold(t) pcall(coroutine.yield) return t end)"
            + " coroutine.resume(co, {}) coroutine.close(co)");
        allAreCollected(1);
        assertNotNull(state.globals().get("co"));
    }

    @Test
    void aTaskThatNothingCanWakeIsCollectedAndItsEndIsTold() {
        spawn("local t = {} hold(t) wait() return t");
        assertEquals(1, state.suspended());
        wakes.clear();
        allAreCollected(1);
        // Its place is told by a thread of the JVM, some time after its values are gone.
        for (int i = 0; i < COLLECTIONS_MAX && state.suspended() > 0; i++) {
            System.gc();
            synchronizeWithOthers();
        }
        assertEquals(0, state.suspended());
        assertEquals(List.of("error: the wait was abandoned: nothing can end it"), ends);
    }

    @Test
    void aTaskThatSomethingCanWakeIsKept() {
        spawn("local t = { 'kept' } hold(t) wait() return t[1]");
        System.gc();
        assertTrue(held.get(0).get() != null);
        wakes.get(0).resume(LuaValue.NIL);
        assertEquals(List.of("kept"), ends);
    }

    @Test
    void aStateWithWaitingTasksEndsThemAllEvenLostOnes() {
        spawn("wait()");
        spawn("wait()");
        wakes.remove(0);
        System.gc();
        state.close();
        assertEquals(2, ends.size());
        assertEquals(0, state.suspended());
    }
}
