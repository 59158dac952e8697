package dev.socketley.engine.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loops work before they have a transport, and after. */
@Timeout(30)
class EventLoopsTest {
    private static final int ROUNDS = 20_000;

    private final AtomicInteger choices = new AtomicInteger();

    private EventLoops loops(int count) {
        return new EventLoops(() -> {
            choices.incrementAndGet();
            return Transport.best();
        }, count);
    }

    @Test
    void tasksAndTimersNeedNoTransport() throws Exception {
        try (EventLoops loops = loops(2)) {
            AtomicInteger ran = new AtomicInteger();
            for (int i = 0; i < ROUNDS; i++) {
                loops.next().submit(ran::incrementAndGet).get();
            }
            assertEquals(ROUNDS, ran.get());
            EventLoop loop = loops.next();
            CountDownLatch timers = new CountDownLatch(3);
            loop.scheduleAtFixedRate(timers::countDown, 1, 1, TimeUnit.MILLISECONDS);
            assertTrue(timers.await(60, TimeUnit.SECONDS));
            loop.schedule(() -> { }, 1, TimeUnit.MILLISECONDS).get();
            assertEquals(0, choices.get());
        }
        assertEquals(0, choices.get());
    }

    @Test
    void theFirstListenerBringsTheTransportOfAllLoops() throws Exception {
        try (EventLoops loops = loops(2)) {
            Network network = new Network(loops);
            ListenSettings settings = ListenSettings.of(
                new StreamSettings(1024, 4096, 65536, 1000), 16, 0, () -> { });
            for (int i = 0; i < 4; i++) {
                EventLoop loop = loops.next();
                Listener listener = network.listen(loop, new InetSocketAddress("127.0.0.1", 0),
                    settings, () -> null).toCompletableFuture().get();
                assertTrue(listener.port() > 0);
                listener.close().toCompletableFuture().get();
                assertTrue(loop.submit(() -> loop.inEventLoop()).get());
            }
            assertEquals(1, choices.get());
        }
    }
}
