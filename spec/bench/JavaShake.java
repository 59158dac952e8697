import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.io.File;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * Full handshakes of TLS 1.3 between two engines of the JDK as it comes, in memory: without sockets,
 * events or buffers of a server. Only the server's half is counted.
 */
final class JavaShake {
    private static final int BYTES = 1 << 16;
    private static final int STEPS_MAX = 40;

    private final SslContext server;
    private final SSLContext client;
    private final ByteBuffer up = ByteBuffer.allocate(BYTES);
    private final ByteBuffer down = ByteBuffer.allocate(BYTES);
    private final ByteBuffer none = ByteBuffer.allocate(0);
    private final ByteBuffer text = ByteBuffer.allocate(BYTES);
    private long serverNanos;

    private JavaShake(SslContext server, SSLContext client) {
        this.server = server;
        this.client = client;
    }

    /** Arguments: certificate, key, seconds to warm up, seconds that are counted. */
    public static void main(String[] args) throws SSLException, GeneralSecurityException {
        SslContext server = SslContextBuilder.forServer(new File(args[0]), new File(args[1]))
            .sslProvider(SslProvider.JDK)
            .protocols("TLSv1.3", "TLSv1.2").build();
        SSLContext client = SSLContext.getInstance("TLS");
        client.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        JavaShake shake = new JavaShake(server, client);
        shake.perSecond(Double.parseDouble(args[2]));
        System.out.printf("%.1f handshakes a second%n", shake.perSecond(Double.parseDouble(args[3])));
    }

    private double perSecond(double seconds) throws SSLException {
        long end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        serverNanos = 0;
        int count = 0;
        while (System.nanoTime() < end) {
            once();
            count++;
        }
        return count / (serverNanos / (double) TimeUnit.SECONDS.toNanos(1));
    }

    private void once() throws SSLException {
        long began = System.nanoTime();
        SSLEngine ours = server.newEngine(UnpooledByteBufAllocator.DEFAULT);
        serverNanos += System.nanoTime() - began;
        SSLEngine theirs = client.createSSLEngine();
        theirs.setUseClientMode(true);
        SSLParameters wanted = theirs.getSSLParameters();
        wanted.setProtocols(new String[] {"TLSv1.3"});
        wanted.setNamedGroups(new String[] {"x25519"}); // as OpenSSL's client sends a key for
        theirs.setSSLParameters(wanted);
        theirs.beginHandshake();
        up.clear();
        down.clear();
        boolean done = false;
        for (int i = 0; i < STEPS_MAX && (!done || down.position() > 0); i++) {
            step(theirs, down, up);
            began = System.nanoTime();
            done |= step(ours, up, down);
            serverNanos += System.nanoTime() - began;
        }
        if (!done) {
            throw new IllegalStateException("no handshake in " + STEPS_MAX + " steps");
        }
        theirs.closeOutbound();
        step(theirs, down, up);
        began = System.nanoTime();
        step(ours, up, down);
        ours.closeOutbound();
        ReferenceCountUtil.release(ours);
        serverNanos += System.nanoTime() - began;
    }

    /** All that one side can do now; whether its handshake is over. */
    private boolean step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        in.flip();
        try {
            for (;;) {
                HandshakeStatus next = engine.getHandshakeStatus();
                if (next == HandshakeStatus.NEED_TASK) {
                    engine.getDelegatedTask().run();
                    continue;
                }
                boolean wraps = next == HandshakeStatus.NEED_WRAP;
                if (!wraps && !in.hasRemaining()) {
                    return next == HandshakeStatus.NOT_HANDSHAKING;
                }
                SSLEngineResult result = wraps ? engine.wrap(none, out) : engine.unwrap(in, text.clear());
                if (result.getStatus() != Status.OK) {
                    return false;
                }
            }
        } finally {
            in.compact();
        }
    }
}
