package dev.socketley.lua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

/** What goes wrong in a script is an error that it may catch, and the state works afterwards. */
class RecoveryTest {
    @TempDir
    Path directory;

    private LuaError run(String source, long hookMsMax) {
        LuaError[] seen = new LuaError[1];
        LuaConfig config = LuaConfig.defaults().withScriptDir(directory)
            .withHookMsMax(hookMsMax);
        try (LuaState state = LuaState.open(config)) {
            byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
            state.spawn(state.load(bytes, "t.lua"), LuaValue.NONE, null,
                (results, error) -> seen[0] = error);
            LuaValue[] after = new LuaValue[1];
            state.spawn(state.load("return 1 + 1".getBytes(StandardCharsets.UTF_8), "u.lua"),
                LuaValue.NONE, null, (results, error) -> after[0] = results.arg1());
            assertEquals(2, after[0].toint());
        }
        return seen[0];
    }

    private void passes(String source) {
        LuaError error = run(source, 0);
        assertNull(error, () -> error.getMessage() + "\n" + LuaTraceback.of(error));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "local function f() return 1 + f() end f()",
        "local m = {} m.__index = function(t, k) return t[k] .. 'x' end"
            + " local x = setmetatable({}, m).y",
        "local m = {} m.__add = function(a, b) return a + b + 1 end"
            + " local t = setmetatable({}, m) local x = t + t",
        "local m = {} m.__tostring = function(t) return tostring(t) .. 'x' end"
            + " tostring(setmetatable({}, m))",
        "local function f() local ok, e = pcall(f) if not ok then error(e, 0) end end f()",
        "local function f() table.sort({2, 1}, f) end f()",
        "local function f() return (('x'):gsub('x', f)) end f()",
        "local function f() return coroutine.wrap(f)() end f()",
    })
    void endlessRecursionIsCaught(String source) {
        passes("local ok, e = pcall(function() " + source + " end)"
            + " assert(not ok and tostring(e):find('stack overflow'), e)"
            + " assert(select(2, pcall(error, 'again')) == 'again')");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "('x'):rep(1e10)",
        "local s = ('x'):rep(2^20) local t = {} for i = 1, 3000 do t[i] = s end table.concat(t)",
        "local s = ('x'):rep(2^20) while true do s = s .. s end",
        "table.unpack({}, 1, 1e8)",
    })
    void tooLargeValuesAreCaught(String source) {
        passes("assert(not pcall(function() " + source + " end))");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "{", "- ", "not ", "1 .. ", "2^", "f(", "function() return "})
    void deeplyNestedSourceIsASyntaxError(String piece) {
        passes("local f, e = load('return ' .. ('" + piece + "'):rep(100000))"
            + " assert(not f and e:find('too many C levels'), e)");
    }

    @Test
    void errorValuesOfEveryTypeComeThroughUnchanged() {
        passes("""
            for _, v in ipairs{ 'text', 7, {}, print, true, coroutine.create(print), io.stdout } do
              local function raise() error(v, 0) end
              assert(select(2, pcall(raise)) == v)
              assert(select(2, coroutine.resume(coroutine.create(raise))) == v)
              assert(select(2, pcall(coroutine.wrap(function() pcall(raise) raise() end))) == v
                or type(v) == 'string' or type(v) == 'number')
              assert(select(2, xpcall(raise, function(m) return m end)) == v)
            end
            assert(select(2, pcall(error)) == nil)
            assert(select(2, pcall(error, false)) == false)""");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "pcall(spin)",
        "xpcall(spin, spin)",
        "pcall(coroutine.wrap(function() pcall(spin) end))",
        "coroutine.resume(coroutine.create(spin))",
        "table.sort({3, 2, 1}, function() pcall(spin) return true end)",
        "(('x'):gsub('x', function() pcall(spin) end))",
        "return setmetatable({}, { __index = function() pcall(spin) end }).x",
        "load(function() pcall(spin) end)",
    })
    void aHookThatRunsTooLongIsStoppedWhereverItIs(String call) {
        LuaError error = run("local function spin() while true do end end "
            + (call.startsWith("(") ? "local x = " : "") + call, 30);
        assertNotNull(error, "it came to an end");
        assertTrue(error.getMessage().contains("hook-ms-max=30"), error::getMessage);
    }

    @Test
    void aClosedCoroutineIsDeadAndFreesWhatItHeld() {
        passes("""
            local held = setmetatable({}, { __mode = 'v' })
            for i = 1, 20000 do
              local co = coroutine.create(function(s) coroutine.yield() return s end)
              coroutine.resume(co, ('x'):rep(100000))
              assert(coroutine.close(co) and coroutine.status(co) == 'dead')
              held[i % 10000 + 1] = nil
              local ok, e = coroutine.resume(co)
              assert(not ok and e == 'cannot resume dead coroutine', e)
              kept = kept or {}
              kept[#kept + 1] = co
            end""");
    }

    private void file(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void modulesAreFoundOnceAndBelowTheScript() throws IOException {
        file("one.lua", "count = (count or 0) + 1 return { name = ..., two = require 'sub.two' }");
        file("sub/two.lua", "return { from = select(2, ...) }");
        file("pack/init.lua", "made = true");
        passes("""
            local one = require 'one'
            assert(one.name == 'one' and one.two.from == 'sub/two.lua')
            assert(require 'one' == one and count == 1 and package.loaded.one == one)
            package.loaded.one = nil
            assert(require 'one' ~= one and count == 2)
            assert(require 'pack' == true and made)
            package.preload.own = function(name) return name .. '!' end
            assert(require 'own' == 'own!')""");
    }

    @Test
    void aModuleThatFailsSaysWhere() throws IOException {
        file("raises.lua", "\nerror('no luck')");
        file("broken.lua", "x = = 1");
        file("first.lua", "seen = (seen or 0) + 1 if seen > 3 then error('round') end"
            + " return require 'second'");
        file("second.lua", "return require 'first'");
        passes("""
            local function fails(name) local ok, e = pcall(require, name) assert(not ok) return e end
            assert(fails 'raises' == 'raises.lua:2: no luck')
            assert(package.loaded.raises == nil)
            assert(fails('broken'):find("error loading module 'broken' from file 'broken.lua':\\n\\t"
              .. "broken.lua:1: unexpected symbol near '='", 1, true))
            local e = fails 'not.there'
            assert(e:find("module 'not.there' not found:", 1, true))
            assert(e:find("no field package.preload['not.there']", 1, true))
            assert(e:find("no file 'not/there.lua'", 1, true))
            assert(e:find("no file 'not/there/init.lua'", 1, true))
            assert(fails('first'):find('round'))""");
    }

    @Test
    void filesAndEnvironmentsCanBeLoaded() throws IOException {
        file("part.lua", "#!/usr/bin/lua\nvalue = (value or 0) + 1 return value, ...");
        passes("""
            assert(dofile('part.lua') == 1 and value == 1)
            local env = {}
            local f = assert(loadfile('part.lua', 't', env))
            assert(select(2, f('x')) == 'x' and env.value == 1 and value == 1)
            local none, why = loadfile('none.lua')
            assert(none == nil and why:find('cannot open none.lua', 1, true))
            local function g() return value end
            assert(getfenv(g) == _G and getfenv(1) == _G)
            assert(setfenv(g, { value = 'other' }) == g and g() == 'other' and value == 1)
            local chunk = setfenv(assert(loadstring('value = 5 return value')), env)
            assert(chunk() == 5 and env.value == 5 and value == 1)""");
    }
}
