package dev.socketley.engine.server;

import static dev.socketley.engine.server.ServerFixture.on;
import static dev.socketley.engine.server.ServerFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.stats.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code workers} adds: connections on several loops, hooks on one. */
@Timeout(60)
class ServerLoopsTest {
    /** With as many loops as workers, the home is one of them. */
    @ParameterizedTest
    @CsvSource({"2, 2", "3, 2", "4, 3"})
    void eachConnectionsMessagesComeInOrderAndOnce(int loops, int workers) throws Exception {
        int connections = 16;
        int each = 2000;
        try (ServerFixture f = new ServerFixture(Transport.best(), loops)) {
            Map<Object, Integer> next = new HashMap<>();
            List<String> wrong = new CopyOnWriteArrayList<>();
            ServerRuntime[] self = new ServerRuntime[1];
            self[0] = f.start("s", new ScriptDouble().on(Hook.ON_CLIENT_MESSAGE, args -> {
                int n = Integer.parseInt(new String((byte[]) args[1]));
                int expected = next.merge(args[0], 1, Integer::sum) - 1;
                if (n != expected || !self[0].loop().inEventLoop()) {
                    wrong.add(args[0] + ": " + n + " instead of " + expected);
                }
                self[0].send((long) args[0], (byte[]) args[1]);
                // now and then a hook that waits
                return n % 500 == 0 ? later() : true;
            }), "workers", workers, "worker-high-bytes", 16 << 10);
            List<CompletableFuture<Void>> clients = new ArrayList<>();
            for (int c = 0; c < connections; c++) {
                clients.add(CompletableFuture.runAsync(() -> exchange(self[0], each),
                    command -> Thread.ofVirtual().start(command)));
            }
            CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new))
                .orTimeout(40, TimeUnit.SECONDS).join();
            assertEquals(List.of(), wrong);
            assertEquals(connections * each, self[0].counters().get(Metric.TOTAL_MESSAGES));
            assertEquals(connections * each, self[0].counters().get(Metric.SENT_MESSAGES));
            assertTrue(self[0].counters().get(Metric.WORKER_WAKES) > 0);
            until("all is taken", () -> self[0].counters().get(Metric.WORKER_BYTES) == 0);
            ServerFixture.await(self[0].stop());
            assertEquals(connections * each, self[0].counters().get(Metric.SENT_MESSAGES),
                "what workers counted outlives them");
        }
    }

    private static CompletableFuture<Object> later() {
        return CompletableFuture.supplyAsync(() -> true,
            CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS));
    }

    private static void exchange(ServerRuntime server, int each) {
        try (Wire w = new Wire(server)) {
            Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < each; i++) {
                        w.send(i + "\n");
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            for (int i = 0; i < each; i++) {
                assertEquals(String.valueOf(i), w.line());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void aTakenPortIsRefusedThoughWorkersShareOne(Transport transport) {
        Assumptions.assumeTrue(transport.unavailable() == null);
        try (ServerFixture f = new ServerFixture(transport, 3)) {
            ServerRuntime first = f.start("first", Hooks.NONE, "workers", 2);
            ServerRuntime second = f.create("second", Hooks.NONE, "", "port", first.port(),
                "bind", "127.0.0.1", "workers", 2);
            CompletionException e = assertThrows(CompletionException.class,
                () -> ServerFixture.await(second.start()));
            assertEquals("port " + first.port() + " is in use", e.getCause().getMessage());
            ServerFixture.await(first.stop());
            ServerFixture.await(second.start());
            assertEquals(second.option(dev.socketley.engine.CommonOptions.PORT),
                second.port());
        }
    }

    @Test
    void aBroadcastReachesTheClientsOfEveryLoopInOrder() throws Exception {
        try (ServerFixture f = new ServerFixture(Transport.best(), 3)) {
            ServerRuntime server = f.start("s", Hooks.NONE, "workers", 2);
            List<Wire> wires = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                wires.add(new Wire(server).send("hello\n"));
            }
            until("all are there", () -> server.counters().get(Metric.TOTAL_MESSAGES) == 20);
            List<Long> some = new ArrayList<>();
            on(server, () -> {
                for (long id : server.clients()) {
                    if (id % 2 == 0) {
                        server.joinGroup(id, "even");
                        some.add(id);
                    }
                }
                for (int i = 0; i < 100; i++) {
                    server.broadcast(("all " + i).getBytes());
                    server.groupSend("even", ("even " + i).getBytes(), null);
                }
                server.broadcast("end".getBytes());
                return null;
            });
            int even = 0;
            for (Wire w : wires) {
                List<String> lines = new ArrayList<>();
                for (String line = w.line(); !line.equals("end"); line = w.line()) {
                    if (!line.equals("hello")) {
                        lines.add(line);
                    }
                }
                boolean isEven = lines.size() == 200;
                even += isEven ? 1 : 0;
                List<String> expected = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    expected.add("all " + i);
                    if (isEven) {
                        expected.add("even " + i);
                    }
                }
                assertEquals(expected, lines);
                w.close();
            }
            assertEquals(some.size(), even);
        }
    }

    @Test
    void whatWasReadBeforeAStopIsHandledAndAnswered() throws Exception {
        try (ServerFixture f = new ServerFixture(Transport.best(), 3)) {
            ServerRuntime[] self = new ServerRuntime[1];
            List<CompletableFuture<Object>> slow = new CopyOnWriteArrayList<>();
            ScriptDouble script = new ScriptDouble().on(Hook.ON_STOP, args -> null);
            self[0] = f.start("s", script.on(Hook.ON_CLIENT_MESSAGE, args -> {
                self[0].send((long) args[0], (byte[]) args[1]);
                if (slow.isEmpty()) {
                    slow.add(new CompletableFuture<>());
                    return slow.getFirst();
                }
                return true;
            }), "workers", 2);
            try (Wire w = new Wire(self[0]).send("one\ntwo\nthree\n")) {
                assertEquals("one", w.line());
                until("the others have been read", () -> on(self[0], () -> slow.size() == 1));
                var stopped = self[0].stop().toCompletableFuture();
                assertFalse(stopped.isDone());
                slow.getFirst().complete(true);
                assertEquals("two\nthree\n", w.rest());
                stopped.orTimeout(60, TimeUnit.SECONDS).join();
                assertEquals("on_stop", script.calls.getLast());
            }
        }
    }

    @Test
    void anOverloadedWorkerIsSparedMessagesAndLosesNoConnection() throws Exception {
        try (ServerFixture f = new ServerFixture(Transport.best(), 3)) {
            ServerRuntime server = f.start("s", Hooks.NONE, "workers", 2,
                "worker-high-bytes", 4096, "worker-bytes-max", 8192);
            try (Wire w = new Wire(server).send("hello\n")) {
                until("it is there", () -> server.counters().get(Metric.TOTAL_MESSAGES) == 1);
                on(server, () -> {
                    for (int i = 0; i < 100; i++) {
                        server.send(server.clients()[0], new byte[1000]);
                    }
                    return null;
                });
                assertTrue(server.counters().get(Metric.DROPPED_MESSAGES) > 50);
                until("all is taken", () -> server.counters().get(Metric.WORKER_BYTES) == 0);
                on(server, () -> server.send(server.clients()[0], "end".getBytes()));
                int lines = 0;
                while (!w.line().equals("end")) {
                    lines++;
                }
                assertEquals(100 - server.counters().get(Metric.DROPPED_MESSAGES), lines);
            }
        }
    }
}
