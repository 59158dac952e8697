package dev.socketley.engine.server;

import dev.socketley.engine.WebSocketOptions;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.protocol.websocket.DeflateSettings;
import java.util.List;

/**
 * What a server's WebSockets go by, taken from its options once per change.
 *
 * @param deflate null for no compression
 */
record WebSocketSettings(List<String> protocols, List<String> origins, long closeMs,
        long pingNanos, DeflateSettings deflate) {
    static WebSocketSettings of(OptionSet options) {
        return new WebSocketSettings(options.get(WebSocketOptions.WS_PROTOCOLS),
            options.get(ServerOptions.WS_ORIGINS),
            options.get(WebSocketOptions.WS_CLOSE_MS_MAX).toMillis(),
            WebSocketOptions.pingNanos(options), WebSocketOptions.deflate(options));
    }
}
