package dev.socketley.engine.net;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.tls.TlsFailures;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Opens listeners, connections and datagram sockets on the loops. <b>Thread:</b> any; results
 * complete on the loop that was asked for. Streams send at once (TCP_NODELAY): Netty's channels set
 * that themselves, and to set it again is a system call for each.
 *
 * <p><b>Owns:</b> nothing; the caller closes what it opened.
 */
public final class Network {
    private final EventLoops loops;
    private final ConnectionLimit limit;
    private final AtomicLong connectionIds = new AtomicLong();

    public Network(EventLoops loops) {
        this(loops, ConnectionLimit.OF_PROCESS);
    }

    Network(EventLoops loops, ConnectionLimit limit) {
        this.loops = loops;
        this.limit = limit;
    }

    /** One that may use the files which are kept from connections. */
    public static Network unlimited(EventLoops loops) {
        return new Network(loops, ConnectionLimit.NONE);
    }

    public EventLoops loops() {
        return loops;
    }

    /** Names, resolved away from the loops. */
    public CompletionStage<InetSocketAddress> resolve(String host, int port) {
        return Resolver.resolve(host, port);
    }

    /** As {@link #resolve(String, int)}; a path is an address as it is. */
    public CompletionStage<? extends SocketAddress> resolve(HostPort place) {
        return place.isUnix() ? CompletableFuture.completedFuture(unix(Path.of(place.host())))
            : resolve(place.host(), place.port());
    }

    private SocketAddress unix(Path path) {
        return loops.transport() == Transport.NIO ? UnixDomainSocketAddress.of(path)
            : new DomainSocketAddress(path.toFile());
    }

    /**
     * Binds a TCP listener that accepts nothing until {@link Listener#accept} is called.
     *
     * @param settings closed with the listener
     * @param handlers makes the handler of each accepted connection, on {@code loop}
     * @return fails with EADDRINUSE, EACCES, or EINVAL for an address that is not this machine's
     */
    public CompletionStage<Listener> listen(EventLoop loop, InetSocketAddress address,
            ListenSettings settings, Supplier<ConnectionHandler> handlers) {
        return bound(loop, tcp(loop, settings, handlers).bind(address), address)
            .thenApply(channel -> new Listener(channel, settings));
    }

    private ServerBootstrap tcp(EventLoop loop, ListenSettings settings,
            Supplier<ConnectionHandler> handlers) {
        Transport transport = loops.transport();
        ServerBootstrap b = server(loop, settings, handlers)
            .option(ChannelOption.SO_REUSEADDR, true)
            .channel(transport.server);
        int alive = settings.stream().aliveSeconds();
        if (alive > 0) {
            // What Linux accepts has its listener's, which saves system calls; Java's listeners have none.
            add(transport.keepAlive(alive), transport == Transport.NIO ? b::childOption : b::option);
        }
        return b;
    }

    /**
     * As {@link #listen} on several loops, each with a listener of its own; the system divides
     * the connections among them.
     *
     * @param handlers makes the handler of each accepted connection, on its loop
     */
    public CompletionStage<List<Listener>> listen(List<EventLoop> on, InetSocketAddress address,
            PortUse use, ListenSettings settings,
            Function<EventLoop, ConnectionHandler> handlers) {
        EventLoop first = on.getFirst();
        if (use == PortUse.SHARED) {
            return shared(on, address, settings, handlers);
        }
        if (on.size() == 1 && use == PortUse.OWN) {
            return listen(first, address, settings, () -> handlers.apply(first))
                .thenApply(List::of);
        }
        // Those that share a port would share it with another program's too: ask without sharing.
        try (ServerSocket alone = new ServerSocket()) {
            alone.setReuseAddress(true);
            alone.bind(address);
            address = (InetSocketAddress) alone.getLocalSocketAddress();
        } catch (IOException e) {
            return CompletableFuture.failedFuture(NetErrors.of(e, address, ErrorCode.EIO));
        }
        return shared(on, address, settings, handlers);
    }

    private CompletionStage<List<Listener>> shared(List<EventLoop> on, InetSocketAddress address,
            ListenSettings settings, Function<EventLoop, ConnectionHandler> handlers) {
        CompletionStage<List<Listener>> all = CompletableFuture.completedFuture(new ArrayList<>());
        for (EventLoop loop : on) {
            ServerBootstrap b = tcp(loop, settings, () -> handlers.apply(loop));
            b.option(loops.transport().sharedPort(), true);
            all = all.thenCompose(sofar -> bound(loop, b.bind(address), address).handle((one, cause) -> {
                if (cause != null) {
                    sofar.forEach(Listener::close);
                    throw EngineException.of(cause);
                }
                sofar.add(new Listener(one, settings));
                return sofar;
            }));
        }
        return all;
    }

    /** As {@link #listen} on a Unix socket path that must not exist. */
    public CompletionStage<Listener> listenUnix(EventLoop loop, Path path,
            ListenSettings settings, Supplier<ConnectionHandler> handlers) {
        Transport transport = loops.transport();
        SocketAddress address = unix(path);
        ServerBootstrap b = server(loop, settings, handlers).channel(transport.serverDomain);
        if (transport == Transport.NIO) {
            b.childOption(ChannelOption.ALLOW_HALF_CLOSURE, null); // it cannot, and would warn
        }
        return bound(loop, b.bind(address), address)
            .thenApply(channel -> new Listener(channel, settings));
    }

    /** As {@link #listenUnix(EventLoop, Path, ListenSettings, Supplier)}, on a file of our own. */
    public CompletionStage<Listener> listenUnix(EventLoop loop, UnixSocket socket,
            ListenSettings settings, Supplier<ConnectionHandler> handlers) {
        return listenUnix(loop, socket.bound(), settings, handlers).thenApply(listener -> {
            try {
                socket.settle();
            } catch (EngineException e) {
                listener.close();
                throw e;
            }
            return listener.on(socket);
        });
    }

    private ServerBootstrap server(EventLoop loop, ListenSettings settings,
            Supplier<ConnectionHandler> handlers) {
        ServerBootstrap b = new ServerBootstrap().group(loop, loop)
            .option(ChannelOption.SO_BACKLOG, settings.backlog())
            .option(ChannelOption.AUTO_READ, false)
            .handler(new AcceptBackoff(limit, settings))
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(settings.stream().writeLowBytes(),
                    settings.stream().writeHighBytes()))
            .childHandler(new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel channel) {
                    // NIO's Unix sockets do not know it, and are then closed by their peer's end.
                    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
                    enter(channel, settings, handlers);
                }
            });
        add(loops.transport().streamOptions(), b::childOption);
        return b;
    }

    private void enter(Channel channel, ListenSettings settings,
            Supplier<ConnectionHandler> handlers) {
        boolean balanced = settings.balancerMs() > 0;
        if (!balanced && !settings.enter(channel, channel.remoteAddress())) {
            settings.refused();
            channel.close();
            return;
        }
        Connection connection = connection(handlers.get(), settings.stream());
        if (balanced) {
            channel.pipeline().addLast(new BalancerGate(settings, connection));
        }
        if (settings.tls() != null) {
            connection.withTls();
            channel.pipeline().addLast(new TlsGate(settings, connection));
        }
        channel.pipeline().addLast(connection);
    }

    /** As {@link #connect(EventLoop, Dial, ConnectionHandler)}, over TCP and without TLS. */
    public CompletionStage<Connection> connect(EventLoop loop, InetSocketAddress address,
            Duration timeout, StreamSettings settings, ConnectionHandler handler) {
        return connect(loop, new Dial(null, address, timeout, settings, null), handler);
    }

    /**
     * Connects a stream.
     *
     * @return fails with ECONNECT, ETIMEOUT or ETLS; by then the handler's {@code onClose} has not
     *         run
     */
    public CompletionStage<Connection> connect(EventLoop loop, Dial dial,
            ConnectionHandler handler) {
        Connection connection = connection(handler, dial.settings());
        boolean tcp = dial.address() instanceof InetSocketAddress;
        Transport transport = loops.transport();
        CompletableFuture<Connection> agreed = new CompletableFuture<>();
        Bootstrap b = new Bootstrap().group(loop)
            .channelFactory(within(tcp ? transport.stream : transport.domain, dial.address()))
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) dial.timeout().toMillis())
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(
                dial.settings().writeLowBytes(), dial.settings().writeHighBytes()))
            .handler(new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel channel) {
                    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
                    if (dial.tls() != null) {
                        connection.withTls();
                        channel.pipeline().addLast(shake(dial, channel, connection, agreed));
                    }
                    channel.pipeline().addLast(connection);
                }
            });
        add(transport.streamOptions(), b::option);
        if (tcp && dial.settings().aliveSeconds() > 0) {
            add(transport.keepAlive(dial.settings().aliveSeconds()), b::option);
        }
        return opened(loop, b.connect(dial.address()), dial.address(), ErrorCode.ECONNECT)
            .thenCompose(channel -> dial.tls() == null
                ? CompletableFuture.completedFuture(connection) : agreed);
    }

    /** Makes channels while there is room for them. */
    private ChannelFactory<Channel> within(Class<? extends Channel> type, SocketAddress to) {
        ChannelFactory<Channel> maker = new ReflectiveChannelFactory<>(type);
        return () -> {
            Channel channel = maker.newChannel();
            if (limit.isPassedBy(channel)) {
                channel.unsafe().closeForcibly();
                throw new EngineException(ErrorCode.ECONNECT,
                    NetErrors.show(to) + ": " + ConnectionLimit.CAUSE);
            }
            return channel;
        };
    }

    private static SslHandler shake(Dial dial, Channel channel, Connection connection,
            CompletableFuture<Connection> agreed) {
        SslHandler tls = dial.tls().handler(
            dial.place().isUnix() ? "localhost" : dial.place().host(), dial.place().port(),
            channel.alloc());
        tls.setHandshakeTimeoutMillis(dial.timeout().toMillis());
        tls.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                TlsFeed.into(channel.pipeline());
                agreed.complete(connection);
            } else {
                agreed.completeExceptionally(new EngineException(ErrorCode.ETLS,
                    dial.place() + ": " + TlsFailures.reason(done.cause()), done.cause()));
            }
        });
        return tls;
    }

    /**
     * Opens a datagram socket.
     *
     * @param bind    the local address; port 0 lets the system choose
     * @param handler gets {@code DatagramPacket}s
     */
    public CompletionStage<DatagramChannel> datagram(EventLoop loop, InetSocketAddress bind,
            ChannelHandler handler) {
        Bootstrap b = new Bootstrap().group(loop).channel(loops.transport().datagram)
            .handler(new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(TurnLimit.WATCH, handler);
                }
            });
        return bound(loop, b.bind(bind), bind).thenApply(DatagramChannel.class::cast);
    }

    /** An id that no connection of the engine has had, for a peer without a stream. */
    public long newConnectionId() {
        return connectionIds.incrementAndGet();
    }

    private Connection connection(ConnectionHandler handler, StreamSettings settings) {
        return new Connection(newConnectionId(), handler, settings);
    }

    /** Some have to be there before a channel is registered, which is before it is initialized. */
    @SuppressWarnings("unchecked")
    private static void add(Map<ChannelOption<?>, Object> options,
            BiConsumer<ChannelOption<Object>, Object> to) {
        options.forEach((k, v) -> to.accept((ChannelOption<Object>) k, v));
    }

    private static CompletionStage<Channel> bound(EventLoop loop, ChannelFuture future,
            SocketAddress address) {
        return opened(loop, future, address, ErrorCode.EIO);
    }

    private static CompletionStage<Channel> opened(EventLoop loop, ChannelFuture future,
            SocketAddress address, ErrorCode otherwise) {
        CompletableFuture<Channel> result = new CompletableFuture<>();
        future.addListener(done -> {
            if (done.isSuccess()) {
                result.complete(future.channel());
                return;
            }
            EngineException failure = done.cause() instanceof EngineException known ? known
                : NetErrors.of(done.cause(), address, otherwise);
            if (loop.inEventLoop()) {
                result.completeExceptionally(failure);
            } else {
                // Without a channel, which would have its loop, Netty tells it on a thread of its own.
                loop.execute(() -> result.completeExceptionally(failure));
            }
        });
        return result;
    }
}
