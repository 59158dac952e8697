package dev.socketley.engine.cache.durable;

/**
 * Takes chunks of entries in order: a file, or a connection. Thread: one that hands chunks over.
 */
public interface ChunkSink {
    /** An empty chunk to fill. */
    Chunk chunk();

    /** Takes a chunk over; answers how many bytes of entries it has been handed in all. */
    long hand(Chunk chunk);

    /** Bytes handed over that have not gone out. */
    long backlogBytes();

    /** Why nothing goes out now, or null. */
    String failure();
}
