package dev.socketley.engine.cache.command;

import dev.socketley.engine.protocol.resp.Args;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The clients that see every command. One that reads too slowly is closed as any other whose output
 * grows beyond its bound.
 *
 * <p>Thread: the cache's home loop. Bounds: the connections.
 */
public final class Monitors {
    private static final long MS_PER_SECOND = 1000;
    private static final long US_PER_MS = 1000;
    private static final Set<String> HIDDEN =
        Set.of("MONITOR", "CONFIG", "DEBUG", "SHUTDOWN", "SLOWLOG");
    private static final Set<String> SECRET = Set.of("AUTH", "HELLO");

    private final Set<Client> clients = new LinkedHashSet<>();

    void add(Client client) {
        clients.add(client);
    }

    /** Shows a client nothing more. */
    public void remove(Client client) {
        clients.remove(client);
    }

    /** Whether a client is one. */
    public boolean has(Client client) {
        return clients.contains(client);
    }

    /** Whether there is one. */
    public boolean isWatched() {
        return !clients.isEmpty();
    }

    /** Shows a command that is about to run. */
    public void show(Command row, Args args, Client by, long nowMs) {
        if (HIDDEN.contains(row.name())) {
            return;
        }
        StringBuilder line = new StringBuilder();
        line.append(nowMs / MS_PER_SECOND).append('.')
            .append(String.format("%06d", nowMs % MS_PER_SECOND * US_PER_MS))
            .append(" [").append(by.database()).append(' ')
            .append(by.isConnection() ? by.address() : "lua").append(']');
        boolean isSecret = SECRET.contains(row.name());
        for (int i = 0; i < args.count(); i++) {
            line.append(" \"");
            if (isSecret && i > 0) {
                line.append("(redacted)");
            } else {
                quote(args.copy(i), line);
            }
            line.append('"');
        }
        Reply shown = Reply.status(line.toString());
        List.copyOf(clients).forEach(client -> client.tell(shown));
    }

    private static void quote(byte[] bytes, StringBuilder to) {
        for (byte each : bytes) {
            int b = each & 0xff;
            switch (b) {
                case '"', '\\' -> to.append('\\').append((char) b);
                case '\n' -> to.append("\\n");
                case '\r' -> to.append("\\r");
                case '\t' -> to.append("\\t");
                case 7 -> to.append("\\a");
                case '\b' -> to.append("\\b");
                default -> {
                    if (b >= ' ' && b <= '~') {
                        to.append((char) b);
                    } else {
                        to.append(String.format("\\x%02x", b));
                    }
                }
            }
        }
    }
}
