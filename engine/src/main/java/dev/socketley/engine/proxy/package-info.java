/** The proxy runtime: TCP and HTTP forwarded to backends. */
package dev.socketley.engine.proxy;
