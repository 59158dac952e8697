package dev.socketley.engine.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.cache.store.Eviction;
import dev.socketley.engine.cache.store.EvictionPolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MaxmemoryTest {
    private final RecordedHooks hooks = new RecordedHooks();
    private final LocalTalk talk = new LocalTalk(hooks);
    private final Eviction eviction = talk.cache().context().eviction();

    private String send(String line) {
        talk.sendBytes((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        return talk.received(1 << 20);
    }

    private static void times(int count, Consumer<Integer> each) {
        for (int i = 0; i < count; i++) {
            each.accept(i);
        }
    }

    @Test
    void withoutEvictionWhatNeedsMemoryIsRefused() {
        send("*1\r\n$4\r\nPING");
        times(100, i -> send("SET k" + i + " v"));
        eviction.limit(100, EvictionPolicy.NOEVICTION, 5);
        assertEquals("-OOM command not allowed when used memory > 'maxmemory'.",
            send("SET more v").strip());
        assertTrue(send("GET k1").contains("v"));
        talk.client("lines");
        talk.sendBytes("set more v\nget more\ndel k2\n".getBytes(StandardCharsets.UTF_8));
        assertEquals("error: command not allowed when used memory > 'maxmemory'.\nnil\nok\n",
            new String(talk.receivedBytes(), StandardCharsets.UTF_8));
        talk.client("a");
        assertEquals(":1", send("DEL k1").strip());
        eviction.limit(0, EvictionPolicy.NOEVICTION, 5);
        assertEquals("+OK", send("SET more v").strip());
    }

    @Test
    void anEmptyCacheTakesMemoryToo() {
        send("*1\r\n$4\r\nPING");
        eviction.limit(1, EvictionPolicy.ALLKEYS_LRU, 5);
        assertEquals("-OOM command not allowed when used memory > 'maxmemory'.", send("SET k v").strip());
    }

    @Test
    void withEvictionWritesGoOnAndTheBytesStayWithinTheLimit() {
        send("*1\r\n$4\r\nPING");
        eviction.limit(200_000, EvictionPolicy.ALLKEYS_LRU, 5);
        times(20_000, i -> assertEquals("+OK", send("SET k" + i + " value").strip()));
        assertTrue(talk.cache().context().keyspace().memoryBytes() < 220_000);
        assertTrue(eviction.evicted() > 10_000);
        assertEquals(List.of(), hooks.calls.stream().filter(call ->
            !call.startsWith("write ")).toList(), "nobody deleted it and it did not expire");
    }

    @Test
    void aLimitThatIsLoweredIsReachedInTurns() {
        send("*1\r\n$4\r\nPING");
        times(5000, i -> send("SET k" + i + " value"));
        eviction.limit(50_000, EvictionPolicy.ALLKEYS_RANDOM, 5);
        boolean done = false;
        while (!done) {
            done = talk.cache().upkeep().evict();
        }
        assertTrue(talk.cache().context().keyspace().memoryBytes() <= 50_000);
    }
}
