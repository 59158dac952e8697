package dev.socketley.stdlib.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.socketley.engine.Engine;
import dev.socketley.engine.net.Transport;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    void whoeverAsksFindsOneLibrary() {
        assertEquals("true1", run("local s = socketley return s == require('socketley')"
            + " and s == _G.socketley and s.json ~= nil and rawget(_G, 'socketley') == s"));
        assertEquals("true1", run(
            "for name in pairs(_G) do if name == 'socketley' then return true end end"));
        assertEquals("mine1", run("socketley = 'mine' return socketley"));
        assertEquals("true1", run("setmetatable(_G, { __index = error }) return socketley.json ~= nil"));
        assertEquals("true1", run("return coroutine.wrap(function() return socketley ~= nil end)()"));
    }
}
