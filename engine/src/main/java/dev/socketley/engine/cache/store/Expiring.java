package dev.socketley.engine.cache.store;

/** The value of a key that has a deadline, and that key's link in the timing wheel. */
final class Expiring {
    static final int UNLINKED = -1;

    final byte[] key;
    Object value;
    long atMs;
    Expiring previous;
    Expiring next;
    int slot = UNLINKED;

    Expiring(byte[] key, Object value, long atMs) {
        this.key = key;
        this.value = value;
        this.atMs = atMs;
    }
}
