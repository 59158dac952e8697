package dev.socketley.engine.server;

import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.ListenOptions;
import dev.socketley.engine.option.OptionSet;

/** What a server reads for every message, taken from its options once per change. */
record ServerSettings(Mode mode, double rate, double globalRate, int messageBytesMax,
        long connectionsMax, long idleNanos, long detectMs, boolean masterForward, int aheadBytes,
        long lifetimeNanos, boolean dropsOverflow, long writeBytesMax,
        boolean closesOverRate, String cache, boolean cacheCommands,
        WebSocketSettings webSocket, HttpSettings http) {
    enum Mode { INOUT, IN, OUT, MASTER }

    /**
     * Bytes from home after which a link says that they are written: home stops handling a
     * client's messages over {@code aheadBytes} that it has not heard of.
     */
    int writtenBytes() {
        return aheadBytes / 4;
    }

    static ServerSettings of(OptionSet options) {
        return new ServerSettings(
            switch (options.get(ServerOptions.MODE)) {
                case "in" -> Mode.IN;
                case "out" -> Mode.OUT;
                case "master" -> Mode.MASTER;
                default -> Mode.INOUT;
            },
            options.get(CommonOptions.RATE_LIMIT),
            options.get(CommonOptions.GLOBAL_RATE_LIMIT),
            options.get(CommonOptions.MESSAGE_BYTES_MAX).intValue(),
            options.get(CommonOptions.MAX_CONNECTIONS),
            options.get(CommonOptions.IDLE_TIMEOUT).toNanos(),
            options.get(ListenOptions.DETECT_MS_MAX).toMillis(),
            options.get(ServerOptions.MASTER_FORWARD),
            options.get(CommonOptions.WRITE_HIGH_BYTES).intValue(),
            options.get(ServerOptions.MAX_LIFETIME).toNanos(),
            options.get(ServerOptions.WRITE_OVERFLOW).equals("drop"),
            options.get(CommonOptions.WRITE_BYTES_MAX),
            options.get(ServerOptions.RATE_LIMIT_ACTION).equals("close"),
            options.get(ServerOptions.CACHE), options.get(ServerOptions.CACHE_COMMANDS),
            WebSocketSettings.of(options),
            HttpSettings.of(options));
    }

    /** The shortest time after which a connection is looked at, or 0 for never. */
    long sweepNanos() {
        long least = Long.MAX_VALUE;
        for (long each : new long[] {idleNanos, lifetimeNanos, webSocket.pingNanos()}) {
            least = each > 0 ? Math.min(least, each) : least;
        }
        return least == Long.MAX_VALUE ? 0 : least;
    }
}
