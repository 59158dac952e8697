package dev.socketley.engine.cache.store;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandleProxies;
import java.util.function.BooleanSupplier;

/**
 * Has Linux give memory of the heap before it is used. What uses two
 * megabytes for the first time waits up to 8 ms for them, longer than a client should; here a thread waits
 * that nobody waits for. Where this does not work, that is all that is lost.
 *
 * <p>Thread: one, which it slows down. Bounds: none of its own.
 */
@SuppressWarnings("restricted")
final class FreshMemory {
    private static final long STEP_BYTES = 2 << 20;
    private static final int POPULATE_WRITE = 23;
    private static final int SCHED_ATTR_BYTES = 48;
    private static final int SCHED_ATTR_RUNTIME = 24;
    private static final long SLICE_NANOS = 100_000_000;

    /** The C function; public because MethodHandleProxies asks for it. */
    public interface Advise {
        int of(long address, long bytes, int advice);
    }

    /** As {@link Advise}; answers where the first lies. */
    public interface Copy {
        long of(MemorySegment to, MemorySegment from, long bytes);
    }

    /** As {@link Advise}, for {@code sched_setattr}. */
    public interface Schedule {
        long of(long call, int thread, MemorySegment attributes, int flags);
    }

    private final Linker linker = Linker.nativeLinker();
    private final boolean works = System.getProperty("os.name").equals("Linux");
    private final Advise advise = function("madvise", Advise.class,
        FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    // Copies nothing, and is told addresses that the collector may change as soon as it is over.
    private final Copy copy = function("memmove", Copy.class,
        FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG), Linker.Option.critical(true));

    FreshMemory() {
        if (works) {
            stepBack();
        }
    }

    private <T> T function(String name, Class<T> form, FunctionDescriptor types,
            Linker.Option... options) {
        return !works ? null : MethodHandleProxies.asInterfaceInstance(form, linker.downcallHandle(
            linker.defaultLookup().findOrThrow(name), types, options));
    }

    /**
     * Asks for long turns on a core, which means that whoever wakes and has shorter ones, as all others
     * have, need not wait for the end of ours, and that we have our share all the same.
     */
    private void stepBack() {
        long call = switch (System.getProperty("os.arch")) {
            case "amd64" -> 314;
            case "aarch64" -> 274;
            default -> 0;
        };
        if (call == 0) {
            return;
        }
        Schedule schedule = function("syscall", Schedule.class,
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT),
            Linker.Option.firstVariadicArg(1));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(SCHED_ATTR_BYTES, Long.BYTES);
            attributes.set(JAVA_INT, 0, SCHED_ATTR_BYTES);
            attributes.set(JAVA_LONG, SCHED_ATTR_RUNTIME, SLICE_NANOS);
            schedule.of(call, 0, attributes, 0);
        }
    }

    /**
     * Has so much memory behind an array that was just made ready, as long as that is {@code wanted}.
     *
     * @return whether it was to the end
     */
    boolean populate(byte[] array, long bytes, BooleanSupplier wanted) {
        if (!works) {
            return true;
        }
        MemorySegment all = MemorySegment.ofArray(array);
        long end = copy.of(all, all, 0) + array.length;
        for (long at = end & -STEP_BYTES; at < end + bytes; at += STEP_BYTES) {
            if (!wanted.getAsBoolean()) {
                return false;
            }
            // Fails where there is no memory of ours, as behind the heap, and on Linux before 5.14.
            if (advise.of(at, STEP_BYTES, POPULATE_WRITE) != 0) {
                return true;
            }
        }
        return true;
    }
}
