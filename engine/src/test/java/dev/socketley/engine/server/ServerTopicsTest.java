package dev.socketley.engine.server;

import static dev.socketley.engine.server.ServerFixture.on;
import static dev.socketley.engine.server.ServerFixture.until;
import static dev.socketley.engine.server.ServerWebSocketTest.assertFrame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.stats.Metric;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ServerTopicsTest {
    /** The clients of a server in the order in which they came. */
    private static long client(ServerRuntime server, int index) {
        until("client " + index, () -> on(server, server::clients).length > index);
        return on(server, server::clients)[index];
    }

    private static int publish(ServerRuntime server, String topic, String message) {
        return on(server, () -> server.publish(topic, message.getBytes(), null, 0));
    }

    private static boolean subscribe(ServerRuntime server, long id, String topic) {
        return on(server, () -> server.subscribe(id, topic));
    }

    @Test
    void aMessageReachesEachSubscriberOnceInItsOwnFraming() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE, "detect-ms-max", 0);
            try (Wire ws = ServerWebSocketTest.open(server)) {
                long first = client(server, 0);
                try (Wire line = new Wire(server)) {
                    long second = client(server, 1);
                    for (String topic : List.of("news/sport", "news/+", "news/#", "#")) {
                        assertTrue(subscribe(server, first, topic));
                    }
                    assertTrue(subscribe(server, second, "news/sport"));
                    assertEquals(2, publish(server, "news/sport", "goal"));
                    assertEquals(1, publish(server, "news", "only #"));
                    assertEquals(0, publish(server, "other", "nobody") - 1);
                    assertFrame(ws, 0x81, "goal");
                    assertFrame(ws, 0x81, "only #");
                    assertFrame(ws, 0x81, "nobody");
                    assertEquals("goal", line.line());
                    assertEquals(2, on(server, () -> server.topicCount("news/sport")));
                    assertTrue(on(server, () -> server.unsubscribe(first, "#")));
                    assertEquals(0, publish(server, "other", "nobody"));
                }
                until("one left", () -> on(server, () -> server.topicCount("news/sport")) == 1);
            }
        }
    }

    @Test
    void wildcardsStandForWholeLevels() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE, "detect-ms-max", 0);
            try (Wire _ = new Wire(server)) {
                long id = client(server, 0);
                String[][] cases = {
                    {"a/+", "a/b", "yes"}, {"a/+", "a", "no"}, {"a/+", "a/b/c", "no"},
                    {"a/#", "a", "yes"}, {"a/#", "a/b/c", "yes"}, {"a/#", "ab", "no"},
                    {"+/b", "/b", "yes"}, {"+", "a/b", "no"}, {"#", "a/b", "yes"},
                    {"a/+/c", "a//c", "yes"}, {"a/b", "a/b", "yes"}, {"a/b", "a/b/", "no"}};
                for (String[] c : cases) {
                    subscribe(server, id, c[0]);
                    assertEquals(c[2].equals("yes") ? 1 : 0,
                        on(server, () -> server.topicCount(c[1])), () -> c[0] + " " + c[1]);
                    assertTrue(on(server, () -> server.unsubscribe(id, c[0])));
                }
                assertEquals(List.of(), on(server, () -> server.topics(id)));
            }
        }
    }

    @Test
    void messagesKeepTheirOrderWithWhatIsSentInTheSameTurn() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE, "detect-ms-max", 0);
            try (Wire a = ServerWebSocketTest.open(server)) {
                long id = client(server, 0);
                try (Wire b = ServerWebSocketTest.open(server)) {
                    long other = client(server, 1);
                    subscribe(server, id, "t");
                    subscribe(server, other, "t");
                    on(server, () -> {
                        server.publish("t", "1".getBytes(), null, 0);
                        server.publish("t", "2".getBytes(), null, 0);
                        server.send(id, "3".getBytes());
                        server.publish("t", "4".getBytes(), null, other);
                        return server.publish("t", "5".getBytes(), null, 0);
                    });
                    for (int i = 1; i <= 5; i++) {
                        assertFrame(a, 0x81, "" + i);
                    }
                    for (int i : new int[] {1, 2, 5}) {
                        assertFrame(b, 0x81, "" + i);
                    }
                }
            }
        }
    }

    @Test
    void whatIsPublishedInOneTurnIsBoundedAndArrivesWhole() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE, "detect-ms-max", 0);
            try (Wire line = new Wire(server)) {
                long id = client(server, 0);
                subscribe(server, id, "t");
                on(server, () -> {
                    for (int i = 0; i < 20_000; i++) {
                        server.publish("t", ("message number " + i).getBytes(), null, 0);
                    }
                    return null;
                });
                for (int i = 0; i < 20_000; i++) {
                    assertEquals("message number " + i, line.line());
                }
            }
        }
    }

    /** A client that has said nothing yet is sent nothing before it is known what it speaks. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsPublishedInOneTurnIsDroppedRatherThanItsReaderCutOff(boolean isSilent)
            throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE, "detect-ms-max",
                isSilent ? "200ms" : "0ms", "write-overflow", "drop", "write-bytes-max", "64K",
                "write-high-bytes", "16K", "write-low-bytes", "4K");
            try (Wire line = new Wire(server)) {
                long id = client(server, 0);
                subscribe(server, id, "t");
                if (!isSilent) {
                    line.send("a line\n");
                    until("text", () -> server.counters().get(Metric.TOTAL_MESSAGES) == 1);
                }
                long sent = server.counters().get(Metric.SENT_MESSAGES);
                on(server, () -> {
                    for (int i = 0; i < 4; i++) {
                        server.publish("t", "x".repeat(20_000).getBytes(), null, 0);
                    }
                    return null;
                });
                until("dropped", () -> server.counters().get(Metric.DROPPED_MESSAGES) == 1);
                for (int i = 0; i < 3; i++) {
                    assertEquals(20_000, line.line().length());
                }
                assertEquals(1, publish(server, "t", "still here"));
                assertEquals("still here", line.line());
                assertEquals(sent + 4, server.counters().get(Metric.SENT_MESSAGES));
            }
        }
    }

    @Test
    void topicsAreCheckedAndBounded() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", Hooks.NONE, "detect-ms-max", 0, "topics-max", 2,
                "topic-bytes-max", 5);
            try (Wire _ = new Wire(server)) {
                long id = client(server, 0);
                for (String bad : List.of("", "a+", "#/a", "a/b#", "abcdef")) {
                    assertEquals(ErrorCode.EINVAL, code(server, () ->
                        server.subscribe(id, bad)), bad);
                }
                assertEquals(ErrorCode.EINVAL, code(server, () -> server.topicCount("a/+")));
                assertTrue(subscribe(server, id, "12345"));
                assertTrue(subscribe(server, id, "b"));
                assertTrue(subscribe(server, id, "b"));
                assertEquals(ErrorCode.ELIMIT, code(server, () -> server.subscribe(id, "c")));
                assertEquals(false, subscribe(server, 999, "c"));
            }
        }
    }

    private static ErrorCode code(ServerRuntime server, Runnable work) {
        return on(server, () -> assertThrows(EngineException.class, work::run).code());
    }

    @Test
    void theScriptHearsHowManySubscribe() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ScriptDouble script = new ScriptDouble().on(Hook.ON_SUBSCRIPTION, args -> null);
            ServerRuntime server = f.start("s", script, "detect-ms-max", 0);
            try (Wire _ = new Wire(server)) {
                long id = client(server, 0);
                subscribe(server, id, "t");
                subscribe(server, id, "t");
            }
            until("told", () -> script.calls.size() == 2);
            assertEquals(List.of("on_subscription t 1 0", "on_subscription t 0 1"), script.calls);
        }
    }
}
