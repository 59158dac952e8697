package dev.socketley.engine.log;

import java.io.PrintStream;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The engine's log. An event is a name and {@code key, value} pairs; a value with spaces is
 * quoted, and nothing in a line commands a terminal. <b>Thread:</b> any. <b>Bounds:</b> nothing is
 * queued, a sink that blocks blocks its caller, so sinks must be quick.
 */
public final class Log {
    /** From the least to the most urgent. */
    public enum Level { DEBUG, INFO, WARN, ERROR }

    /**
     * One line, without a newline at its end.
     *
     * @param runtime name of the one that it is about, or null
     */
    public record Line(Level level, String text, String runtime) {
        /** {@code [12:00:01] [INFO] text}. */
        public String stamped() {
            return stamped("", LocalTime.now());
        }

        /** {@code [2026-11-29 12:00:01] [INFO] text}. */
        public String dated() {
            LocalDateTime now = LocalDateTime.now();
            return stamped(now.toLocalDate() + " ", now.toLocalTime());
        }

        private String stamped(String date, LocalTime at) {
            return "[%s%02d:%02d:%02d] [%s] %s".formatted(date, at.getHour(), at.getMinute(),
                at.getSecond(), level, text);
        }
    }

    private static final List<Consumer<Line>> SINKS = new CopyOnWriteArrayList<>();
    private static volatile Level threshold = Level.INFO;

    private Log() {}

    public static void threshold(Level level) {
        threshold = level;
    }

    /** @throws IllegalArgumentException for a word that is not a level */
    public static Level level(String word) {
        return Level.valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** Adds a listener; run the result to remove it. */
    public static Runnable listen(Consumer<Line> sink) {
        SINKS.add(sink);
        return () -> SINKS.remove(sink);
    }

    /** Writes every line to a stream, stamped. */
    public static Runnable to(PrintStream stream) {
        return listen(line -> stream.println(line.stamped()));
    }

    public static void debug(String event, Object... pairs) {
        emit(Level.DEBUG, event, pairs);
    }

    public static void info(String event, Object... pairs) {
        emit(Level.INFO, event, pairs);
    }

    public static void warn(String event, Object... pairs) {
        emit(Level.WARN, event, pairs);
    }

    public static void error(String event, Object... pairs) {
        emit(Level.ERROR, event, pairs);
    }

    /** A line in other words than an event's, such as what a script prints to the log. */
    public static void text(Level level, String text) {
        if (level.compareTo(threshold) >= 0) {
            give(new Line(level, Shown.text(text), null));
        }
    }

    private static void give(Line line) {
        SINKS.forEach(sink -> sink.accept(line));
    }

    private static void emit(Level level, String event, Object... pairs) {
        if (level.compareTo(threshold) < 0) {
            return;
        }
        StringBuilder line = new StringBuilder(event);
        String runtime = null;
        for (int i = 0; i + 1 < pairs.length; i += 2) {
            line.append(' ').append(pairs[i]).append('=').append(quoted(pairs[i + 1]));
            if (pairs[i].equals("runtime") || pairs[i].equals("name")) {
                runtime = String.valueOf(pairs[i + 1]);
            }
        }
        give(new Line(level, line.toString(), runtime));
    }

    private static String quoted(Object value) {
        String s = String.valueOf(value);
        if (!s.isEmpty() && s.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '=')) {
            return Shown.text(s);
        }
        return '"' + Shown.text(s.replace("\\", "\\\\").replace("\"", "\\\"")
            .replace("\n", "\\n").replace("\r", "\\r")) + '"';
    }
}
