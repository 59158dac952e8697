package dev.socketley.engine.net;

import dev.socketley.engine.log.Log;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many connections the process may hold, as the system lets it open so many files only. Who is one
 * too many is closed at once: the ring would try to accept without end what it has no descriptor for.
 *
 * <p><b>Thread:</b> any.
 */
final class ConnectionLimit {
    static final ConnectionLimit OF_PROCESS = new ConnectionLimit(most(descriptors(), open()));
    static final String CAUSE = "this process may open no more files (ulimit -n)";
    /** Descriptors left for files, databases, commands and the control socket. */
    private static final int RESERVED = 256;
    /** Beside those that are open when the first runtime is: listeners, the control socket's clients. */
    private static final int SPARE = 24;
    private static final int DESCRIPTORS_UNKNOWN = 1024;
    private static final long TELL_EVERY_NANOS = 10_000_000_000L;

    private final int most;
    private final AtomicInteger open = new AtomicInteger();
    private final ChannelFutureListener left = closed -> open.decrementAndGet();
    private final AtomicLong toldNanos = new AtomicLong(System.nanoTime() - TELL_EVERY_NANOS);

    ConnectionLimit(int most) {
        this.most = most;
    }

    /**
     * Half of few descriptors are left for connections, if they are not in use by now.
     *
     * @param open before there are connections
     */
    static int most(int descriptors, int open) {
        int others = Math.max(Math.min(RESERVED, descriptors / 2), open + SPARE);
        return Math.max(1, descriptors - others);
    }

    private static int open() {
        String[] all = new File("/proc/self/fd").list();
        return all == null ? 0 : all.length;
    }

    /** What {@code ulimit -n} says of this process; the JVM has raised it as far as it may. */
    private static int descriptors() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
                String[] words = line.split(" {2,}");
                if (words[0].equals("Max open files") && words.length > 1) {
                    return words[1].equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(words[1]);
                }
            }
        } catch (IOException | NumberFormatException e) {
            Log.warn("limits_unreadable", "cause", e);
        }
        return DESCRIPTORS_UNKNOWN;
    }

    /** Whether there is no room for one more, which is then told of in the log. */
    boolean isReached() {
        if (open.get() < most) {
            return false;
        }
        tell();
        return true;
    }

    /** Counts a connection until it closes. */
    void count(Channel channel) {
        open.incrementAndGet();
        channel.closeFuture().addListener(left);
    }

    private void tell() {
        long now = System.nanoTime();
        long last = toldNanos.get();
        if (now - last >= TELL_EVERY_NANOS && toldNanos.compareAndSet(last, now)) {
            Log.warn("connections_refused", "connections", most,
                "cause", CAUSE);
        }
    }
}
