package dev.socketley.engine.server;

import java.util.ArrayDeque;
import java.util.Queue;

/** Messages to a client whose framing is not known yet. <b>Bounds:</b> {@link #BYTES_MAX}. */
final class WaitingOutput {
    private static final int BYTES_MAX = 64 << 10;

    private final Queue<byte[]> messages = new ArrayDeque<>(0);
    private int bytes;

    /** Adds one; false when there are too many bytes now to wait any longer. */
    boolean add(byte[] message) {
        messages.add(message);
        bytes += message.length;
        return bytes <= BYTES_MAX;
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    void writeTo(Protocol protocol) {
        for (byte[] message = messages.poll(); message != null; message = messages.poll()) {
            try (Outgoing outgoing = Outgoing.single(message)) {
                protocol.write(outgoing);
            }
        }
    }
}
