package dev.socketley.engine.net;

import dev.socketley.engine.log.Log;
import dev.socketley.engine.tls.TlsFailures;
import dev.socketley.engine.tls.TlsSession;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One peer's stream. Bytes go to its {@link ConnectionHandler}; what the handler leaves unread is
 * kept and offered again with the next bytes or after {@link #resume}.
 *
 * <p><b>Thread:</b> the connection's loop. <b>Owns:</b> the channel, its {@link UnreadInput}
 * and {@link OutputTail}. <b>Bounds:</b> the handler bounds unread input; output is bounded by the
 * watermarks.
 */
public final class Connection extends ChannelInboundHandlerAdapter {
    /** Why a connection that {@link #isOverflowed} was lost. */
    public static final String OVERFLOW = "queued output exceeds write-bytes-max";
    private static final long GENTLE_MS = 1000;

    private final long id;
    private final int writeBytesMax;
    private final long closeMsMax;
    private final UnreadInput unread = new UnreadInput();
    private ConnectionHandler handler;
    private Channel channel;
    private ChannelHandlerContext context;
    private TurnLimit turn;
    private OutputTail tail;
    private SocketAddress peer;
    private String peerIp;
    private long lastReadNanos = System.nanoTime();
    private long bytesIn;
    private long bytesOut;
    private boolean dirty;
    private boolean paused;
    private boolean reading;
    /** Between a read and the news that it is complete, which will come. */
    private boolean inRead;
    private boolean ended;
    private boolean inputEnded;
    private boolean closing;
    private boolean closed;
    private boolean overflowed;
    /** TLS is between it and the channel, or will be. */
    private boolean secure;
    private boolean opened;

    /**
     * @param id       never given to another connection of the engine
     * @param settings what bounds its output
     */
    Connection(long id, ConnectionHandler handler, StreamSettings settings) {
        this.id = id;
        this.handler = handler;
        this.writeBytesMax = settings.writeBytesMax();
        this.closeMsMax = settings.closeMsMax();
    }

    /** Whose it is, as a load balancer told before anything else. */
    void from(SocketAddress address) {
        peer = address;
    }

    /** Whose it is. */
    public SocketAddress peer() {
        return peer != null ? peer : channel.remoteAddress();
    }

    /** Its handler hears of it once TLS is agreed. */
    void withTls() {
        secure = true;
    }

    /** The peer does without. */
    void withoutTls() {
        secure = false;
    }

    /** Whether what passes is encrypted. */
    public boolean isSecure() {
        return secure;
    }

    /** Facts of its TLS as {@link TlsSession#facts} names them, or null without TLS. */
    public Map<String, Object> tls() {
        SslHandler tls = secure ? channel.pipeline().get(SslHandler.class) : null;
        return tls == null ? null : TlsSession.facts(tls);
    }

    public long id() {
        return id;
    }

    public EventLoop loop() {
        return channel.eventLoop();
    }

    /** Where buffers for this connection come from. */
    public ByteBufAllocator alloc() {
        return channel.alloc();
    }

    Channel channel() {
        return channel;
    }

    /** Gives the connection to another handler; unread input is offered to it next. */
    public void handler(ConnectionHandler next) {
        handler = next;
    }

    public ConnectionHandler handler() {
        return handler;
    }

    /** The peer's address with its port as {@code 127.0.0.1:40312}, or an empty string. */
    public String peerAddress() {
        return peer() instanceof InetSocketAddress inet
            && inet.getAddress() != null ? NetUtil.toSocketAddressString(inet) : "";
    }

    /** Where the peer connected to. */
    public SocketAddress local() {
        return channel.localAddress();
    }

    /** The address that the peer connected to, as {@link #peerAddress} has it. */
    public String localAddress() {
        return channel.localAddress() instanceof InetSocketAddress inet
            && inet.getAddress() != null ? NetUtil.toSocketAddressString(inet) : "";
    }

    /** The peer's address as text without a port, or an empty string. Any thread, once it is open. */
    public String peerIp() {
        if (peerIp == null) {
            peerIp = peer() instanceof InetSocketAddress inet && inet.getAddress() != null
                ? NetUtil.toAddressString(inet.getAddress()) : "";
        }
        return peerIp;
    }

    public boolean isOpen() {
        return !closing && channel.isActive();
    }

    /** Whether queued output is under the high watermark. */
    public boolean isWritable() {
        return channel.isWritable();
    }

    /** Bytes written here that the kernel has not taken yet. */
    public long queuedBytes() {
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        return (queue == null ? 0 : queue.totalPendingWriteBytes())
            + tail.readableBytes();
    }

    public long bytesIn() {
        return bytesIn;
    }

    public long bytesOut() {
        return bytesOut;
    }

    /** {@link System#nanoTime} of the last bytes received. */
    public long lastReadNanos() {
        return lastReadNanos;
    }

    // ---- output ----------------------------------------------------------------------------

    /**
     * Queues bytes; they are flushed at the end of this turn of the loop.
     *
     * @param bytes ownership passes to the connection, which drops them once it is closing
     */
    public void write(ByteBuf bytes) {
        if (!isOpen()) {
            bytes.release();
            return;
        }
        int length = bytes.readableBytes();
        bytesOut += length;
        tail.add(bytes);
        queued(length);
    }

    /**
     * Room for a message that is encoded in place, at the end of what is queued. Nothing else may
     * be called on the connection before {@link #written}.
     *
     * @param bytesMax how much will be written at most
     * @return a buffer to write to, and to nothing else; null once the connection is closing
     */
    public ByteBuf reserve(int bytesMax) {
        return isOpen() ? tail.room(bytesMax) : null;
    }

    /** Ends what {@link #reserve} began: this many bytes were written. */
    public void written(int bytes) {
        bytesOut += bytes;
        queued(bytes);
    }

    /**
     * Queues bytes that only the kernel is to see, however many. The caller waits with more until
     * it hears that they have gone, so that the bound on queued output need not hold for them.
     *
     * @param then hears whether the kernel has taken all of them, not before this returns unless
     *             the connection is closing
     * @return false when something between here and the socket has to see the bytes
     */
    public boolean sendStatic(ByteBuffer bytes, Consumer<Boolean> then) {
        if (channel.pipeline().firstContext() != context) {
            return false;
        }
        if (!isOpen()) {
            then.accept(false);
            return true;
        }
        tail.passOn();
        bytesOut += bytes.remaining();
        context.write(Unpooled.wrappedBuffer(bytes), context.newPromise()).addListener(
            sent -> then.accept(sent.isSuccess()));
        dirty();
        return true;
    }

    private void dirty() {
        if (!dirty) {
            dirty = true;
            FlushQueue.current().add(this, channel.eventLoop(), inRead);
        }
    }

    /** What was queued before counts: a peer that has taken that is sent a message of any length. */
    private void queued(int added) {
        dirty();
        if (!channel.isWritable() && queuedBytes() - added > writeBytesMax) {
            overflowed = true;
            closeNow();
        }
    }

    /** Whether it was cut off because its peer let more than the bound pile up unread. */
    public boolean isOverflowed() {
        return overflowed;
    }

    void flushNow() {
        dirty = false;
        if (channel.isActive()) {
            tail.passOn();
            context.flush();
        } else {
            tail.drop();
        }
    }

    /** Closes after what is queued has been sent. Later reads are dropped. */
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        if (channel.isActive() && !isAllSent()) {
            tail.passOn();
            ScheduledFuture<?> patience = patience();
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
                patience.cancel(false);
                channel.close();
            });
        } else {
            channel.close();
        }
    }

    /**
     * Closes after what is queued has been sent and the peer has ended its stream too, or
     * {@value #GENTLE_MS} ms later. To close over bytes that have not been read would reset the
     * stream, and with it what the peer has not read yet.
     */
    public void closeGently() {
        if (closing) {
            return;
        }
        if (inputEnded || !(channel instanceof DuplexChannel duplex) || !channel.isActive()) {
            close();
            return;
        }
        closing = true;
        unread.skip();
        tail.passOn();
        ScheduledFuture<?> patience = patience();
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            patience.cancel(false);
            shutdown(duplex);
            if (inputEnded) {
                channel.close();
            } else {
                channel.config().setAutoRead(true);
                channel.eventLoop().schedule(() -> channel.close(), GENTLE_MS,
                    TimeUnit.MILLISECONDS);
            }
        });
    }

    /** Closes a peer that does not read what is queued for it in time. */
    private ScheduledFuture<?> patience() {
        return channel.eventLoop().schedule(this::cut, closeMsMax, TimeUnit.MILLISECONDS);
    }

    /** Closes at once; queued output is lost. */
    public void closeNow() {
        closing = true;
        cut();
    }

    /** Without a last word of TLS, which would wait behind what is queued. */
    private void cut() {
        ChannelHandlerContext tls = secure ? channel.pipeline().context(SslHandler.class) : null;
        if (tls == null) {
            channel.close();
        } else {
            tls.close();
        }
    }

    private void shutdown(DuplexChannel duplex) {
        SslHandler tls = secure ? channel.pipeline().get(SslHandler.class) : null;
        if (tls == null) {
            duplex.shutdownOutput();
        } else {
            tls.closeOutbound().addListener(done -> duplex.shutdownOutput());
        }
    }

    /** Ends our side of the stream after what is queued; the peer may still send. */
    public void endOutput() {
        if (channel instanceof DuplexChannel duplex && channel.isActive()) {
            tail.passOn();
            context.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(done -> shutdown(duplex));
        }
    }

    // ---- input -----------------------------------------------------------------------------

    /** Stops reading; bytes already here stay unread. */
    public void pause() {
        if (!paused) {
            paused = true;
            if (!inputEnded) {
                channel.config().setAutoRead(false);
            }
            if (inRead) {
                inRead = false; // io_uring cancels the read, and then tells of no end of it
                if (dirty) {
                    FlushQueue.current().schedule(channel.eventLoop());
                }
            }
        }
    }

    /** Reads again, offering what was left unread first. */
    public void resume() {
        if (!paused || closed) {
            return;
        }
        paused = false;
        if (!reading) {
            offer();
        }
        if (!paused && !inputEnded && channel.isOpen()) {
            // epoll has forgotten a socket whose input has ended, and fails when told to read it
            channel.config().setAutoRead(true);
        }
    }

    public boolean isPaused() {
        return paused;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        channel = ctx.channel();
        tail = new OutputTail(ctx);
        turn = TurnLimit.current();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!secure) {
            open();
        }
    }

    private void open() {
        opened = true;
        peer = peer();
        handler.onOpen(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            ctx.fireChannelRead(message);
            return;
        }
        lastReadNanos = System.nanoTime();
        bytesIn += bytes.readableBytes();
        if (turn != null) {
            turn.passed(lastReadNanos);
        }
        if (closing) {
            bytes.release();
            return;
        }
        inRead = !paused;
        unread.append(bytes, channel.alloc());
        if (!paused) {
            offer();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (inRead) {
            inRead = false;
            FlushQueue.current().readComplete(this, channel.eventLoop());
        }
        ctx.fireChannelReadComplete();
    }

    private void offer() {
        reading = true;
        try {
            while (!paused && !closing && !unread.isEmpty()) {
                int before = unread.readableBytes();
                ConnectionHandler now = handler;
                now.onReadable(this, unread.bytes());
                if (handler == now && unread.readableBytes() == before) {
                    break;
                }
            }
        } finally {
            reading = false;
        }
        unread.settle(channel.alloc());
        if (ended && !paused && !closing) {
            ended = false;
            handler.onEnd(this);
        }
    }

    /** Whether bytes have come that nobody has consumed. */
    public boolean hasUnread() {
        return !unread.isEmpty();
    }

    /**
     * Takes the unread input.
     *
     * @return a buffer the caller releases
     */
    public ByteBuf takeUnread() {
        return unread.take();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess() && !opened) {
                open();
            }
        } else if (event == SslCloseCompletionEvent.SUCCESS
                || event instanceof ChannelInputShutdownEvent) {
            if (inputEnded) {
                return;
            }
            ended = true;
            inputEnded = true;
            handler.onInputEnded(this);
            if (closing) {
                closeIfSent();
            } else if (!paused && !reading) {
                offer();
            }
        } else if (!(event instanceof ChannelInputShutdownReadComplete)) {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** Whether the kernel has all output; a last word of TLS is not part of that. */
    private boolean isAllSent() {
        return !secure && queuedBytes() == 0;
    }

    /** While output is queued, its flush closes. */
    private void closeIfSent() {
        if (queuedBytes() == 0) {
            channel.close();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable() && !closing) {
            handler.onDrain(this);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (closed) {
            return;
        }
        closed = true;
        closing = true;
        unread.free();
        tail.drop();
        if (opened) {
            handler.onClose(this);
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (TlsFailures.isTls(cause)) {
            Log.debug("tls_broken", "id", id, "cause", TlsFailures.reason(cause));
            if (!opened) {
                return; // the handler of TLS tells the peer and closes
            }
        } else if (!(cause instanceof IOException)) {
            Log.error("connection_lost", "id", id, "cause", cause);
        }
        closeNow();
    }
}
