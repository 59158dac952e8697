package dev.socketley.engine.tls;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;

/** Whose TLS it is. <b>Thread:</b> any. */
enum TlsProvider {
    OPENSSL(SslProvider.OPENSSL_REFCNT),
    JDK(SslProvider.JDK);

    final SslProvider netty;

    TlsProvider(SslProvider netty) {
        this.netty = netty;
    }

    /**
     * The provider for a key. OpenSSL as it is bound here does not sign with Ed25519.
     *
     * @throws EngineException EINVAL when another was forced
     */
    static TlsProvider of(String word, PrivateKey key) {
        if (!key.getAlgorithm().equals("EdDSA") && !key.getAlgorithm().equals("Ed25519")) {
            return of(word);
        }
        if (word.equals("openssl")) {
            throw new EngineException(ErrorCode.EINVAL,
                "tls_provider: openssl does not sign with Ed25519 keys, jdk or auto does");
        }
        return JDK;
    }

    /**
     * The provider of that word.
     *
     * @param word {@code auto} for OpenSSL where its library loads, {@code openssl} or {@code jdk}
     * @throws EngineException EINVAL when it was forced and does not load here
     */
    static TlsProvider of(String word) {
        if (word.equals("jdk")) {
            return JDK;
        }
        if (OpenSsl.isAvailable()) {
            return OPENSSL;
        }
        if (word.equals("openssl")) {
            throw new EngineException(ErrorCode.EINVAL, "tls_provider: openssl does not work here: "
                + OpenSsl.unavailabilityCause().getMessage());
        }
        return JDK;
    }
}
