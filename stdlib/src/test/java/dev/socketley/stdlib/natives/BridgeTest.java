package dev.socketley.stdlib.natives;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.socketley.lua.Table;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

class BridgeTest {
    private static final byte[] BYTES = "some bytes".getBytes(StandardCharsets.US_ASCII);

    @Test
    void whatIsOnlyReadIsNotCopied() {
        LuaString whole = LuaString.valueUsing(BYTES);
        assertSame(BYTES, Bridge.shown(whole));
        Table table = new Table(0, 1);
        table.set("body", whole);
        assertSame(BYTES, ((Map<?, ?>) Bridge.shown(table)).get("body"));
        assertNotSame(BYTES, Bridge.fromLua(whole));
    }

    @Test
    void aPartOfAStringIsItsOwn() {
        LuaValue part = LuaString.valueUsing(BYTES, 5, 5);
        assertArrayEquals("bytes".getBytes(StandardCharsets.US_ASCII), (byte[]) Bridge.shown(part));
    }
}
