/**
 * The client runtime: one connection to a server, made again when it is lost. Read {@code
 * ClientRuntime}, then {@code Link}, which each protocol to the server implements.
 */
package dev.socketley.engine.client;
