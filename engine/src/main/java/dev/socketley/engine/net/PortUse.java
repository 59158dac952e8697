package dev.socketley.engine.net;

/** Who else may listen on a port. */
public enum PortUse {
    /** Nobody: a taken port is an error. */
    OWN,
    /** Nobody yet, and then those that come with {@link #SHARED}: copies of whoever has it. */
    WITH_COPIES,
    /** Whoever shares it too. */
    SHARED
}
