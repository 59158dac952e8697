package dev.socketley.engine.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.socketley.engine.Hooks;
import dev.socketley.engine.RuntimeState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ServerOwnersTest {
    @Test
    void runtimesThatMadeOneAnotherStopOnce() {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime a = f.create("a", Hooks.NONE, "b", "ephemeral", true);
            ServerRuntime b = f.create("b", Hooks.NONE, "a", "ephemeral", true);
            ServerFixture.await(a.start());
            ServerFixture.await(b.start());
            ServerFixture.await(f.engine.stop(a));
            assertEquals(RuntimeState.STOPPED, a.state());
            assertEquals(RuntimeState.STOPPED, b.state());
            ServerFixture.await(f.engine.remove(a));
            assertNull(f.engine.registry().get("a"));
        }
    }
}
