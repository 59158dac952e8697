package dev.socketley.stdlib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.log.Log;
import dev.socketley.lua.Table;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.ZeroArgFunction;

class PlainStateTest {
    @Test
    void plainValuesStayAndFunctionsAreTakenOutAndNamed() {
        LuaTable state = new Table();
        LuaTable inner = new Table();
        state.set("count", 3);
        state.set("inner", inner);
        inner.set("name", "x");
        inner.set("me", inner);
        inner.setmetatable(new Table());
        inner.set("hook", new ZeroArgFunction() {
            @Override
            public LuaValue call() {
                return NIL;
            }
        });
        List<String> lines = new ArrayList<>();
        Runnable unlisten = Log.listen(line -> lines.add(line.text()));
        try {
            PlainState.keep(state, "chat.lua");
        } finally {
            unlisten.run();
        }
        assertEquals(3, state.get("count").toint());
        assertEquals("x", inner.get("name").tojstring());
        assertSame(inner, inner.get("me"));
        assertTrue(inner.get("hook").isnil());
        assertNull(inner.getmetatable());
        assertEquals(List.of("state_dropped script=chat.lua what=socketley.state.inner.hook "
            + "cause=\"a function cannot outlive a reload\""), lines);
    }
}
