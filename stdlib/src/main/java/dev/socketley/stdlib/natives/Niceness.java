package dev.socketley.stdlib.natives;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandleProxies;

/**
 * How much of a core a thread gets that it shares with others. Java's own priorities do not reach Linux,
 * where each thread has its niceness. <b>Thread:</b> the one that it is about.
 */
@SuppressWarnings("restricted")
final class Niceness {
    private static final int MOST = 19;
    private static final int OF_PROCESS = 0;
    /** To Linux a thread is what others call a process. */
    private static final int THIS_THREAD = 0;
    private static final Get GET = function("getpriority", Get.class,
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final Set SET = function("setpriority", Set.class,
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

    /** The C function; public because MethodHandleProxies asks for it. */
    public interface Get {
        int of(int which, int who);
    }

    /** As {@link Get}. */
    public interface Set {
        int to(int which, int who, int nice);
    }

    private Niceness() {}

    private static <T> T function(String name, Class<T> form, FunctionDescriptor types) {
        return MethodHandleProxies.asInterfaceInstance(form, Linker.nativeLinker().downcallHandle(
            Linker.nativeLinker().defaultLookup().findOrThrow(name), types));
    }

    /** Lets this thread go behind others by so much, for good; false where the system does not. */
    static boolean add(int more) {
        int nice = Math.min(GET.of(OF_PROCESS, THIS_THREAD) + more, MOST);
        return SET.to(OF_PROCESS, THIS_THREAD, nice) == 0;
    }
}
