/**
 * The cache's line protocol: one command a line, words between single spaces.
 *
 * <p>What it is: {@link dev.socketley.engine.protocol.text.TextDecoder}, which finds lines and cuts
 * them into arguments. What it is not: the meaning of commands or the wording of replies.
 */
package dev.socketley.engine.protocol.text;
