package dev.socketley.stdlib.natives;

import dev.socketley.engine.error.ErrorCode;
import dev.socketley.lua.Table;
import dev.socketley.stdlib.natives.Json.JsonException;
import java.util.List;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;

/** What {@code json.lua} needs: the codec. */
final class JsonNatives {
    private JsonNatives() {}

    static List<Native> all(NativeScope scope) {
        LuaUserdata nothing = nothing();
        return List.of(
            Native.row("json", "null", "The value that stands for JSON's null.", args -> nothing),
            Native.row("json", "encode",
                "JSON text of a value; lenient writes null for what JSON lacks.", args -> {
                    try {
                        return new JsonWriter(scope.lua(), nothing, args.toboolean(2))
                            .write(args.arg1());
                    } catch (JsonException e) {
                        return LuaFailures.refused(ErrorCode.EINVAL, e.getMessage());
                    }
                }),
            Native.row("json", "decode", "Value of JSON text; null stays null when asked.", args -> {
                try {
                    LuaValue none = args.toboolean(2) ? nothing : LuaValue.NIL;
                    return new JsonReader(args.arg1().strvalue(), none).read();
                } catch (JsonException e) {
                    return LuaFailures.refused(ErrorCode.EINVAL, e.getMessage());
                }
            }));
    }

    static LuaUserdata nothing() {
        LuaTable meta = new Table();
        meta.rawset("__tostring", Native.row("json", "", "", args -> Bridge.text("null")).function());
        meta.rawset("__metatable", LuaValue.FALSE);
        return new LuaUserdata("null", meta);
    }
}
