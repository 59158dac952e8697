package dev.socketley.engine.server;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A connection that has not shown what it speaks. What is sent to it waits, because it may yet
 * turn out to be a WebSocket; after {@code detect-ms-max} it is taken for text.
 *
 * <p><b>Bounds:</b> over {@link #WAITING_BYTES_MAX} of waiting output it is taken for text.
 */
final class UndetectedProtocol implements Protocol {
    private static final int WAITING_BYTES_MAX = 64 << 10;

    private final StreamClient client;
    private final Queue<byte[]> waiting = new ArrayDeque<>(0);
    private int waitingBytes;
    private ScheduledFuture<?> timer;

    UndetectedProtocol(StreamClient client) {
        this.client = client;
    }

    @Override
    public boolean read(ByteBuf input) {
        switch (ProtocolSelector.select(input)) {
            case HTTP, TEXT -> become(new LineProtocol(client));
            case MORE -> {
                startTimer();
                return false;
            }
        }
        return true;
    }

    @Override
    public void end(ByteBuf rest) {
        LineProtocol text = new LineProtocol(client);
        become(text);
        text.end(rest);
    }

    @Override
    public boolean write(Outgoing message) {
        waiting.add(message.message());
        waitingBytes += message.message().length;
        if (waitingBytes > WAITING_BYTES_MAX) {
            asText();
        } else {
            startTimer();
        }
        return true;
    }

    @Override
    public void leave() {
        if (!waiting.isEmpty()) {
            become(new LineProtocol(client));
        }
    }

    @Override
    public void closed() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void startTimer() {
        if (timer == null) {
            timer = client.server.loop().schedule(this::asText,
                client.server.settings().detectMs(), TimeUnit.MILLISECONDS);
        }
    }

    private void asText() {
        timer = null;
        if (!client.isOpen() || client.protocol() != this) {
            return;
        }
        if (client.isHeld()) {
            startTimer();
        } else {
            become(new LineProtocol(client));
            client.readAgain();
        }
    }

    private void become(Protocol next) {
        closed();
        client.protocol(next);
        for (byte[] message : waiting) {
            try (Outgoing outgoing = client.server.outgoing(message)) {
                next.write(outgoing);
            }
        }
    }
}
