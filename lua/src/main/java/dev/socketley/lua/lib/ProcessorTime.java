package dev.socketley.lua.lib;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandleProxies;

/**
 * What the process has computed so far, all its threads together: C's {@code clock}, as the JVM's own
 * figure moves in steps of 10 ms. <b>Thread:</b> any. The first use links it.
 */
@SuppressWarnings("restricted")
final class ProcessorTime {
    /** As POSIX has it, on every system. */
    private static final double CLOCKS_PER_SECOND = 1e6;

    private static final Clock CLOCK = MethodHandleProxies.asInterfaceInstance(Clock.class,
        Linker.nativeLinker().downcallHandle(Linker.nativeLinker().defaultLookup().findOrThrow("clock"),
            FunctionDescriptor.of(JAVA_LONG), Linker.Option.critical(false)));

    /** The C function; public because MethodHandleProxies asks for it. */
    public interface Clock {
        long now();
    }

    private ProcessorTime() {}

    static double seconds() {
        return CLOCK.now() / CLOCKS_PER_SECOND;
    }
}
