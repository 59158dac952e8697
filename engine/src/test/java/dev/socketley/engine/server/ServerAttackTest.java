package dev.socketley.engine.server;

import static dev.socketley.engine.server.ServerFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.socketley.engine.Hook;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.stats.Metric;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class ServerAttackTest {
    private static final String[] LAST_WORDS = {"", "x", "hello\n", "GE",
        "GET / HTTP/1.1\r\nHost: t\r\n\r\n".repeat(3), "GET / HTTP/1.1\r\nUpgrade: websocket\r\n",
        "a".repeat(20_000)};

    @ParameterizedTest
    @EnumSource(Transport.class)
    void resetsAtAnyMomentLeaveNothingOpenAndDisturbNobody(Transport transport) throws Exception {
        Assumptions.assumeTrue(transport.unavailable() == null);
        try (ServerFixture f = new ServerFixture(transport, 1)) {
            ServerRuntime server = f.start("s", new ScriptDouble()
                .on(Hook.ON_CONNECT, args -> null).on(Hook.ON_DISCONNECT, args -> null)
                .on(Hook.ON_MESSAGE, args -> null));
            int rounds = 2100;
            for (int i = 0; i < rounds; i++) {
                Wire w = new Wire(server).send(LAST_WORDS[i % LAST_WORDS.length]);
                w.reset();
            }
            until("all gone", () -> server.counters().get(Metric.TOTAL_CONNECTIONS) >= rounds - 100
                && server.connections() == 0);
            ScriptDouble script = (ScriptDouble) server.hooks();
            assertEquals(script.calls.stream().filter(c -> c.startsWith("on_connect")).count(),
                script.calls.stream().filter(c -> c.startsWith("on_disconnect")).count());
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aPeerThatOnlyEndsItsOwnSideStillGetsItsAnswers(Transport transport) throws Exception {
        Assumptions.assumeTrue(transport.unavailable() == null);
        try (ServerFixture f = new ServerFixture(transport, 1)) {
            ServerRuntime server = f.start("s", Hooks.NONE);
            try (Wire w = new Wire(server).send("GET / HTTP/1.1\r\nHost: t\r\n\r\n".repeat(200))) {
                w.socket.shutdownOutput();
                assertEquals(200, w.rest().split("HTTP/1.1 404").length - 1);
            }
        }
    }
}
