/** Metric rows and the counters behind them. */
package dev.socketley.engine.stats;
