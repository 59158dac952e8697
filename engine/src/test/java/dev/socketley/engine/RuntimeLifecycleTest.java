package dev.socketley.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.net.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RuntimeLifecycleTest {
    /** Opens and closes when the test says so. */
    private static final class Held extends Runtime {
        final AtomicInteger opens = new AtomicInteger();
        final AtomicInteger closes = new AtomicInteger();
        volatile CompletableFuture<Void> opening = CompletableFuture.completedFuture(null);
        volatile CompletableFuture<Void> closing = CompletableFuture.completedFuture(null);

        Held(RuntimeSpec spec) {
            super(spec);
        }

        @Override
        protected CompletionStage<Void> open() {
            opens.incrementAndGet();
            return opening;
        }

        @Override
        protected CompletionStage<Void> close(Duration drain) {
            closes.incrementAndGet();
            return closing;
        }

        @Override
        public int port() {
            return 0;
        }
    }

    private static final RuntimeType TYPE = new RuntimeType("held", "For tests.", 0, List.of(),
        Held::new);

    private final Engine engine = new Engine(List.of(TYPE), Transport.NIO, 2);
    private final Held held = create("held", "");

    @AfterEach
    void close() {
        held.opening.complete(null);
        held.closing.complete(null);
        engine.close();
    }

    private Held create(String name, String owner) {
        return (Held) engine.create(TYPE, name, TYPE.defaults(), Hooks.NONE, owner, null);
    }

    private static void join(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw EngineException.of(e);
        }
    }

    /** What was asked before has been begun once this has run on the loop. */
    private void settle() {
        held.loop().submit(() -> { }).awaitUninterruptibly(5000);
    }

    @Test
    void aFailedStartCanBeTriedAgain() {
        held.opening = CompletableFuture.failedFuture(
            new EngineException(ErrorCode.EADDRINUSE, "port 1 is in use"));
        assertThrows(EngineException.class, () -> join(held.start()));
        assertEquals(RuntimeState.FAILED, held.state());
        assertEquals("port 1 is in use", held.failure());
        held.opening = CompletableFuture.completedFuture(null);
        join(held.start());
        assertEquals(RuntimeState.RUNNING, held.state());
        assertEquals("", held.failure());
    }

    @Test
    void concurrentStartsAreOne() {
        held.opening = new CompletableFuture<>();
        CompletionStage<Void> one = held.start();
        CompletionStage<Void> two = held.start();
        held.opening.complete(null);
        join(one);
        join(two);
        join(held.start());
        assertEquals(1, held.opens.get());
    }

    @Test
    void aStopWhileItStartsWaitsForTheStart() {
        held.opening = new CompletableFuture<>();
        CompletionStage<Void> start = held.start();
        CompletionStage<Void> stop = held.stop();
        settle();
        assertFalse(stop.toCompletableFuture().isDone());
        held.opening.complete(null);
        join(start);
        join(stop);
        assertEquals(RuntimeState.STOPPED, held.state());
        assertEquals(1, held.closes.get());
    }

    @Test
    void aStartWhileItStopsWaitsForTheStop() {
        join(held.start());
        held.closing = new CompletableFuture<>();
        CompletionStage<Void> stop = held.stop();
        CompletionStage<Void> start = held.start();
        settle();
        assertEquals(1, held.opens.get());
        held.closing.complete(null);
        join(stop);
        join(start);
        assertEquals(RuntimeState.RUNNING, held.state());
        assertEquals(2, held.opens.get());
    }

    @Test
    void aStopOfWhatDoesNotRunDoesNothing() {
        join(held.stop());
        assertEquals(RuntimeState.CREATED, held.state());
        assertEquals(0, held.closes.get());
    }

    @Test
    void aRemovedRuntimeStartsNoMoreAlsoWhenTheStartCameFirst() {
        join(held.start());
        held.closing = new CompletableFuture<>();
        held.stop();
        CompletionStage<Void> start = held.start();
        CompletionStage<Void> remove = engine.remove(held);
        settle();
        held.closing.complete(null);
        join(remove);
        EngineException e = assertThrows(EngineException.class, () -> join(start));
        assertEquals(ErrorCode.ESTATE, e.code());
        assertEquals(RuntimeState.STOPPED, held.state());
        assertEquals(List.of(), engine.registry().all());
    }

    @Test
    void aNameIsFreeAgainAfterARemove() {
        join(engine.remove(held));
        assertTrue(create("held", "") != held);
    }

    @Test
    void theStopOfAParentStopsWhatItMadeAndWhatThatMade() {
        Held child = create("child", "held");
        Held grandchild = create("grandchild", "child");
        for (Held each : List.of(held, child, grandchild)) {
            join(each.start());
        }
        join(engine.stop(held));
        assertEquals(RuntimeState.STOPPED, child.state());
        assertEquals(RuntimeState.STOPPED, grandchild.state());
    }
}
