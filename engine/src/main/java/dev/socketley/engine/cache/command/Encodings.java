package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Limits;

/**
 * Up to where values keep their compact forms.
 *
 * @param hash          of hashes
 * @param set           of sets
 * @param zset          of sorted sets
 * @param intsetEntries members of a set of integers
 * @param listLimit     bytes of one compact part of a list, or elements of it when negative
 */
public record Encodings(Limits hash, Limits set, Limits zset, int intsetEntries, int listLimit) {
    /** As Redis has them when nothing is configured. */
    public static final Encodings DEFAULT = new Encodings(new Limits(128, 64),
        new Limits(128, 64), new Limits(128, 64), 512, 8192);
}
