package dev.socketley.engine.client;

import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.net.HostPort;
import dev.socketley.engine.net.Network;
import dev.socketley.engine.protocol.websocket.MessageKind;
import dev.socketley.engine.stats.Metric;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One message a datagram over UDP, from the server's address only. <b>Bounds:</b> datagrams of one
 * read wait for a running hook, and no more are read.
 */
final class DatagramLink extends SimpleChannelInboundHandler<DatagramPacket> implements Link {
    private static final int DATAGRAM_BYTES_MAX = 65_536;

    private final ClientRuntime client;
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private final long id;
    private InetSocketAddress server;
    private DatagramChannel channel;
    private long lastReadNanos = System.nanoTime();
    private boolean handing;

    DatagramLink(ClientRuntime client) {
        this.client = client;
        this.id = client.engine().network().newConnectionId();
    }

    @Override
    public CompletionStage<Void> open(HostPort place, SocketAddress at) {
        if (!(at instanceof InetSocketAddress address)) {
            return CompletableFuture.failedFuture(new EngineException(ErrorCode.EINVAL,
                "udp: not over a Unix socket"));
        }
        server = address;
        Network network = client.engine().network();
        String any = address.getAddress() instanceof Inet6Address ? "::" : "0.0.0.0";
        return network.resolve(any, 0)
            .thenCompose(local -> network.datagram(client.loop(), local, this))
            .thenAccept(bound -> channel = bound);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(false);
        ctx.channel().config().setOption(ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(DATAGRAM_BYTES_MAX));
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public boolean isOpen() {
        return channel != null && channel.isActive();
    }

    @Override
    public long queuedBytes() {
        var queue = channel.unsafe().outboundBuffer();
        return queue == null ? 0 : queue.totalPendingWriteBytes();
    }

    @Override
    public long lastReadNanos() {
        return lastReadNanos;
    }

    @Override
    public void send(byte[] message, MessageKind kind) {
        ByteBuf bytes = channel.alloc().buffer(message.length).writeBytes(message);
        channel.writeAndFlush(new DatagramPacket(bytes, server), channel.voidPromise());
    }

    @Override
    public void goOn() {
        handOver();
        if (waiting.isEmpty() && client.mayRead() && isOpen()) {
            channel.config().setAutoRead(true);
        }
    }

    @Override
    public void close() {
        channel.close();
    }

    @Override
    public void closeNow() {
        channel.close();
    }

    // ---- input -----------------------------------------------------------------------------

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
        if (!packet.sender().equals(server)) {
            return;
        }
        lastReadNanos = System.nanoTime();
        ByteBuf in = packet.content();
        int length = in.readableBytes();
        client.counters().add(Metric.BYTES_IN, length);
        if (length > client.option(CommonOptions.MESSAGE_BYTES_MAX)) {
            client.counters().increment(Metric.DROPPED_MESSAGES);
            return;
        }
        if (length > 0 && in.getByte(in.writerIndex() - 1) == '\n') {
            length--;
        }
        byte[] message = new byte[length];
        in.readBytes(message);
        waiting.add(message);
        handOver();
        if (!waiting.isEmpty()) {
            channel.config().setAutoRead(false);
        }
    }

    /** A loop, not a chain of calls, when hooks end at once. */
    private void handOver() {
        if (handing) {
            return;
        }
        handing = true;
        while (!waiting.isEmpty() && client.mayRead()) {
            client.message(waiting.poll(), null);
        }
        handing = false;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        waiting.clear();
        client.lost(this);
    }

    /** A refusal that came back, or a message longer than a datagram: UDP promises nothing. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        client.counters().increment(Metric.DROPPED_MESSAGES);
    }
}
