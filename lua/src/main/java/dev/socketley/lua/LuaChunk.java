package dev.socketley.lua;

/**
 * A compiled chunk that any number of states may load: what every state needs is compiled once.
 * <b>Thread:</b> any, immutable.
 */
public final class LuaChunk {
    final LuaCode code;

    private LuaChunk(LuaCode code) {
        this.code = code;
    }

    /**
     * Compiles a chunk of source.
     *
     * @param chunkName how messages call it, {@code chat.lua}
     * @throws org.luaj.vm2.LuaError on a syntax error: {@code chat.lua:3: …}
     */
    public static LuaChunk compile(byte[] source, String chunkName) {
        return new LuaChunk(new LuaCode(Chunks.compile(source, "@" + chunkName)));
    }

    /** As {@link #compile}; errors of its functions have the line of whoever calls them last, too. */
    public static LuaChunk library(byte[] source, String chunkName) {
        return new LuaChunk(new LuaCode(Chunks.compile(source, "@" + chunkName), true));
    }
}
