package dev.socketley.engine.server;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A connection that has not shown what it speaks. What is sent to it waits, because it may yet
 * turn out to be a WebSocket; after {@code detect-ms-max}, or when too much waits, it is taken
 * for text.
 */
final class UndetectedProtocol implements Protocol {
    private final Link link;
    private final WaitingOutput waiting = new WaitingOutput();
    private ScheduledFuture<?> timer;

    UndetectedProtocol(Link link) {
        this.link = link;
    }

    @Override
    public boolean read(ByteBuf input) {
        switch (ProtocolSelector.select(input, link.settings().http().headBytesMax())) {
            case HTTP -> {
                stopTimer();
                link.protocol(new HttpProtocol(link, waiting));
            }
            case TEXT -> become(new LineProtocol(link));
            case RESP -> become(new RespProtocol(link));
            case MORE -> {
                startTimer();
                return false;
            }
        }
        return true;
    }

    @Override
    public void end(ByteBuf rest) {
        becomeText().end(rest);
    }

    @Override
    public boolean write(Outgoing message) {
        if (waiting.add(message)) {
            startTimer();
        } else {
            becomeText();
        }
        return true;
    }

    @Override
    public int waitingBytes() {
        return waiting.bytes();
    }

    /** One of them may be what makes it text. */
    @Override
    public int write(Batch batch) {
        for (Outgoing message : batch.messages()) {
            link.protocol().write(message);
        }
        return batch.count();
    }

    @Override
    public boolean leave(int code, byte[] reason) {
        if (!waiting.isEmpty()) {
            becomeText();
        }
        return true;
    }

    @Override
    public void closed() {
        stopTimer();
    }

    private void startTimer() {
        if (timer == null) {
            timer = link.loop().schedule(this::outOfTime,
                link.settings().detectMs(), TimeUnit.MILLISECONDS);
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void outOfTime() {
        timer = null;
        if (!link.isOpen() || link.protocol() != this) {
            return;
        }
        if (link.isHeld()) {
            // What has arrived meanwhile is unread and may tell.
            startTimer();
        } else {
            becomeText();
            link.readAgain();
        }
    }

    private Protocol becomeText() {
        return become(new LineProtocol(link));
    }

    private Protocol become(Protocol known) {
        stopTimer();
        link.protocol(known);
        waiting.writeTo(known);
        return known;
    }
}
