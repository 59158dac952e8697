package dev.socketley.engine.net;

import dev.socketley.engine.log.Log;
import dev.socketley.engine.tls.ServerTls;
import dev.socketley.engine.tls.TlsFailures;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Stands before an accepted connection until its first bytes have told whether it speaks TLS and,
 * if so, until that is agreed. The connection is opened to its handler only
 * once TLS is agreed, or the client is known to do without where that is allowed.
 *
 * <p><b>Thread:</b> the connection's loop. <b>Bounds:</b> {@code handshake-ms-max}; it keeps at
 * most {@value #TELLING_BYTES} bytes.
 */
final class TlsGate extends ChannelDuplexHandler {
    private static final int HANDSHAKE_RECORD = 0x16;
    private static final int MAJOR_VERSION = 3;
    /** Enough for the longest method of HTTP and a blank. */
    private static final int TELLING_BYTES = 8;
    private static final long GENTLE_MS = 1000;

    private static final String SENTENCE = "this port speaks TLS only";

    private final ListenSettings settings;
    private final ServerTls tls;
    private final Connection connection;
    private ByteBuf first = Unpooled.EMPTY_BUFFER;
    private ScheduledFuture<?> timer;
    private ChannelHandlerContext context;
    private State state = State.TELLING;

    private enum State { TELLING, PASSING, REFUSED }

    TlsGate(ListenSettings settings, Connection connection) {
        this.settings = settings;
        this.tls = settings.tls();
        this.connection = connection;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        timer = tls.isPlainToo()
            ? ctx.executor().schedule(() -> plain(ctx), settings.detectMs(), TimeUnit.MILLISECONDS)
            : ctx.executor().schedule(() -> outOfTime(ctx), tls.handshakeMax().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void outOfTime(ChannelHandlerContext ctx) {
        failed("the client sent nothing that begins a TLS handshake in time");
        ctx.close();
    }

    private void failed(String cause) {
        settings.refused();
        Log.debug("tls_refused", "id", connection.id(), "peer", connection.peerAddress(),
            "cause", cause);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        TurnLimit.passed();
        if (state == State.PASSING) {
            ctx.fireChannelRead(message);
            return;
        }
        ByteBuf bytes = (ByteBuf) message;
        if (state == State.REFUSED) {
            bytes.release();
            return;
        }
        first = first.isReadable() ? Unpooled.wrappedBuffer(first, bytes) : bytes;
        int n = first.readableBytes();
        if (n == 0) {
            return;
        }
        int at = first.readerIndex();
        boolean maybe = first.getByte(at) == HANDSHAKE_RECORD
            && (n == 1 || first.getByte(at + 1) == MAJOR_VERSION);
        if (maybe && n > 1) {
            secure(ctx);
        } else if (!maybe && tls.isPlainToo()) {
            plain(ctx);
        } else if (!maybe && (n >= TELLING_BYTES || first.indexOf(at, at + n, (byte) '\n') >= 0)) {
            refuse(ctx);
        }
    }

    // ---- with TLS ---------------------------------------------------------------------------

    private void secure(ChannelHandlerContext ctx) {
        if (tls.asksName()) {
            ctx.pipeline().addAfter(ctx.name(), null, new ByName());
        } else {
            SslHandler handler = tls.handler(null, ctx.alloc());
            if (handler == null) {
                ctx.close();
                return;
            }
            bound(handler);
            ctx.pipeline().addAfter(ctx.name(), null, handler);
        }
        state = State.PASSING;
        passOn(ctx);
    }

    /** What is left of the time is for the handshake. */
    private SslHandler bound(SslHandler handler) {
        long max = tls.handshakeMax().toMillis();
        handler.setHandshakeTimeoutMillis(timer == null || tls.isPlainToo() ? max
            : Math.max(1, timer.getDelay(TimeUnit.MILLISECONDS)));
        handler.handshakeFuture().addListener(this::shaken);
        return handler;
    }

    private void shaken(Future<?> handshake) {
        if (handshake.isSuccess()) {
            TlsFeed.into(context.pipeline());
            context.pipeline().remove(this);
        } else {
            failed(TlsFailures.reason(handshake.cause()));
        }
    }

    /** Reads the host name that the client asks for and chooses by it. */
    private final class ByName extends SniHandler {
        private static final int HELLO_BYTES_MAX = 16 << 10;

        ByName() {
            super((String name) -> null, HELLO_BYTES_MAX, tls.handshakeMax().toMillis());
        }

        @Override
        protected Future<SslContext> lookup(ChannelHandlerContext ctx, String name) {
            return ctx.executor().newSucceededFuture(null);
        }

        @Override
        protected void replaceHandler(ChannelHandlerContext ctx, String name, SslContext none) {
            SslHandler handler = tls.handler(name, ctx.alloc());
            if (handler == null) {
                ctx.close();
                return;
            }
            bound(handler);
            ctx.pipeline().replace(this, null, handler);
        }
    }

    // ---- without ----------------------------------------------------------------------------

    private void plain(ChannelHandlerContext ctx) {
        connection.withoutTls();
        ctx.fireChannelActive();
        state = State.PASSING;
        passOn(ctx);
        if (!ctx.isRemoved()) {
            ctx.pipeline().remove(this);
        }
    }

    /** Tells whoever speaks text what is wrong; silence to all others. */
    private void refuse(ChannelHandlerContext ctx) {
        failed("the client does not speak TLS");
        state = State.REFUSED;
        stopTimer();
        String head = first.toString(StandardCharsets.ISO_8859_1);
        first.release();
        first = Unpooled.EMPTY_BUFFER;
        boolean text = head.chars().allMatch(c -> c >= ' ' && c < 127 || c == '\r' || c == '\n');
        if (!text) {
            ctx.close();
            return;
        }
        String answer = head.matches("(?s)(GET|POST|PUT|HEAD|DELETE|PATCH|OPTIONS|CONNECT) ?.*")
            ? "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: "
                + (SENTENCE.length() + 1) + "\r\nConnection: close\r\n\r\n" + SENTENCE + '\n'
            : SENTENCE + '\n';
        ctx.writeAndFlush(Unpooled.copiedBuffer(answer, StandardCharsets.US_ASCII))
            .addListener(done -> {
                if (ctx.channel() instanceof DuplexChannel duplex) {
                    duplex.shutdownOutput();
                }
            });
        ctx.executor().schedule(() -> ctx.close(), GENTLE_MS, TimeUnit.MILLISECONDS);
    }

    private void passOn(ChannelHandlerContext ctx) {
        stopTimer();
        ByteBuf bytes = first;
        first = Unpooled.EMPTY_BUFFER;
        if (bytes.isReadable()) {
            ctx.fireChannelRead(bytes);
        }
        ctx.fireChannelReadComplete();
    }

    // ---- end --------------------------------------------------------------------------------

    /**
     * Closes after the alert that says why: io_uring does not end a connection that is closed
     * while it reads and writes.
     */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> ctx.close(promise));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (state == State.PASSING) {
            ctx.fireChannelReadComplete();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (state == State.PASSING) {
            ctx.fireUserEventTriggered(event);
        } else if (event instanceof ChannelInputShutdownEvent) {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stopTimer();
        first.release();
        first = Unpooled.EMPTY_BUFFER;
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // a reset: there is nobody to tell
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stopTimer();
    }

    /** There is none before the connection is active, which one that goes at once never is. */
    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
