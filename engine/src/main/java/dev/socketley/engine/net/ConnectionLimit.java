package dev.socketley.engine.net;

import dev.socketley.engine.log.SparseLog;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.unix.UnixChannel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Leaves some of the files that the system lets the process open to scripts, databases and commands.
 * A file that is opened gets the lowest number that is free, so the number of a connection tells how
 * many files are open, whoever has opened them.
 *
 * <p><b>Thread:</b> any.
 */
final class ConnectionLimit {
    static final ConnectionLimit OF_PROCESS = new ConnectionLimit(most(OpenFiles.MOST));
    static final ConnectionLimit NONE = new ConnectionLimit(Integer.MAX_VALUE);
    static final String CAUSE = "this process may open no more files (ulimit -n)";
    /** Left to others, or a quarter of what there is. */
    private static final int RESERVED = 256;
    /** What the JVM and loops have open, about, for channels that do not tell their number. */
    static final int OPEN_BESIDE = 64;
    private static final SparseLog REFUSED = new SparseLog("connections_refused");

    private final int most;
    private final AtomicInteger unnumbered = new AtomicInteger();
    private final ChannelFutureListener left = closed -> unnumbered.decrementAndGet();

    /** @param most connections have lower numbers */
    ConnectionLimit(int most) {
        this.most = most;
    }

    static int most(int files) {
        return files - Math.min(RESERVED, files / 4);
    }

    /** Whether a connection that was opened just now is one too many, which the log is then told. */
    boolean isPassedBy(Channel opened) {
        boolean numbered = opened instanceof UnixChannel;
        int number = numbered ? ((UnixChannel) opened).fd().intValue() : OPEN_BESIDE + unnumbered.get();
        if (number >= most) {
            REFUSED.warn("cause", CAUSE);
            return true;
        }
        if (!numbered) {
            unnumbered.incrementAndGet();
            opened.closeFuture().addListener(left);
        }
        return false;
    }
}
