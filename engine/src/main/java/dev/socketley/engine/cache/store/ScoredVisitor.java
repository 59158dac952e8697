package dev.socketley.engine.cache.store;

/** Is shown members of a sorted set. */
@FunctionalInterface
public interface ScoredVisitor {
    /** @param member the set's own array, not to be changed */
    void visit(byte[] member, double score);
}
