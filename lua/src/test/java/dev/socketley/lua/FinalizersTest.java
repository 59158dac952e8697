package dev.socketley.lua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/** When and where {@code __gc} is called. What can be compared with PUC is in spec/lua. */
class FinalizersTest {
    private static final int SECONDS_MAX = 60;
    private static final String OBJECT = "local function object(n)"
        + " return setmetatable({n = n}, {__gc = function(o) said(o.n) end}) end ";

    private final LinkedBlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
    private final List<String> said = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();
    private LuaState state = open(LuaConfig.defaults());

    private LuaState open(LuaConfig config) {
        LuaState s = LuaState.open(config.withLoop(loop::add));
        s.onFinalizerFailure(e -> failures.add(e.getMessage()));
        s.globals().set("said", new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs args) {
                said.add(args.arg1().tojstring());
                return NONE;
            }
        });
        s.globals().set("wait", new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs args) {
                return s.await(wake -> { });
            }
        });
        return s;
    }

    @AfterEach
    void close() {
        state.close();
    }

    private void run(String source) {
        state.spawn(state.load((OBJECT + source).getBytes(StandardCharsets.UTF_8), "t.lua"),
            LuaValue.NONE, null, (results, error) -> ends.add(
                error == null ? "ended" : error.getMessage()));
    }

    // What the running code touched last may stay a while: the tests that collect make more than one.

    /** Collects until the loop is asked to call what is dead, and does what it is asked to. */
    private void collect() throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
        Runnable asked = null;
        while (asked == null && System.nanoTime() < until) {
            System.gc();
            asked = loop.poll(10, TimeUnit.MILLISECONDS);
        }
        assertTrue(asked != null, "nothing was found dead");
        asked.run();
    }

    @Test
    void theLoopIsAskedToCallThemWhenAHookHasLeftGarbage() throws InterruptedException {
        run("for i = 1, 9 do object('left') end");
        collect();
        assertEquals("left", said.getFirst());
    }

    @Test
    void aTableThatLeadsToItselfIsFinalizedToo() throws InterruptedException {
        run("for i = 1, 9 do local t = object('cycle') t.self = t t.f = function() return t end end");
        collect();
        assertEquals("cycle", said.getFirst());
    }

    @Test
    void theyAreCalledAtCloseTheYoungestFirst() {
        run("a, b, c = object(1), object(2), object(3)");
        state.close();
        assertEquals(List.of("3", "2", "1"), said);
    }

    @Test
    void theyAreCalledAfterTheScriptWasStopped() {
        state.hookMsMax(20);
        run("a = object('kept') for i = 1, 3 do object(i) end while true do end");
        assertTrue(ends.getFirst().contains("hook-ms-max"), ends::toString);
        state.close();
        assertEquals(List.of("1", "2", "3", "kept"), said.stream().sorted().toList());
    }

    @Test
    void aFinalizerThatNeverEndsIsStoppedAndTheCloseWithIt() {
        state.hookMsMax(20);
        run("a = object('first') b = setmetatable({}, {__gc = function() while true do end end})");
        long began = System.nanoTime();
        state.close();
        assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(SECONDS_MAX));
        assertTrue(failures.getFirst().contains("hook-ms-max"), failures::toString);
    }

    @Test
    void pcallCannotKeepAFinalizerRunning() {
        state.hookMsMax(20);
        run("b = setmetatable({}, {__gc = function() while true do pcall(function()"
            + " while true do end end) end end})");
        state.close();
        assertTrue(failures.getFirst().contains("hook-ms-max"), failures::toString);
    }

    @Test
    void errorsOfThoseThatNobodyAskedForAreTold() {
        run("a = setmetatable({}, {__gc = function() error('boom') end}) b = object('after')");
        state.close();
        assertEquals(List.of("t.lua:1: boom"), failures);
        assertEquals(List.of("after"), said);
    }

    @Test
    void onesThatWaitAreCancelledAtClose() {
        run("a = object('other') b = setmetatable({}, {__gc = function() wait() said('never') end})");
        state.close();
        assertEquals(List.of("other"), said);
    }

    @Test
    void whatTheyMakeAtCloseIsNotFinalized() {
        run("n = 0 local function again() n = n + 1 said(n) setmetatable({}, {__gc = again}) end"
            + " a = setmetatable({}, {__gc = again})");
        state.close();
        assertEquals(List.of("1"), said);
    }

    @Test
    void whoMakesManyIsNotAheadOfThoseThatAreDead() {
        state.hookMsMax(0);
        run("n, most = 0, 0 local meta = {__gc = function() n = n - 1 end}"
            + " for i = 1, 3e5 do setmetatable({('x'):rep(4000)}, meta) n = n + 1"
            + " if n > most then most = n end end"
            + " said(most < 3e5)");
        assertEquals(List.of("ended"), ends);
        assertEquals(List.of("true"), said);
    }

    @Test
    void aFinalizedTableIsGarbage() throws InterruptedException {
        List<WeakReference<LuaValue>> held = new ArrayList<>();
        state.globals().set("hold", new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs args) {
                held.add(new WeakReference<>(args.arg1()));
                return NONE;
            }
        });
        run("for i = 1, 9 do setmetatable({}, {__gc = function(o) hold(o) end}) end");
        collect();
        for (int i = 0; i < 200 && !held.getFirst().refersTo(null); i++) {
            System.gc();
        }
        assertTrue(held.getFirst().refersTo(null));
    }

    /** Holds the JVM's finalizer thread until it is opened. */
    private static final class Gate {
        private static final CountDownLatch HELD = new CountDownLatch(1);
        private static final CountDownLatch OPEN = new CountDownLatch(1);

        @Override
        @SuppressWarnings("removal")
        protected void finalize() throws InterruptedException {
            HELD.countDown();
            OPEN.await();
        }
    }

    @Test
    void aClosedStateIsGarbageBeforeTheJvmHasFinalizedItsTables() throws InterruptedException {
        new Gate();
        while (!Gate.HELD.await(10, TimeUnit.MILLISECONDS)) {
            System.gc();
        }
        try {
            run("x = object('kept')");
            state.close();
            PhantomReference<LuaState> last = new PhantomReference<>(state, new ReferenceQueue<>());
            loop.clear();
            state = open(LuaConfig.defaults());
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
            while (!last.refersTo(null) && System.nanoTime() < until) {
                System.gc();
            }
            assertTrue(last.refersTo(null));
        } finally {
            Gate.OPEN.countDown();
        }
    }

    @Test
    void aStateForCodeThatIsNotTrustedHasNone() {
        Object[] called = new Object[1];
        LuaState restricted = LuaState.openRestricted(LuaConfig.defaults());
        LuaValue f = new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs args) {
                called[0] = args;
                return NONE;
            }
        };
        restricted.globals().set("called", f);
        restricted.spawn(restricted.load("x = setmetatable({}, {__gc = called})".getBytes(
            StandardCharsets.UTF_8), "t.lua"), LuaValue.NONE, null, null);
        restricted.close();
        assertEquals(null, called[0]);
    }

    @Test
    void theyRunThoughTheScriptHoldsTooMuch() {
        state.close();
        state = open(LuaConfig.defaults().withMemoryMax(1 << 20).withHookMsMax(0));
        run("a = object('freed') t = {} for i = 1, 1e7 do t[i] = ('x'):rep(100) .. i end");
        assertTrue(ends.getFirst().contains("lua-memory-max"), ends::toString);
        state.close();
        assertEquals(List.of("freed"), said);
    }
}
