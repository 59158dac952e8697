package dev.socketley.stdlib.natives;

import dev.socketley.lua.LuaChunk;
import dev.socketley.lua.LuaErrors;
import dev.socketley.stdlib.natives.Json.JsonException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** What the library for scripts of EVAL needs beside its cache. <b>Thread:</b> any. */
public final class ScriptNatives {
    private static final Map<String, LuaChunk> CHUNKS = new ConcurrentHashMap<>();

    private ScriptNatives() {}

    /** A chunk of the library, compiled once. */
    public static LuaChunk chunk(String name) {
        return CHUNKS.computeIfAbsent(name,
            n -> LuaChunk.library(read("socketley/internal/" + n + ".lua"), n + ".lua"));
    }

    private static byte[] read(String path) {
        try (InputStream in = ScriptNatives.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the library lacks " + path);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds {@code null} and {@code json_decode(text)}, which raises. */
    public static void addTo(LuaTable natives) {
        LuaValue nothing = JsonNatives.nothing();
        natives.rawset("null", nothing);
        natives.rawset("json_decode", Rows.row("json", "decode", "", args -> {
            try {
                return new JsonReader(args.arg1().strvalue(), nothing).read();
            } catch (JsonException e) {
                throw LuaErrors.error(e.getMessage());
            }
        }).function());
    }
}
