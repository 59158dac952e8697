package dev.socketley.lua;

import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;

/** Coroutines beyond what lua5.2 can be asked: later functions, and yields that PUC refuses. */
class CoroutineTest {
    @TempDir
    Path directory;

    private void passes(String source) {
        LuaError[] seen = new LuaError[1];
        LuaConfig config = LuaConfig.defaults().withScriptDir(directory).withHookMsMax(0);
        try (LuaState state = LuaState.open(config)) {
            byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
            state.spawn(state.load(bytes, "t.lua"), LuaValue.NONE, null,
                (results, error) -> seen[0] = error);
        }
        assertNull(seen[0], () -> seen[0].getMessage() + "\n" + LuaTraceback.of(seen[0]));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "local t = { 3, 1, 2 } table.sort(t, function(a, b) yield() return a < b end)"
            + " return table.concat(t)",
        "local m = { __lt = function(a, b) yield() return a[1] < b[1] end }"
            + " local t = {} for i = 3, 1, -1 do t[4 - i] = setmetatable({ i }, m) end table.sort(t)"
            + " return t[1][1] .. t[2][1] .. t[3][1]",
        "return (('abc'):gsub('.', function(c) yield() return ({ a = 1, b = 2, c = 3 })[c] end))",
        "return (('abc'):gsub('.', setmetatable({}, { __index = function(t, c) yield()"
            + " return ({ a = 1, b = 2, c = 3 })[c] end })))",
        "local n = 0 return load(function() n = n + 1 yield()"
            + " return ({ 'return ', '1', '23' })[n] end)()",
        "return tostring(setmetatable({}, { __tostring = function() yield() return '123' end }))",
        "return ('%s'):format(setmetatable({}, { __tostring = function() yield() return '123' end }))",
        "return select(2, xpcall(function() error('x') end, function() yield() return '123' end))",
        "for k, v in pairs(setmetatable({}, { __pairs = function() yield() return next, { 1 } end }))"
            + " do yield() end",
        "return dofile('yields.lua')",
        "package.loaded.yields = nil return require 'yields'",
        "return coroutine.wrap(function() return dofile('yields.lua') end)() or '123'",
        "local ok, v = pcall(pcall, function() table.sort({ 2, 1 }, function() yield() error('123', 0)"
            + " end) end) return select(2, pcall(function() table.sort({ 2, 1 }, function() yield()"
            + " error('123', 0) end) end))",
    })
    void aYieldComesThroughNatives(String body) throws IOException {
        Files.writeString(directory.resolve("yields.lua"), "coroutine.yield() return '123'");
        passes("local yield, yields = coroutine.yield, 0\n"
            + "local co = coroutine.create(function() " + body + " end)\n"
            + "repeat local ok, v = coroutine.resume(co) assert(ok, v) yields = yields + 1\n"
            + "until coroutine.status(co) == 'dead' or (v and error('early'))\n"
            + "assert(yields > 1 or " + body.contains("wrap") + ")");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "table.sort({ 3, 1, 2 }, function(a, b) coroutine.yield('y') return a < b end)",
        "('abc'):gsub('.', function() coroutine.yield('y') end)",
        "pcall(coroutine.yield, 'y')",
        "local x = setmetatable({}, { __index = function() coroutine.yield('y') end }).x",
        "for _ in function() coroutine.yield('y') end do end",
        "coroutine.yield('y')",
    })
    void theValuesArriveOnBothSidesEachTime(String body) {
        passes("local seen = 0 local w = coroutine.wrap(function() for i = 1, 1000 do " + body
            + " end return 'end' end) repeat local v = w('in') seen = seen + 1"
            + " assert(v == 'y' or v == 'end', v) until v == 'end' assert(seen >= 1001, seen)");
    }

    @Test
    void isYieldableTellsWhetherAYieldWouldWork() {
        passes("""
            assert(coroutine.isyieldable() == false)
            coroutine.wrap(function()
              assert(coroutine.isyieldable() == true)
              assert(select(2, pcall(coroutine.isyieldable)) == true)
              table.sort({ 2, 1 }, function() assert(coroutine.isyieldable()) end)
            end)()
            local co = coroutine.create(print)
            assert(coroutine.isyieldable(co) == true)
            assert(coroutine.isyieldable((coroutine.running())) == false)""");
    }

    @Test
    void closeEndsASuspendedOneAndTellsOfAFailedOne() {
        passes("""
            local co = coroutine.create(function() coroutine.yield() end)
            assert(coroutine.close(co) == true and coroutine.status(co) == 'dead')
            assert(coroutine.close(co) == true)
            co = coroutine.create(function() pcall(function() coroutine.yield() end) end)
            coroutine.resume(co)
            assert(coroutine.close(co) == true and coroutine.status(co) == 'dead')
            local failed = coroutine.create(function() error({ 7 }) end)
            coroutine.resume(failed)
            local ok, e = coroutine.close(failed)
            assert(ok == false and e[1] == 7)
            assert(coroutine.close(failed) == true)
            local self = coroutine.wrap(function()
              return pcall(coroutine.close, (coroutine.running()))
            end)
            local ok, e = self()
            assert(not ok and e == 'cannot close a running coroutine', e)
            local outer
            outer = coroutine.create(function()
              return coroutine.wrap(function() return pcall(coroutine.close, outer) end)()
            end)
            local _, ok, e = coroutine.resume(outer)
            assert(not ok and e == 'cannot close a normal coroutine', e)""");
    }

    @Test
    void runningNamesTheInnermost() {
        passes("""
            local main, is = coroutine.running()
            assert(type(main) == 'thread' and is and coroutine.status(main) == 'running')
            assert(not coroutine.resume(main))
            local co
            co = coroutine.create(function()
              assert(coroutine.running() == co and select(2, coroutine.running()) == false)
              assert(coroutine.status(main) == 'normal')
              local inner = coroutine.wrap(function() return coroutine.running() end)
              local c, m = inner()
              assert(c ~= co and m == false and coroutine.running() == co)
              pcall(function() assert(coroutine.running() == co) end)
            end)
            assert(coroutine.resume(co))""");
    }

    @Test
    void manyDeepSwitchesKeepTheStackStraight() {
        passes("""
            local function gen(n)
              return coroutine.wrap(function()
                if n == 0 then for i = 1, 100 do coroutine.yield(i) end return end
                local g = gen(n - 1)
                for v in g do pcall(coroutine.yield, v) coroutine.yield(v) end
              end)
            end
            local count = 0
            for v in gen(4) do count = count + 1 end
            assert(count == 1600, count)""");
    }
}
