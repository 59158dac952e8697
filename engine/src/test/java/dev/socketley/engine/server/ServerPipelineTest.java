package dev.socketley.engine.server;

import static dev.socketley.engine.server.ServerFixture.on;
import static dev.socketley.engine.server.ServerFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.stats.Metric;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The order in which a server deals with a message: rate limits, pair, route, {@code
 * on_client_message}, cache, mode. Each step is there at once with all that follow it, and taken
 * away before the next message.
 */
@Timeout(60)
class ServerPipelineTest {
    @Test
    void eachStepGoesBeforeThoseThatFollow() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            Runtime cache = f.engine.create(f.engine.type("cache"), "store",
                f.engine.type("cache").defaults().with("ephemeral", true), Hooks.NONE, "", null);
            ServerFixture.await(cache.start());
            ScriptDouble room = new ScriptDouble().on(Hook.ON_MESSAGE, args -> null);
            ServerRuntime target = f.start("room", room);
            ScriptDouble script = new ScriptDouble().on(Hook.ON_MESSAGE, args -> null)
                .on(Hook.ON_CLIENT_MESSAGE,
                    args -> new String((byte[]) args[1]).startsWith("mine") ? true : null);
            ServerRuntime server = f.start("s", script, "rate-limit", 0.001, "cache", "store");
            try (Wire a = new Wire(server)) {
                until("a", () -> server.connections() == 1);
                try (Wire b = new Wire(server)) {
                    until("b", () -> server.connections() == 2);
                    long[] ids = on(server, server::clients);
                    assertTrue(on(server, () -> server.pipe(ids[0], ids[1])
                        && server.route(ids[0], "room")));
                    a.send("to the pair\nover the rate\n");
                    assertEquals("to the pair", b.line());
                    until("dropped", () -> server.counters().get(Metric.DROPPED_MESSAGES) == 1);
                    server.loop().execute(() ->
                        server.options(server.options().with("rate-limit", 0)));
                    on(server, () -> server.unpipe(ids[0]));
                    a.send("to the room\n");
                    until("routed", () -> room.calls.contains("on_message to the room"));
                    assertEquals(List.of(), script.calls, "no hook of the server's own");
                    on(server, () -> server.unroute(ids[0]));
                    String own = "on_client_message " + ids[0] + " ";
                    a.send("mine\ncache set k v\ncache get k\nplain\ncache get 1\ncache get 2\n");
                    assertEquals(List.of("ok", "v", "plain"), List.of(a.line(), a.line(), a.line()));
                    until("all", () -> script.calls.size() == 7);
                    assertEquals(List.of(own + "mine", own + "cache set k v", own + "cache get k",
                        own + "plain", "on_message plain", own + "cache get 1", own + "cache get 2"),
                        script.calls);
                    assertTrue(target.counters().get(Metric.TOTAL_MESSAGES) == 1);
                }
            }
        }
    }
}
