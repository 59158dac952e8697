/**
 * Loops, listeners and connections: the only package that touches channels. A runtime is given
 * bytes by a {@link dev.socketley.engine.net.Connection} on its home loop and writes back through
 * it; what is written in one turn of the loop is flushed once at its end.
 */
package dev.socketley.engine.net;
