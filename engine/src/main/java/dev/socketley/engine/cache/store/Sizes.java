package dev.socketley.engine.cache.store;

/** What objects take in the heap, estimated for compressed references and 8-byte alignment. */
final class Sizes {
    private static final int ARRAY_HEADER = 16;

    /** An {@link Expiring}: header, five references, a long, an int. */
    static final long EXPIRING = 48;

    private Sizes() {
    }

    static long array(int length) {
        return ARRAY_HEADER + ((length + 7L) & ~7L);
    }
}
