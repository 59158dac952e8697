package dev.socketley.lua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/**
 * A script is loaded again and again, each time into a new state, while the last one's tasks still
 * wait; {@code -Dsocketley.soak.reloads=10000} does it longer.
 */
class ReloadSoakTest {
    private static final int RELOADS = Integer.getInteger("socketley.soak.reloads", 300);
    private static final int CLASSES_MORE = 100;
    private static final long BYTES_MORE = 1 << 20;
    private static final int COLLECTIONS_MIN = 20;
    private static final int SECONDS_MAX = 20;
    /** Numbered, so that no two loads can share what they make. */
    private static final String SCRIPT = """
        local version, log = %d, {}
        local Account = {} Account.__index = Account
        function Account.new(n) return setmetatable({ n = n, name = 'v' .. version }, Account) end
        function Account:add(k) self.n = self.n + k return self end
        local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
        local co = coroutine.wrap(function() while true do coroutine.yield(version) end end)
        local left = coroutine.create(function() pcall(coroutine.yield) end)
        coroutine.resume(left)
        for i = 1, 30 do
            log[#log + 1] = Account.new(i):add(co()).n .. ('x'):rep(100) .. tostring(fib(8))
        end
        table.sort(log, function(a, b) return a > b end)
        setmetatable({}, { __gc = function() return version end })
        function hook(n) return log[n]:gsub('%%d', function(d) return d + 1 end) end
        hook(1)
        if not pcall(error, version) then wait(function() return fib(9) end) end
        """;

    private final List<Wake> wakes = new ArrayList<>();
    private LuaState state;

    private void reload(int version) {
        LuaState last = state;
        state = LuaState.open(LuaConfig.defaults().withHookMsMax(0));
        state.globals().set("wait", new VarArgFunction() {
            private final LuaState mine = state;

            @Override
            public Varargs invoke(Varargs args) {
                return mine.await(wakes::add);
            }
        });
        byte[] source = SCRIPT.formatted(version).getBytes(StandardCharsets.UTF_8);
        LuaFunction chunk = state.load(source, "soak.lua");
        LuaError[] failed = new LuaError[1];
        state.spawn(chunk, LuaValue.NONE, null, (results, error) -> failed[0] = error);
        assertEquals(null, failed[0]);
        assertEquals(1, state.suspended());
        if (last != null) {
            last.close();
            assertEquals(0, last.suspended());
        }
        wakes.clear();
    }

    /** Classes and bytes after collections: a few, and then more until they are below the bounds. */
    private static long[] held(long classesMax, long bytesMax) {
        ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
        Runtime runtime = Runtime.getRuntime();
        long[] least = { Long.MAX_VALUE, Long.MAX_VALUE };
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
        for (int i = 0; i < COLLECTIONS_MIN
            || (least[0] > classesMax || least[1] > bytesMax) && System.nanoTime() < until; i++) {
            System.gc();
            least[0] = Math.min(least[0], classes.getLoadedClassCount());
            least[1] = Math.min(least[1], runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    @Test
    void reloadsLeaveNeitherClassesNorMemory() {
        int warm = RELOADS / 3;
        for (int i = 1; i <= warm; i++) {
            reload(i);
        }
        long[] before = held(Long.MAX_VALUE, Long.MAX_VALUE);
        for (int i = warm + 1; i <= RELOADS; i++) {
            reload(i);
        }
        long[] after = held(before[0] + CLASSES_MORE, before[1] + BYTES_MORE);
        state.close();
        String seen = RELOADS - warm + " reloads: " + before[0] + " to " + after[0] + " classes, "
            + before[1] + " to " + after[1] + " bytes";
        assertTrue(after[0] <= before[0] + CLASSES_MORE, seen);
        assertTrue(after[1] <= before[1] + BYTES_MORE, seen);
    }
}
