package dev.socketley.engine.cache.command;

/** A connection as {@code CLIENT LIST} shows it; figures that there are none of are 0. */
final class ClientLine {
    private static final long MS_PER_SECOND = 1000;

    private ClientLine() {
    }

    static String of(Call call, Client client) {
        ClientInfo info = client.info();
        Transaction queued = client.transaction();
        Tracking.Mode tracking = client.tracking();
        StringBuilder line = new StringBuilder();
        add(line, "id", client.id());
        add(line, "addr", client.address());
        add(line, "laddr", client.localAddress());
        add(line, "fd", client.id());
        add(line, "name", info.name);
        add(line, "age", (call.now() - info.bornMs) / MS_PER_SECOND);
        add(line, "idle", (call.now() - info.seenMs) / MS_PER_SECOND);
        add(line, "flags", flags(call, client));
        add(line, "db", client.database());
        add(line, "sub", client.subscriptions(Channels.Kind.CHANNEL));
        add(line, "psub", client.subscriptions(Channels.Kind.PATTERN));
        add(line, "ssub", client.subscriptions(Channels.Kind.SHARD));
        add(line, "multi", queued == null ? -1 : queued.commands().size());
        add(line, "watch", call.context().watches().count(client));
        for (String none : new String[] {"qbuf", "qbuf-free", "argv-mem", "multi-mem", "rbs",
            "rbp", "obl", "oll"}) {
            add(line, none, 0);
        }
        add(line, "omem", client.queuedBytes());
        add(line, "tot-mem", client.queuedBytes());
        add(line, "events", client.queuedBytes() > 0 ? "rw" : "r");
        add(line, "cmd", info.command);
        add(line, "user", "default");
        add(line, "redir", tracking == null ? -1 : tracking.redirect);
        add(line, "resp", client.isResp3() ? 3 : 2);
        add(line, "lib-name", info.libraryName);
        add(line, "lib-ver", info.libraryVersion);
        add(line, "tot-cmds", info.commands);
        return line.toString();
    }

    private static void add(StringBuilder line, String name, Object value) {
        line.append(line.isEmpty() ? "" : " ").append(name).append('=').append(value);
    }

    private static String flags(Call call, Client client) {
        Tracking.Mode tracking = client.tracking();
        String flags = (call.context().monitors().has(client) ? "O" : "")
            + (client.isSubscribed() ? "P" : "") + (client.transaction() != null ? "x" : "")
            + (call.context().blocked().isBlocked(client.id()) ? "b" : "")
            + (tracking != null ? "t" : "")
            + (tracking != null && tracking.redirectBroken ? "R" : "")
            + (tracking != null && tracking.broadcast ? "B" : "")
            + (client.info().noEvict ? "e" : "") + (client.info().noTouch ? "T" : "");
        return flags.isEmpty() ? "N" : flags;
    }
}
