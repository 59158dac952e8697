package dev.socketley.engine.tls;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.option.OptionSet;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * The TLS of whoever connects: whom it believes and how it shows itself. Servers have to show a
 * certificate for the host name that was asked for, of a trusted authority, unless
 * {@code tls-insecure} says otherwise.
 *
 * <p><b>Thread:</b> any. <b>Owns:</b> the context; connections keep it alive by themselves.
 */
public final class ClientTls implements AutoCloseable {
    private final SslContext context;
    private final String name;

    private ClientTls(SslContext context, String name) {
        this.context = context;
        this.name = name;
    }

    /**
     * Reads the files that the options name. It blocks: not for a loop.
     *
     * @param owner name of the runtime, for the log
     * @param rows  which of the options
     * @throws EngineException naming option, file and reason
     */
    public static ClientTls open(String owner, OptionSet options, TlsOptions.Connecting rows) {
        SslContextBuilder builder = TlsContexts.base(SslContextBuilder.forClient(), options,
            TlsProvider.of(options.get(TlsOptions.PROVIDER)))
            .endpointIdentificationAlgorithm("HTTPS"); // a certificate has to be for the host
        if (options.get(rows.insecure())) {
            Log.warn("tls_insecure", "runtime", owner, "option", rows.insecure().luaKey(),
                "cause", "any certificate is believed");
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm(null);
        } else if (!options.get(rows.ca()).isEmpty()) {
            builder.trustManager(
                Identity.authorities(rows.ca().luaKey(), Path.of(options.get(rows.ca()))));
        } else if (options.get(TlsOptions.TLS).equals("dev")) {
            builder.trustManager(
                Identity.authorities("tls_dir", DevAuthority.in(options).certificate()));
        }
        show(options, rows, builder);
        try {
            return new ClientTls(builder.build(), options.get(rows.name()));
        } catch (IOException e) {
            throw new EngineException(ErrorCode.EINVAL, "tls: " + e.getMessage(), e);
        }
    }

    /** As {@link #open}, on a thread of its own. */
    public static CompletableFuture<ClientTls> opening(String owner, OptionSet options,
            TlsOptions.Connecting rows) {
        return CompletableFuture.supplyAsync(() -> open(owner, options, rows),
            task -> Thread.ofVirtual().name("tls-files-" + owner).start(task));
    }

    private static void show(OptionSet options, TlsOptions.Connecting rows,
            SslContextBuilder builder) {
        String cert = options.get(rows.cert());
        String key = options.get(rows.key());
        if (cert.isEmpty() && !key.isEmpty()) {
            throw ServerTls.invalid(rows.cert().luaKey() + ": a certificate file expected with "
                + rows.key().luaKey());
        }
        if (!cert.isEmpty()) {
            Identity own = Identity.load(
                new Identity.Option(rows.cert().luaKey(), rows.key().luaKey()), Path.of(cert),
                key.isEmpty() ? null : Path.of(key),
                options.get(rows.keyPassword()).toCharArray());
            builder.keyManager(own.key(), own.chain());
        }
    }

    /**
     * What stands in a new connection's pipeline.
     *
     * @param host as it was asked for, before it was resolved
     */
    public SslHandler handler(String host, int port, ByteBufAllocator allocator) {
        return context.newHandler(allocator, name.isEmpty() ? host : name, port);
    }

    @Override
    public void close() {
        ReferenceCountUtil.release(context);
    }
}
