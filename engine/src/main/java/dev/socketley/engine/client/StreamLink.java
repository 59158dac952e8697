package dev.socketley.engine.client;

import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.net.Connection;
import dev.socketley.engine.net.HostPort;
import dev.socketley.engine.protocol.ProtocolException;
import dev.socketley.engine.protocol.websocket.MessageKind;
import dev.socketley.engine.stats.Metric;
import io.netty.buffer.ByteBuf;
import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;

/** Messages over a stream, framed as the option says. <b>Bounds:</b> {@code message-bytes-max}. */
final class StreamLink extends ConnectionLink {
    private final Framing framing;

    StreamLink(ClientRuntime client) {
        super(client);
        this.framing = Framing.of(client.option(ClientOptions.FRAMING),
            client.option(CommonOptions.MESSAGE_BYTES_MAX).intValue());
    }

    @Override
    public CompletionStage<Void> open(HostPort place, SocketAddress address) {
        return client.dial(place, address, this).thenAccept(made -> connection = made);
    }

    @Override
    public void send(byte[] message, MessageKind kind) {
        ByteBuf out =
            connection.alloc().buffer(message.length + Framing.OVERHEAD_BYTES);
        framing.write(message, out);
        connection.write(out);
    }

    @Override
    public void close() {
        connection.close();
    }

    // ---- input -----------------------------------------------------------------------------

    @Override
    public void onReadable(Connection from, ByteBuf input) {
        int before = input.readableBytes();
        try {
            while (input.isReadable()) {
                if (!client.mayRead()) {
                    from.pause();
                    break;
                }
                byte[] message = framing.next(input);
                if (message == null) {
                    break;
                }
                client.message(message, null);
            }
        } catch (ProtocolException e) {
            client.broken(e.getMessage(), from::closeNow);
        }
        client.counters().add(Metric.BYTES_IN, before - input.readableBytes());
    }

    /** A last line without its newline is a message too. */
    @Override
    public void onEnd(Connection from) {
        ByteBuf rest = from.takeUnread();
        try {
            byte[] message = framing.last(rest);
            while (message != null) {
                client.message(message, null);
                message = framing.last(rest);
            }
        } catch (ProtocolException e) {
            client.broken(e.getMessage(), from::closeNow);
        } finally {
            rest.release();
        }
        from.close();
    }

    @Override
    public void onClose(Connection from) {
        client.lost(this);
    }
}
