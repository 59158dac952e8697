package dev.socketley.lua.lib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.socketley.lua.LuaConfig;
import dev.socketley.lua.LuaErrors;
import dev.socketley.lua.LuaState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;

/** What no script may do to its host through a library. */
final class LimitsTest {
    private static final int HOOK_MS_MAX = 50;
    private static final int STOP_SECONDS_MAX = 30;

    @ParameterizedTest
    @ValueSource(strings = {
        "while true do local s = ('x'):rep(1e7, ', ') end",
        "local t = {} for i = 1, 200 do t[i] = ('x'):rep(1e4) end local f = ('%s'):rep(200) "
            + "while true do f:format(table.unpack(t)) end",
        "local s = ('\\n'):rep(1e6) while true do ('%q'):format(s) end",
        "local f = ('b'):rep(1e6) while true do string.packsize(f) end",
        "local s = ('x'):rep(1e6) while true do string.unpack('s4', string.pack('s4', s)) end",
        "('a'):rep(1e6):gsub('.-b', '')",
        "for _ in ('a'):rep(1e6):gmatch('.-b') do end",
        "('('):rep(1e6):find('%b()')",
        "('a'):rep(1e5):find('(a*)%1b')",
        "('a'):rep(1e6):match('a*a*a*b')",
        "('a '):rep(1e6):find('%f[%w]%w*%s.-%f[b]b')",
        "('x'):rep(100):gsub('', function() while true do end end)",
        "('a'):rep(1e6):find(('a'):rep(5e5) .. 'b', 1, true)",
        "local s = ('\\xc3\\xa4'):rep(1e6) while true do utf8.offset(s, -1, utf8.offset(s, "
            + "1e6)) end",
        "local s = ('\\xc3\\xa4'):rep(1e6) while true do for _ in utf8.codes(s) do end end",
        "local s = ('\\xc3\\xa4'):rep(1e4) while true do utf8.char(utf8.codepoint(s, 1, -1)) "
            + "end",
        "local s = ('1'):rep(1e6) while true do tonumber(s) end",
        "local s = ('z'):rep(1e6) while true do tonumber(s, 36) end",
        "while true do tostring(math.random()) tostring({}) end",
        "local a, b = ('a'):rep(1e7), ('a'):rep(1e7 - 1) .. 'b' while true do local _ = a < "
            + "b, a == b end",
        "local s = ('%c'):rep(1e5) while true do os.date(s) end",
        "local s = ('x'):rep(1e6) while true do s:byte(1, 1e4) s:sub(2):lower():len() "
            + "string.char(s:byte(1, 200)) end",
    })
    void longWorkOnStringsIsStopped(String script) {
        isStopped(script);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "local t = {} for i = 1, 1e4 do t[i] = i end while true do pcall(table.sort, t, "
            + "function() return math.random() < 0.5 end) end",
        "table.sort({ 1, 2, 3 }, function() while true do end end)",
        "local t = {} while true do for i = 1, 1e5 do t[i] = -i end table.sort(t) end",
        "table.move({}, 1, 1e15, 2)",
        "table.move({}, 1, 2^53 - 1, 1, setmetatable({}, { __newindex = function() end }))",
        "local t = {} for i = 1, 1e5 do t[i] = i end while true do table.remove(t, 1) "
            + "table.insert(t, 1, 0) end",
        "local t = {} for i = 1, 1e5 do t[i] = i end while true do "
            + "table.pack(table.unpack(t)) end",
        "local t = {} for i = 1, 1e5 do t[i] = i end while true do table.maxn(t) end",
        "local t = {} for i = 1, 1e6 do t[i] = 'x' end while true do table.concat(t, ', ') "
            + "end",
        "local t = {} for i = 1, 1e6 do t['k' .. i] = i end while true do next(t) for k in "
            + "pairs(t) do t[k] = nil end end",
        "local t = {} for i = 1, 1e6 do t[i] = i end while true do select(-1, "
            + "table.unpack(t, 1, 1e5)) end",
    })
    void longWorkOnTablesIsStopped(String script) {
        isStopped(script);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "load(function() return 'x = 1 ' end)",
        "load(function() return '-- ' end)",
        "load(function() return ' ' end)",
        "local t = {} for i = 1, 2e5 do t[i] = '::l' .. i .. '::' end t = table.concat(t, ' ') "
            + "while true do load(t) end",
        "local t = {} for i = 1, 2e5 do t[i] = 'goto l' .. i end t = table.concat(t, ' ') "
            + "while true do load(t) end",
        "local s = ('do goto l end '):rep(2e5) .. ' ::l::' while true do load(s) end",
        "local s = 'return ' .. ('1 .. '):rep(150) .. '1' while true do load(s) end",
    })
    void longSourcesAreStopped(String script) {
        isStopped(script);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "('x'):rep(100):gsub('x', setmetatable({}, { __index = function() while true do end "
            + "end }))",
        "local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k) return t[k] "
            + "end while true do pcall(function() return t.x end) end",
        "local t = setmetatable({}, {}) getmetatable(t).__lt = function(a, b) return a < b "
            + "end while true do pcall(function() return t < t end) end",
        "local t = setmetatable({}, {}) getmetatable(t).__concat = function(a, b) return a "
            + ".. b end while true do pcall(function() return t .. 'x' end) end",
        "local t = setmetatable({}, {}) getmetatable(t).__index = t while true do "
            + "pcall(function() return t.x end) end",
        "local t = setmetatable({}, {}) getmetatable(t).__call = t while true do pcall(t) end",
        "tostring(setmetatable({}, { __tostring = function() while true do end end }))",
        "xpcall(error, function() while true do end end)",
        "while true do xpcall(error, function() error('again') end) end",
        "package.searchpath('x', ('?;'):rep(1e6))",
        "package.preload.m = function() while true do end end require('m')",
        "while true do coroutine.wrap(function() coroutine.yield(('a'):rep(1e5):find('.-b')) "
            + "end)() end",
        "coroutine.wrap(function() for i in coroutine.wrap(function() while true do "
            + "coroutine.yield(1) end end) do end end)()",
    })
    void whatScriptsGiveToLibrariesIsStopped(String script) {
        isStopped(script);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "while true do os.time({ year = 2020, month = 1, day = 1e6 }) end",
        "while true do debug.traceback() debug.getinfo(1) end",
        "while true do math.random(1, 1e6) math.max(1, 2) bit32.band(1, 2) end",
        "local function f() return f() end f()",
        "local function f(...) return f(1, ...) end f()",
        "while true do collectgarbage() end",
        "local s = 'x' while true do s = s .. s if #s > 1e7 then s = 'x' end end",
        "local t = {} while true do t = { t } end",
        "goto a ::a:: goto a",
        "for i = 1, math.huge do end",
        "repeat local x = function() return x end until false",
    })
    void loopsThatNeverEndAreStopped(String script) {
        isStopped(script);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "pcall(string.find, ('a'):rep(300000), '.-b')",
        "pcall(string.find, ('a'):rep(30), ('a?'):rep(30) .. ('a'):rep(30) .. 'b')",
        "local s = ('ab'):rep(100000) .. 'x' for i = 1, 1e9 do s:find('abababx', 1, true) end",
        "local t = {} for i = 1, 1e5 do t[i] = i end while true do table.insert(t, 1, 0) end",
        "local t = {} for i = 1, 1e5 do t[i] = i end while true do table.concat(t) end",
        "local s = ('x'):rep(1e7) while true do s = s:reverse():upper() end",
        "local s = ('x=1 '):rep(1e5) while true do load(s) end",
        "local function f() pcall(f) pcall(f) end f()",
        "local s = ('a'):rep(1e6) while true do utf8.len(s) end",
        "while true do select('#', table.unpack({}, 1, 1e5)) end",
    })
    void longWorkInsideALibraryIsStopped(String script) {
        isStopped(script);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "local f = io.open('/dev/zero') while true do f:read(1e6) end",
        "local f = io.open('/dev/zero') while true do pcall(f.read, f, '*a') end",
        "local f = io.open('/dev/zero') while true do pcall(f.read, f, '*l') end",
        "io.input('/dev/zero') while true do pcall(io.read, 1, 2, 3) end",
        "for _ in io.lines('/dev/zero', 1) do end",
        "local s = ('1\\n'):rep(1e6) local f = io.tmpfile() f:write(s) while true do "
            + "f:seek('set') while f:read('*n') do end end",
        "local f = io.tmpfile() while true do f:write('x') f:seek('set') f:flush() end",
        "io.output('/dev/null') while true do io.write(('x'):rep(1e4)) io.flush() end",
        "while true do io.type(io.open('/dev/null')) io.close(io.open('/dev/null')) end",
        "while true do dofile('/dev/null') loadfile('/dev/null') end",
        "while true do os.rename('/no/a', '/no/b') os.remove('/no/a') end",
        "while true do os.execute('true') end",
        "while true do io.popen('true'):close() end",
        "while true do os.getenv('HOME') os.clock() os.difftime(2, 1) os.setlocale() end",
    })
    void workOnFilesIsStopped(String script) {
        isStopped(script);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "while true do local t = {} rawset(t, 1, 2) rawget(t, 1) rawlen(t) rawequal(t, t) end",
        "local t = {} for i = 1, 1e5 do t[i] = i end while true do for i, v in ipairs(t) do end end",
        "while true do bit32.bor(bit32.lshift(1, 2), bit32.extract(255, 1, 2)) end",
        "while true do math.floor(math.fmod(math.sqrt(2), math.log(3))) end",
        "while true do loadstring('x = 1') end",
        "while true do coroutine.resume(coroutine.create(function() coroutine.yield() end)) end",
        "while true do debug.getupvalue(print, 1) debug.getlocal(1, 1) end",
    })
    void smallCallsForEverAreStopped(String script) {
        isStopped(script);
    }

    @Test
    void finalizersThatNeverEndAreStopped() {
        isStoppedInTime("while true do setmetatable({}, { __gc = function() while true do end end }) end");
    }

    /** By the time limit, and by what Ctrl-C in the prompt does. */
    private static void isStopped(String script) {
        isStoppedInTime(script);
        LuaError error = interrupted(script);
        assertNotNull(error, "the interrupted script came to an end");
        assertTrue(error.getMessage().contains("stopped: interrupted"), error::getMessage);
    }

    private static void isStoppedInTime(String script) {
        LuaError error = run(script);
        assertNotNull(error, "the script came to an end");
        assertTrue(error.getMessage().contains("hook-ms-max="), error::getMessage);
    }

    private static LuaError interrupted(String script) {
        CompletableFuture<LuaState> running = new CompletableFuture<>();
        CompletableFuture<LuaError> end = started(LuaConfig.defaults().withHookMsMax(0),
            "running(); " + script, state -> state.globals().set("running",
                LibFunction.one("running", x -> {
                    running.complete(state);
                    return LuaValue.NIL;
                })));
        running.thenAccept(state -> state.interrupt("interrupted"));
        return await(end, script);
    }

    @Test
    void exitEndsTheScriptThroughPcall() {
        LuaError error = run("pcall(os.exit, 3) marker = true");
        assertNotNull(error);
        assertTrue(error.getMessage().contains("os.exit(3)"), error::getMessage);
    }

    @Test
    void exitTellsTheHostItsStatusOnce() {
        List<Integer> statuses = new ArrayList<>();
        LuaConfig config = LuaConfig.defaults().withExit(statuses::add);
        for (String call : List.of("os.exit()", "os.exit(true)", "os.exit(false, true)",
                "coroutine.wrap(pcall)(os.exit, 7)",
                "table.sort({1, 2}, function() xpcall(os.exit, print, 8) end)",
                "('x'):gsub('x', function() os.exit(9) end)")) {
            assertTrue(LuaErrors.isExit(run(config, call)), call);
        }
        assertEquals(List.of(0, 0, 1, 7, 8, 9), statuses);
    }

    @Test
    void aHostMayRefuseAnExit() {
        LuaConfig config = LuaConfig.defaults().withExit(status -> {
            throw LuaErrors.error("not here");
        });
        assertNull(run(config, "assert(select(2, pcall(os.exit)):find('not here'))"));
        assertFalse(LuaErrors.isExit(run(config, "os.exit()")));
    }

    private static LuaError run(String script) {
        return run(LuaConfig.defaults().withHookMsMax(HOOK_MS_MAX), script);
    }

    private static LuaError run(LuaConfig config, String script) {
        return await(started(config, script, state -> { }), script);
    }

    /** On a thread of its own, which a script that nothing stops cannot keep the build with. */
    private static CompletableFuture<LuaError> started(LuaConfig config, String script,
            Consumer<LuaState> before) {
        CompletableFuture<LuaError> end = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                end.complete(runHere(config, script, before));
            } catch (RuntimeException | Error e) {
                end.completeExceptionally(e);
            }
        });
        return end;
    }

    private static LuaError await(CompletableFuture<LuaError> end, String script) {
        try {
            return end.get(STOP_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return fail("not stopped within " + STOP_SECONDS_MAX + " s: " + script);
        } catch (InterruptedException | ExecutionException e) {
            return fail(e);
        }
    }

    private static LuaError runHere(LuaConfig config, String script, Consumer<LuaState> before) {
        LuaError[] seen = new LuaError[1];
        try (LuaState state = LuaState.open(config)) {
            before.accept(state);
            byte[] source = script.getBytes(StandardCharsets.ISO_8859_1);
            state.spawn(state.load(source, "limits.lua"), LuaValue.NONE, null,
                (results, error) -> seen[0] = error);
        }
        return seen[0];
    }
}
