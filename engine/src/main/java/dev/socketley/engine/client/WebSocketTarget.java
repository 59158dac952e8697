package dev.socketley.engine.client;

/**
 * A target such as {@code ws://host:port/path}.
 *
 * @param host as the request names it, with its port unless that is the scheme's
 * @param path with its query
 */
record WebSocketTarget(String host, String path) {
    private static final String SCHEME = "ws://";
    private static final int DEFAULT_PORT = 80;

    static boolean isOne(String target) {
        return target.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    static WebSocketTarget of(String target) {
        String rest = target.substring(SCHEME.length());
        int fragment = rest.indexOf('#');
        String whole = fragment < 0 ? rest : rest.substring(0, fragment);
        int at = 0;
        while (at < whole.length() && whole.charAt(at) != '/' && whole.charAt(at) != '?') {
            at++;
        }
        String path = whole.substring(at);
        return new WebSocketTarget(whole.substring(0, at), path.startsWith("/") ? path : '/' + path);
    }

    /** Where to connect, as a target without a scheme. */
    String authority() {
        boolean hasPort = host.indexOf(':', host.indexOf(']') + 1) >= 0;
        return hasPort || !host.contains(".") && !host.startsWith("[") && !host.equals("localhost")
            ? host : host + ":" + DEFAULT_PORT;
    }
}
