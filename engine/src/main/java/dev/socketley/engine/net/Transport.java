package dev.socketley.engine.net;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.ResourceLeakDetector;
import java.net.StandardSocketOptions;
import java.util.Map;
import java.util.function.Supplier;
import jdk.net.ExtendedSocketOptions;

/** How the kernel is talked to. <b>Thread:</b> any. */
public enum Transport {
    IO_URING("io_uring", IoUringServerSocketChannel.class, IoUringSocketChannel.class,
        IoUringDatagramChannel.class, IoUringServerDomainSocketChannel.class,
        IoUringDomainSocketChannel.class),
    EPOLL("epoll", EpollServerSocketChannel.class, EpollSocketChannel.class,
        EpollDatagramChannel.class, EpollServerDomainSocketChannel.class,
        EpollDomainSocketChannel.class),
    NIO("nio", NioServerSocketChannel.class, NioSocketChannel.class,
        NioDatagramChannel.class, NioServerDomainSocketChannel.class,
        NioDomainSocketChannel.class);

    /**
     * One receive buffer of the ring; a read brings at most this much, short ones share one. Two
     * frames of 16 KB would not fit into 32 KB (spec/bench/results/2026-11-29-server-ws-16k.md).
     */
    private static final int RING_BUFFER_BYTES = 64 * 1024;
    /** Receive buffers a loop may hold at once; they are allocated as they are needed. */
    private static final short RING_BUFFERS = 256;
    private static final int RING_BUFFERS_FIRST = 16;
    private static final short RING_GROUP = 1;
    /** Completions that fit before the kernel keeps them aside, as in a burst of accepts. */
    private static final int COMPLETIONS = 16 * 1024;

    /** Linux's numbers, for sockets of which Netty's options do not name these. */
    private static final int SOL_SOCKET = 1;
    private static final int SOL_TCP = 6;
    private static final IntegerUnixChannelOption SO_KEEPALIVE =
        new IntegerUnixChannelOption("SO_KEEPALIVE", SOL_SOCKET, 9);
    private static final IntegerUnixChannelOption TCP_KEEPIDLE =
        new IntegerUnixChannelOption("TCP_KEEPIDLE", SOL_TCP, 4);
    private static final IntegerUnixChannelOption TCP_KEEPINTVL =
        new IntegerUnixChannelOption("TCP_KEEPINTVL", SOL_TCP, 5);
    private static final IntegerUnixChannelOption TCP_KEEPCNT =
        new IntegerUnixChannelOption("TCP_KEEPCNT", SOL_TCP, 6);
    /** Unanswered ones after which a peer counts as gone. */
    private static final int PROBES = 3;

    /**
     * Polls that fire more than once now and then miss the reset of a peer that had sent data, and
     * the connection stays open for ever; polls that fire once do not. Read when io_uring loads.
     */
    private static final String MULTISHOT_POLLS = "io.netty.iouring.pollAddMultishotEnabled";

    /** A stack trace of every hundredth buffer is for tests, which ask for it. */
    private static final String LEAKS = "io.netty.leakDetection.level";

    static {
        if (System.getProperty(MULTISHOT_POLLS) == null) {
            System.setProperty(MULTISHOT_POLLS, "false");
        }
        if (System.getProperty(LEAKS) == null) {
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        }
    }

    private final String word;
    final Class<? extends ServerChannel> server;
    final Class<? extends SocketChannel> stream;
    final Class<? extends DatagramChannel> datagram;
    final Class<? extends ServerChannel> serverDomain;
    final Class<? extends DuplexChannel> domain;

    Transport(String word, Class<? extends ServerChannel> server,
            Class<? extends SocketChannel> stream, Class<? extends DatagramChannel> datagram,
            Class<? extends ServerChannel> serverDomain, Class<? extends DuplexChannel> domain) {
        this.word = word;
        this.server = server;
        this.stream = stream;
        this.datagram = datagram;
        this.serverDomain = serverDomain;
        this.domain = domain;
    }

    /** The word that {@code --transport} takes and the log shows. */
    public String word() {
        return word;
    }

    /** Why this transport cannot be used here, or null when it can. */
    public String unavailable() {
        Throwable cause = switch (this) {
            case IO_URING -> IoUring.unavailabilityCause();
            case EPOLL -> Epoll.unavailabilityCause();
            case NIO -> null;
        };
        if (cause == null) {
            return null;
        }
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    /** The best transport that works here. */
    public static Transport best() {
        for (Transport t : values()) {
            if (t.unavailable() == null) {
                return t;
            }
        }
        throw new AssertionError("NIO is always there");
    }

    /**
     * The transport of that word; {@code auto} is looked for when it is needed.
     *
     * @param word {@code auto}, {@code io_uring}, {@code epoll} or {@code nio}
     * @throws EngineException EINVAL for another word, or one that does not work here
     */
    public static Supplier<Transport> of(String word) {
        if (word.equals("auto")) {
            return Transport::best;
        }
        for (Transport t : values()) {
            if (t.word.equals(word)) {
                String why = t.unavailable();
                if (why != null) {
                    throw new EngineException(ErrorCode.EINVAL,
                        "transport: " + word + " does not work here: " + why);
                }
                return () -> t;
            }
        }
        throw new EngineException(ErrorCode.EINVAL,
            "transport: one of auto, io_uring, epoll, nio expected, got \"" + word + '"');
    }

    /** Whether its loops can do what such a handle asks for. */
    boolean handles(Class<? extends IoHandle> type) {
        Class<?> ours = switch (this) {
            case IO_URING -> IoUringIoHandle.class;
            case EPOLL -> EpollIoHandle.class;
            case NIO -> NioIoHandle.class;
        };
        return ours.isAssignableFrom(type);
    }

    IoHandlerFactory handlers() {
        return switch (this) {
            case IO_URING -> IoUringIoHandler.newFactory(ringConfig());
            case EPOLL -> EpollIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    /** Options that every accepted or connected stream channel gets for this transport. */
    Map<ChannelOption<?>, Object> streamOptions() {
        return this == IO_URING && IoUring.isRegisterBufferRingSupported()
            ? Map.of(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, RING_GROUP)
            : Map.of();
    }

    /** Options by which the system probes a TCP peer that has been silent. */
    Map<ChannelOption<?>, Object> keepAlive(int seconds) {
        int apart = Math.max(1, seconds / PROBES);
        return this == NIO
            ? Map.of(NioChannelOption.of(StandardSocketOptions.SO_KEEPALIVE), true,
                NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), seconds,
                NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), apart,
                NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), PROBES)
            : Map.of(SO_KEEPALIVE, 1, TCP_KEEPIDLE, seconds, TCP_KEEPINTVL, apart, TCP_KEEPCNT, PROBES);
    }

    /** Lets several listeners have one port. */
    ChannelOption<Boolean> sharedPort() {
        return this == NIO ? NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT)
            : UnixChannelOption.SO_REUSEPORT;
    }

    private static IoUringIoHandlerConfig ringConfig() {
        IoUringIoHandlerConfig config = new IoUringIoHandlerConfig();
        config.setCqSize(COMPLETIONS);
        if (IoUring.isRegisterBufferRingSupported()) {
            config.setBufferRingConfig(IoUringBufferRingConfig.builder()
                .bufferGroupId(RING_GROUP).bufferRingSize(RING_BUFFERS).batchSize(RING_BUFFERS_FIRST)
                .incremental(IoUring.isRegisterBufferRingIncSupported())
                .allocator(new IoUringFixedBufferRingAllocator(RING_BUFFER_BYTES)).build());
        }
        return config;
    }
}
