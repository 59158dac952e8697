package dev.socketley.engine.protocol.websocket;

/**
 * What the two ends of a WebSocket agreed on of permessage-deflate, seen from this end.
 *
 * @param ownTakeover  whether this end's messages may refer to its earlier ones
 * @param ownBits      window of what this end compresses, 9..15
 * @param peerTakeover the same of the other end
 * @param peerBits     window of what the other end compresses, 9..15
 */
public record DeflateTerms(boolean ownTakeover, int ownBits, boolean peerTakeover, int peerBits) {
    static final int BITS_MIN = 9;
    static final int BITS_MAX = 15;
}
