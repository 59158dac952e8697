/** Log events: a name and {@code key=value} pairs on one line, to whoever listens. */
package dev.socketley.engine.log;
