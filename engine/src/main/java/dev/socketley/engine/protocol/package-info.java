/** What the pure codecs share. Codecs turn bytes into messages and back: no sockets, no clock. */
package dev.socketley.engine.protocol;
