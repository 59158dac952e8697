/**
 * The cache runtime: Redis's protocol and a line protocol over one store.
 *
 * <p>What it is: the listener and its sessions, the running of commands with the hooks that may
 * wait, and the options. What it is not: the commands themselves ({@code cache.command}), the keys
 * ({@code cache.store}) or the wire formats ({@code protocol.resp}, {@code protocol.text}).
 *
 * <p>Reading order: {@code CacheRuntime}, {@code CacheConnection}, {@code Session},
 * {@code RespSession}, {@code Cache}, {@code CacheHooks}.
 */
package dev.socketley.engine.cache;
