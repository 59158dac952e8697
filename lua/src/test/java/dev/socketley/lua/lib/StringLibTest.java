package dev.socketley.lua.lib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.socketley.lua.LuaErrors;
import org.junit.jupiter.api.Test;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

final class StringLibTest {
    private final LuaTable string = StringLib.table(null);

    @Test
    void aResultLargerThanTheLimitIsALuaError() {
        LuaError error = assertThrows(LuaErrors.Raised.class, () -> call("rep",
            LuaValue.valueOf("0123456789"), LuaValue.valueOf(Integer.MAX_VALUE)));
        assertEquals("resulting string too large", error.getMessage());
    }

    @Test
    void formatKeepsZeroBytesOfStrings() {
        LuaString text = LuaString.valueOf(new byte[] {'a', 0, 'b'});
        assertEquals(LuaValue.valueOf(5),
            LuaValue.valueOf(call("format", LuaValue.valueOf("<%s>"), text).length()));
    }

    @Test
    void gmatchEndsOnPatternsThatMatchNothing() {
        LuaValue next = call("gmatch", LuaValue.valueOf("a,,b"), LuaValue.valueOf("[^,]*"));
        int count = 0;
        while (!next.call().isnil()) {
            count++;
        }
        assertEquals(5, count);
    }

    @Test
    void aPartOfALongStringKeepsItsBytes() {
        LuaString text = LuaString.valueOf("0123456789".repeat(10));
        LuaValue half = string.get("sub").call(text, LuaValue.valueOf(11), LuaValue.valueOf(90));
        assertEquals("0123456789".repeat(8), half.tojstring());
    }

    private LuaValue call(String name, LuaValue a, LuaValue b) {
        return string.get(name).call(a, b);
    }
}
