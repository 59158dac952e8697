/** HTTP/1.1: requests out of bytes, responses into bytes. */
package dev.socketley.engine.protocol.http;
