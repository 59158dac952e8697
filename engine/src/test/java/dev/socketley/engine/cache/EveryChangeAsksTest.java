package dev.socketley.engine.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.socketley.engine.cache.command.Access;
import dev.socketley.engine.cache.command.Command;
import dev.socketley.engine.cache.command.CommandTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every command whose row says that it writes is run on keys that it changes, and the hooks must
 * have been asked for exactly these: sent alone, in a transaction, and by hooks that wait.
 */
class EveryChangeAsksTest {
    /** What there is before: a command for each kind of value. */
    static final List<String> BEFORE = List.of("SET s 5", "SET t abc", "HSET h f 1 g 2",
        "RPUSH l a b c", "RPUSH m x", "SADD u a b", "SADD v b c", "ZADD z 1 a 2 b 3 c",
        "ZADD y 4 b", "SET e v EX 100");
    /** For each command: how it is sent, and which keys that changes. */
    static final Map<String, String> SAMPLES = new TreeMap<>();
    /** They set deadlines only, or drop or move what is cached: the hooks follow values. */
    private static final Set<String> WITHOUT = Set.of("EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT",
        "PERSIST", "GETEX", "FLUSHALL", "FLUSHDB", "SWAPDB");

    static {
        sample("APPEND s 1 > s", "BITFIELD s SET u8 0 65 > s", "BITOP AND n s t > n",
            "BLMOVE l m LEFT RIGHT 0 > l m", "BLMPOP 0 2 none l LEFT > l", "BLPOP none l 0 > l",
            "BRPOP l 0 > l", "BRPOPLPUSH l m 0 > l m", "BZMPOP 0 1 z MIN > z", "BZPOPMAX z 0 > z",
            "BZPOPMIN z 0 > z", "COPY s n > n", "DECR s > s", "DECRBY s 2 > s", "DEL s h none > s h",
            "GETDEL s > s", "GETSET s 6 > s", "HDEL h f g > h", "HINCRBY h f 1 > h",
            "HINCRBYFLOAT h f 1.5 > h", "HMSET h i 1 > h", "HSET h i 1 > h", "HSETNX h i 1 > h",
            "INCR s > s", "INCRBY s 2 > s", "INCRBYFLOAT s 1.5 > s", "LINSERT l BEFORE b x > l",
            "LMOVE l m LEFT LEFT > l m", "LMPOP 1 l RIGHT COUNT 9 > l", "LPOP l > l", "LPUSH n a > n",
            "LPUSHX l a > l", "LREM l 0 a > l", "LSET l 0 x > l", "LTRIM l 1 1 > l",
            "MOVE s 1 > 1:s s", "MSET s 1 n 2 > s n", "MSETNX n 1 o 2 > n o", "PSETEX s 1000 1 > s",
            "RENAME s n > n s", "RENAMENX s n > n s", "RPOP m > m", "RPOPLPUSH l m > l m",
            "RPUSH l x > l", "RPUSHX l x > l", "SADD u x > u", "SDIFFSTORE n u v > n", "SET s 1 > s",
            "SETBIT s 0 1 > s", "SETEX s 10 1 > s", "SETNX n 1 > n", "SETRANGE s 1 x > s",
            "SINTERSTORE n u v > n", "SMOVE u v a > u v", "SORT l ALPHA STORE n > n", "SPOP u 9 > u",
            "SREM u a > u", "SUNIONSTORE n u v > n", "UNLINK s none > s", "ZADD z 9 x > z",
            "ZDIFFSTORE n 2 z y > n", "ZINCRBY z 1 a > z", "ZINTERSTORE n 2 z y > n",
            "ZMPOP 1 z MAX > z", "ZPOPMAX z > z", "ZPOPMIN z 9 > z", "ZRANGESTORE n z 0 1 > n",
            "ZREM z a > z", "ZREMRANGEBYLEX z - + > z", "ZREMRANGEBYRANK z 0 0 > z",
            "ZREMRANGEBYSCORE z 0 1 > z", "ZUNIONSTORE n 2 z y > n");
    }

    private static void sample(String... all) {
        for (String each : all) {
            SAMPLES.put(each.split(" ")[0], each);
        }
    }

    private interface Way {
        void run(LocalTalk talk, String command) throws IOException;
    }

    private final RecordedHooks hooks = new RecordedHooks();

    @TestFactory
    Stream<DynamicTest> alone() {
        return each((talk, command) -> talk.send(command));
    }

    @TestFactory
    Stream<DynamicTest> inATransaction() {
        return each((talk, command) -> {
            talk.send("MULTI");
            talk.send(command);
            talk.send("EXEC");
        });
    }

    @TestFactory
    Stream<DynamicTest> withHooksThatWait() {
        return each((talk, command) -> {
            hooks.waits = true;
            talk.send(command);
            while (!hooks.loads.isEmpty()) {
                hooks.loads.poll().value(null, 0);
            }
            while (!hooks.changes.isEmpty()) {
                hooks.changes.poll().done(null);
            }
            hooks.waits = false;
        });
    }

    @TestFactory
    Stream<DynamicTest> asLines() {
        Map<String, String> samples = Map.of("DEL", "del s > s", "HDEL", "hdel h f > h",
            "MSET", "mset s 1 n 2 > s n");
        return CommandTable.ALL.stream()
            .filter(row -> row.text() != null && row.access() == Access.WRITE
                && !WITHOUT.contains(row.name()) && !row.isTextOnly())
            .map(row -> DynamicTest.dynamicTest(row.name(), () -> hold(
                samples.getOrDefault(row.name(), SAMPLES.get(row.name()).toLowerCase(Locale.ROOT)),
                (talk, command) -> {
                    talk.client("lines");
                    talk.encodeAsText(true);
                    talk.send(command);
                    talk.encodeAsText(false);
                    talk.client("a");
                })));
    }

    private Stream<DynamicTest> each(Way way) {
        return CommandTable.ALL.stream()
            .filter(row -> row.access() == Access.WRITE && !row.isTextOnly()
                && !WITHOUT.contains(row.name()))
            .map(row -> DynamicTest.dynamicTest(row.name(), () -> {
                assertNotNull(SAMPLES.get(row.name()), row.name() + " has no sample");
                hold(SAMPLES.get(row.name()), way);
            }));
    }

    private void hold(String sample, Way way) throws IOException {
        String[] parts = sample.split(" > ");
        LocalTalk talk = new LocalTalk(hooks);
        hooks.asksChanges = false;
        for (String each : BEFORE) {
            talk.send(each);
        }
        hooks.asksChanges = true;
        String before = dump(talk);
        hooks.calls.clear();
        way.run(talk, parts[0]);
        List<String> asked = asked();
        hooks.asksChanges = false;
        assertNotEquals(before, dump(talk), sample + " changes nothing");
        assertEquals(new TreeSet<>(List.of(parts[1].split(" "))), new TreeSet<>(asked), sample);
    }

    private List<String> asked() {
        List<String> keys = new ArrayList<>();
        for (String call : hooks.calls) {
            if (call.startsWith("write ") || call.startsWith("delete ")) {
                keys.add(call.split(" ")[1].split("=")[0]);
            }
        }
        return keys;
    }

    /** Everything that the cache holds, as text. */
    private static String dump(LocalTalk talk) throws IOException {
        talk.received(0);
        StringBuilder all = new StringBuilder();
        for (String read : List.of("KEYS *", "GET s", "GET t", "HGETALL h", "LRANGE l 0 -1",
                "LRANGE m 0 -1", "SMEMBERS u", "SMEMBERS v", "ZRANGE z 0 -1 WITHSCORES", "TYPE n",
                "TTL s")) {
            talk.send(read);
            all.append(talk.received(0)).append('\n');
        }
        return all.toString();
    }
}
