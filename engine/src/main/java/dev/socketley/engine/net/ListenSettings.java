package dev.socketley.engine.net;

import dev.socketley.engine.tls.ServerTls;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How connections are taken. May be shared by listeners on several loops, which then count
 * together. <b>Thread:</b> any. <b>Owns:</b> the TLS, which the first of its listeners to close
 * closes.
 */
public final class ListenSettings {
    private final StreamSettings stream;
    private final int backlog;
    private final int perAddressMax;
    private final ServerTls tls;
    private final long detectMs;
    private final long balancerMs;
    private final Subnets balancers;
    private final Runnable refused;
    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

    private ListenSettings(StreamSettings stream, int backlog, int perAddressMax,
            Runnable refused) {
        this.stream = stream;
        this.backlog = backlog;
        this.perAddressMax = perAddressMax;
        this.tls = null;
        this.detectMs = 0;
        this.balancerMs = 0;
        this.balancers = Subnets.ALL;
        this.refused = refused;
    }

    private ListenSettings(ListenSettings plain, ServerTls tls, long detectMs, long balancerMs,
            Subnets balancers) {
        this.stream = plain.stream;
        this.backlog = plain.backlog;
        this.perAddressMax = plain.perAddressMax;
        this.tls = tls;
        this.detectMs = detectMs;
        this.balancerMs = balancerMs;
        this.balancers = balancers;
        this.refused = plain.refused;
    }

    /**
     * Without TLS.
     *
     * @param backlog       connections that the system may hold before they are accepted
     * @param perAddressMax connections held of one address; 0 means no limit
     * @param refused       told of each connection that its handler never hears of; any thread
     */
    public static ListenSettings of(StreamSettings stream, int backlog, int perAddressMax,
            Runnable refused) {
        return new ListenSettings(stream, backlog, perAddressMax, refused);
    }

    /**
     * The same with TLS.
     *
     * @param tls      null for none
     * @param detectMs after which a silent client speaks plain, where that is allowed
     */
    public ListenSettings with(ServerTls tls, long detectMs) {
        return new ListenSettings(this, tls, detectMs, balancerMs, balancers);
    }

    /**
     * The same behind load balancers.
     *
     * @param ms   after which one has told whose a connection is
     * @param from where they connect from
     */
    public ListenSettings behindBalancer(long ms, Subnets from) {
        return new ListenSettings(this, tls, detectMs, ms, from);
    }

    StreamSettings stream() {
        return stream;
    }

    int backlog() {
        return backlog;
    }

    /** Null for none. */
    ServerTls tls() {
        return tls;
    }

    long detectMs() {
        return detectMs;
    }

    /** 0 where connections are their own. */
    long balancerMs() {
        return balancerMs;
    }

    Subnets balancers() {
        return balancers;
    }

    void refused() {
        refused.run();
    }

    /** Counts an accepted connection until it closes; false when that address has too many. */
    boolean enter(Channel channel, SocketAddress from) {
        if (perAddressMax == 0 || !(from instanceof InetSocketAddress inet)) {
            return true;
        }
        InetAddress address = inet.getAddress();
        if (byAddress.merge(address, 1, Integer::sum) > perAddressMax) {
            left(address);
            return false;
        }
        channel.closeFuture().addListener(closed -> left(address));
        return true;
    }

    private void left(InetAddress address) {
        byAddress.computeIfPresent(address, (a, n) -> n == 1 ? null : n - 1);
    }

    /** Ends its TLS; connections that have it keep it. */
    public void close() {
        if (tls != null) {
            tls.close();
        }
    }
}
