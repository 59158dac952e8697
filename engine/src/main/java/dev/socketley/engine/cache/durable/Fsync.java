package dev.socketley.engine.cache.durable;

/** When a log waits for the device. */
public enum Fsync {
    /** Nothing is acknowledged before it is on the device. */
    ALWAYS,
    /** Once a second. */
    EVERYSEC,
    /** When the system likes. */
    NO
}
