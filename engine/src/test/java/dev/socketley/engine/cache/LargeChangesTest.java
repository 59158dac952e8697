package dev.socketley.engine.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.cache.command.ReplayClient;
import dev.socketley.engine.cache.store.Store;
import dev.socketley.engine.protocol.resp.Args;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

/** Values too large to be copied are changed where they are, and all else is as with small ones. */
class LargeChangesTest {
    private static final List<String> COMMANDS = List.of(
        "RPUSH l%d a b c", "LPUSH l%d v%d", "RPOP l%d", "LPOP l%d 3", "LTRIM l%d 1 -2", "LTRIM l%d 5 1",
        "LSET l%d 1 v%d", "LINSERT l%d BEFORE b v%d", "LREM l%d 2 a", "LREM l%d -1 v%d",
        "LREM l%d 0 none", "LMOVE l%d l%d LEFT RIGHT", "LPUSHX l%d x", "SET l%d string", "DEL l%d",
        "HSET h%d f%d v g%d w", "HDEL h%d f%d f%d", "HSETNX h%d f%d x", "HINCRBY h%d n%d 3",
        "HINCRBY h%d f1 3", "SADD s%d m%d m%d", "SREM s%d m%d", "SMOVE s%d s%d m%d",
        "SUNIONSTORE s%d s%d s%d", "EXPIRE s%d 1000", "PERSIST s%d", "RENAME s%d s%d",
        "RENAME l%d l%d", "RENAMENX z%d z%d", "RENAME h%d h%d", "LREM l%d 0 b",
        "ZADD z%d %d m%d", "ZADD z%d XX GT %d m%d", "ZINCRBY z%d 2 m%d", "ZREM z%d m%d",
        "ZREMRANGEBYRANK z%d 0 %d", "ZPOPMIN z%d 2", "ZREMRANGEBYSCORE z%d 9 1", "ZADD z%d x m",
        "COPY z%d z%d REPLACE", "LLEN l%d", "LRANGE l%d 0 -1", "SCARD s%d",
        "ZRANGE z%d 0 -1 WITHSCORES", "HLEN h%d", "TTL s%d");
    private static final List<String> STATE = List.of("LRANGE l%d 0 -1", "HGETALL h%d", "SMEMBERS s%d",
        "ZRANGE z%d 0 -1 WITHSCORES", "TYPE l%d", "TTL s%d", "OBJECT ENCODING s%d");

    private final RecordedHooks hooks = new RecordedHooks();
    private final LocalTalk asking = new LocalTalk(hooks);
    private final LocalTalk plain = new LocalTalk();

    private void prepare(LocalTalk talk) throws IOException {
        for (String each : List.of("hash-max-listpack-entries", "set-max-listpack-entries",
                "set-max-intset-entries", "zset-max-listpack-entries", "list-max-listpack-size")) {
            assertEquals("+OK", answer(talk, "CONFIG SET " + each + " 2"));
        }
        talk.cache().shownMax(3);
    }

    private static String answer(LocalTalk talk, String command) throws IOException {
        talk.send(command);
        return talk.received(0);
    }

    private static String some(Random random, List<String> from) {
        return from.get(random.nextInt(from.size())).formatted(random.nextInt(3), random.nextInt(5),
            random.nextInt(5));
    }

    /** Words of a reply in their order, or in any where a table has none. */
    private static String words(String command, String reply) {
        return command.startsWith("SMEMBERS") || command.startsWith("HGETALL")
            ? List.of(reply.split(" ")).stream().sorted().toList().toString() : reply;
    }

    private void assertAlike(String where) throws IOException {
        for (String form : STATE) {
            for (int i = 0; i < 3; i++) {
                String command = form.formatted(i);
                assertEquals(words(command, answer(plain, command)), words(command, answer(asking, command)),
                    where + ": " + command);
            }
        }
    }

    @Test
    void commandsAnswerAndLeaveWhatTheyDoWithoutHooks() throws IOException {
        prepare(asking);
        prepare(plain);
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            for (int i = 0; i < 200; i++) {
                String command = some(random, COMMANDS);
                assertEquals(answer(plain, command), answer(asking, command), seed + ": " + command);
            }
            assertAlike("seed " + seed);
        }
        assertTrue(hooks.calls.stream().anyMatch(call -> call.startsWith("command ")), "none was large");
    }

    @Test
    void transactionsDoToo() throws IOException {
        prepare(asking);
        prepare(plain);
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(1000 + seed);
            for (int i = 0; i < 30; i++) {
                both("MULTI");
                StringJoiner sent = new StringJoiner(", ", "EXEC of ", "");
                for (int k = random.nextInt(8); k >= 0; k--) {
                    String command = some(random, COMMANDS);
                    both(command);
                    sent.add(command);
                }
                assertEquals(answer(plain, "EXEC"), answer(asking, "EXEC"), sent.toString());
            }
            assertAlike("seed " + seed);
        }
    }

    private void both(String command) throws IOException {
        assertEquals(answer(plain, command), answer(asking, command), command);
    }

    @Test
    void whatIsRefusedWasNeverThere() throws IOException {
        prepare(asking);
        prepare(plain);
        Random random = new Random(5);
        for (int i = 0; i < 4000; i++) {
            String command = some(random, COMMANDS);
            hooks.waits = true;
            asking.send(command);
            while (!hooks.loads.isEmpty()) {
                hooks.loads.poll().value(null, 0);
            }
            String reply = asking.received(0);
            hooks.waits = false;
            if (hooks.changes.isEmpty()) {
                assertEquals(answer(plain, command), reply, command);
                continue;
            }
            if (random.nextInt(3) == 0) {
                hooks.changes.poll().done("no");
                assertTrue(asking.received(0).startsWith("-ERR on_"), command);
            } else {
                hooks.changes.poll().done(null);
                assertEquals(answer(plain, command), asking.received(0), command);
            }
            if (i % 50 == 0) {
                assertAlike("after " + i);
            }
        }
        assertAlike("in the end");
    }

    @Test
    void aLargeValueStaysTheSameObjectInATransaction() throws IOException {
        asking.cache().shownMax(3);
        answer(asking, "RPUSH l a b c d");
        Store store = asking.cache().context().keyspace().database(0);
        Object list = store.get(RecordedHooks.bytes("l"));
        hooks.calls.clear();
        answer(asking, "MULTI");
        answer(asking, "RPUSH l e");
        answer(asking, "SET k v");
        answer(asking, "LPOP l");
        answer(asking, "EXPIRE l 50");
        assertEquals("*4 :5 +OK $1 a :1", answer(asking, "EXEC"));
        assertSame(list, store.get(RecordedHooks.bytes("l")));
        assertEquals(List.of("command l: RPUSH l e 0", "write k=v 0", "command l: LPOP l 50000"),
            hooks.calls);
        assertEquals("*4 $1 b $1 c $1 d $1 e", answer(asking, "LRANGE l 0 -1"));
        assertEquals(":50", answer(asking, "TTL l"));
    }

    @Test
    void aRenamedLargeValueStaysTheSameObject() throws IOException {
        asking.cache().shownMax(3);
        answer(asking, "RPUSH l a b c d");
        Store store = asking.cache().context().keyspace().database(0);
        Object list = store.get(RecordedHooks.bytes("l"));
        hooks.calls.clear();
        answer(asking, "MULTI");
        answer(asking, "RPUSH l e");
        answer(asking, "RENAME l m");
        answer(asking, "LPOP m");
        answer(asking, "MOVE m 1");
        assertEquals("*4 :5 +OK $1 a :1", answer(asking, "EXEC"));
        assertSame(list, asking.cache().context().keyspace().database(1).get(RecordedHooks.bytes("m")));
        assertEquals(List.of("command l: RPUSH l e 0", "command m: RENAME l m 0", "delete l",
            "command m: LPOP m 0", "command 1:m: MOVE m 1 0", "delete m"), hooks.calls);
        assertEquals(":0", answer(asking, "EXISTS l m"));
        answer(asking, "SELECT 1");
        assertEquals("*4 $1 b $1 c $1 d $1 e", answer(asking, "LRANGE m 0 -1"));
    }

    @Test
    void aLargeValueWhoseOldKeyMayNotGoIsHeldByBothKeysApart() throws IOException {
        asking.cache().shownMax(3);
        answer(asking, "RPUSH l a b c d");
        hooks.waits = true;
        asking.send("RENAME l m");
        hooks.changes.poll().done(null);
        hooks.changes.poll().done("no");
        assertEquals("-ERR on_delete: no", asking.received(0));
        hooks.waits = false;
        answer(asking, "RPUSH m e");
        assertEquals("*4 $1 a $1 b $1 c $1 d", answer(asking, "LRANGE l 0 -1"));
        assertEquals("*5 $1 a $1 b $1 c $1 d $1 e", answer(asking, "LRANGE m 0 -1"));
    }

    @Test
    void whatChangesNothingIsNotAskedAndWhatEmptiesIsADelete() throws IOException {
        prepare(asking);
        answer(asking, "SADD s a b c d");
        answer(asking, "RPUSH l a b c d");
        answer(asking, "ZADD z 1 a 2 b 3 c 4 d");
        hooks.calls.clear();
        assertEquals(":0", answer(asking, "SADD s a b"));
        assertEquals(":0", answer(asking, "SREM s none"));
        assertEquals(":-1", answer(asking, "LINSERT l BEFORE none x"));
        assertEquals(":0", answer(asking, "ZADD z 1 a"));
        assertEquals(List.of(), hooks.calls);
        answer(asking, "SPOP s 9");
        answer(asking, "LTRIM l 9 1");
        answer(asking, "ZREMRANGEBYRANK z 0 -1");
        assertEquals(List.of("delete s", "delete l", "delete z"), hooks.calls);
        assertEquals(":0", answer(asking, "EXISTS s l z"));
    }

    @Test
    void aRandomCommandIsShownAsWhatItCameTo() throws IOException {
        prepare(asking);
        answer(asking, "SADD s a b c d");
        hooks.calls.clear();
        String popped = answer(asking, "SPOP s").split(" ")[1];
        assertEquals(List.of("command s: SREM s " + popped + " 0"), hooks.calls);
    }

    @Test
    void itsMemoryIsCountedAsWithoutHooks() throws IOException {
        prepare(asking);
        prepare(plain);
        for (int i = 0; i < 300; i++) {
            both("SADD s member:" + i);
            both("RPUSH l element:" + i);
        }
        hooks.waits = true;
        for (int i = 0; i < 50; i++) {
            asking.send("SREM s member:" + i);
            hooks.changes.poll().done("no");
            asking.received(0);
        }
        long counted = asking.cache().context().keyspace().memoryBytes();
        hooks.waits = false;
        answer(asking, "DEL s l");
        answer(plain, "DEL s l");
        assertEquals(plain.cache().context().keyspace().memoryBytes(),
            asking.cache().context().keyspace().memoryBytes(), "of " + counted);
    }

    private static final List<String> LARGE = List.of("RPUSH l", "HSET h", "SADD s", "ZADD z");
    private static final List<String> READ = List.of("LRANGE %s 0 -1", "HGETALL %s", "SMEMBERS %s",
        "ZRANGE %s 0 -1 WITHSCORES");

    /** Fills keys so that they are large, each with 6,000 elements. */
    private void fill() throws IOException {
        for (String begin : LARGE) {
            for (int i = 0; i < 60; i++) {
                StringJoiner command = new StringJoiner(" ").add(begin);
                for (int k = 0; k < 100; k++) {
                    int number = i * 100 + k;
                    command.add(begin.startsWith("Z") ? "" + number / 2.0 : "e" + number);
                    if (begin.startsWith("Z") || begin.startsWith("H")) {
                        command.add("m" + number);
                    }
                }
                answer(plain, command.toString());
            }
        }
    }

    private static int run(Deque<Runnable> turns) {
        int count = 0;
        for (; !turns.isEmpty(); count++) {
            turns.poll().run();
        }
        return count;
    }

    @Test
    void aLargeValueIsCopiedWhileOthersAreServedAndWhoWouldChangeItWaits() throws IOException {
        fill();
        Deque<Runnable> turns = new ArrayDeque<>();
        plain.cache().copies().nextTurn(turns::add);
        for (String begin : LARGE) {
            String key = begin.substring(begin.length() - 1);
            String read = READ.get(LARGE.indexOf(begin));
            answer(plain, "PEXPIREAT " + key + " 1800000000000");
            String before = words(read, answer(plain, read.formatted(key)));
            assertEquals("", answer(plain, "COPY " + key + " copy"), key);
            turns.poll().run();
            plain.client("b");
            assertEquals("$-1", answer(plain, "GET other"));
            assertEquals("", answer(plain, begin + " 1 1"), "changed at once");
            plain.client("a");
            assertEquals("", plain.received(0));
            run(turns);
            assertEquals(":1", plain.received(0));
            assertEquals(before, words(read, answer(plain, read.formatted("copy"))));
            assertEquals(":1800000000000", answer(plain, "PEXPIRETIME copy"));
            plain.client("b");
            assertEquals(key.equals("l") ? ":6002" : ":1", plain.received(0));
            plain.client("a");
            assertEquals(":1", answer(plain, "DEL copy"));
        }
    }

    @Test
    void aValueThatIsChangedWhileItIsCopiedIsCopiedAtOnceAfterwards() throws IOException {
        fill();
        Deque<Runnable> turns = new ArrayDeque<>();
        plain.cache().copies().nextTurn(turns::add);
        for (String change : List.of("LPUSH l changed", "DEL l")) {
            assertEquals("", answer(plain, "COPY l copy REPLACE"));
            assertEquals("", answer(plain, "COPY l copy2 REPLACE"));
            turns.poll().run();
            // As a hook of the cache would, which waits for nothing.
            plain.cache().execute(Args.of(change.split(" ")), new ReplayClient(), reply -> { });
            run(turns);
            assertEquals(change.startsWith("DEL") ? ":0 :0" : ":1 :1", plain.received(0));
            assertEquals("*3 $7 changed $2 e0 $2 e1", answer(plain, "LRANGE copy 0 2"));
            assertEquals(":6001", answer(plain, "LLEN copy"));
        }
    }
}
