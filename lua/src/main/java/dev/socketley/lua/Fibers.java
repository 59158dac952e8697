package dev.socketley.lua;

/** Chooses how fibers work on this JVM; {@code -Dsocketley.fibers=threads} forces the fallback. */
final class Fibers {
    private static final String TRACK_ALL = "jdk.trackAllThreads";

    /** Whether fibers are continuations. */
    static final boolean CONTINUATIONS = probe();

    private Fibers() {}

    private static boolean probe() {
        if ("threads".equals(System.getProperty("socketley.fibers"))) {
            return threads();
        }
        try {
            ContinuationFiber.selfTest();
            return true;
        } catch (IllegalAccessError | NoClassDefFoundError e) {
            System.getLogger(Fibers.class.getName()).log(System.Logger.Level.WARNING,
                "fibers_fallback kind=virtual-threads cause=\"{0}\"", e.getMessage());
            return threads();
        }
    }

    /**
     * A thread that waits and that nothing can wake is garbage, unless the JDK keeps a list of all
     * threads for its dumps. It reads the property once, before it starts its first virtual thread.
     */
    private static boolean threads() {
        if (System.getProperty(TRACK_ALL) == null) {
            System.setProperty(TRACK_ALL, "false");
        }
        return false;
    }
}
