/**
 * What keeps a cache's data: files of checksummed records, the log's directory and its thread.
 *
 * <p>What it is: the format of snapshot and log, recovery, and the thread that writes. What it is
 * not: it knows no store and no commands; it gets entries and gives them back in order.
 *
 * <p>Reading order: {@code Chunk}, {@code Entries}, {@code RecordFormat}, {@code RecordInput},
 * {@code LogWriter}, {@code LogDirectory}.
 */
package dev.socketley.engine.cache.durable;
