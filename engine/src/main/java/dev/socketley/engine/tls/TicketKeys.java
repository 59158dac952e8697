package dev.socketley.engine.tls;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys that session tickets are sealed with. They are the same for every certificate and every
 * generation of certificates, so that a renewal ends no session, and change with time; the one
 * before still opens tickets. The JDK's provider has its own.
 *
 * <p><b>Thread:</b> guarded by {@link ServerTls}.
 */
final class TicketKeys {
    private final SecureRandom random = new SecureRandom();
    private final List<OpenSslSessionTicketKey> keys = new ArrayList<>();
    private final Duration lifetime;
    private long madeNanos;

    /** @param lifetime of a session; zero for none, and then every client's key is another */
    TicketKeys(Duration lifetime) {
        this.lifetime = lifetime;
        turn();
    }

    /** Makes a new key once the newest is older than a session lives; whether it did. */
    boolean turnIfDue() {
        if (System.nanoTime() - madeNanos < lifetime.toNanos()) {
            return false;
        }
        turn();
        return true;
    }

    private void turn() {
        keys.addFirst(new OpenSslSessionTicketKey(bytes(OpenSslSessionTicketKey.NAME_SIZE),
            bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
            bytes(OpenSslSessionTicketKey.AES_KEY_SIZE)));
        if (keys.size() > (lifetime.isZero() ? 1 : 2)) {
            keys.removeLast();
        }
        madeNanos = System.nanoTime();
    }

    private byte[] bytes(int n) {
        byte[] out = new byte[n];
        random.nextBytes(out);
        return out;
    }

    void give(SslContext context) {
        if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
            sessions.setSessionCacheEnabled(!lifetime.isZero());
            sessions.setTicketKeys(keys.toArray(OpenSslSessionTicketKey[]::new));
        }
    }
}
