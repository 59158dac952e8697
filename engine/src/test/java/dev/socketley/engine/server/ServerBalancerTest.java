package dev.socketley.engine.server;

import static dev.socketley.engine.server.ServerFixture.on;
import static dev.socketley.engine.server.ServerFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.Listening;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.proxy.ProxyRuntime;
import dev.socketley.engine.stats.Metric;
import dev.socketley.engine.tls.TestAuthority;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers behind load balancers that speak the PROXY protocol, ours too. */
@Timeout(60)
class ServerBalancerTest {
    @TempDir
    Path dir;

    /** Answers each line with it and the address of its sender. */
    private static ServerRuntime echo(ServerFixture f, Object... options) {
        ServerRuntime[] self = new ServerRuntime[1];
        ScriptDouble script = new ScriptDouble().on(Hook.ON_CLIENT_MESSAGE, args -> {
            long id = (long) args[0];
            return self[0].send(id, (new String((byte[]) args[1]) + " " + self[0].peerIp(id)).getBytes());
        });
        self[0] = f.create("behind", script, "", options);
        OptionSet all = self[0].options().with("ephemeral", true).with("bind", "127.0.0.1")
            .with("proxy-protocol", true);
        ServerFixture.await(self[0].options(all));
        ServerFixture.await(self[0].start());
        return self[0];
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void theClientIsWhoTheBalancerSays(Transport transport) throws Exception {
        Assumptions.assumeTrue(transport.unavailable() == null);
        try (ServerFixture f = new ServerFixture(transport, 1)) {
            ServerRuntime server = echo(f);
            try (Wire w = new Wire(server)) {
                for (char c : "PROXY TCP4 10.1.2.3 10.0.0.1 1000 443\r\nhi\n".toCharArray()) {
                    w.send(String.valueOf(c));
                }
                assertEquals("hi 10.1.2.3", w.line());
                w.send("again\n");
                assertEquals("again 10.1.2.3", w.line());
            }
            try (Wire w = new Wire(server).send("PROXY UNKNOWN\r\nme\n")) {
                assertEquals("me 127.0.0.1", w.line());
            }
        }
    }

    @Test
    void whoeverBeginsOtherwiseOrSaysNothingIsClosed() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = echo(f, "handshake-ms-max", 100);
            for (String first : List.of("hello\n", "GET / HTTP/1.1\r\n", "", "PROXY TCP4 x")) {
                try (Wire w = new Wire(server).send(first)) {
                    assertEquals("", w.rest().replace("<reset>", ""), first);
                }
            }
            until("all are counted", () -> server.counters().get(Metric.REFUSED_CONNECTIONS) == 4);
            assertEquals(0, server.connections());
        }
    }

    @Test
    void onlyTheBalancersThatAreNamedAreBelieved() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = echo(f, "proxy-protocol-from", "10.0.0.0/8,::1");
            try (Wire w = new Wire(server).send("PROXY TCP4 10.1.2.3 10.0.0.1 1000 443\r\nhi\n")) {
                assertEquals("", w.rest().replace("<reset>", ""));
            }
            until("it is counted", () -> server.counters().get(Metric.REFUSED_CONNECTIONS) == 1);
            assertEquals(0, server.connections());
        }
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = echo(f, "proxy-protocol-from", "10.0.0.0/8,127.0.0.1");
            try (Wire w = new Wire(server).send("PROXY TCP4 10.1.2.3 10.0.0.1 1000 443\r\nhi\n")) {
                assertEquals("hi 10.1.2.3", w.line());
            }
        }
    }

    @Test
    void balancersAreAddressesAndBelongToTheHeader() {
        try (ServerFixture f = new ServerFixture()) {
            OptionSet set = f.engine.type("server").defaults();
            for (OptionSet wrong : List.of(set.with("proxy-protocol-from", "10.0.0.0/8"),
                    set.with("proxy-protocol", true).with("proxy-protocol-from", "lb.example"))) {
                EngineException e = assertThrows(EngineException.class, () -> Listening.check(wrong));
                assertTrue(e.getMessage().startsWith("proxy_protocol_from: "), e::getMessage);
            }
        }
    }

    @Test
    void connectionsAreCountedForWhoseTheyAre() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = echo(f, "max-connections-per-ip", 1);
            try (Wire a = new Wire(server).send("PROXY TCP4 10.0.0.1 10.0.0.9 1 2\r\na\n");
                    Wire b = new Wire(server).send("PROXY TCP4 10.0.0.2 10.0.0.9 1 2\r\nb\n")) {
                assertEquals("a 10.0.0.1", a.line());
                assertEquals("b 10.0.0.2", b.line());
                try (Wire again = new Wire(server).send("PROXY TCP4 10.0.0.1 10.0.0.9 3 2\r\nx\n")) {
                    assertEquals("", again.rest().replace("<reset>", ""));
                }
            }
        }
    }

    private static ProxyRuntime proxy(ServerFixture f, String name, Object... options) {
        OptionSet set = f.engine.type("proxy").defaults().with("ephemeral", true)
            .with("bind", "127.0.0.1").with("protocol", "tcp");
        for (int i = 0; i < options.length; i += 2) {
            set = set.with((String) options[i], options[i + 1]);
        }
        Runtime proxy = f.engine.create(f.engine.type("proxy"), name, set, Hooks.NONE, "", null);
        ServerFixture.await(proxy.start());
        return (ProxyRuntime) proxy;
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void aChainOfProxiesTellsTheFirstAddress(String version) throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = echo(f);
            ProxyRuntime near = proxy(f, "near", "backends", "127.0.0.1:" + server.port(),
                "backend-proxy-protocol", version, "proxy-protocol", true);
            ProxyRuntime far = proxy(f, "far", "backends", "127.0.0.1:" + near.port(),
                "backend-proxy-protocol", version, "proxy-protocol", true);
            try (Wire w = new Wire("127.0.0.1", far.port())) {
                w.send("PROXY TCP6 2001:db8::5 ::1 5 6\r\nhi\n");
                assertEquals("hi 2001:db8::5", w.line());
            }
        }
    }

    @Test
    void tlsFollowsTheHeader() throws Exception {
        TestAuthority authority = new TestAuthority(dir, "authority");
        TestAuthority.Issued own = authority.issue("localhost", "EC");
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = echo(f, "tls", true, "cert", own.cert().toString(), "key",
                own.key().toString());
            ProxyRuntime front = proxy(f, "front", "backends", "127.0.0.1:" + server.port(),
                "backend-proxy-protocol", "v2");
            try (TlsWire w = new TlsWire(front.port(), TlsWire.trusting(authority.certificate()))) {
                assertEquals("hi 127.0.0.1", w.send("hi\n").line());
            }
            try (Wire w = new Wire(server).send("hi\n")) {
                assertEquals("", w.rest().replace("<reset>", ""));
            }
        }
    }

    @Test
    void headersForHttpOrOverTlsAreRefused() {
        try (ServerFixture f = new ServerFixture()) {
            OptionSet set = f.engine.type("proxy").defaults().with("backend-proxy-protocol", "v1");
            for (OptionSet wrong : List.of(set.with("backends", "a:1"),
                    set.with("protocol", "tcp").with("backends", "tls://a:1"))) {
                EngineException e =
                    assertThrows(EngineException.class, () -> ProxyRuntime.check(wrong));
                assertTrue(e.getMessage().startsWith("backend_proxy_protocol: "), e::getMessage);
            }
        }
    }
}
