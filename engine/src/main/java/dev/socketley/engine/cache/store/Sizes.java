package dev.socketley.engine.cache.store;

/** What objects take in the heap of this process, with 8-byte alignment. */
final class Sizes {
    private static final long COMPRESSED_HEAP_MAX = 32L << 30;
    private static final String COMPACT_FLAG = "UseCompactObjectHeaders";
    private static final boolean COMPACT_HEADERS = isCompact();

    /** A reference: the machine compresses them in heaps that are small enough. */
    static final int REFERENCE =
        Runtime.getRuntime().maxMemory() < COMPRESSED_HEAP_MAX ? 4 : 8;

    private static final int ARRAY_HEADER = COMPACT_HEADERS ? 12 : 16;
    private static final int OBJECT_HEADER = COMPACT_HEADERS ? 8 : 12;

    private Sizes() {
    }

    /** Whether the process was told to use short headers; they are not the default. */
    private static boolean isCompact() {
        String environment = System.getenv("JAVA_TOOL_OPTIONS");
        boolean compact = environment != null && environment.contains("+" + COMPACT_FLAG);
        String[] arguments = ProcessHandle.current().info().arguments().orElse(new String[0]);
        for (String each : arguments) {
            if (each.endsWith(COMPACT_FLAG)) {
                compact = each.equals("-XX:+" + COMPACT_FLAG);
            }
        }
        return compact;
    }

    /** An object of so many references, and bytes of other fields. */
    static long object(int references, int otherBytes) {
        return align(OBJECT_HEADER + (long) references * REFERENCE + otherBytes);
    }

    static long align(long bytes) {
        return (bytes + 7) & ~7L;
    }

    /** Where an array of bytes has the first of them whose address is a multiple of eight. */
    static int firstAligned() {
        return -ARRAY_HEADER & 7;
    }

    static long array(int length) {
        return align(ARRAY_HEADER + (long) length);
    }
}
