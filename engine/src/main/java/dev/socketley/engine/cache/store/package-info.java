/**
 * The keys and values of one cache, and their expiry.
 *
 * <p>What it is: {@link dev.socketley.engine.cache.store.Store}, an open-addressing table keyed by
 * bytes that grows and shrinks a few slots at a time, pages that hold keys and strings, and the
 * timing wheel that ends keys. What it is not: commands, wire formats, hooks or threads. It has no
 * clock of its own; the owner tells it the time.
 *
 * <p>Reading order: {@code Store}, {@code Table}, {@code Records}, {@code Pages},
 * {@code TimingWheel}, {@code SipHash}, {@code Glob}.
 */
package dev.socketley.engine.cache.store;
