/**
 * HTTP/1.1 framing for those who pass messages on: bytes in, heads and payload boundaries out. No
 * sockets, threads or clock. Read {@code HttpHead} with its {@code Framing}, then {@code HttpBody}.
 */
package dev.socketley.engine.protocol.http1;
