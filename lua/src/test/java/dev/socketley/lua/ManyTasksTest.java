package dev.socketley.lua;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/** {@code -Dsocketley.soak.tasks=1000000} with {@code -Xmx2g} does it with a million. */
class ManyTasksTest {
    private static final int TASKS = Integer.getInteger("socketley.soak.tasks", 100_000);

    @Test
    void aHundredThousandTasksWaitAtOnceAndAllGoOn() {
        Queue<Runnable> loop = new ArrayDeque<>();
        LuaState state = LuaState.open(LuaConfig.defaults().withLoop(loop::add));
        List<Wake> wakes = new ArrayList<>();
        state.globals().set("wait", new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs args) {
                return state.await(wakes::add);
            }
        });
        LuaFunction f = state.load(
            "local n = ... local got = wait() return n + got".getBytes(StandardCharsets.UTF_8), "t");
        long[] sum = new long[1];
        for (int i = 0; i < TASKS; i++) {
            state.spawn(f, LuaValue.valueOf(i), null, (r, e) -> sum[0] += r.tolong(1));
        }
        assertEquals(TASKS, state.suspended());
        wakes.forEach(w -> w.resume(LuaValue.ONE));
        while (!loop.isEmpty()) {
            loop.remove().run();
        }
        assertEquals(0, state.suspended());
        assertEquals(TASKS * (TASKS - 1L) / 2 + TASKS, sum[0]);
    }
}
