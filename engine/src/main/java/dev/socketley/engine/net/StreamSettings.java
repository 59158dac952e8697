package dev.socketley.engine.net;

/**
 * Bounds of the streams that a listener accepts or a connector makes.
 *
 * @param writeLowBytes  output under which a paused producer goes on
 * @param writeHighBytes output over which {@link Connection#isWritable} is false
 * @param writeBytesMax  output at which a peer that does not read is cut off
 */
public record StreamSettings(int writeLowBytes, int writeHighBytes, int writeBytesMax) {
    public static final StreamSettings DEFAULT = new StreamSettings(64 << 10, 256 << 10, 16 << 20);
}
