/** The table of runtime types: the one place that knows all of them. */
package dev.socketley.engine.types;
