package dev.socketley.engine.protocol.websocket;

import dev.socketley.engine.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes messages and control frames out of what a client sends, one at a time.
 *
 * <p><b>Thread:</b> its stream's loop. <b>Bounds:</b> a message, however fragmented, has at most
 * {@code messageBytesMax} bytes.
 */
public final class WebSocketDecoder {
    /** What one call of {@link #next} came to. */
    public enum Step {
        /** More bytes are needed. */
        MORE,
        /** A whole message: {@link #payload}. */
        MESSAGE,
        /** To be answered with a pong of the same {@link #payload}. */
        PING,
        /** The peer closes with {@link #status}. */
        CLOSE
    }

    private static final int PROTOCOL_ERROR = 1002;
    private static final int NOT_UTF8 = 1007;
    private static final int TOO_BIG = 1009;
    private static final byte[] NO_BYTES = {};

    private final Frames frames;
    private final ChannelHandlerContext context;
    private final List<Object> decoded = new ArrayList<>(1);
    private final int messageBytesMax;
    private byte[] payload = NO_BYTES;
    private byte[] parts = NO_BYTES;
    private boolean text;
    private int status;

    /** @param context gives Netty's decoder its allocator and channel */
    public WebSocketDecoder(ChannelHandlerContext context, int messageBytesMax) {
        this.context = context;
        this.messageBytesMax = messageBytesMax;
        this.frames = new Frames(messageBytesMax);
    }

    /** @throws ProtocolException with the close code to answer before closing */
    public Step next(ByteBuf input) throws ProtocolException {
        Step step = Step.MORE;
        while (step == Step.MORE && input.isReadable()) {
            int before = input.readableBytes();
            frames.step(context, input, decoded);
            if (!decoded.isEmpty()) {
                WebSocketFrame frame = (WebSocketFrame) decoded.removeFirst();
                try {
                    step = take(frame);
                } finally {
                    frame.release();
                }
            } else if (before == input.readableBytes()) {
                return Step.MORE;
            }
        }
        return step;
    }

    private Step take(WebSocketFrame frame) throws ProtocolException {
        switch (frame) {
            case PingWebSocketFrame ping -> {
                payload = bytes(ping.content());
                return Step.PING;
            }
            case PongWebSocketFrame pong -> {
                return Step.MORE;
            }
            case CloseWebSocketFrame close -> {
                status = Math.max(0, close.statusCode());
                return Step.CLOSE;
            }
            default -> {
                return takePart(frame);
            }
        }
    }

    private Step takePart(WebSocketFrame frame) throws ProtocolException {
        // Netty refuses a data frame inside a fragmented message, so parts is empty for the first.
        if (parts.length == 0 && !(frame
                instanceof io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame)) {
            text = frame instanceof TextWebSocketFrame;
        }
        byte[] whole = joined(frame.content());
        if (!frame.isFinalFragment()) {
            parts = whole;
            return Step.MORE;
        }
        parts = NO_BYTES;
        if (text && !Utf8.isValid(whole, whole.length)) {
            throw new ProtocolException(NOT_UTF8, "text message is not utf-8");
        }
        payload = whole;
        return Step.MESSAGE;
    }

    private byte[] joined(ByteBuf content) throws ProtocolException {
        int n = content.readableBytes();
        if ((long) parts.length + n > messageBytesMax) {
            throw new ProtocolException(TOO_BIG, "message of over " + messageBytesMax
                + " bytes exceeds message-bytes-max " + messageBytesMax);
        }
        byte[] whole = Arrays.copyOf(parts, parts.length + n);
        content.getBytes(content.readerIndex(), whole, parts.length, n);
        return whole;
    }

    private static byte[] bytes(ByteBuf content) {
        byte[] out = new byte[content.readableBytes()];
        content.getBytes(content.readerIndex(), out);
        return out;
    }

    /** Of the last message or ping. */
    public byte[] payload() {
        return payload;
    }

    /** The peer's close code, 0 when it gave none. */
    public int status() {
        return status;
    }

    /** Netty's decoder, asked for one step at a time instead of sitting in a pipeline. */
    private static final class Frames extends WebSocket13FrameDecoder {
        Frames(int payloadBytesMax) {
            super(WebSocketDecoderConfig.newBuilder().expectMaskedFrames(true)
                .allowExtensions(false).maxFramePayloadLength(payloadBytesMax)
                .closeOnProtocolViolation(false).withUTF8Validator(false).build());
        }

        void step(ChannelHandlerContext context, ByteBuf input, List<Object> to)
                throws ProtocolException {
            try {
                decode(context, input, to);
            } catch (CorruptedWebSocketFrameException e) {
                throw new ProtocolException(e.closeStatus().code(),
                    String.valueOf(e.getMessage()));
            } catch (Exception e) {
                throw new ProtocolException(PROTOCOL_ERROR, String.valueOf(e.getMessage()));
            }
        }
    }
}
