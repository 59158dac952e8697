package dev.socketley.engine.client;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Engine;
import dev.socketley.engine.Hook;
import dev.socketley.engine.HookDone;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.Until;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.log.NettyLog;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.types.RuntimeTypes;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** An engine with clients, and a plain server socket for them to connect to. */
final class ClientFixture implements Closeable {
    static {
        NettyLog.install();
    }

    final Engine engine = new Engine(RuntimeTypes.ALL,
        Transport.of(System.getProperty("socketley.transport", "auto")).get(), 1);
    final List<String> log = new CopyOnWriteArrayList<>();
    final ServerSocket server;
    private final Runnable unlisten = Log.listen(line -> log.add(line.text()));
    private final List<Closeable> opened = new ArrayList<>();

    ClientFixture() throws IOException {
        server = new ServerSocket(0, 16, InetAddress.getByName("127.0.0.1"));
        server.setSoTimeout(60_000);
        opened.add(server);
    }

    /** Hooks that note their calls as {@code on_message text} and do what a test gives them. */
    static final class Script implements Hooks {
        final List<String> calls = new CopyOnWriteArrayList<>();
        private final Map<Hook, Function<Object, Object>> hooks = new EnumMap<>(Hook.class);

        Script on(Hook hook, Function<Object, Object> body) {
            hooks.put(hook, body);
            return this;
        }

        /** Notes messages, connects and disconnects. */
        static Script noting() {
            return new Script().on(Hook.ON_MESSAGE, x -> null).on(Hook.ON_CONNECT, x -> null)
                .on(Hook.ON_DISCONNECT, x -> null);
        }

        List<String> of(Hook hook) {
            return calls.stream().filter(c -> c.startsWith(hook.word())).toList();
        }

        @Override
        public boolean has(Hook hook) {
            return hooks.containsKey(hook);
        }

        @Override
        public void call(Runtime self, Hook hook, HookDone done, Object... args) {
            Object arg = args.length == 0 ? null : args[0];
            calls.add(arg instanceof byte[] b ? hook.word() + ' ' + new String(b) : hook.word());
            Object result = hooks.get(hook).apply(arg);
            if (result instanceof CompletableFuture<?> later) {
                later.thenAcceptAsync(value -> done.done(value, null, null), self.loop());
            } else {
                done.done(result, null, null);
            }
        }
    }

    /** The server's end of a client's connection. */
    record Peer(Socket socket, BufferedReader in) implements Closeable {
        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        }

        String line() throws IOException {
            return in.readLine();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    Peer accept() throws IOException {
        Socket socket = server.accept();
        socket.setSoTimeout(60_000);
        Peer peer = new Peer(socket, new BufferedReader(new InputStreamReader(
            socket.getInputStream(), StandardCharsets.UTF_8)));
        opened.add(peer);
        return peer;
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    Runtime create(String type, String name, Hooks hooks, Object... options) {
        OptionSet set = engine.type(type).defaults();
        for (int i = 0; i < options.length; i += 2) {
            set = set.with((String) options[i], options[i + 1]);
        }
        return engine.create(engine.type(type), name, set, hooks, "", null);
    }

    ClientRuntime client(Hooks hooks, Object... options) {
        return (ClientRuntime) create("client", "c", hooks, options);
    }

    ClientRuntime start(Hooks hooks, Object... options) {
        ClientRuntime client = client(hooks, options);
        await(client.start());
        return client;
    }

    static void await(CompletionStage<?> stage) {
        stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    static <T> T on(Runtime runtime, Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, runtime.loop())
            .orTimeout(60, TimeUnit.SECONDS).join();
    }

    static void send(Runtime runtime, String message) {
        on(runtime, () -> {
            runtime.send(message.getBytes(StandardCharsets.UTF_8));
            return null;
        });
    }

    static void until(String what, BooleanSupplier condition) {
        Until.holds(what, condition);
    }

    @Override
    public void close() throws IOException {
        for (Closeable resource : opened.reversed()) {
            resource.close();
        }
        for (Runtime runtime : engine.registry().all()) {
            await(engine.remove(runtime));
        }
        engine.close();
        System.gc();
        unlisten.run();
        assertTrue(log.stream().noneMatch(l -> l.contains("LEAK") || l.contains("EINTERNAL")
            || l.startsWith("connection_lost")), () -> "bad log: " + log);
    }
}
