package dev.socketley.lua;

import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** Events whose absence from a metatable is worth remembering. */
enum Meta {
    INDEX(LuaValue.INDEX), NEWINDEX(LuaValue.NEWINDEX), LEN(LuaValue.LEN), EQ(LuaValue.EQ),
    CALL(LuaValue.CALL), GC(Finalizers.EVENT);

    final LuaString name;
    final byte bit = (byte) (1 << ordinal());

    Meta(LuaString name) {
        this.name = name;
    }
}
