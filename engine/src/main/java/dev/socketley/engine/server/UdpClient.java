package dev.socketley.engine.server;

import dev.socketley.engine.Hook;
import dev.socketley.engine.stats.Metric;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A UDP peer: an address that has sent a datagram of late. While a hook of it runs, its further
 * datagrams wait. <b>Bounds:</b> {@code udp-queue-max}.
 */
final class UdpClient extends Client {
    private final DatagramDoor door;
    private final InetSocketAddress address;
    private final Queue<byte[]> waiting = new ArrayDeque<>(0);
    private long lastReadNanos = System.nanoTime();
    private boolean handing;
    private boolean admitted;
    private boolean forgotten;

    UdpClient(ServerRuntime server, long id, InetSocketAddress address, DatagramDoor door) {
        super(server, id);
        this.address = address;
        this.door = door;
    }

    /** Asks the script whether it is to be heard; its datagrams wait for the answer. */
    void open() {
        if (!server.has(Hook.ON_AUTH)) {
            admitted = true;
            return;
        }
        hold();
        server.fire(Hook.ON_AUTH, (result, second, error) -> {
            admitted = error == null && Boolean.TRUE.equals(result);
            if (!admitted) {
                server.counters().increment(Metric.REFUSED_CONNECTIONS);
                disconnect();
            }
            release();
        }, id);
    }

    void receive(byte[] message) {
        lastReadNanos = System.nanoTime();
        if (forgotten || waiting.size() >= server.option(ServerOptions.UDP_QUEUE_MAX)) {
            server.counters().increment(Metric.DROPPED_MESSAGES);
            return;
        }
        waiting.add(message);
        handOver();
    }

    /** A loop, not a chain of calls, when hooks end at once. */
    private void handOver() {
        if (handing) {
            return;
        }
        handing = true;
        while (!isHeld() && !forgotten && !waiting.isEmpty()) {
            server.messages().accept(this, waiting.poll(), null);
        }
        handing = false;
    }

    @Override
    void settled() {
        if (forgotten) {
            server.forget(this);
        } else {
            handOver();
        }
    }

    long lastReadNanos() {
        return lastReadNanos;
    }

    InetSocketAddress address() {
        return address;
    }

    @Override
    boolean isOpen() {
        return !forgotten;
    }

    @Override
    boolean isAdmitted() {
        return admitted;
    }

    @Override
    Sent write(Outgoing message) {
        if (forgotten) {
            return Sent.GONE;
        }
        if (!door.write(message.message(), address)) {
            return Sent.DROPPED;
        }
        server.counters().increment(Metric.SENT_MESSAGES);
        return Sent.YES;
    }

    /** Forgets the peer; its next datagram makes it a new one. */
    @Override
    void disconnect() {
        if (forgotten) {
            return;
        }
        forgotten = true;
        waiting.clear();
        server.left(this);
        server.routes().unroute(this);
        if (!isHeld()) {
            server.forget(this);
        }
    }

    @Override
    void abandon() {
        forgotten = true;
        waiting.clear();
    }

    @Override
    String ip() {
        return NetUtil.toAddressString(address.getAddress());
    }
}
