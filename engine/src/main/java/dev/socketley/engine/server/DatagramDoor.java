package dev.socketley.engine.server;

import dev.socketley.engine.net.Network;
import dev.socketley.engine.stats.Metric;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * UDP peers of one server. <b>Thread:</b> the server's loop. <b>Owns:</b> the socket and the sweep
 * timer. <b>Bounds:</b> {@code udp-peers-max}, {@code udp-peer-idle}; datagrams that the system
 * does not take at once are dropped.
 */
final class DatagramDoor extends SimpleChannelInboundHandler<DatagramPacket> implements Door {
    private static final int DATAGRAM_BYTES_MAX = 65_536;
    private static final long SWEEP_MS_MAX = 1000;
    private static final long SWEEP_MS_MIN = 25;

    private final ServerRuntime server;
    private final Map<InetSocketAddress, UdpClient> peers = new HashMap<>();
    private Network network;
    private DatagramChannel channel;
    private ScheduledFuture<?> sweeper;
    private boolean dirty;

    DatagramDoor(ServerRuntime server) {
        this.server = server;
    }

    @Override
    public CompletionStage<Integer> open(Network net, String bind, int port) {
        network = net;
        return net.resolve(bind, port)
            .thenCompose(at -> net.datagram(server.loop(), at, this))
            .thenApply(bound -> {
                channel = bound;
                return bound.localAddress().getPort();
            });
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(false);
        ctx.channel().config().setOption(ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(DATAGRAM_BYTES_MAX));
    }

    @Override
    public void serve() {
        channel.config().setAutoRead(true);
        changed();
    }

    @Override
    public void changed() {
        stopSweeps();
        long idleMs = server.option(ServerOptions.UDP_PEER_IDLE).toMillis();
        long every = Math.clamp(idleMs / 4, SWEEP_MS_MIN, SWEEP_MS_MAX);
        sweeper = server.loop().scheduleAtFixedRate(this::sweep, every, every,
            TimeUnit.MILLISECONDS);
    }

    private void stopSweeps() {
        if (sweeper != null) {
            sweeper.cancel(false);
            sweeper = null;
        }
    }

    private void sweep() {
        long before = System.nanoTime() - server.option(ServerOptions.UDP_PEER_IDLE).toNanos();
        for (Client client : server.table().copy()) {
            if (client instanceof UdpClient peer && peer.lastReadNanos() - before < 0) {
                peer.disconnect();
            }
        }
    }

    // ---- datagrams --------------------------------------------------------------------------

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
        ByteBuf bytes = packet.content();
        server.counters().add(Metric.BYTES_IN, bytes.readableBytes());
        byte[] message = message(bytes);
        UdpClient peer = message.length == 0 ? null : peer(packet.sender());
        if (peer == null || message.length > server.settings().messageBytesMax()) {
            server.counters().increment(Metric.DROPPED_MESSAGES);
        } else if (!server.isQuiet()) {
            peer.receive(message);
        }
    }

    /** The datagram without one LF or CR LF at its end. */
    private static byte[] message(ByteBuf bytes) {
        int n = bytes.readableBytes();
        int at = bytes.readerIndex();
        if (n > 0 && bytes.getByte(at + n - 1) == '\n') {
            n--;
            if (n > 0 && bytes.getByte(at + n - 1) == '\r') {
                n--;
            }
        }
        byte[] out = new byte[n];
        bytes.getBytes(at, out);
        return out;
    }

    private UdpClient peer(InetSocketAddress address) {
        UdpClient peer = peers.get(address);
        if (peer == null && peers.size() < server.option(ServerOptions.UDP_PEERS_MAX)) {
            peer = new UdpClient(server, network.newConnectionId(), address, this);
            peers.put(address, peer);
            server.table().add(peer);
            server.counters().increment(Metric.TOTAL_CONNECTIONS);
            server.counters().set(Metric.CONNECTIONS, peers.size());
            peer.open();
        }
        return peer;
    }

    @Override
    public void left(Client client) {
        if (client instanceof UdpClient peer) {
            peers.remove(peer.address(), peer);
            server.counters().set(Metric.CONNECTIONS, peers.size());
        }
    }

    /** Sends the bytes as they are; false when the system's queue is full. */
    boolean write(byte[] message, InetSocketAddress to) {
        if (!channel.isWritable()) {
            server.counters().increment(Metric.DROPPED_MESSAGES);
            return false;
        }
        ByteBuf bytes = ByteBufAllocator.DEFAULT.directBuffer(message.length).writeBytes(message);
        server.counters().add(Metric.BYTES_OUT, message.length);
        channel.write(new DatagramPacket(bytes, to));
        if (!dirty) {
            dirty = true;
            server.loop().execute(this::flush);
        }
        return true;
    }

    private void flush() {
        dirty = false;
        channel.flush();
    }

    /** The system refuses a single datagram, for its size or a peer that is gone: it is lost. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        server.counters().increment(Metric.DROPPED_MESSAGES);
    }

    // ---- end --------------------------------------------------------------------------------

    @Override
    public void quiesce() {
        stopSweeps();
        if (channel != null) {
            channel.config().setAutoRead(false);
        }
    }

    @Override
    public CompletionStage<Void> close(Duration drain) {
        quiesce();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        if (channel == null) {
            closed.complete(null);
            return closed;
        }
        channel.flush();
        channel.close().addListener(done -> {
            peers.clear();
            server.counters().set(Metric.CONNECTIONS, 0);
            closed.complete(null);
        });
        return closed;
    }
}
