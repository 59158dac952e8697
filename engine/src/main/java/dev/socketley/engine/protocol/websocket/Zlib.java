package dev.socketley.engine.protocol.websocket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.netty.util.concurrent.FastThreadLocal;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandleProxies;

/**
 * The system's zlib. The JDK's own classes cannot set the window, on which depend both what may be
 * agreed with a peer and what a connection costs ({@code docs/decisions/0011-websocket-deflate.md}).
 *
 * <p>A stream is a {@code z_stream} of 64-bit systems. <b>Thread:</b> any, a stream one at a time.
 */
@SuppressWarnings("restricted")
final class Zlib {
    /** Of the library, or a path to it where the system does not find it by itself. */
    static final String NAME = System.getProperty("socketley.libz", "libz.so.1");
    static final int OK = 0;
    static final int BUFFER_ERROR = -5;
    static final int STREAM_END = 1;
    static final int NO_FLUSH = 0;
    static final int SYNC_FLUSH = 2;

    private static final int STREAM_BYTES = 112;
    private static final long NEXT_IN = 0;
    private static final long AVAIL_IN = 8;
    private static final long NEXT_OUT = 24;
    private static final long AVAIL_OUT = 32;
    private static final int DEFLATED = 8;
    private static final int DEFAULT_STRATEGY = 0;
    /** Only its first character is compared. */
    private static final MemorySegment VERSION = Arena.global().allocateFrom("1.2.13");

    private static final FunctionDescriptor STEP =
        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT);
    private static final FunctionDescriptor PLAIN = FunctionDescriptor.of(JAVA_INT, ADDRESS);
    private static final SymbolLookup FOUND = find();
    private static final Step DEFLATE = zlib("deflate", Step.class, STEP);
    private static final Step INFLATE = zlib("inflate", Step.class, STEP);
    private static final Plain DEFLATE_END = zlib("deflateEnd", Plain.class, PLAIN);
    private static final Plain INFLATE_END = zlib("inflateEnd", Plain.class, PLAIN);
    private static final Plain DEFLATE_RESET = zlib("deflateReset", Plain.class, PLAIN);
    private static final Plain INFLATE_RESET = zlib("inflateReset", Plain.class, PLAIN);
    private static final DeflateInit DEFLATE_INIT = zlib("deflateInit2_", DeflateInit.class,
        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT,
            ADDRESS, JAVA_INT));
    private static final InflateInit INFLATE_INIT = zlib("inflateInit2_", InflateInit.class,
        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
    private static final Calloc CALLOC = function(Linker.nativeLinker().defaultLookup(), "calloc",
        Calloc.class, FunctionDescriptor.of(ADDRESS, JAVA_LONG, JAVA_LONG));
    private static final Free FREE = function(Linker.nativeLinker().defaultLookup(), "free",
        Free.class, FunctionDescriptor.ofVoid(ADDRESS));

    private Zlib() {}

    /** Whether the library is installed. */
    static boolean isThere() {
        return FOUND != null;
    }

    /** Memory through which bytes pass on their way in and out, one for each thread. */
    static final class Scratch {
        static final int BYTES = 16 << 10;
        private static final FastThreadLocal<Scratch> OF_THREAD = new FastThreadLocal<>() {
            @Override
            protected Scratch initialValue() {
                return new Scratch();
            }
        };

        final MemorySegment in = Arena.ofAuto().allocate(BYTES);
        final MemorySegment out = Arena.ofAuto().allocate(BYTES);

        static Scratch current() {
            return OF_THREAD.get();
        }
    }

    // ---- streams ----------------------------------------------------------------------------

    /** @param windowBits 9..15; the memory level follows so that tables fit the window */
    static MemorySegment newDeflater(int level, int windowBits) {
        MemorySegment stream = newStream();
        int memLevel = Math.max(1, windowBits - 7);
        return opened(stream, DEFLATE_INIT.open(stream, level, DEFLATED, -windowBits, memLevel,
            DEFAULT_STRATEGY, VERSION, STREAM_BYTES));
    }

    static MemorySegment newInflater(int windowBits) {
        MemorySegment stream = newStream();
        return opened(stream, INFLATE_INIT.open(stream, -windowBits, VERSION, STREAM_BYTES));
    }

    private static MemorySegment newStream() {
        MemorySegment stream = CALLOC.allocate(1, STREAM_BYTES);
        if (stream.address() == 0) {
            throw new OutOfMemoryError("no memory for a zlib stream");
        }
        return stream.reinterpret(STREAM_BYTES);
    }

    private static MemorySegment opened(MemorySegment stream, int status) {
        if (status != OK) {
            FREE.free(stream);
            throw new IllegalStateException("zlib refuses a stream: status=" + status);
        }
        return stream;
    }

    static void endDeflater(MemorySegment stream) {
        DEFLATE_END.run(stream);
        FREE.free(stream);
    }

    static void endInflater(MemorySegment stream) {
        INFLATE_END.run(stream);
        FREE.free(stream);
    }

    static void resetDeflater(MemorySegment stream) {
        DEFLATE_RESET.run(stream);
    }

    static void resetInflater(MemorySegment stream) {
        INFLATE_RESET.run(stream);
    }

    static void input(MemorySegment stream, MemorySegment bytes, int length) {
        stream.set(ADDRESS, NEXT_IN, bytes);
        stream.set(JAVA_INT, AVAIL_IN, length);
    }

    static void output(MemorySegment stream, MemorySegment room, int length) {
        stream.set(ADDRESS, NEXT_OUT, room);
        stream.set(JAVA_INT, AVAIL_OUT, length);
    }

    static int inputLeft(MemorySegment stream) {
        return stream.get(JAVA_INT, AVAIL_IN);
    }

    static int outputLeft(MemorySegment stream) {
        return stream.get(JAVA_INT, AVAIL_OUT);
    }

    static int deflate(MemorySegment stream, int flush) {
        return DEFLATE.step(stream, flush);
    }

    static int inflate(MemorySegment stream) {
        return INFLATE.step(stream, SYNC_FLUSH);
    }

    // ---- the library ------------------------------------------------------------------------

    // Public because MethodHandleProxies asks for it.

    public interface Step {
        int step(MemorySegment stream, int flush);
    }

    public interface Plain {
        int run(MemorySegment stream);
    }

    public interface DeflateInit {
        int open(MemorySegment stream, int level, int method, int windowBits, int memLevel,
            int strategy, MemorySegment version, int bytes);
    }

    public interface InflateInit {
        int open(MemorySegment stream, int windowBits, MemorySegment version, int bytes);
    }

    public interface Calloc {
        MemorySegment allocate(long count, long bytes);
    }

    public interface Free {
        void free(MemorySegment memory);
    }

    private static SymbolLookup find() {
        try {
            return ADDRESS.byteSize() == Long.BYTES
                ? SymbolLookup.libraryLookup(NAME, Arena.global()) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static <T> T zlib(String name, Class<T> type, FunctionDescriptor signature) {
        return FOUND == null ? null : function(FOUND, name, type, signature);
    }

    private static <T> T function(SymbolLookup in, String name, Class<T> type,
            FunctionDescriptor signature) {
        return MethodHandleProxies.asInterfaceInstance(type,
            Linker.nativeLinker().downcallHandle(in.findOrThrow(name), signature));
    }
}
