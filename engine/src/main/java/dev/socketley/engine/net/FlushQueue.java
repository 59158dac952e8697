package dev.socketley.engine.net;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections of one loop that were written to in this turn; each is flushed once at its end. A
 * task handed to the loop runs after the turn's reads, which is that end.
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

    /** The queue of the calling loop. */
    static FlushQueue current() {
        return OF_LOOP.get();
    }

    void add(Connection connection, EventLoop loop) {
        if (dirty.isEmpty()) {
            loop.execute(this);
        }
        dirty.add(connection);
    }

    @Override
    public void run() {
        List<Connection> now = dirty;
        dirty = spare;
        for (Connection connection : now) {
            connection.flushNow();
        }
        now.clear();
        spare = now;
    }

}
