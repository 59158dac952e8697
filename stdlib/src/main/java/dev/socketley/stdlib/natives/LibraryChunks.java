package dev.socketley.stdlib.natives;

import dev.socketley.lua.LuaChunk;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The Lua sources inside the program, each compiled for all states. <b>Thread:</b> any. */
public final class LibraryChunks {
    private static final Map<String, LuaChunk> CHUNKS = new ConcurrentHashMap<>();

    private LibraryChunks() {}

    /**
     * A chunk of the library.
     *
     * @param path its resource, {@code socketley/http.lua}
     * @param name how messages call it
     */
    public static LuaChunk of(String path, String name) {
        LuaChunk chunk = CHUNKS.get(path);
        if (chunk == null) {
            // Compiling polls, so the asker may be stopped or wait here: no lock may be held.
            LuaChunk compiled = LuaChunk.library(read(path), name);
            LuaChunk earlier = CHUNKS.putIfAbsent(path, compiled);
            chunk = earlier == null ? compiled : earlier;
        }
        return chunk;
    }

    private static byte[] read(String path) {
        try (InputStream in = LibraryChunks.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the library lacks " + path);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
