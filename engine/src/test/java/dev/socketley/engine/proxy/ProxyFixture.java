package dev.socketley.engine.proxy;

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
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** An engine with proxies on ports of the system's choice, and all that a test opens. */
final class ProxyFixture implements Closeable {
    static {
        NettyLog.install();
    }

    final Engine engine;
    final List<String> log = new CopyOnWriteArrayList<>();
    private final Runnable unlisten = Log.listen(line -> log.add(line.text()));
    private final List<Closeable> opened = new ArrayList<>();

    ProxyFixture() {
        this(Transport.of(System.getProperty("socketley.transport", "auto")).get());
    }

    ProxyFixture(Transport transport) {
        engine = new Engine(RuntimeTypes.ALL, transport, 1);
    }

    /** Hooks in Java: a result at once, or a {@link CompletableFuture} for one that comes later. */
    static final class Script implements Hooks {
        final List<String> calls = new CopyOnWriteArrayList<>();
        private final Map<Hook, Function<Object[], Object>> hooks = new EnumMap<>(Hook.class);

        Script on(Hook hook, Function<Object[], Object> body) {
            hooks.put(hook, body);
            return this;
        }

        @Override
        public boolean has(Hook hook) {
            return hooks.containsKey(hook);
        }

        @Override
        public void call(Runtime self, Hook hook, HookDone done, Object... args) {
            calls.add(hook.word());
            Object result = hooks.get(hook).apply(args);
            if (result instanceof CompletableFuture<?> later) {
                later.thenAcceptAsync(value -> done.done(value, null, null), self.loop());
            } else {
                done.done(result, null, null);
            }
        }
    }

    /** A client socket, Latin-1 text. */
    static final class Wire implements Closeable {
        final Socket socket;
        private final InputStream in;

        Wire(int port) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(30_000);
            in = socket.getInputStream();
        }

        Wire send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        }

        String text(int bytes) throws IOException {
            return new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
        }

        /** Head of the next response with its empty line, or what came before the end. */
        String head() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int c = in.read();
                if (c < 0) {
                    break;
                }
                head.write(c);
            }
            return head.toString(StandardCharsets.ISO_8859_1);
        }

        /** Status and body of the next response, which has a length: {@code 200 hello}. */
        String response() throws IOException {
            String head = head();
            int at = head.toLowerCase(Locale.ROOT).indexOf("content-length: ");
            String digits = at < 0 ? "0" : head.substring(at + 16, head.indexOf('\r', at));
            String status = head.isEmpty() ? "end" : head.split(" ")[1];
            return status + ' ' + text(Integer.parseInt(digits));
        }

        /** Sends a GET and returns what {@link #response} does. */
        String get(String path) throws IOException {
            return send("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n").response();
        }

        /** Everything up to the end; a reset ends it too. */
        String rest() throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try {
                in.transferTo(out);
            } catch (SocketException e) {
                out.write("<reset>".getBytes(StandardCharsets.ISO_8859_1));
            }
            return out.toString(StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Closes it when the test ends. */
    <T extends Closeable> T open(T resource) {
        opened.add(resource);
        return resource;
    }

    StubBackend backend(StubBackend.Behaviour behaviour) throws IOException {
        return open(new StubBackend(behaviour));
    }

    StubBackend named(String name) throws IOException {
        return open(StubBackend.named(name));
    }

    Wire wire(ProxyRuntime proxy) throws IOException {
        return open(new Wire(proxy.port()));
    }

    ProxyRuntime create(String name, Hooks hooks, Object... options) {
        OptionSet set = engine.type("proxy").defaults().with("ephemeral", true)
            .with("bind", "127.0.0.1");
        for (int i = 0; i < options.length; i += 2) {
            set = set.with((String) options[i], options[i + 1]);
        }
        return (ProxyRuntime) engine.create(engine.type("proxy"), name, set, hooks, "", null);
    }

    ProxyRuntime start(Hooks hooks, Object... options) {
        return start("gate", hooks, options);
    }

    ProxyRuntime start(String name, Hooks hooks, Object... options) {
        ProxyRuntime proxy = create(name, hooks, options);
        await(proxy.start());
        return proxy;
    }

    /** A proxy without a script. */
    ProxyRuntime proxy(StubBackend... to) {
        return start(Hooks.NONE, "backends", List.of(to).stream().map(StubBackend::address).toList());
    }

    /** A client of a {@link #proxy}. */
    Wire through(StubBackend... to) throws IOException {
        return wire(proxy(to));
    }

    static void await(CompletionStage<?> stage) {
        stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    static <T> T on(Runtime runtime, Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, runtime.loop())
            .orTimeout(30, TimeUnit.SECONDS).join();
    }

    static void until(String what, BooleanSupplier condition) {
        Until.holds(what, condition);
    }

    /** A port on which nobody listens. */
    static int deadPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
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
