package dev.socketley.engine.cache.store;

/** Takes the keys that a walk over a store finds. */
@FunctionalInterface
public interface KeyVisitor {
    /** Takes one key, and what kind of value it has. */
    void visit(byte[] key, ValueKind kind);
}
