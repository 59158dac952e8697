/**
 * HTTP/1 on the wire, for servers and proxies alike: bytes in, heads and payload boundaries out. No
 * sockets, threads or clock. Read {@code HttpHead} with its {@code Framing}, then {@code HttpBody}.
 */
package dev.socketley.engine.protocol.http1;
