/** The server runtime: many peers, messages, HTTP and WebSocket on one port. */
package dev.socketley.engine.server;
