package dev.socketley.engine.cache.command;

/** What the clients of a cache may do. */
public enum AccessMode {
    READONLY, READWRITE, ADMIN;

    /** Whether a command may run. */
    public boolean allows(Access access) {
        return switch (access) {
            case WRITE -> this != READONLY;
            case ADMIN -> this == ADMIN;
            default -> true;
        };
    }
}
