import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;

/** A server on Netty's own io_uring transport with one loop, at BENCH_PORT of loopback. */
final class NettyServer {
    private NettyServer() {}

    static void serve(ChannelInitializer<SocketChannel> connections) throws InterruptedException {
        MultiThreadIoEventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, IoUringIoHandler.newFactory());
        new ServerBootstrap().group(loops).channel(IoUringServerSocketChannel.class)
            .childHandler(connections)
            .bind("127.0.0.1", Integer.parseInt(System.getenv("BENCH_PORT"))).sync();
    }
}
