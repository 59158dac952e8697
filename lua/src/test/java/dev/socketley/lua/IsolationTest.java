package dev.socketley.lua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.luaj.vm2.LuaBoolean;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaNil;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaThread;
import org.luaj.vm2.LuaValue;

/** What one state does to its world, no other state sees. */
class IsolationTest {
    private static final LuaConfig CONFIG = LuaConfig.defaults();
    private static final int STATE_BYTES_MAX = 48 << 10;

    private static String run(LuaState state, String code) {
        List<String> ends = new ArrayList<>();
        LuaFunction f = state.load(code.getBytes(StandardCharsets.UTF_8), "test.lua");
        state.spawn(f, LuaValue.NONE, null, (result, error) ->
            ends.add(error != null ? error.getMessage() : result.arg1().tojstring()));
        return String.join(",", ends);
    }

    @Test
    void whatAStateDoesToItsLibrariesStaysThere() {
        try (LuaState one = LuaState.open(CONFIG); LuaState other = LuaState.open(CONFIG)) {
            run(one, """
                for name, library in pairs(package.loaded) do
                  if name ~= "_G" and type(library) == "table" then
                    local keep = name == "string" or name == "package"
                    for k in pairs(library) do if not keep then library[k] = nil end end
                    library.mark = name
                  end
                end
                package.loaded.string = "gone"
                string.upper = function() return "mine" end
                getmetatable("").__index = function() return function() return "mine" end end
                getmetatable("").__add = function() return "mine" end
                _G.type, _G.pairs = nil, nil
                """);
            assertEquals("mine", run(one, "return ('x'):upper()"));
            assertEquals("X", run(other, "return ('x'):upper()"));
            assertEquals("2", run(other, "return '1' + '1'"));
            assertEquals("nil", run(other, """
                for name, library in pairs(package.loaded) do
                  if type(library) ~= "table" then return name end
                  if library.mark ~= nil then return name end
                end
                return type(getmetatable("").__add)"""));
            assertEquals("1,2", run(other, "return table.concat({math.floor(1.5), 2}, ',')"));
        }
    }

    @Test
    void noTypeHasAMetatableThatAllStatesShare() {
        try (LuaState state = LuaState.open(CONFIG)) {
            run(state, "getmetatable('').__index = nil; if debug.setmetatable then"
                + " debug.setmetatable(1, {}) debug.setmetatable(print, {}) end");
        }
        assertNull(LuaString.s_metatable);
        assertNull(LuaNumber.s_metatable);
        assertNull(LuaBoolean.s_metatable);
        assertNull(LuaNil.s_metatable);
        assertNull(LuaFunction.s_metatable);
        assertNull(LuaThread.s_metatable);
    }

    @Test
    void aFrozenTableIsReadAndTraversedButNotChanged() {
        Table t = Table.of(LuaValue.TRUE);
        t.rawset("name", LuaValue.ONE);
        t.freeze();
        assertEquals(1, t.rawget("name").toint());
        assertEquals(2, t.keys().length);
        assertEquals(1, t.rawlen());
        for (LuaValue key : List.of(LuaValue.ONE, LuaValue.valueOf("name"), LuaValue.valueOf(9.5))) {
            assertThrows(LuaError.class, () -> t.rawset(key, LuaValue.ZERO));
            assertThrows(LuaError.class, () -> t.rawset(key, LuaValue.NIL));
        }
        assertThrows(LuaError.class, () -> t.setmetatable(new Table()));
        assertThrows(LuaError.class, () -> t.setDouble(1, 2));
    }

    @Test
    void namesAndConstantsAreOneStringForAllStates() {
        try (LuaState one = LuaState.open(CONFIG); LuaState other = LuaState.open(CONFIG)) {
            List<LuaValue> keys = new ArrayList<>();
            for (LuaState state : List.of(one, other)) {
                run(state, "t = { a_field_of_some_name = 1 }");
                keys.add(((Table) state.globals().rawget("t")).keys()[0]);
            }
            assertSame(keys.get(0), keys.get(1));
        }
    }

    @Test
    void aStateIsSmall() {
        LuaState.open(CONFIG).close();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        LuaState.open(CONFIG).close();
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < STATE_BYTES_MAX, "a state takes " + bytes + " bytes");
    }
}
