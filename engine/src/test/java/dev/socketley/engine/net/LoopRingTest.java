package dev.socketley.engine.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.socketley.engine.Until;
import io.netty.channel.EventLoop;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoopRingTest {
    private final EventLoops loops = new EventLoops(Transport.NIO, 2);
    private final EventLoop from = loops.next();
    private final EventLoop to = loops.next();

    @AfterEach
    void end() {
        loops.close();
    }

    private static void on(EventLoop loop, Runnable work) {
        CompletableFuture.runAsync(work, loop).orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** Puts numbered payloads of any size in bursts, stopping while it should. */
    private final class Producer {
        final Random random;
        final int count;
        LoopRing ring;
        int next;
        long depthMax;
        boolean heeds = true;

        Producer(long seed, int count) {
            this.random = new Random(seed);
            this.count = count;
        }

        void run() {
            int burst = 1 + random.nextInt(random.nextInt(10) == 0 ? 3000 : 4);
            for (int i = 0; i < burst && next < count && !(heeds && ring.isOver()); i++) {
                byte[] payload = new byte[4 + random.nextInt(200)];
                for (int b = 0; b < 4; b++) {
                    payload[b] = (byte) (next >> 8 * b);
                }
                ring.put("target", payload);
                next++;
                depthMax = Math.max(depthMax, ring.queuedBytes());
            }
            if (next < count && !(heeds && ring.isOver())) {
                if (random.nextInt(20) == 0) {
                    LockSupport.parkNanos(random.nextInt(100_000));
                }
                from.execute(this::run);
            }
        }
    }

    /** Expects the numbers in order, stopping now and then. */
    private final class Consumer {
        final Random random;
        final CountDownLatch left;
        final List<String> wrong = new ArrayList<>();
        LoopRing ring;
        int expected;

        Consumer(long seed, int count) {
            this.random = new Random(seed);
            this.left = new CountDownLatch(count);
        }

        void take(Object target, Object payload) {
            byte[] b = (byte[]) payload;
            int n = b[0] & 255 | (b[1] & 255) << 8 | (b[2] & 255) << 16 | (b[3] & 255) << 24;
            if (n != expected++ || !target.equals("target")) {
                wrong.add(n + " instead of " + (expected - 1));
            }
            if (random.nextInt(500) == 0) {
                ring.hold();
                to.schedule(ring::go, random.nextInt(50), TimeUnit.MICROSECONDS);
            }
            left.countDown();
        }
    }

    private Producer race(long seed, int count, boolean heeds) throws Exception {
        Producer producer = new Producer(seed, count);
        producer.heeds = heeds;
        Consumer consumer = new Consumer(~seed, count);
        LoopRing ring = new LoopRing(from, to, 2_000, 10_000, consumer::take, producer::run);
        producer.ring = ring;
        consumer.ring = ring;
        from.execute(producer::run);
        assertTrue(consumer.left.await(20, TimeUnit.SECONDS),
            () -> "seed " + seed + ": " + consumer.left.getCount() + " never came");
        on(to, () -> assertEquals(List.of(), consumer.wrong, "seed " + seed));
        assertEquals(0, ring.depth());
        return producer;
    }

    @Test
    void everyEntryComesOnceAndInOrderWhoeverSleepsOrStops() throws Exception {
        long seed = Long.getLong("socketley.seed", System.nanoTime());
        for (int i = 0; i < 20; i++) {
            Producer producer = race(seed + i, 20_000, true);
            on(from, () -> assertTrue(producer.depthMax < 10_000 + 204 + 128,
                () -> "bound by the watermark: " + producer.depthMax));
        }
    }

    @Test
    void aProducerThatDoesNotStopLosesNothingEither() throws Exception {
        for (long seed = 1; seed <= 5; seed++) {
            race(seed, 30_000, false);
        }
    }

    @Test
    void memoryIsTakenAsItIsUsed() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        on(from, () -> {
            long before = threads.getCurrentThreadAllocatedBytes();
            LoopRing ring = new LoopRing(from, to, 1 << 29, 1 << 30, (t, p) -> { }, () -> { });
            long made = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(made < 64 << 10, () -> made + " bytes for a ring that nobody has used");
            on(to, ring::hold);
            for (int i = 0; i < 100_000; i++) {
                ring.put("target", "payload");
            }
            assertFalse(ring.isOver(), "what is put is far under the watermark");
            on(to, ring::go);
        });
    }

    @Test
    void aSleeperIsAlwaysWoken() throws Exception {
        int rounds = 50_000;
        CountDownLatch done = new CountDownLatch(rounds);
        LoopRing[] there = new LoopRing[1];
        LoopRing back = new LoopRing(to, from, 100, 1000, (t, p) -> {
            done.countDown();
            if (done.getCount() > 0) {
                there[0].put(t, p);
            }
        }, () -> { });
        there[0] = new LoopRing(from, to, 100, 1000, back::put, () -> { });
        from.execute(() -> there[0].put("x", "y"));
        assertTrue(done.await(30, TimeUnit.SECONDS), () -> done.getCount() + " to go");
        assertTrue(there[0].wakes() > 0);
        assertTrue(there[0].wakes() <= rounds);
    }

    @Test
    void theProducerIsToldOnceWhenThereIsRoomAgain() {
        List<String> events = new ArrayList<>();
        LoopRing ring = new LoopRing(from, to, 1_000, 4_000, (t, p) -> { },
            () -> events.add("room"));
        on(to, ring::hold);
        on(from, () -> {
            ring.put("x", new byte[3_872]);
            assertFalse(ring.isOver(), "at the limit");
            ring.put("x", new byte[0]);
            assertTrue(ring.isOver(), "over it");
            assertEquals(4_128, ring.depth());
        });
        on(to, ring::go);
        CompletableFuture.runAsync(() -> { }, to).join();
        Until.holds("the ring is empty", () -> ring.depth() == 0);
        on(to, () -> { });
        on(from, () -> { });
        on(from, () -> {
            assertEquals(List.of("room"), events);
            assertFalse(ring.isOver());
        });
    }
}
