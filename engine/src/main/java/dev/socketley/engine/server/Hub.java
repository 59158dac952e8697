package dev.socketley.engine.server;

import dev.socketley.engine.Target;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.option.OptionSet;
import java.util.ArrayList;
import java.util.List;

/**
 * The servers that a server is itself connected to, numbered from 1 in the order of its option
 * {@code upstream}. <b>Thread:</b> the server's loop. <b>Owns:</b> the connections.
 */
final class Hub {
    private final ServerRuntime server;
    private volatile List<HubLine> lines = List.of();

    Hub(ServerRuntime server) {
        this.server = server;
    }

    /** @throws EngineException EINVAL for what is neither an address nor the name of a runtime */
    static List<Target> targets(OptionSet options) {
        List<Target> out = new ArrayList<>();
        for (String entry : options.get(ServerOptions.UPSTREAM)) {
            for (String text : entry.split(";")) {
                if (!text.isBlank()) {
                    out.add(target(text.strip()));
                }
            }
        }
        return out;
    }

    private static Target target(String text) {
        try {
            return Target.of(text);
        } catch (EngineException e) {
            throw e.at("upstream");
        }
    }

    /** Begins to connect; a server that is away is tried again for as long as this one runs. */
    void open() {
        List<HubLine> opened = new ArrayList<>();
        for (Target target : targets(server.options())) {
            opened.add(new HubLine(server, opened.size() + 1, target));
        }
        lines = opened;
        lines.forEach(HubLine::connect);
    }

    /** Hands over nothing more and connects to nothing more. */
    void quiesce() {
        lines.forEach(HubLine::quiesce);
    }

    /** Closes all after what is queued for them. */
    void close() {
        lines.forEach(HubLine::close);
        lines = List.of();
    }

    /** Sends a line to one; false when it is not connected. */
    boolean send(long number, byte[] message) {
        return number >= 1 && number <= lines.size()
            && lines.get((int) number - 1).send(message);
    }

    /** Sends a line to all that are connected; returns how many. */
    int broadcast(byte[] message) {
        int sent = 0;
        for (HubLine line : lines) {
            sent += line.send(message) ? 1 : 0;
        }
        return sent;
    }

    /** Numbers of those that are connected. */
    long[] connected() {
        return lines.stream().filter(HubLine::isConnected).mapToLong(HubLine::number).toArray();
    }

    /** Connected of all, as {@code 1/2}. Any thread. */
    String figures() {
        List<HubLine> now = lines;
        return now.stream().filter(HubLine::isConnected).count() + "/" + now.size();
    }
}
