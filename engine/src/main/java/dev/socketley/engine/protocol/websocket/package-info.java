/** RFC 6455: handshake, frames, messages. */
package dev.socketley.engine.protocol.websocket;
