package dev.socketley.engine.tls;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.option.OptionSet;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Contexts of one generation of certificates, by the names they are for.
 *
 * <p><b>Thread:</b> any; {@link ServerTls} counts the references. <b>Owns:</b> the contexts.
 */
final class TlsContexts {
    /** Of TLS 1.3 all, of 1.2 those with forward secrecy and authenticated encryption. */
    private static final List<String> CIPHERS = List.of(
        "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final List<SslContext> all = new ArrayList<>();
    private final Map<String, SslContext> byName = new HashMap<>();

    private TlsContexts() {}

    /** Who shows itself, and whom it believes. */
    record Material(List<Identity> identities, List<X509Certificate> authorities) {}

    static TlsContexts of(Material material, OptionSet options, TicketKeys tickets) {
        TlsContexts made = new TlsContexts();
        try {
            for (Identity identity : material.identities()) {
                SslContext context = context(identity, material.authorities(), options);
                made.all.add(context);
                tickets.give(context);
                identity.names().forEach(name -> made.byName.putIfAbsent(name, context));
            }
        } catch (IOException e) {
            made.release();
            throw new EngineException(ErrorCode.EINVAL, "tls: " + e.getMessage(), e);
        }
        return made;
    }

    private static SslContext context(Identity identity, List<X509Certificate> authorities,
            OptionSet options) throws IOException {
        SslContextBuilder builder = base(
            SslContextBuilder.forServer(identity.key(), identity.chain()), options,
            TlsProvider.of(options.get(TlsOptions.PROVIDER), identity.key()))
            .sessionTimeout(Math.max(1, options.get(TlsOptions.SESSION_TIMEOUT).toSeconds()))
            .sessionCacheSize(options.get(TlsOptions.SESSIONS_MAX))
            .clientAuth(switch (options.get(TlsOptions.CLIENT_CERT)) {
                case "want" -> ClientAuth.OPTIONAL;
                case "need" -> ClientAuth.REQUIRE;
                default -> ClientAuth.NONE;
            });
        List<String> protocols = options.get(TlsOptions.ALPN);
        if (!protocols.isEmpty()) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT,
                protocols));
        }
        // Without this, all that the JDK believes would be read and told to the library.
        return builder.trustManager(authorities).build();
    }

    /** What both sides have in common. */
    static SslContextBuilder base(SslContextBuilder builder, OptionSet options,
            TlsProvider provider) {
        if (provider == TlsProvider.JDK) {
            Curves.prefer();
        }
        return builder.sslProvider(provider.netty)
            .protocols(options.get(TlsOptions.TLS_MIN).equals("1.3") ? List.of("TLSv1.3")
                : List.of("TLSv1.3", "TLSv1.2"))
            .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE);
    }

    /** The context for a host name, or for a client that named none. */
    SslContext select(String name) {
        if (name == null || byName.isEmpty()) {
            return all.getFirst();
        }
        String lower = name.toLowerCase(Locale.ROOT);
        SslContext exact = byName.get(lower);
        int dot = lower.indexOf('.');
        SslContext wild = exact != null || dot < 0 ? null : byName.get("*" + lower.substring(dot));
        return exact != null ? exact : wild != null ? wild : all.getFirst();
    }

    /** Whether the client's host name matters. */
    boolean hasChoice() {
        return all.size() > 1;
    }

    List<SslContext> all() {
        return all;
    }

    /** Connections that have one keep it alive by themselves. */
    void release() {
        Set.copyOf(all).forEach(ReferenceCountUtil::release);
    }
}
