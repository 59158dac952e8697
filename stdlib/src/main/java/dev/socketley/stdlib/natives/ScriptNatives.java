package dev.socketley.stdlib.natives;

import dev.socketley.lua.LuaErrors;
import dev.socketley.stdlib.natives.Json.JsonException;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** What the library for scripts of EVAL needs beside its cache. <b>Thread:</b> any. */
public final class ScriptNatives {
    private ScriptNatives() {}

    /** Adds {@code null} and {@code json_decode(text, depth_max)}, which raises. */
    public static void addTo(LuaTable natives) {
        LuaValue nothing = JsonNatives.nothing();
        natives.rawset("null", nothing);
        natives.rawset("json_decode", Native.row("json", "decode", "", args -> {
            try {
                return new JsonReader(args.arg1().strvalue(), nothing, args.checkint(2)).read();
            } catch (JsonException e) {
                throw LuaErrors.error(e.getMessage());
            }
        }).function());
    }
}
