package dev.socketley.engine;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.net.ConnectionHandler;
import dev.socketley.engine.net.ListenSettings;
import dev.socketley.engine.net.Listener;
import dev.socketley.engine.net.Network;
import dev.socketley.engine.net.PortUse;
import dev.socketley.engine.net.Subnets;
import dev.socketley.engine.net.UnixSocket;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.option.Places;
import dev.socketley.engine.stats.Metric;
import dev.socketley.engine.tls.ServerTls;
import dev.socketley.engine.tls.TlsOptions;
import io.netty.channel.EventLoop;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** Opens the listener that a runtime's options describe. <b>Thread:</b> any. */
public final class Listening {
    private Listening() {}

    /**
     * Refuses options that could not be opened, as far as that can be known without opening them.
     *
     * @throws EngineException EINVAL, naming the option
     */
    public static void check(OptionSet options) {
        if (!options.get(ListenOptions.UNIX).isEmpty()) {
            checkMode(options);
            Path path = Path.of(options.get(ListenOptions.UNIX)).toAbsolutePath();
            Places.check("unix", path);
        }
        balancers(options);
        ServerTls.check(options);
    }

    private static Subnets balancers(OptionSet options) {
        List<String> from = options.get(ListenOptions.PROXY_PROTOCOL_FROM);
        if (!from.isEmpty() && !options.get(ListenOptions.PROXY_PROTOCOL)) {
            throw new EngineException(ErrorCode.EINVAL,
                "proxy_protocol_from: not without proxy_protocol = true");
        }
        try {
            return Subnets.of(from);
        } catch (IllegalArgumentException e) {
            throw new EngineException(ErrorCode.EINVAL, "proxy_protocol_from: " + e.getMessage(), e);
        }
    }

    /**
     * Reads the TLS files on a thread of their own.
     *
     * @return fails with a reason that names option and file
     */
    public static CompletionStage<ListenSettings> settings(Runtime runtime) {
        OptionSet options = runtime.options();
        ListenSettings own = ListenSettings.of(CommonOptions.stream(options),
            options.get(ListenOptions.BACKLOG).intValue(),
            options.get(ListenOptions.PER_IP_MAX).intValue(),
            () -> runtime.loop().execute(
                () -> runtime.counters().increment(Metric.REFUSED_CONNECTIONS)));
        ListenSettings plain = options.get(ListenOptions.PROXY_PROTOCOL)
            ? own.behindBalancer(options.get(TlsOptions.HANDSHAKE_MS_MAX).toMillis(),
                balancers(options)) : own;
        return CompletableFuture.supplyAsync(() -> ServerTls.open(runtime.name(), options),
                task -> Thread.ofVirtual().name("tls-files-" + runtime.name()).start(task))
            .thenApply(tls -> tls == null ? plain
                : plain.with(tls, options.get(ListenOptions.DETECT_MS_MAX).toMillis()));
    }

    /**
     * Binds the port on the runtime's home loop; nothing is accepted yet.
     *
     * @param handlers makes the handler of each connection
     */
    public static CompletionStage<Listener> open(Runtime runtime, int port,
            Supplier<ConnectionHandler> handlers) {
        return open(runtime, List.of(runtime.loop()), port, PortUse.OWN, loop -> handlers.get())
            .thenApply(List::getFirst);
    }

    /**
     * As {@link #open(Runtime, int, Supplier)}, with a listener on each of several loops.
     *
     * @param use      of the port, unless reuse-port shares it
     * @param handlers makes the handler of each connection on its loop
     */
    public static CompletionStage<List<Listener>> open(Runtime runtime, List<EventLoop> loops,
            int port, PortUse use, Function<EventLoop, ConnectionHandler> handlers) {
        Network network = runtime.engine().network();
        if (!runtime.option(ListenOptions.UNIX).isEmpty()) {
            UnixSocket socket = unix(runtime.options());
            EventLoop first = loops.getFirst();
            return settings(runtime).thenCompose(settings ->
                network.listenUnix(first, socket, settings, () -> handlers.apply(first))
                    .thenApply(List::of).whenComplete((all, cause) -> closeIf(cause, settings)));
        }
        return network.resolve(runtime.option(CommonOptions.BIND), port).exceptionallyCompose(
            cause -> CompletableFuture.failedFuture(EngineException.of(cause).at("bind")))
            .thenCompose(at ->
            settings(runtime).thenCompose(settings ->
                network.listen(loops, at,
                    runtime.option(ListenOptions.REUSE_PORT) ? PortUse.SHARED : use, settings,
                    handlers)
                    .whenComplete((all, cause) -> closeIf(cause, settings))));
    }

    private static void closeIf(Throwable cause, ListenSettings settings) {
        if (cause != null) {
            settings.close();
        }
    }

    private static void checkMode(OptionSet options) {
        String mode = options.get(ListenOptions.UNIX_MODE);
        if (!mode.matches("[0-7]{3}|0[0-7]{3}")) {
            throw new EngineException(ErrorCode.EINVAL,
                "unix_mode: three octal digits expected, got \"" + mode + '"');
        }
    }

    private static UnixSocket unix(OptionSet options) {
        checkMode(options);
        return new UnixSocket(Path.of(options.get(ListenOptions.UNIX)).toAbsolutePath(),
            options.get(ListenOptions.UNIX_MODE),
            options.get(ListenOptions.UNIX_OWNER));
    }
}
