package dev.socketley.engine.net;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A bound socket that accepts connections once told to. <b>Thread:</b> any. */
public final class Listener {
    private final Channel channel;
    private final ListenSettings settings;
    private UnixSocket socket;

    Listener(Channel channel, ListenSettings settings) {
        this.channel = channel;
        this.settings = settings;
    }

    Listener on(UnixSocket file) {
        socket = file;
        return this;
    }

    /** The bound port, or 0 for a Unix socket. */
    public int port() {
        return channel.localAddress() instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }

    /** Begins to accept; peers that connected since the bind are accepted first. */
    public void accept() {
        channel.config().setAutoRead(true);
    }

    /** Stops accepting and frees the address; accepted connections stay. */
    public CompletionStage<Void> close() {
        settings.close();
        if (socket != null) {
            socket.remove();
        }
        CompletableFuture<Void> closed = new CompletableFuture<>();
        channel.close().addListener(done -> closed.complete(null));
        return closed;
    }
}
