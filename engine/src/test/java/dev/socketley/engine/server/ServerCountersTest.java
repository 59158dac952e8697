package dev.socketley.engine.server;

import static dev.socketley.engine.server.ServerFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.socketley.engine.Hook;
import dev.socketley.engine.stats.Metric;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServerCountersTest {
    @Test
    void bytesAndHookCallsAreCounted() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            AtomicReference<ServerRuntime> self = new AtomicReference<>();
            self.set(f.start("echo", new ScriptDouble().on(Hook.ON_CLIENT_MESSAGE, args -> {
                self.get().send((long) args[0], "seven77".getBytes());
                return true;
            })));
            try (Wire w = new Wire(self.get())) {
                w.send("four\nx\n");
                assertEquals("seven77", w.line());
                assertEquals("seven77", w.line());
                until("all counted", () -> count(self, Metric.BYTES_IN) == 7
                    && count(self, Metric.BYTES_OUT) == 16);
                assertEquals(2, count(self, Metric.HOOK_CALLS));
            }
        }
    }

    private static long count(AtomicReference<ServerRuntime> server, Metric metric) {
        return server.get().counters().get(metric);
    }
}
