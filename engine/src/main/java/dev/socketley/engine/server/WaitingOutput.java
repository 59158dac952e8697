package dev.socketley.engine.server;

import java.util.ArrayDeque;
import java.util.Queue;

/** Messages to a client whose framing is not known yet. <b>Bounds:</b> {@link #BYTES_MAX}. */
final class WaitingOutput {
    private static final int BYTES_MAX = 64 << 10;

    private final Queue<Outgoing> messages = new ArrayDeque<>(0);
    private int bytes;

    /** Adds one; false when there are too many bytes now to wait any longer. */
    boolean add(Outgoing message) {
        messages.add(message.alone());
        bytes += message.message().length;
        return bytes <= BYTES_MAX;
    }

    /** Adds one unless too much waits already. */
    boolean tryAdd(Outgoing message) {
        if (bytes > BYTES_MAX) {
            return false;
        }
        add(message);
        return true;
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    int bytes() {
        return bytes;
    }

    void writeTo(Protocol protocol) {
        for (Outgoing message = messages.poll(); message != null; message = messages.poll()) {
            protocol.write(message);
        }
        bytes = 0;
    }
}
