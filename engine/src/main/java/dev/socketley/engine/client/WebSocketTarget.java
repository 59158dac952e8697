package dev.socketley.engine.client;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;

/**
 * A target such as {@code ws://host:port/path}, or {@code wss://} through TLS.
 *
 * @param host   as the request names it, with its port unless that is the scheme's
 * @param path   with its query
 * @param secure whether through TLS
 */
record WebSocketTarget(String host, String path, boolean secure) {
    private static final String SCHEME = "ws://";
    private static final String SECURE = "wss://";
    private static final int DEFAULT_PORT = 80;
    private static final int SECURE_PORT = 443;

    static boolean isOne(String target) {
        return target.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) || isSecure(target);
    }

    private static boolean isSecure(String target) {
        return target.regionMatches(true, 0, SECURE, 0, SECURE.length());
    }

    /** @throws EngineException EINVAL without a host, or with what cannot stand in a first line */
    static WebSocketTarget of(String target) {
        if (!target.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new EngineException(ErrorCode.EINVAL,
                "a URL without blanks and with %xx for what is not ASCII expected");
        }
        boolean secure = isSecure(target);
        String rest = target.substring((secure ? SECURE : SCHEME).length());
        int fragment = rest.indexOf('#');
        String whole = fragment < 0 ? rest : rest.substring(0, fragment);
        int at = 0;
        while (at < whole.length() && whole.charAt(at) != '/' && whole.charAt(at) != '?') {
            at++;
        }
        if (at == 0) {
            throw new EngineException(ErrorCode.EINVAL,
                "a host expected behind " + (secure ? SECURE : SCHEME));
        }
        String path = whole.substring(at);
        return new WebSocketTarget(whole.substring(0, at),
            path.startsWith("/") ? path : '/' + path, secure);
    }

    /** Where to connect, as a target of a stream. */
    String authority() {
        boolean hasPort = host.indexOf(':', host.indexOf(']') + 1) >= 0;
        boolean named = !host.contains(".") && !host.startsWith("[") && !host.equals("localhost");
        return (secure ? "tls://" : "") + host
            + (hasPort || named ? "" : ":" + (secure ? SECURE_PORT : DEFAULT_PORT));
    }
}
