/** The client runtime: one connection that is kept up. */
package dev.socketley.engine.client;
