package dev.socketley.lua;

/** Chooses how fibers work on this JVM; {@code -Dsocketley.fibers=threads} forces the fallback. */
final class Fibers {
    /** Whether fibers are continuations; tests set it to try the fallback. */
    static boolean continuations = probe();

    private Fibers() {}

    private static boolean probe() {
        if ("threads".equals(System.getProperty("socketley.fibers"))) {
            return false;
        }
        try {
            ContinuationFiber.selfTest();
            return true;
        } catch (IllegalAccessError | NoClassDefFoundError e) {
            System.getLogger(Fibers.class.getName()).log(System.Logger.Level.WARNING,
                "fibers_fallback kind=virtual-threads cause=\"{0}\"", e.getMessage());
            return false;
        }
    }
}
