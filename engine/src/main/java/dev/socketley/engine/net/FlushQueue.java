package dev.socketley.engine.net;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections of one loop that were written to in this turn; each is flushed once at its end. A
 * task handed to the loop runs after the turn's reads, which is that end. A connection that only
 * answers what it has read, the usual one, is flushed when its read is complete: no task is needed,
 * and what it sends goes to the kernel with the call that fetches the next reads.
 */
final class FlushQueue implements Runnable {
    private static final FastThreadLocal<FlushQueue> OF_LOOP = new FastThreadLocal<>() {
        @Override
        protected FlushQueue initialValue() {
            return new FlushQueue();
        }
    };

    private List<Connection> dirty = new ArrayList<>();
    private List<Connection> spare = new ArrayList<>();
    private boolean scheduled;

    /** The queue of the calling loop. */
    static FlushQueue current() {
        return OF_LOOP.get();
    }

    /** @param inRead whether {@link #readComplete} follows for this connection */
    void add(Connection connection, EventLoop loop, boolean inRead) {
        dirty.add(connection);
        if (!inRead) {
            schedule(loop);
        }
    }

    /** A connection has handled what it read: its output alone need not wait for the others. */
    void readComplete(Connection connection, EventLoop loop) {
        if (dirty.size() == 1 && dirty.getFirst() == connection) {
            dirty.clear();
            connection.flushNow();
        } else if (!dirty.isEmpty()) {
            schedule(loop);
        }
    }

    /** No {@link #readComplete} will come. */
    void schedule(EventLoop loop) {
        if (!scheduled) {
            scheduled = true;
            loop.execute(this);
        }
    }

    @Override
    public void run() {
        scheduled = false;
        List<Connection> now = dirty;
        dirty = spare;
        int begun = 0;
        try {
            while (begun < now.size()) {
                now.get(begun++).flushNow();
            }
        } finally {
            if (begun < now.size()) {
                putBack(now.subList(begun, now.size())); // one raised, which concerns it alone
            }
            now.clear();
            spare = now;
        }
    }

    private void putBack(List<Connection> rest) {
        dirty.addAll(rest);
        schedule(rest.getFirst().loop());
    }
}
