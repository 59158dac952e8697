package dev.socketley.engine.cache.command;

/** What a command does, and so which modes of a cache allow it. */
public enum Access {
    /** Reads keys. */
    READ,
    /** May change keys; refused in mode {@code readonly}. */
    WRITE,
    /** Needs mode {@code admin}. */
    ADMIN,
    /** Concerns the connection or the server; always allowed. */
    CONNECTION,
    /** Channels; always allowed, also while subscribed. */
    PUBSUB
}
