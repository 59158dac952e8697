package dev.socketley.engine.log;

import io.netty.util.internal.logging.AbstractInternalLogger;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.Serial;

/** Netty's own log lines, as events of ours; its debug output is left out. */
public final class NettyLog extends InternalLoggerFactory {
    /** Call before any other class of Netty is used. */
    public static void install() {
        InternalLoggerFactory.setDefaultFactory(new NettyLog());
    }

    @Override
    protected InternalLogger newInstance(String name) {
        return new Logger(name);
    }

    private static final class Logger extends AbstractInternalLogger {
        @Serial
        private static final long serialVersionUID = 1;

        private static final long REPEAT_NANOS = 10_000_000_000L;

        private transient volatile String lastText = "";
        private transient volatile long lastNanos;

        Logger(String name) {
            super(name);
        }

        /** Under load the same line can come hundreds of times a second; one in a while will do. */
        private boolean isRepeated(String text) {
            long now = System.nanoTime();
            if (text.equals(lastText) && now - lastNanos < REPEAT_NANOS) {
                return true;
            }
            lastText = text;
            lastNanos = now;
            return false;
        }

        private void emit(Log.Level level, String message, Throwable cause) {
            String text = "netty logger=" + name() + " message=\"" + message + '"';
            if (isRepeated(text)) {
                return;
            }
            Log.text(level, cause == null ? text : text + " cause=\"" + cause + '"');
        }

        private static String fill(String format, Object... args) {
            StringBuilder out = new StringBuilder();
            int from = 0;
            for (Object arg : args) {
                int at = format.indexOf("{}", from);
                if (at < 0) {
                    break;
                }
                out.append(format, from, at).append(arg);
                from = at + 2;
            }
            return out.append(format.substring(from)).toString();
        }

        @Override public boolean isTraceEnabled() {
            return false;
        }

        @Override public void trace(String msg) {}

        @Override public void trace(String format, Object arg) {}

        @Override public void trace(String format, Object a, Object b) {}

        @Override public void trace(String format, Object... arguments) {}

        @Override public void trace(String msg, Throwable t) {}

        @Override public boolean isDebugEnabled() {
            return false;
        }

        @Override public void debug(String msg) {}

        @Override public void debug(String format, Object arg) {}

        @Override public void debug(String format, Object a, Object b) {}

        @Override public void debug(String format, Object... arguments) {}

        @Override public void debug(String msg, Throwable t) {}

        @Override public boolean isInfoEnabled() {
            return false;
        }

        @Override public void info(String msg) {}

        @Override public void info(String format, Object arg) {}

        @Override public void info(String format, Object a, Object b) {}

        @Override public void info(String format, Object... arguments) {}

        @Override public void info(String msg, Throwable t) {}

        @Override public boolean isWarnEnabled() {
            return true;
        }

        @Override public void warn(String msg) {
            emit(Log.Level.WARN, msg, null);
        }

        @Override public void warn(String format, Object arg) {
            emit(Log.Level.WARN, fill(format, arg), arg instanceof Throwable t ? t : null);
        }

        @Override public void warn(String format, Object... arguments) {
            emit(Log.Level.WARN, fill(format, arguments), null);
        }

        @Override public void warn(String format, Object a, Object b) {
            emit(Log.Level.WARN, fill(format, a, b), b instanceof Throwable t ? t : null);
        }

        @Override public void warn(String msg, Throwable t) {
            emit(Log.Level.WARN, msg, t);
        }

        @Override public boolean isErrorEnabled() {
            return true;
        }

        @Override public void error(String msg) {
            emit(Log.Level.ERROR, msg, null);
        }

        @Override public void error(String format, Object arg) {
            emit(Log.Level.ERROR, fill(format, arg), arg instanceof Throwable t ? t : null);
        }

        @Override public void error(String format, Object a, Object b) {
            emit(Log.Level.ERROR, fill(format, a, b), b instanceof Throwable t ? t : null);
        }

        @Override public void error(String format, Object... arguments) {
            emit(Log.Level.ERROR, fill(format, arguments), null);
        }

        @Override public void error(String msg, Throwable t) {
            emit(Log.Level.ERROR, msg, t);
        }
    }
}
