package dev.socketley.engine.cache.store;

/** Takes the keys that a walk over a store finds. */
@FunctionalInterface
public interface KeyVisitor {
    /** Takes one key, which stays the store's and must not be written. */
    void visit(byte[] key, Object value);
}
