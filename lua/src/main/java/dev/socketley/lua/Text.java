package dev.socketley.lua;

import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** Numbers as strings and back. */
final class Text {
    private Text() {}

    static LuaString of(LuaValue v) {
        return v instanceof LuaString s ? s : LuaNumbers.tostring(v);
    }

    static LuaValue parse(LuaString s) {
        return LuaNumbers.parse(s);
    }
}
