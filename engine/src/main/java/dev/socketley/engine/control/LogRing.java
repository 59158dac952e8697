package dev.socketley.engine.control;

import dev.socketley.engine.log.Log;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The last lines of the log, for those who ask later, and a way to follow it. <b>Thread:</b> any.
 * <b>Owns:</b> its place among the log's listeners. <b>Bounds:</b> {@link #LINES_MAX} lines.
 */
final class LogRing implements AutoCloseable {
    static final int LINES_MAX = 1000;
    /** A longer line is cut: the ring holds a bounded number of bytes. */
    private static final int LINE_CHARS_MAX = 4096;

    private final Deque<String> lines = new ArrayDeque<>();
    private final List<Consumer<String>> followers = new CopyOnWriteArrayList<>();
    private final Runnable stop = Log.listen(this::add);

    private void add(Log.Line line) {
        String text = line.stamped();
        if (text.length() > LINE_CHARS_MAX) {
            text = text.substring(0, LINE_CHARS_MAX) + "…";
        }
        synchronized (lines) {
            if (lines.size() == LINES_MAX) {
                lines.removeFirst();
            }
            lines.addLast(text);
        }
        for (Consumer<String> follower : followers) {
            follower.accept(text);
        }
    }

    /** The last {@code count} lines or fewer, oldest first. */
    List<String> last(long count) {
        synchronized (lines) {
            List<String> all = new ArrayList<>(lines);
            return all.subList((int) Math.max(0, all.size() - count), all.size());
        }
    }

    /** Hands on every later line; run the result to end it. */
    Runnable follow(Consumer<String> follower) {
        followers.add(follower);
        return () -> followers.remove(follower);
    }

    @Override
    public void close() {
        stop.run();
        followers.clear();
    }
}
