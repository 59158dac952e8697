package dev.socketley.engine.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.proxy.ProxyFixture.Script;
import dev.socketley.engine.proxy.ProxyFixture.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpProxyTest {
    private ProxyFixture fixture;

    @BeforeEach
    void begin() {
        fixture = new ProxyFixture();
    }

    @AfterEach
    void end() throws IOException {
        fixture.close();
    }

    private StubBackend echo() throws IOException {
        return fixture.backend(peer -> peer.in().transferTo(peer.out()));
    }

    private static void echoes(Wire wire, String text) throws IOException {
        assertEquals(text, wire.send(text).text(text.length()));
    }

    @Test
    void bytesGoBothWays() throws IOException {
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "protocol", "tcp",
            "backends", echo().address());
        for (int i = 0; i < 20; i++) {
            echoes(fixture.wire(proxy), "hello " + i);
        }
        assertEquals(20, ProxyFixture.on(proxy, proxy::connections));
        assertEquals(20L, proxy.stats().get("total_connections"));
    }

    /** Clients of an address stay where they are as long as their backend accepts connections. */
    @Test
    void sourceKeepsAnAddressWithItsBackend() throws IOException {
        List<StubBackend> backends = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            backends.add(fixture.backend(peer -> peer.send(name)));
        }
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "protocol", "tcp", "strategy", "source",
            "backends", backends.stream().map(StubBackend::address).toList());
        Map<Integer, String> before = new TreeMap<>();
        for (int host = 1; host <= 40; host++) {
            before.put(host, answer(proxy, host));
            assertEquals(before.get(host), answer(proxy, host), "127.0.0." + host);
        }
        assertEquals(Set.of("a", "b", "c"), Set.copyOf(before.values()));
        backends.get(1).close();
        before.forEach((host, name) -> assertEquals(name.equals("b"),
            !answer(proxy, host).equals(name), "127.0.0." + host));
    }

    private static String answer(ProxyRuntime proxy, int host) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port(),
                InetAddress.getByName("127.0.0." + host), 0)) {
            socket.setSoTimeout(30_000);
            return String.valueOf((char) socket.getInputStream().read());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyTransportForwards() throws IOException {
        for (Transport transport : Transport.values()) {
            if (transport.unavailable() == null) {
                try (ProxyFixture other = new ProxyFixture(transport)) {
                    ProxyRuntime proxy = other.start(Hooks.NONE, "protocol", "tcp",
                        "backends", echo().address());
                    Wire wire = other.wire(proxy);
                    echoes(wire, "over " + transport.word());
                    wire.socket.shutdownOutput();
                    assertEquals("", wire.rest());
                }
            }
        }
    }

    @Test
    void whoeverTakesNothingOfWhatWaitsForItIsCutOff() throws IOException {
        CountDownLatch told = new CountDownLatch(1);
        StubBackend talker = fixture.backend(peer -> {
            try {
                talk(peer.out());
            } catch (IOException cutOff) {
                told.countDown();
            }
        });
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "protocol", "tcp",
            "backends", talker.address(), "send-timeout", "50ms");
        fixture.wire(proxy);
        ProxyFixture.until("the backend is told", () -> told.getCount() == 0);
        StubBackend deaf = fixture.backend(peer -> LockSupport.park());
        ProxyRuntime other = fixture.start("other", Hooks.NONE, "protocol", "tcp",
            "backends", deaf.address(), "send-timeout", "50ms");
        Wire wire = fixture.wire(other);
        assertThrows(IOException.class, () -> talk(wire.socket.getOutputStream()));
        assertEquals(1L, proxy.stats().get("lost_connections"));
        assertEquals(1L, other.stats().get("lost_connections"));
    }

    /** Far more than two kernels and a proxy hold for one that does not read. */
    private static void talk(OutputStream to) throws IOException {
        byte[] piece = new byte[1 << 20];
        for (int i = 0; i < 1000; i++) {
            to.write(piece);
        }
    }

    @Test
    void aServerThatSpeaksFirstIsHeard() throws IOException {
        StubBackend smtp = fixture.backend(peer -> {
            peer.send("220 ready\n");
            peer.in().read();
        });
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "protocol", "tcp",
            "backends", smtp.address());
        assertEquals("220 ready\n", fixture.wire(proxy).text(10));
    }

    @Test
    void theEndOfOneSideIsPassedOnWhileTheOtherStillSends() throws IOException {
        StubBackend counter = fixture.backend(peer ->
            peer.send("got " + peer.in().readAllBytes().length));
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "protocol", "tcp",
            "backends", counter.address());
        Wire wire = fixture.wire(proxy).send("12345");
        wire.socket.shutdownOutput();
        assertEquals("got 5", wire.rest());
        ProxyFixture.until("closed", () -> ProxyFixture.on(proxy, proxy::connections) == 0);
    }

    @Test
    void aSlowReaderHoldsTheSenderBackAndLosesNothing() throws IOException {
        byte[] block = new byte[1 << 20];
        int blocks = 64;
        AtomicInteger sent =
            new AtomicInteger();
        StubBackend source = fixture.backend(peer -> {
            for (int i = 0; i < blocks; i++) {
                peer.out().write(block);
                sent.incrementAndGet();
            }
        });
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "protocol", "tcp",
            "backends", source.address());
        Wire wire = fixture.wire(proxy);
        ProxyFixture.until("stalled", new BooleanSupplier() {
            private int last = -1;
            private long since = System.nanoTime();

            @Override
            public boolean getAsBoolean() {
                if (sent.get() != last) {
                    last = sent.get();
                    since = System.nanoTime();
                }
                return last > 0 && System.nanoTime() - since > 300_000_000L;
            }
        });
        assertTrue(sent.get() < blocks, "the sender was never held back");
        assertEquals(blocks * (block.length / 1024), wire.text(blocks * block.length).length()
            / 1024);
    }

    @Test
    void theNextBackendIsTriedWhenOneRefuses() throws IOException {
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "protocol", "tcp",
            "backends", List.of("127.0.0.1:" + ProxyFixture.deadPort(),
            "127.0.0.1:" + ProxyFixture.deadPort(), echo().address()));
        for (int i = 0; i < 6; i++) {
            echoes(fixture.wire(proxy), "again");
        }
    }

    @Test
    void aClientIsClosedWhenNoBackendAccepts() throws IOException {
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "protocol", "tcp",
            "backends", "127.0.0.1:" + ProxyFixture.deadPort());
        assertEquals("", fixture.wire(proxy).rest());
    }

    @Test
    void aRuntimeIsFollowedThroughRestartsAndPorts() throws IOException {
        ProxyRuntime inner = fixture.create("inner", Hooks.NONE, "protocol", "tcp",
            "backends", echo().address());
        ProxyRuntime outer = fixture.start("outer", Hooks.NONE, "protocol", "tcp",
            "backends", "inner");
        assertEquals("", fixture.wire(outer).rest(), "inner does not run yet");
        ProxyFixture.await(inner.start());
        int first = inner.port();
        echoes(fixture.wire(outer), "one");
        ProxyFixture.await(inner.stop());
        assertEquals("", fixture.wire(outer).rest(), "inner is stopped");
        ProxyFixture.await(inner.start());
        assertTrue(first != 0 && inner.port() != 0);
        echoes(fixture.wire(outer), "two");
    }

    @Test
    void aGroupIsItsRunningMembers() throws IOException {
        for (String name : List.of("a", "b")) {
            StubBackend said = fixture.backend(peer -> peer.send(name));
            fixture.start(name, Hooks.NONE, "protocol", "tcp", "group", "web",
                "backends", said.address());
        }
        ProxyRuntime proxy = fixture.start("outer", Hooks.NONE, "protocol", "tcp",
            "backends", "@web");
        assertEquals(List.of("a", "b"), ProxyFixture.on(proxy, proxy::backends));
        assertEquals("a", fixture.wire(proxy).rest());
        assertEquals("b", fixture.wire(proxy).rest());
        ProxyFixture.await(fixture.engine.registry().require("a").stop());
        assertEquals("b", fixture.wire(proxy).rest());
        assertEquals("b", fixture.wire(proxy).rest());
    }

    @Test
    void onlyTrueFromOnAuthLetsAClientIn() throws IOException {
        for (Object result : new Object[] {false, "true", 1.0, Map.of()}) {
            Script script = new Script().on(Hook.ON_AUTH, args -> result)
                .on(Hook.ON_CONNECT, args -> null).on(Hook.ON_DISCONNECT, args -> null);
            ProxyRuntime proxy = fixture.start("gate" + result.hashCode(), script,
                "protocol", "tcp", "backends", echo().address());
            assertEquals("", fixture.wire(proxy).rest());
            assertEquals(List.of("on_auth"), script.calls);
        }
    }

    @Test
    void hooksOfAConnectionComeInOrderAndRouteChooses() throws IOException {
        CompletableFuture<Object> later = new CompletableFuture<>();
        Script script = new Script().on(Hook.ON_AUTH, args -> later)
            .on(Hook.ON_CONNECT, args -> null).on(Hook.ON_ROUTE, args -> 1.0)
            .on(Hook.ON_DISCONNECT, args -> null);
        ProxyRuntime proxy = fixture.start(script, "protocol", "tcp", "backends",
            List.of(fixture.backend(peer -> peer.send("zero")).address(),
                fixture.backend(peer -> peer.send("one")).address()));
        Wire wire = fixture.wire(proxy).send("waits");
        ProxyFixture.until("asked", () -> script.calls.size() == 1);
        later.complete(true);
        assertEquals("one", wire.text(3));
        wire.close();
        ProxyFixture.until("left", () -> script.calls.size() == 4);
        assertEquals(List.of("on_auth", "on_connect", "on_route", "on_disconnect"), script.calls);
    }

    @Test
    void aStringReplacesAChunkAndNilDropsItAndTheRestPasses() throws IOException {
        Script script = new Script().on(Hook.ON_PROXY_REQUEST, args -> {
            String chunk = new String((byte[]) args[1]);
            return chunk.startsWith("drop") ? null
                : chunk.startsWith("swap") ? "swapped".getBytes()
                : CompletableFuture.completedFuture((Object) true);
        }).on(Hook.ON_PROXY_RESPONSE, args ->
            ("<" + new String((byte[]) args[1]) + ">").getBytes());
        ProxyRuntime proxy = fixture.start(script, "protocol", "tcp",
            "backends", echo().address());
        Wire wire = fixture.wire(proxy);
        assertEquals("<pass>", wire.send("pass").text(6));
        wire.send("drop");
        ProxyFixture.until("dropped", () -> script.calls.size() == 3);
        assertEquals("<swapped>", wire.send("swap").text(9));
    }

    @Test
    void clientsBeyondTheLimitAreRefused() throws IOException {
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "protocol", "tcp", "max-connections", 1,
            "backends", echo().address());
        echoes(fixture.wire(proxy), "in");
        assertEquals("", fixture.wire(proxy).rest());
        assertEquals(1L, proxy.stats().get("refused_connections"));
    }

    @Test
    void aSilentConnectionIsClosedWhenIdleForTooLong() throws IOException {
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "protocol", "tcp", "idle-timeout", "50ms",
            "backends", echo().address());
        Wire wire = fixture.wire(proxy);
        echoes(wire, "once");
        assertTrue(List.of("", "<reset>").contains(wire.rest()));
    }

    @Test
    void scriptsSeeAndCloseClients() throws IOException {
        ProxyRuntime proxy = fixture.start(Hooks.NONE, "protocol", "tcp",
            "backends", echo().address());
        Wire wire = fixture.wire(proxy);
        echoes(wire, "x");
        long id = ProxyFixture.on(proxy, proxy::clients)[0];
        assertEquals("127.0.0.1", ProxyFixture.on(proxy, () -> proxy.peerIp(id)));
        assertTrue(ProxyFixture.on(proxy, () -> proxy.closeClient(id)));
        assertEquals("", wire.rest());
        ProxyFixture.until("gone", () -> ProxyFixture.on(proxy, proxy::connections) == 0);
        assertEquals(false, ProxyFixture.on(proxy, () -> proxy.closeClient(id)));
    }

    @Test
    void badBackendsFailTheStartWithTheirPlace() {
        for (String[] pair : new String[][] {
            {"", "backends: at least one expected (host:port, runtime or @group)"},
            {"@", "backends[1]: the name of a group expected after '@'"},
            {"localhost:99999", "backends[1]: host:port, [v6]:port, unix:/path or the name of a runtime "
                + "expected, got \"localhost:99999\""}}) {
            ProxyRuntime proxy = fixture.create("p" + pair[0].length(), Hooks.NONE,
                "backends", pair[0]);
            CompletionException e = assertThrows(CompletionException.class,
                () -> ProxyFixture.await(proxy.start()));
            assertEquals(pair[1], e.getCause().getMessage());
        }
    }

    @Test
    void aLongAnswerFollowsTheEndOfAQuestion() throws IOException {
        byte[] block = new byte[1 << 20];
        int blocks = 16;
        // not epoll: Netty 4.2.18 may forget a socket whose input has ended, and its output then
        for (Transport transport : List.of(Transport.IO_URING, Transport.NIO)) {
            if (transport.unavailable() == null) {
                try (ProxyFixture other = new ProxyFixture(transport)) {
                    StubBackend source = fixture.backend(peer -> {
                        peer.in().readAllBytes();
                        for (int i = 0; i < blocks; i++) {
                            peer.out().write(block);
                        }
                    });
                    Wire wire = other.wire(other.start(Hooks.NONE, "protocol", "tcp",
                        "backends", source.address())).send("question");
                    wire.socket.shutdownOutput();
                    assertEquals(blocks * block.length, wire.rest().length(), transport.word());
                }
            }
        }
    }
}
