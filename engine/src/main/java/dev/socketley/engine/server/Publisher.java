package dev.socketley.engine.server;

import java.util.ArrayList;
import java.util.List;

/**
 * Published messages of one turn: each client gets all of its own at the turn's end, in one write
 * of bytes that are shared by all who get the same.
 *
 * <p><b>Thread:</b> the server's loop. <b>Bounds:</b> {@link #BYTES_MAX} wait for the turn's end.
 */
final class Publisher {
    private static final int BYTES_MAX = 256 << 10;

    private final ServerRuntime server;
    private final List<StreamClient> clients = new ArrayList<>();
    private final List<Outgoing> messages = new ArrayList<>();
    private final List<Batch> batches = new ArrayList<>();
    private Batch root = Batch.root();
    private int bytes;

    Publisher(ServerRuntime server) {
        this.server = server;
    }

    /** Begins a message, which {@link #add} gives to clients; it is closed here. */
    void begin(Outgoing message) {
        if (messages.isEmpty()) {
            server.loop().execute(this::flush);
        } else if (bytes > BYTES_MAX) {
            flush();
            server.loop().execute(this::flush);
        }
        messages.add(message);
        bytes += message.message().length;
    }

    /** Adds the message to what waits for a client. */
    void add(StreamClient client, Outgoing message) {
        Batch waiting = client.batch();
        if (waiting == null) {
            waiting = root;
            clients.add(client);
        }
        client.batch(waiting.then(message, batches));
    }

    private void flush() {
        for (StreamClient client : clients) {
            client.writeBatch();
        }
        clients.clear();
        batches.forEach(Batch::release);
        batches.clear();
        messages.forEach(Outgoing::close);
        messages.clear();
        root = Batch.root();
        bytes = 0;
    }
}
