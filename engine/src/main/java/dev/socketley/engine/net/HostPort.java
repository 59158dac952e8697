package dev.socketley.engine.net;

import java.nio.file.Path;

/**
 * A host and a port as people write them: {@code host:port} or {@code [v6]:port}; or a Unix socket:
 * {@code unix:/path}, or {@code unix:path} for one in the process's directory. <b>Thread:</b> any.
 *
 * @param host a name or an address without brackets, or an absolute path
 * @param port 1 to 65535, 0 with a path
 */
public record HostPort(String host, int port) {
    private static final int HOST_CHARS_MAX = 253;
    private static final String UNIX = "unix:";

    /** The parts of {@code text}, or null when it is none of these forms. */
    public static HostPort parse(String text) {
        if (text.startsWith(UNIX + "/")) {
            return new HostPort(text.substring(UNIX.length()), 0);
        }
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            return null;
        }
        String rest = text.substring(colon + 1);
        if (colon == UNIX.length() - 1 && text.startsWith(UNIX) && port(rest) < 0) {
            return relative(rest);
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.length() > 2 && host.startsWith("[") && host.endsWith("]");
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
        }
        if (bracketed != host.indexOf(':') >= 0 || !isHost(host)) {
            return null;
        }
        int port = port(rest);
        return port < 0 ? null : new HostPort(host, port);
    }

    private static HostPort relative(String path) {
        boolean fits = !path.isEmpty() && path.chars().allMatch(c -> c >= ' ' && c != 127);
        return fits ? new HostPort(Path.of(path).toAbsolutePath().toString(), 0) : null;
    }

    /** Whether it is a path. */
    public boolean isUnix() {
        return port == 0;
    }

    private static boolean isHost(String host) {
        return host.length() <= HOST_CHARS_MAX
            && host.chars().allMatch(c -> c > ' ' && c < 127 && "[]/@,\"'\\".indexOf(c) < 0);
    }

    private static int port(String digits) {
        if (digits.isEmpty() || digits.length() > 5
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int port = Integer.parseInt(digits);
        return port >= 1 && port <= 65535 ? port : -1;
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return isUnix() ? UNIX + host : (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + port;
    }
}
