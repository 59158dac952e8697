/**
 * What happens between a request and its response, whatever version of HTTP carries them: bodies in
 * pieces with backpressure, files. Read {@code HttpExchange} first. Framing is in
 * {@code protocol.http1}; connections are the server's.
 */
package dev.socketley.engine.http;
