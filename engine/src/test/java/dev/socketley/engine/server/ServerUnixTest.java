package dev.socketley.engine.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.socketley.engine.Hook;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.option.OptionSet;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Unix sockets: served, connected to, proxied to. */
class ServerUnixTest {
    @TempDir
    Path dir;

    private static ServerRuntime serve(ServerFixture fixture, Path path, Object... more) {
        ServerRuntime[] server = new ServerRuntime[1];
        ScriptDouble echo = new ScriptDouble().on(Hook.ON_CLIENT_MESSAGE, args -> {
            server[0].send((Long) args[0], (byte[]) args[1]);
            return true;
        }).on(Hook.ON_HTTP_REQUEST, args -> "served".getBytes());
        Object[] all = new Object[more.length + 2];
        System.arraycopy(more, 0, all, 2, more.length);
        all[0] = "unix";
        all[1] = path.toString();
        server[0] = fixture.start("unix", echo, all);
        return server[0];
    }

    private static String ask(Path path, String text, int bytes) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(path));
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(bytes);
            while (answer.hasRemaining() && channel.read(answer) >= 0) {
                // until it is full
            }
            return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aServerAnswersOnAPath(Transport transport) throws IOException {
        Path path = dir.resolve("s");
        try (ServerFixture fixture = new ServerFixture(transport, 1)) {
            ServerRuntime server = serve(fixture, path, "unix-mode", "0640");
            assertEquals("hello\n", ask(path, "hello\n", 6));
            assertEquals("rw-r-----",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            assertEquals(0, server.port());
        }
        assertFalse(Files.exists(path), "the file goes with the server");
    }

    @Test
    void theFileIsOfTheOwnerThatIsAskedFor() throws IOException {
        Path path = dir.resolve("s");
        PosixFileAttributes own = Files.readAttributes(dir, PosixFileAttributes.class);
        try (ServerFixture fixture = new ServerFixture()) {
            for (String nobody : List.of("no-such-user", ":no-such-group")) {
                String which = nobody.substring(nobody.indexOf("no-such-") + 8);
                refused(fixture, "unix: " + path + ": unix_owner: there is no " + which + " 'no-such-"
                    + which + "'", "unix", path.toString(), "unix-owner", nobody);
                assertEquals(List.of(), names(), "nothing is left behind");
            }
            serve(fixture, path, "unix-owner", own.owner().getName() + ":" + own.group().getName());
            PosixFileAttributes made = Files.readAttributes(path, PosixFileAttributes.class);
            assertEquals(own.owner(), made.owner());
            assertEquals(own.group(), made.group());
            if (own.owner().getName().equals("root")) {
                ServerFixture.await(fixture.engine.remove(fixture.engine.registry().get("unix")));
                serve(fixture, path, "unix-owner", "nobody:nogroup");
                made = Files.readAttributes(path, PosixFileAttributes.class);
                assertEquals("nobody nogroup", made.owner() + " " + made.group());
            }
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** Such as one that is stopped: to wait for it would hold the loop. */
    @Test
    @Timeout(20)
    void whoeverAcceptsNobodyHoldsNobody() throws IOException {
        Path path = dir.resolve("s");
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocketChannel deaf = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(path), 1); ServerFixture fixture = new ServerFixture()) {
            assertThrows(SocketException.class, () -> {
                for (;;) {
                    SocketChannel next = SocketChannel.open(StandardProtocolFamily.UNIX);
                    waiting.add(next);
                    next.configureBlocking(false);
                    next.connect(deaf.getLocalAddress());
                }
            }, "the backlog is full");
            refused(fixture, "unix: " + path + " is in use", "unix", path.toString());
        } finally {
            for (SocketChannel one : waiting) {
                one.close();
            }
        }
    }

    @Test
    void whatADeadProcessLeftIsReplacedAndWhatIsInUseIsNot() throws IOException {
        Path path = dir.resolve("s");
        ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            .bind(UnixDomainSocketAddress.of(path));
        try (ServerFixture fixture = new ServerFixture()) {
            refused(fixture, "unix: " + path + " is in use", "unix", path.toString());
            other.close();
            serve(fixture, path);
            assertEquals("x\n", ask(path, "x\n", 2));
            Path file = Files.writeString(dir.resolve("file"), "");
            refused(fixture, "unix: " + file + " is a file of another kind", "unix",
                file.toString());
            refused(fixture, "unix_mode: three octal digits expected, got \"rw\"", "unix",
                dir.resolve("t").toString(), "unix-mode", "rw");
            Path far = dir.resolve("none/s");
            refused(fixture, "unix: " + far.getParent().resolve("s"), "unix", far.toString());
        }
    }

    private static void refused(ServerFixture fixture, String message, Object... options) {
        ServerRuntime server = fixture.create("bad", new ScriptDouble(), "", options);
        CompletionException e = assertThrows(CompletionException.class,
            () -> ServerFixture.await(server.start()));
        String said = EngineException.of(e).getMessage();
        assertEquals(message, said.substring(0, Math.min(said.length(), message.length())));
        ServerFixture.await(fixture.engine.remove(server));
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void clientsAndProxiesConnectToAPath(Transport transport) throws IOException {
        Path path = dir.resolve("s");
        try (ServerFixture fixture = new ServerFixture(transport, 1)) {
            serve(fixture, path);
            ScriptDouble hooks = new ScriptDouble().on(Hook.ON_MESSAGE, args -> null);
            Runtime client = create(fixture, "client", hooks, "target", "unix:" + path);
            ServerFixture.await(client.start());
            client.loop().execute(() -> client.send("hi".getBytes()));
            ServerFixture.until("an answer", () -> hooks.calls.contains("on_message hi"));
            ServerFixture.await(fixture.engine.remove(client));
            Runtime named = create(fixture, "client", hooks, "target", "unix");
            ServerFixture.await(named.start());
            ServerFixture.await(fixture.engine.remove(named));
            Runtime proxy = create(fixture, "proxy", new ScriptDouble(), "backends",
                "unix:" + path, "ephemeral", true, "bind", "127.0.0.1");
            ServerFixture.await(proxy.start());
            try (Wire wire = new Wire("127.0.0.1", proxy.port())) {
                assertEquals("HTTP/1.1 200 OK\r",
                    wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").line());
            }
            ServerFixture.await(fixture.engine.remove(proxy));
        }
    }

    private static Runtime create(ServerFixture fixture, String type, ScriptDouble hooks,
            Object... options) {
        OptionSet set = fixture.engine.type(type).defaults();
        for (int i = 0; i < options.length; i += 2) {
            set = set.with((String) options[i], options[i + 1]);
        }
        return fixture.engine.create(fixture.engine.type(type), type, set, hooks, "", null);
    }
}
