package dev.socketley.engine.server;

import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.websocket.CloseCode;
import dev.socketley.engine.protocol.websocket.DeflateTerms;
import dev.socketley.engine.protocol.websocket.MessageKind;
import dev.socketley.engine.protocol.websocket.WebSocketDecoder;
import dev.socketley.engine.protocol.websocket.WebSocketEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A WebSocket after its handshake: each text or binary message is a message.
 *
 * <pre>
 * open ─our close─► leaving ─the peer's close, or out of time─► ended
 *   └─the peer's close, or its mistake: ours, behind what is under way─┘
 * </pre>
 */
final class WebSocketProtocol implements Protocol {
    private static final byte[] NO_REASON = {};

    private final Link link;
    private final WebSocketDecoder decoder;
    private final WebSocketEncoder encoder;
    private ScheduledFuture<?> patience;
    /** Messages to the client while one is sent to it in parts; null between two such. */
    private WaitingOutput behind;
    private int closeCode;
    private byte[] closeReason = NO_REASON;
    private boolean pinged;
    private boolean leaving;
    private boolean ended;

    /** @param terms what was agreed of compression, or null */
    WebSocketProtocol(Link link, DeflateTerms terms) {
        this.link = link;
        this.decoder = new WebSocketDecoder(true, terms, link.settings().messageBytesMax());
        this.encoder =
            new WebSocketEncoder(false, terms, link.settings().webSocket().deflate());
    }

    // ---- input ------------------------------------------------------------------------------

    @Override
    public boolean read(ByteBuf input) {
        if (ended) {
            return false;
        }
        pinged = false;
        try {
            decoder.messageBytesMax(link.settings().messageBytesMax());
            return handled(decoder.next(input));
        } catch (ProtocolException e) {
            if (e.status() == CloseCode.TOO_BIG) {
                link.lost(e.getMessage());
            }
            end(e.status(), NO_REASON);
            return false;
        }
    }

    private boolean handled(WebSocketDecoder.Step step) {
        switch (step) {
            case MESSAGE -> {
                byte[] message = decoder.takePayload();
                if (!leaving) {
                    link.message(message, decoder.kind());
                }
            }
            case PING -> {
                if (!leaving) {
                    byte[] payload = decoder.takePayload();
                    control(to -> encoder.pong(payload, to));
                }
            }
            case CLOSE -> {
                closed(decoder.code(), decoder.reason());
                end(decoder.code(), NO_REASON);
            }
            case PONG, MORE -> { }
        }
        return step != WebSocketDecoder.Step.MORE;
    }

    @Override
    public void end(ByteBuf rest) {
        closed(CloseCode.ABNORMAL, NO_REASON);
    }

    @Override
    public boolean leavesWithInput() {
        return true;
    }

    // ---- closing ----------------------------------------------------------------------------

    /** Nothing that the peer sends counts any more: the last answers, our close, and the end. */
    private void end(int code, byte[] reason) {
        ended = true;
        stopWaiting();
        if (leaving) {
            link.end();
        } else {
            // Behind the messages before it, whose answers may still be on their way.
            link.ask((client, back) -> back.done(null, null, null), (first, second, error) -> {
                sayClose(code, reason);
                link.end();
            });
        }
    }

    private void sayClose(int code, byte[] reason) {
        if (!leaving) {
            leaving = true;
            closed(code, reason);
            control(to -> encoder.close(code, reason, to));
        }
    }

    @Override
    public boolean leave(int code, byte[] reason) {
        if (!leaving && !ended) {
            sayClose(code, reason);
            patience = link.loop().schedule(link::end, link.settings().webSocket().closeMs(),
                TimeUnit.MILLISECONDS);
        }
        return false;
    }

    private void stopWaiting() {
        if (patience != null) {
            patience.cancel(false);
            patience = null;
        }
    }

    /** The first close frame, of either side, is the one that counts. */
    private void closed(int code, byte[] reason) {
        if (closeCode == 0) {
            closeCode = code;
            closeReason = reason;
        }
    }

    @Override
    public void closed() {
        stopWaiting();
        closed(CloseCode.ABNORMAL, NO_REASON);
        link.tell(client -> client.webSocketClosed(closeCode, closeReason));
        decoder.close();
        encoder.close();
    }

    // ---- output -----------------------------------------------------------------------------

    private void control(Consumer<ByteBuf> frame) {
        ByteBuf out = link.reserve(WebSocketEncoder.CONTROL_BYTES_MAX);
        if (out != null) {
            int before = out.writerIndex();
            frame.accept(out);
            link.written(out.writerIndex() - before);
        }
    }

    @Override
    public boolean write(Outgoing message) {
        if (leaving) {
            return false;
        }
        if (behind != null) {
            return behind.tryAdd(message);
        }
        if (!message.isSingle()) {
            link.send(message.frame(encoder));
            return true;
        }
        message.kind();
        ByteBuf out = link.reserve(WebSocketEncoder.HEAD_BYTES_MAX + message.frameLength());
        if (out != null) {
            int before = out.writerIndex();
            message.frame(encoder, out);
            link.written(out.writerIndex() - before);
        }
        return out != null;
    }

    @Override
    public int write(Batch batch) {
        if (behind != null) {
            return Protocol.super.write(batch);
        }
        if (leaving) {
            return 0;
        }
        link.send(batch.frames(encoder));
        return batch.count();
    }

    @Override
    public boolean writePart(byte[] part, boolean isLast, MessageKind kind) {
        ByteBuf out =
            leaving ? null : link.reserve(WebSocketEncoder.HEAD_BYTES_MAX + part.length);
        if (out == null) {
            return false;
        }
        int before = out.writerIndex();
        encoder.fragment(behind == null ? kind : null, isLast, part, out);
        link.written(out.writerIndex() - before);
        if (behind == null && !isLast) {
            behind = new WaitingOutput();
        } else if (behind != null && isLast) {
            WaitingOutput waited = behind;
            behind = null;
            waited.writeTo(this);
        }
        return true;
    }

    @Override
    public void silent(long nanos) {
        long most = link.settings().webSocket().pingNanos();
        if (most > 0 && nanos > most && !pinged && !leaving) {
            pinged = true;
            control(to -> encoder.ping(NO_REASON, to));
        }
    }
}
