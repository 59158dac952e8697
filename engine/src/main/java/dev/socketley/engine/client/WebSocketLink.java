package dev.socketley.engine.client;

import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.WebSocketOptions;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.net.Connection;
import dev.socketley.engine.net.HostPort;
import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.websocket.CloseCode;
import dev.socketley.engine.protocol.websocket.DeflateSettings;
import dev.socketley.engine.protocol.websocket.MessageKind;
import dev.socketley.engine.protocol.websocket.WebSocketDecoder;
import dev.socketley.engine.protocol.websocket.WebSocketEncoder;
import dev.socketley.engine.protocol.websocket.WebSocketRequest;
import dev.socketley.engine.stats.Metric;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Messages over a WebSocket. <b>Bounds:</b> {@code message-bytes-max}, {@code connect-timeout}. */
final class WebSocketLink extends ConnectionLink {
    private static final byte[] NOTHING = {};

    private final WebSocketTarget target;
    private final DeflateSettings deflate;
    private final WebSocketRequest request;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private WebSocketDecoder decoder;
    private WebSocketEncoder encoder;
    private ScheduledFuture<?> timer;
    private String protocol;
    /** What was sent while a message in parts has not got its last one, or null. */
    private Queue<Behind> behind;
    private int behindBytes;
    private boolean leaving;
    private boolean pinged;
    private int closeCode;
    private byte[] closeReason = NOTHING;

    private record Behind(byte[] message, MessageKind kind) {}

    WebSocketLink(ClientRuntime client, WebSocketTarget target) {
        super(client);
        this.target = target;
        this.deflate = WebSocketOptions.deflate(client.options());
        this.request =
            new WebSocketRequest(client.option(WebSocketOptions.WS_PROTOCOLS), deflate);
    }

    @Override
    public CompletionStage<Void> open(HostPort place, SocketAddress address) {
        if (deflate != null && DeflateSettings.unavailable() != null) {
            return CompletableFuture.failedFuture(new EngineException(ErrorCode.EINVAL,
                "ws_deflate: " + DeflateSettings.unavailable()));
        }
        long deadline =
            System.nanoTime() + client.option(ClientOptions.CONNECT_TIMEOUT).toNanos();
        return client.dial(place, address, this).thenCompose(made -> {
            connection = made;
            made.write(Unpooled.wrappedBuffer(request.bytes(target.host(), target.path(),
                client.option(ClientOptions.WS_HEADERS))));
            timer = client.loop().schedule(() -> refused(new EngineException(
                ErrorCode.ETIMEOUT, "no answer to the handshake in connect-timeout")),
                deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            return opened;
        });
    }

    private void refused(EngineException cause) {
        opened.completeExceptionally(cause);
        connection.closeNow();
    }

    @Override
    public long queuedBytes() {
        return super.queuedBytes() + behindBytes;
    }

    // ---- output ----------------------------------------------------------------------------

    @Override
    public void send(byte[] message, MessageKind kind) {
        if (behind != null) {
            behindBytes += message.length;
            behind.add(new Behind(message, kind));
            return;
        }
        int length = message.length;
        MessageKind marked = kind;
        if (kind == null) {
            length -= length > 0 && message[length - 1] == '\n' ? 1 : 0;
            marked = MessageKind.of(message, length);
        }
        MessageKind known = marked;
        int bytes = length;
        write(WebSocketEncoder.HEAD_BYTES_MAX + bytes,
            to -> encoder.message(known, message, bytes, to));
    }

    @Override
    public boolean sendPart(byte[] part, boolean isLast, MessageKind kind) {
        if (leaving) {
            return false;
        }
        MessageKind first = behind == null ? kind : null;
        write(WebSocketEncoder.HEAD_BYTES_MAX + part.length,
            to -> encoder.fragment(first, isLast, part, to));
        if (!isLast && behind == null) {
            behind = new ArrayDeque<>(0);
        } else if (isLast && behind != null) {
            Queue<Behind> waited = behind;
            behind = null;
            behindBytes = 0;
            waited.forEach(each -> send(each.message, each.kind));
        }
        return true;
    }

    @Override
    public String protocol() {
        return protocol;
    }

    private void write(int bytesMax, Consumer<ByteBuf> frame) {
        ByteBuf out = leaving ? null : connection.reserve(bytesMax);
        if (out != null) {
            int before = out.writerIndex();
            frame.accept(out);
            connection.written(out.writerIndex() - before);
        }
    }

    // ---- closing ---------------------------------------------------------------------------

    @Override
    public void close() {
        close(CloseCode.NORMAL, NOTHING);
    }

    @Override
    public void close(int code, byte[] reason) {
        if (!leaving) {
            sayClose(code, reason);
            stopTimer();
            connection.resume();
            timer = client.loop().schedule(connection::close,
                client.option(WebSocketOptions.WS_CLOSE_MS_MAX).toMillis(),
                TimeUnit.MILLISECONDS);
        }
    }

    private void sayClose(int code, byte[] reason) {
        closed(code, reason);
        write(WebSocketEncoder.CONTROL_BYTES_MAX, to -> encoder.close(code, reason, to));
        leaving = true;
    }

    /** The first close frame, of either side, is the one that counts. */
    private void closed(int code, byte[] reason) {
        if (closeCode == 0) {
            closeCode = code;
            closeReason = reason;
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    // ---- input -----------------------------------------------------------------------------

    @Override
    public void onReadable(Connection from, ByteBuf input) {
        int before = input.readableBytes();
        pinged = false;
        try {
            if (decoder != null || isAnswered(input)) {
                frames(from, input);
            }
        } catch (ProtocolException e) {
            if (decoder == null) {
                refused(new EngineException(ErrorCode.ECONNECT, e.getMessage()));
            } else {
                client.broken(e.getMessage(), () -> {
                    sayClose(e.status(), NOTHING);
                    connection.closeGently();
                });
            }
        }
        client.counters().add(Metric.BYTES_IN, before - input.readableBytes());
    }

    private boolean isAnswered(ByteBuf input) throws ProtocolException {
        WebSocketRequest.Answer answer = request.answer(input);
        if (answer == null) {
            return false;
        }
        protocol = answer.protocol();
        decoder = new WebSocketDecoder(false, answer.terms(),
            client.option(CommonOptions.MESSAGE_BYTES_MAX).intValue());
        encoder = new WebSocketEncoder(true, answer.terms(), deflate);
        stopTimer();
        long every = WebSocketOptions.pingNanos(client.options());
        if (every > 0) {
            timer = client.loop().scheduleAtFixedRate(this::pingIfSilent, every, every,
                TimeUnit.NANOSECONDS);
        }
        opened.complete(null);
        return true;
    }

    private void pingIfSilent() {
        if (!pinged && System.nanoTime() - lastReadNanos()
                > WebSocketOptions.pingNanos(client.options())) {
            pinged = true;
            write(WebSocketEncoder.CONTROL_BYTES_MAX, to -> encoder.ping(NOTHING, to));
        }
    }

    private void frames(Connection from, ByteBuf input) throws ProtocolException {
        while (input.isReadable() && from.isOpen()) {
            if (!leaving && !client.mayRead()) {
                from.pause();
                return;
            }
            switch (decoder.next(input)) {
                case MORE -> {
                    return;
                }
                case MESSAGE -> {
                    byte[] message = decoder.takePayload();
                    if (!leaving) {
                        client.message(message, decoder.kind());
                    }
                }
                case PING -> {
                    byte[] payload = decoder.takePayload();
                    write(WebSocketEncoder.CONTROL_BYTES_MAX, to -> encoder.pong(payload, to));
                }
                case PONG -> { }
                case CLOSE -> {
                    closed(decoder.code(), decoder.reason());
                    if (!leaving) {
                        sayClose(decoder.code(), NOTHING);
                    }
                    from.closeGently();
                    return;
                }
            }
        }
    }

    @Override
    public void onClose(Connection from) {
        stopTimer();
        if (decoder == null) {
            opened.completeExceptionally(new EngineException(ErrorCode.ECONNECT,
                "the server closed without an answer to the handshake"));
            return;
        }
        decoder.close();
        encoder.close();
        closed(CloseCode.ABNORMAL, NOTHING);
        client.closed(closeCode, closeReason);
        client.lost(this);
    }
}
