/**
 * The Redis serialization protocol, versions 2 and 3: commands in, replies out.
 *
 * <p>What it is: {@link dev.socketley.engine.protocol.resp.RespDecoder}, which finds the arguments
 * of a command in the buffer they arrived in, and
 * {@link dev.socketley.engine.protocol.resp.RespWriter}, which appends replies to one growing
 * buffer. What it is not: sockets, threads, or the meaning of any command.
 *
 * <p>Reading order: {@code Args}, {@code RespDecoder}, {@code RespWriter}.
 */
package dev.socketley.engine.protocol.resp;
