import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;

/** Netty's own line decoder on io_uring, which echoes: what its users would write. */
final class NettyLines extends ChannelInitializer<SocketChannel> {
    private NettyLines() {}

    @Override
    protected void initChannel(SocketChannel channel) {
        channel.pipeline().addLast(new LineBasedFrameDecoder(65_536, false, true), new Echo());
    }

    private static final class Echo extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf line) {
            ctx.write(line.retain(), ctx.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
        }
    }

    public static void main(String[] args) throws InterruptedException {
        NettyServer.serve(new NettyLines());
    }
}
