/** The control socket: one JSON object per line in and out. */
package dev.socketley.engine.control;
