package dev.socketley.engine.net;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import io.netty.channel.ConnectTimeoutException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Locale;

/** The system's refusals in our words. */
final class NetErrors {
    private NetErrors() {}

    /** @param otherwise the code where the cause has none of its own */
    static EngineException of(Throwable cause, SocketAddress address, ErrorCode otherwise) {
        String where = show(address);
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (cause instanceof ConnectTimeoutException) {
            return new EngineException(ErrorCode.ETIMEOUT, where + ": connect timed out", cause);
        }
        if (text.contains("in use")) {
            String what = address instanceof InetSocketAddress inet
                ? "port " + inet.getPort() : where;
            return new EngineException(ErrorCode.EADDRINUSE, what + " is in use", cause);
        }
        if (text.contains("permission denied")) {
            return new EngineException(ErrorCode.EACCES, where + ": permission denied"
                + privileged(address), cause);
        }
        if (text.contains("cannot assign")) {
            return new EngineException(ErrorCode.EINVAL,
                where + ": not an address of this machine", cause);
        }
        return new EngineException(otherwise, where + ": " + reason(cause), cause);
    }

    private static String privileged(SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getPort() < 1024
            ? " (ports under 1024 need the right to bind them)" : "";
    }

    /** {@code connect(..) failed with error(-111): Connection refused: /127.0.0.1:1} shortened. */
    static String reason(Throwable cause) {
        for (Throwable c = cause; c != null; c = c.getCause()) {
            String text = String.valueOf(c.getMessage());
            if (text.contains("Too many open files") && !text.contains("files in system")) {
                return ConnectionLimit.CAUSE;
            }
        }
        if (cause.getMessage() == null) {
            return cause.getClass().getSimpleName();
        }
        String text = cause.getMessage().toLowerCase(Locale.ROOT);
        if (text.contains("refused")) {
            return "connection refused";
        }
        if (text.contains("unreachable")) {
            return "network unreachable";
        }
        int colon = text.indexOf("): ");
        return colon < 0 ? text : text.substring(colon + 3);
    }

    static String show(SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            String host = inet.getHostString();
            return (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + inet.getPort();
        }
        return String.valueOf(address);
    }
}
