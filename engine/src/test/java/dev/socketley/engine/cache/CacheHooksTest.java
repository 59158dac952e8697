package dev.socketley.engine.cache;

import static dev.socketley.engine.cache.RecordedHooks.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.cache.store.Store;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CacheHooksTest {
    private final RecordedHooks hooks = new RecordedHooks();
    private final LocalTalk talk = new LocalTalk(hooks);

    @AfterEach
    void nothingIsLeftWaiting() {
        assertEquals(0, hooks.loads.size() + hooks.changes.size());
    }

    private void exchange(String command, String reply) throws IOException {
        talk.send(command);
        assertEquals(reply, talk.received(0), command);
    }

    private void receives(String client, String reply) {
        talk.client(client);
        assertEquals(reply, talk.received(0), client);
    }

    @Test
    void aCommandOnALargeValueIsAskedAboutAndRunWhereTheValueIs() throws IOException {
        talk.cache().shownMax(3);
        exchange("RPUSH l a b c d", ":4");
        exchange("SADD s a b c d", ":4");
        Store store = talk.cache().context().keyspace().database(0);
        Object list = store.get(bytes("l"));
        hooks.calls.clear();
        exchange("LPUSH l x", ":5");
        exchange("EXPIRE l 50", ":1");
        exchange("RPOP l", "$1 d");
        exchange("SMOVE s t a", ":1");
        assertSame(list, store.get(bytes("l")), "it is not copied");
        exchange("RPOP l", "$1 c");
        exchange("RPOP l", "$1 b");
        exchange("DEL l", ":1");
        assertEquals(List.of("command l: LPUSH l x 0", "command l: RPOP l 50000",
            "write t=[a] 0", "write s=[b,c,d] 0", "command l: RPOP l 50000",
            "write l=[x,a] 50000", "delete l"), hooks.calls);
    }

    @Test
    void aLargeValueStaysAsItIsUntilItsCommandIsAccepted() throws IOException {
        talk.cache().shownMax(3);
        exchange("RPUSH l a b c d", ":4");
        hooks.waits = true;
        exchange("RPUSH l e", "");
        talk.client("b");
        exchange("RPUSH l f", "");
        talk.client("c");
        exchange("LLEN l", ":4");
        hooks.changes.poll().done(null);
        receives("a", ":5");
        exchange("LLEN l", ":5");
        hooks.changes.poll().done("no");
        receives("b", "-ERR on_write: no");
        exchange("LRANGE l 0 -1", "*5 $1 a $1 b $1 c $1 d $1 e");
    }

    @Test
    void bitsThatStayAsTheyAreAreNoChange() throws IOException {
        exchange("SET k a", "+OK");
        hooks.calls.clear();
        exchange("BITFIELD k OVERFLOW FAIL INCRBY u2 0 5", "*1 $-1");
        exchange("BITFIELD k OVERFLOW FAIL INCRBY u2 80 5", "*1 $-1");
        exchange("BITFIELD none OVERFLOW FAIL INCRBY u2 0 5", "*1 $-1");
        exchange("BITFIELD k SET u8 0 97", "*1 :97");
        exchange("SETBIT k 1 1", ":1");
        assertEquals(List.of(), hooks.calls);
        exchange("SETBIT k 7 0", ":1");
        assertEquals(List.of("write k=` 0"), hooks.calls);
    }

    @Test
    void aMissIsLoadedOnceAndKept() throws IOException {
        hooks.source.put("k", "v");
        exchange("GET k", "$1 v");
        exchange("GET k", "$1 v");
        exchange("GET none", "$-1");
        exchange("MGET k other", "*2 $1 v $-1");
        assertEquals(List.of("miss k", "miss none", "miss other"), hooks.calls);
    }

    @Test
    void whatIsLoadedWasMissed() throws IOException {
        hooks.source.put("k", "v");
        exchange("GET k", "$1 v");
        assertEquals("hits 0, misses 1", lookUps());
        exchange("GET k", "$1 v");
        exchange("STRLEN k", ":1");
        assertEquals("hits 2, misses 1", lookUps());
        exchange("MGET k other k", "*3 $1 v $-1 $1 v");
        assertEquals("hits 4, misses 2", lookUps());
        hooks.source.put("n", "v");
        exchange("MGET k n", "*2 $1 v $1 v");
        assertEquals("hits 5, misses 3", lookUps());
        exchange("GETRANGE k a b", "-ERR value is not an integer or out of range");
        exchange("GET k", "$1 v");
        assertEquals("hits 6, misses 3", lookUps());
        hooks.waits = true;
        exchange("GET later", "");
        hooks.loads.poll().failed("no database");
        receives("a", "-ERR on_miss: no database");
        assertEquals("hits 6, misses 4", lookUps());
    }

    private String lookUps() throws IOException {
        talk.send("INFO stats");
        Matcher found = Pattern.compile("keyspace_hits:(\\d+) keyspace_misses:(\\d+)")
            .matcher(talk.received(0));
        assertTrue(found.find());
        return "hits " + found.group(1) + ", misses " + found.group(2);
    }

    @Test
    void manyMissesOfOneKeyAskOnceAndAllAreAnswered() throws IOException {
        hooks.waits = true;
        for (String client : List.of("a", "b", "c")) {
            talk.client(client);
            exchange("GET k", "");
        }
        talk.client("d");
        exchange("PING", "+PONG");
        hooks.loads.poll().value(bytes("v"), 5000);
        for (String client : List.of("a", "b", "c")) {
            receives(client, "$1 v");
        }
        exchange("TTL k", ":5");
        assertEquals(List.of("miss k"), hooks.calls);
    }

    @Test
    void laterCommandsOfAWaitingConnectionWaitTheirTurn() throws IOException {
        hooks.waits = true;
        talk.raw("*2\\r\\n$3\\r\\nGET\\r\\n$1\\r\\nk\\r\\n*1\\r\\n$4\\r\\nPING\\r\\n");
        exchange("ECHO x", "");
        hooks.loads.poll().value(null, 0);
        receives("a", "$-1 +PONG $1 x");
    }

    @Test
    void aFailedLoadIsAnErrorToEachAskerAndIsTriedAgain() throws IOException {
        hooks.waits = true;
        talk.send("GET k");
        talk.client("b");
        talk.send("GET k");
        hooks.loads.poll().failed("no database");
        receives("b", "-ERR on_miss: no database");
        receives("a", "-ERR on_miss: no database");
        talk.send("GET k");
        hooks.loads.poll().value(bytes("v"), 0);
        receives("a", "$1 v");
    }

    @Test
    void aKeyChangedWhileItIsLoadedKeepsTheChange() throws IOException {
        hooks.asksChanges = false;
        hooks.waits = true;
        talk.send("GET k");
        talk.client("b");
        exchange("SET k new", "+OK");
        exchange("DEL k", ":1");
        hooks.loads.poll().value(bytes("old"), 0);
        exchange("EXISTS k", ":0");
        receives("a", "$-1");
    }

    @Test
    void aTransactionIsLoadedAskedAndThenMadeAsAWhole() throws IOException {
        hooks.waits = true;
        exchange("MULTI", "+OK");
        exchange("GET k", "+QUEUED");
        exchange("SET a 1", "+QUEUED");
        exchange("INCR a", "+QUEUED");
        exchange("GET a", "+QUEUED");
        exchange("EXEC", "");
        hooks.loads.poll().value(bytes("v"), 0);
        while (!hooks.loads.isEmpty()) {
            hooks.loads.poll().value(null, 0);
        }
        talk.client("b");
        exchange("EXISTS a", ":0");
        hooks.changes.poll().done(null);
        hooks.changes.poll().done(null);
        receives("a", "*4 $1 v +OK :2 $1 2");
        talk.client("b");
        exchange("EXISTS a", ":1");
        assertEquals(List.of("miss k", "miss a", "write a=1 0", "write a=2 0"), hooks.calls);
    }

    @Test
    void aTransactionThatAHookRefusesIsAnError() throws IOException {
        hooks.waits = true;
        exchange("MULTI", "+OK");
        exchange("SET a 1", "+QUEUED");
        exchange("EXEC", "");
        hooks.changes.poll().done("no database");
        receives("a", "-ERR on_write: no database");
        talk.client("b");
        exchange("EXISTS a", ":0");
    }

    @Test
    void everyCommandThatSetsOrDeletesAStringAsks() throws IOException {
        exchange("SET k 1 EX 10", "+OK");
        exchange("INCR k", ":2");
        exchange("MSET a x b y", "+OK");
        exchange("APPEND a z", ":2");
        exchange("RENAME a c", "+OK");
        exchange("GETDEL b", "$1 y");
        exchange("DEL c none c", ":1");
        exchange("EXPIRE k 0", ":1");
        exchange("SETNX n 1", ":1");
        exchange("SETNX n 2", ":0");
        assertEquals(List.of("write k=1 10000", "write k=2 10000", "write a=x 0", "write b=y 0",
            "write a=xz 0", "write c=xz 0", "delete a", "delete b", "delete c", "delete k",
            "write n=1 0"), hooks.calls);
    }

    @Test
    void aWriteIsSeenOnceItIsAcceptedAndNotBefore() throws IOException {
        exchange("SET k old", "+OK");
        hooks.waits = true;
        exchange("SET k new", "");
        talk.client("b");
        exchange("GET k", "$3 old");
        hooks.changes.poll().done(null);
        exchange("GET k", "$3 new");
        receives("a", "+OK");
    }

    @Test
    void aRefusedChangeLeavesTheOldValueAndIsAnError() throws IOException {
        exchange("SET k old", "+OK");
        hooks.waits = true;
        talk.send("MSET j 1 k new l 2");
        hooks.changes.poll().done(null);
        hooks.changes.poll().done("disk full");
        receives("a", "-ERR on_write: disk full");
        talk.send("DEL k");
        hooks.changes.poll().done("locked");
        receives("a", "-ERR on_delete: locked");
        hooks.source.clear();
        hooks.waits = false;
        exchange("MGET j k l", "*3 $1 1 $3 old $-1");
    }

    @Test
    void changesOfAKeyWaitBehindOneAnother() throws IOException {
        exchange("SET n 1", "+OK");
        hooks.waits = true;
        exchange("INCR n", "");
        talk.client("b");
        exchange("INCR n", "");
        talk.client("c");
        exchange("SET other 1", "");
        assertEquals(2, hooks.changes.size());
        CacheHooks.Accepted first = hooks.changes.poll();
        hooks.changes.poll().done(null);
        receives("c", "+OK");
        first.done(null);
        receives("a", ":2");
        receives("b", "");
        hooks.changes.poll().done(null);
        receives("b", ":3");
    }

    @Test
    void whatWaitedWhenTheClientsWentIsForgotten() throws IOException {
        hooks.waits = true;
        talk.send("SET k 1");
        talk.client("b");
        talk.send("GET j");
        talk.cache().forgetWaiting();
        hooks.loads.poll().value(bytes("late"), 0);
        receives("b", "");
        hooks.changes.poll();
        hooks.waits = false;
        talk.client("c");
        exchange("SET k 2", "+OK");
        exchange("GET j", "$-1");
    }

    @Test
    void aChangedHashIsShownWholeAndTheOldOneStaysUntilItIsAccepted() throws IOException {
        exchange("HSET h f 1", ":1");
        hooks.waits = true;
        exchange("HSET h f 2 g 3", "");
        talk.client("b");
        exchange("HGETALL h", "*2 $1 f $1 1");
        hooks.changes.poll().done(null);
        receives("a", ":1");
        exchange("HGETALL h", "*4 $1 f $1 2 $1 g $1 3");
        exchange("HDEL h f", "");
        hooks.changes.poll().done("no");
        receives("a", "-ERR on_write: no");
        exchange("HLEN h", ":2");
        exchange("HDEL h f g", "");
        hooks.changes.poll().done(null);
        receives("a", ":2");
        assertEquals(List.of("write h=[f,1] 0", "write h=[f,2,g,3] 0", "write h=[g,3] 0",
            "delete h"), hooks.calls);
    }

    @Test
    void hooksAreToldTheDatabase() throws IOException {
        exchange("SELECT 2", "+OK");
        exchange("SET k v", "+OK");
        exchange("GET none", "$-1");
        exchange("MOVE k 0", ":1");
        exchange("PSETEX e 100 v", "+OK");
        talk.advance("100ms");
        assertEquals(List.of("write 2:k=v 0", "miss 2:none", "write k=v 0", "delete 2:k",
            "write 2:e=v 100", "expire 2:e"), hooks.calls);
    }

    @Test
    void everyExpiryIsTold() throws IOException {
        exchange("PSETEX a 100 v", "+OK");
        exchange("PSETEX b 100 v", "+OK");
        hooks.calls.clear();
        talk.advance("100ms");
        exchange("EXISTS a", ":0");
        assertEquals(List.of("expire a", "expire b"), hooks.calls.stream().sorted().toList());
    }

    @Test
    void theMissingKeysOfOneCommandAreAskedForTogether() throws IOException {
        hooks.many = true;
        hooks.source.put("b", "2");
        exchange("SET a 1", "+OK");
        exchange("MGET a b c b", "*4 $1 1 $1 2 $-1 $1 2");
        exchange("GET c", "$-1");
        hooks.calls.removeFirst();
        assertEquals(List.of("miss many b,c", "miss c"), hooks.calls);
    }

    @Test
    void aKeyUnderWayIsNotAskedForAgainWithOthers() throws IOException {
        hooks.many = true;
        hooks.waits = true;
        talk.send("GET a");
        talk.client("b");
        talk.send("MGET a b c");
        while (!hooks.loads.isEmpty()) {
            hooks.loads.poll().value(bytes("v"), 0);
        }
        receives("a", "$1 v");
        receives("b", "*3 $1 v $1 v $1 v");
        assertEquals(List.of("miss a", "miss many b,c"), hooks.calls);
    }

    private void remember(long staleMs, long missMs, long bytesMax) {
        talk.cache().remember(new Remembered.Settings(staleMs, missMs, bytesMax));
    }

    /** Reads a key whose source fails. */
    private void failing(String command, String reply) throws IOException {
        hooks.waits = true;
        talk.send(command);
        hooks.loads.poll().failed("no database");
        assertEquals(reply, talk.received(0), command);
        hooks.waits = false;
    }

    @Test
    void aValueThatEndedIsShownWhileItsSourceFails() throws IOException {
        remember(60_000, 0, 1 << 20);
        exchange("SET k v EX 10", "+OK");
        talk.advance("10");
        failing("GET k", "$1 v");
        exchange("GET k", "$1 v");
        talk.advance("2");
        failing("GET k", "$1 v");
        talk.advance("60");
        failing("GET k", "-ERR on_miss: no database");
    }

    @Test
    void aSourceThatAnswersAgainIsBelieved() throws IOException {
        remember(60_000, 0, 1 << 20);
        exchange("SET k old EX 10", "+OK");
        talk.advance("10");
        exchange("GET k", "$-1");
        failing("GET k", "$3 old");
        talk.advance("2");
        hooks.source.put("k", "new");
        exchange("GET k", "$3 new");
        exchange("DEL k", ":1");
        hooks.source.clear();
        failing("GET k", "-ERR on_miss: no database");
    }

    @Test
    void aDeletedOrOverwrittenKeyIsNotShownAgain() throws IOException {
        remember(60_000, 0, 1 << 20);
        exchange("SET k old EX 10", "+OK");
        talk.advance("10");
        exchange("SET k new", "+OK");
        exchange("DEL k", ":1");
        failing("GET k", "-ERR on_miss: no database");
        exchange("SET k old EX 10", "+OK");
        talk.advance("10");
        exchange("FLUSHALL", "+OK");
        failing("GET k", "-ERR on_miss: no database");
    }

    @Test
    void aMissIsRememberedForItsTimeAndEndsWithAWrite() throws IOException {
        remember(0, 5_000, 1 << 20);
        exchange("GET k", "$-1");
        hooks.source.put("k", "v");
        exchange("MGET k", "*1 $-1");
        talk.advance("5");
        exchange("GET k", "$1 v");
        exchange("GET j", "$-1");
        exchange("SET j 1", "+OK");
        exchange("DEL j", ":1");
        exchange("GET j", "$-1");
        assertEquals(List.of("miss k", "miss k", "miss j", "write j=1 0", "delete j", "miss j"),
            hooks.calls);
    }

    @Test
    void whatIsRememberedIsBoundedAndTheOldestGoesFirst() throws IOException {
        remember(0, 5_000, 400);
        for (String key : List.of("a", "b", "c", "a", "c")) {
            exchange("GET " + key, "$-1");
        }
        assertEquals(List.of("miss a", "miss b", "miss c", "miss a"), hooks.calls);
    }

    @Test
    void whateverShowsAStringAsksForItFirst() throws IOException {
        hooks.asksChanges = false;
        for (String each : List.of("GET k: $5 value", "MGET k: *1 $5 value", "GETEX k EX 10: $5 value",
                "GETDEL k: $5 value", "GETSET k new: $5 value", "SET k new GET: $5 value",
                "SET k new EX 9 get: $5 value", "STRLEN k: :5", "GETRANGE k 1 2: $2 al",
                "SUBSTR k 1 2: $2 al", "LCS k l: $1 v", "GETBIT k 1: :1", "BITCOUNT k: :21",
                "BITPOS k 1: :1", "BITFIELD_RO k GET u8 0: *1 :118")) {
            for (String begin : List.of("", "MULTI")) {
                hooks.source.put("k", "value");
                hooks.source.put("l", "v");
                hooks.calls.clear();
                String command = each.substring(0, each.indexOf(':'));
                String reply = each.substring(each.indexOf(':') + 2);
                if (begin.equals("MULTI")) {
                    exchange("MULTI", "+OK");
                    exchange(command, "+QUEUED");
                    exchange("EXEC", "*1 " + reply);
                } else {
                    exchange(command, reply);
                }
                assertEquals(command.startsWith("LCS") ? List.of("miss k", "miss l") : List.of("miss k"),
                    hooks.calls, command);
                exchange("FLUSHALL", "+OK");
            }
        }
        hooks.calls.clear();
        for (String each : List.of("SET k GET", "APPEND k a", "INCR n", "EXISTS none", "SETNX x y",
                "HGET none f", "TTL none", "GETEX k")) {
            talk.send(each);
            talk.received(0);
        }
        assertEquals(List.of(), hooks.calls);
    }

    @Test
    void aStringIsReadBeforeTheHookIsAskedAboutItsEnd() throws IOException {
        hooks.source.put("k", "value");
        hooks.waits = true;
        exchange("GETDEL k", "");
        hooks.loads.poll().value(bytes("value"), 0);
        hooks.changes.poll().done(null);
        receives("a", "$5 value");
        assertEquals(List.of("miss k", "delete k"), hooks.calls);
        exchange("STRLEN k", "");
        hooks.loads.poll().failed("no database");
        receives("a", "-ERR on_miss: no database");
    }
}
