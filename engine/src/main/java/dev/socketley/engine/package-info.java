/**
 * The engine: runtimes that move bytes, and the vocabulary they share. It knows no Lua; scripts
 * reach it through {@link dev.socketley.engine.Hooks}.
 *
 * <p>Reading order: {@code Engine}, {@code Runtime}, {@code Hook}, {@code Hooks}; then one type,
 * such as {@code server.ServerRuntime}. A request passes {@code net.Listener}, {@code
 * net.Connection}, {@code server.ProtocolSelector}, a decoder of {@code protocol}, the runtime,
 * the hook, and {@code net.Connection#write}, which is flushed once per turn of the loop.
 */
package dev.socketley.engine;
