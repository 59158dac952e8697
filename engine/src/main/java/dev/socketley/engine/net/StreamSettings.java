package dev.socketley.engine.net;

/**
 * Bounds of the streams that a listener accepts or a connector makes.
 *
 * @param writeLowBytes  output under which a paused producer goes on
 * @param writeHighBytes output over which {@link Connection#isWritable} is false
 * @param writeBytesMax  output above which a peer that is sent more is cut off
 * @param closeMsMax     how long a peer may take to read what is queued at a close
 * @param aliveSeconds   silence after which the system asks a TCP peer whether it is there; 0 is never
 */
public record StreamSettings(int writeLowBytes, int writeHighBytes, int writeBytesMax,
        long closeMsMax, int aliveSeconds) {
    /** Peers that are never asked. */
    public StreamSettings(int writeLowBytes, int writeHighBytes, int writeBytesMax, long closeMsMax) {
        this(writeLowBytes, writeHighBytes, writeBytesMax, closeMsMax, 0);
    }
}
