package dev.socketley.engine.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.stats.Counters;
import dev.socketley.engine.stats.Metric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WriteBehindTest {
    private final RecordedHooks hooks = new RecordedHooks();
    private final Counters counters = new Counters();
    private final List<Timed> timers = new ArrayList<>();
    private final WriteBehind behind = new WriteBehind("c", hooks, this::now,
        (delayMs, what) -> timers.add(new Timed(now() + delayMs, what)), counters);
    private final LocalTalk talk = new LocalTalk(behind);

    private record Timed(long atMs, Runnable what) {
    }

    WriteBehindTest() {
        open(10, 100, 100);
    }

    private long now() {
        return talk == null ? 0 : talk.now();
    }

    private void open(int batchMax, long delayMs, int queueMax) {
        behind.open(new WriteBehind.Settings(true, batchMax, delayMs, queueMax, 1000));
    }

    /** Moves the clock and runs what is due then, and what that asks for at once. */
    private void advance(long ms) {
        talk.advance(ms + "ms");
        for (Timed due = due(); due != null; due = due()) {
            timers.remove(due);
            due.what().run();
        }
    }

    private Timed due() {
        return timers.stream().filter(t -> t.atMs() <= now()).findFirst().orElse(null);
    }

    private void exchange(String command, String reply) throws IOException {
        talk.send(command);
        assertEquals(reply, talk.received(0), command);
    }

    private void asked(String... calls) {
        assertEquals(List.of(calls), hooks.calls);
        hooks.calls.clear();
    }

    private void answer(String reason) {
        hooks.changes.poll().done(reason);
    }

    @Test
    void aWriteIsAnsweredAtOnceAndWrittenWithTheOthersAfterTheDelay() throws IOException {
        hooks.many = true;
        exchange("SET a 1", "+OK");
        exchange("SET b 2", "+OK");
        exchange("DEL a", ":1");
        assertEquals(2, counters.get(Metric.WRITES_QUEUED));
        advance(99);
        asked();
        advance(1);
        asked("many a goes b=2");
        assertEquals(0, counters.get(Metric.WRITES_QUEUED));
        assertEquals(2, counters.get(Metric.WRITES_DONE));
    }

    @Test
    void withoutTheHookOfManyEachKeyIsAsked() throws IOException {
        exchange("SET a 1 EX 10", "+OK");
        exchange("SET b 2", "+OK");
        exchange("DEL b", ":1");
        advance(100);
        asked("write a=1 9900", "delete b");
    }

    @Test
    void onlyTheLastValueOfAKeyIsWritten() throws IOException {
        for (int i = 1; i <= 50; i++) {
            exchange("INCR n", ":" + i);
        }
        advance(100);
        asked("write n=50 0");
        assertEquals(1, counters.get(Metric.WRITES_DONE));
    }

    @Test
    void aFullBatchDoesNotWaitAndOneIsUnderWayAtATime() throws IOException {
        open(2, 100, 100);
        hooks.many = true;
        hooks.waits = true;
        for (String key : List.of("a", "b", "c", "d")) {
            exchange("SET " + key + " 1", "+OK");
        }
        advance(0);
        asked("many a=1 b=1");
        exchange("SET a 2", "+OK");
        advance(1000);
        asked();
        answer(null);
        advance(0);
        asked("many c=1 d=1");
        answer(null);
        advance(100);
        asked("many a=2");
        answer(null);
    }

    @Test
    void whatFailsIsTriedAgainAfterAGrowingPauseInSmallerBatches() throws IOException {
        hooks.many = true;
        hooks.waits = true;
        for (String key : List.of("a", "b", "c", "d", "e", "f")) {
            exchange("SET " + key + " 1", "+OK");
        }
        advance(100);
        asked("many a=1 b=1 c=1 d=1 e=1 f=1");
        answer("no database");
        advance(99);
        asked();
        advance(1);
        asked("many a=1 b=1 c=1 d=1 e=1");
        answer("no database");
        advance(199);
        asked();
        advance(1);
        asked("many f=1 a=1");
        answer(null);
        advance(0);
        asked("many b=1 c=1");
        answer(null);
        advance(0);
        asked("many d=1 e=1");
        answer(null);
        assertEquals(List.of(6L, 11L, 11L),
            List.of(counters.get(Metric.WRITES_DONE), counters.get(Metric.WRITES_FAILED),
                counters.get(Metric.WRITES_RETRIED)));
        assertEquals(0, counters.get(Metric.WRITES_QUEUED));
    }

    @Test
    void aFailedValueThatWasReplacedIsNotTriedAgain() throws IOException {
        hooks.waits = true;
        exchange("SET a 1", "+OK");
        advance(100);
        exchange("SET a 2", "+OK");
        answer("no database");
        advance(1000);
        asked("write a=1 0", "write a=2 0");
        answer(null);
        advance(10_000);
        asked();
    }

    @Test
    void whenTheQueueIsFullWritersWaitUntilThereIsRoom() throws IOException {
        open(2, 100, 2);
        hooks.many = true;
        hooks.waits = true;
        exchange("SET a 1", "+OK");
        exchange("SET b 1", "+OK");
        exchange("SET c 1", "");
        talk.client("b");
        exchange("SET a 2", "+OK");
        exchange("SET d 1", "");
        exchange("PING", "");
        talk.client("d");
        exchange("GET b", "$1 1");
        advance(0);
        asked("many a=2 b=1");
        answer(null);
        talk.client("a");
        assertEquals("+OK", talk.received(0));
        advance(0);
        talk.client("b");
        assertEquals("+OK +PONG", talk.received(0));
        advance(100);
        asked("many c=1 d=1");
        answer(null);
    }

    @Test
    void aKeyThatWaitsIsReadFromTheQueueWhenTheCacheHasItNoMore() throws IOException {
        hooks.source.put("a", "old");
        exchange("SET a 1", "+OK");
        exchange("DEL a", ":1");
        exchange("GET a", "$-1");
        exchange("SET b 2", "+OK");
        exchange("FLUSHALL", "+OK");
        exchange("MGET a b", "*2 $-1 $1 2");
        asked();
    }

    @Test
    void aListThatWaitsIsWrittenBeforeItsKeyIsAskedFor() throws IOException {
        exchange("RPUSH l 1 2", ":2");
        exchange("FLUSHALL", "+OK");
        exchange("GET l", "");
        advance(100);
        asked("write l={1,2} 0", "miss l");
        assertEquals("$-1", talk.received(0));
    }

    @Test
    void aValueWaitsAsItWasWhenItWasWritten() throws IOException {
        exchange("HSET h f 1", ":1");
        exchange("ZADD z 1.5 m", ":1");
        exchange("SADD s x", ":1");
        hooks.asksChanges = false;
        exchange("HSET h f 2", ":0");
        advance(100);
        asked("write h={f:1} 0", "write z={m:1.5} 0", "write s={x} 0");
    }

    @Test
    void aValueTooLargeToBeCopiedIsWrittenAsItIsInTheEnd() throws IOException {
        talk.cache().shownMax(3);
        exchange("RPUSH l a b c d", ":4");
        advance(100);
        asked("write l=[a,b,c,d] 0");
        exchange("RPUSH l e", ":5");
        exchange("LPOP l", "$1 a");
        advance(100);
        asked("write l=[b,c,d,e] 0");
    }

    @Test
    void drainingWritesEverythingAndEndsWhenItIsTaken() throws IOException {
        open(2, 60_000, 100);
        hooks.many = true;
        exchange("MSET a 1 b 1 c 1", "+OK");
        hooks.calls.clear();
        hooks.waits = true;
        CompletableFuture<Void> end = behind.drain().toCompletableFuture();
        advance(0);
        answer("no database");
        advance(100);
        answer(null);
        assertFalse(end.isDone());
        while (!end.isDone()) {
            advance(100);
            answer(null);
        }
        assertEquals(3, counters.get(Metric.WRITES_DONE));
        assertEquals(0, counters.get(Metric.WRITES_LOST));
        assertTrue(behind.drain().toCompletableFuture().isDone());
    }

    @Test
    void whatCannotBeWrittenIsCountedAndWritersThatWaitAreRefused() throws IOException {
        open(1, 100, 1);
        hooks.waits = true;
        exchange("SET a 1", "+OK");
        exchange("SET b 1", "");
        advance(0);
        behind.drain();
        behind.giveUp();
        assertEquals("-ERR on_write: the cache stops", talk.received(0));
        assertEquals(1, counters.get(Metric.WRITES_LOST));
        answer(null);
        assertEquals(0, counters.get(Metric.WRITES_DONE) + counters.get(Metric.WRITES_QUEUED));
    }

    @Test
    void whatATransactionWritesIsWrittenBehindToo() throws IOException {
        hooks.many = true;
        exchange("MULTI", "+OK");
        exchange("SET a 1", "+QUEUED");
        exchange("HSET h f v", "+QUEUED");
        exchange("INCR a", "+QUEUED");
        exchange("EXEC", "*3 +OK :1 :2");
        advance(100);
        asked("many a=2 h={f:v}");
    }
}
