package dev.socketley.engine.protocol.websocket;

/**
 * What this end wants of permessage-deflate.
 *
 * @param dedicated    whether a connection's messages may refer to its earlier ones, which takes a
 *                     compressor of its own
 * @param windowBits   largest window to compress with, 9..15
 * @param peerTakeover whether the peer's messages may refer to its earlier ones
 * @param peerBits     largest window the peer may use if it lets itself be told, 9..15
 * @param level        1..9, from fast to small
 * @param bytesMin     shorter messages are sent as they are
 */
public record DeflateSettings(boolean dedicated, int windowBits, boolean peerTakeover,
        int peerBits, int level, int bytesMin) {

    /** Why this system cannot compress, or null when it can. */
    public static String unavailable() {
        return Zlib.isThere() ? null : Zlib.NAME + " is not installed";
    }
}
