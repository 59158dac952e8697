package dev.socketley.stdlib.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.socketley.engine.Engine;
import dev.socketley.engine.net.Transport;
import dev.socketley.lua.Table;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luaj.vm2.LuaValue;

/** The library is loaded when a script first asks for it, and a script cannot tell. */
class StdlibTest {
    @TempDir
    Path directory;

    private final Engine engine = new Engine(List.of(), Transport.NIO, 1);

    @AfterEach
    void close() {
        engine.close();
    }

    private String run(String source) {
        try (TestScope scope = new TestScope(engine, directory)) {
            return scope.run(source, "t.lua").arg1().tojstring() + scope.loads;
        }
    }

    @Test
    void aScriptThatDoesNotNameItNeverLoadsIt() {
        assertEquals("nil0", run("x = 1 _G.y = 2 return tostring(undefined)"));
    }

    @Test
    void aModuleIsReadWhenItIsAskedFor() {
        try (TestScope scope = new TestScope(engine, directory)) {
            scope.run("assert(socketley.json_encode({ 1 }) == '[1]')", "t.lua");
            Table library = scope.on(() -> (Table) scope.lua().globals().present(Stdlib.NAME));
            assertNotEquals(LuaValue.NIL, library.present(Bridge.text("json_encode")));
            assertEquals(LuaValue.NIL, library.present(Bridge.text("json")));
            assertEquals(LuaValue.NIL, library.present(Bridge.text("db")));
            scope.run("""
                local names = {}
                for name in pairs(socketley) do names[name] = true end
                assert(names.json and names.db and names.sleep and names.http)
                assert(next(socketley.http))
                assert(not pcall(function() return socketley.jsn end))""", "t.lua");
        }
    }

    @Test
    void aNameThatIsNoneIsToldWithTheNearest() {
        String nearest = "local _, e = pcall(function() return socketley.%s end)"
            + " return e:match('mean (.*)?')";
        assertEquals("'json_encode'1", run(nearest.formatted("jsonencode")));
        assertEquals("'set_timeout'1", run(nearest.formatted("setTimeout")));
        assertEquals("'crypto.encode' or 'json.encode'1", run(nearest.formatted("encode")));
        assertEquals("'http.router'1", run(nearest.formatted("router")));
        assertEquals("'encode'1", run(nearest.formatted("json.encod")));
        assertEquals("'nil'1", run("local _, e = pcall(function() return socketley.zzz end)"
            + " return \"'\" .. tostring(e:match('mean')) .. \"'\""));
    }

    @Test
    void whoeverAsksFindsOneLibrary() {
        assertEquals("true1", run("local s = socketley return s == require('socketley')"
            + " and s == _G.socketley and s.json ~= nil and rawget(_G, 'socketley') == s"));
        assertEquals("true1", run(
            "for name in pairs(_G) do if name == 'socketley' then return true end end"));
        assertEquals("mine1", run("socketley = 'mine' return socketley"));
        assertEquals("true1", run("setmetatable(_G, { __index = error }) return socketley.json ~= nil"));
        assertEquals("true1", run("return coroutine.wrap(function() return socketley ~= nil end)()"));
    }

    @Test
    void errorsOfTheLibraryHaveTheLineOfTheirLastCaller() {
        String last = """
            local function f(x)
              return socketley.json.encode(x)
            end
            for i = 1, %d do f(i) end
            local _, e = pcall(f, print)
            local _, trace = xpcall(f, debug.traceback, print)
            return e:match(':2: bad argument #1') and trace:match(":(%%d+: in function 'f')")
                or trace:match(":(%%d+: in function <[^>]*>)") or e .. trace""";
        assertEquals("2: in function <t.lua:1>1", run(last.formatted(1)));
        assertEquals("2: in function <t.lua:1>1", run(last.formatted(30_000)));
    }
}
