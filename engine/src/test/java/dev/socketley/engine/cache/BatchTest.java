package dev.socketley.engine.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Commands that arrive many at a time answer what they answer one at a time. */
class BatchTest {
    private static final List<String> COMMANDS = List.of(
        "SET k%d v%d", "GET k%d", "get k%d", "INCR n%d", "MSET k%d a k%d b", "MGET k%d k%d", "DEL k%d",
        "LPUSH l%d x y", "LRANGE l%d 0 -1", "LPOP l%d", "HSET h%d f%d v", "HGET h%d f%d",
        "SADD s%d m%d", "SCARD s%d", "ZADD z%d 1 m%d", "APPEND k%d more", "GETRANGE k%d 0 2",
        "SET k%d v EX 100", "SETEX k%d 100 w", "TTL k%d", "EXPIRE k%d 50", "PERSIST k%d",
        "SELECT 1", "SELECT 0", "SELECT 2", "SWAPDB 0 1", "MULTI", "EXEC", "DISCARD", "WATCH k%d",
        "PING", "ECHO k%d", "NOPE", "GET", "GET k%d too many", "INCR l%d", "LPUSH k%d x",
        "CLIENT REPLY SKIP", "RENAME k%d k%d", "FLUSHDB", "STRLEN k%d", "DBSIZE", "OBJECT ENCODING k%d");

    private static byte[] command(String line) {
        String[] words = line.split(" ");
        StringBuilder all = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            all.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        return all.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static List<byte[]> commands(Random random, int count) {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String form = COMMANDS.get(random.nextInt(COMMANDS.size()));
            all.add(command(form.formatted(random.nextInt(6), random.nextInt(6))));
        }
        return all;
    }

    private static byte[] joined(List<byte[]> parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static String answers(List<byte[]> pieces) {
        return answers(pieces, new LocalTalk());
    }

    private static String answers(List<byte[]> pieces, LocalTalk talk) {
        pieces.forEach(talk::sendBytes);
        return new String(talk.receivedBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aPipelineAnswersWhatItsCommandsAnswerOneByOne() {
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            List<byte[]> commands = commands(random, 300);
            String expected = answers(commands);
            byte[] all = joined(commands);
            assertEquals(expected, answers(List.of(all)), "at once, seed " + seed);
            List<byte[]> pieces = new ArrayList<>();
            for (int at = 0; at < all.length;) {
                int end = Math.min(at + 1 + random.nextInt(600), all.length);
                pieces.add(Arrays.copyOfRange(all, at, end));
                at = end;
            }
            assertEquals(expected, answers(pieces), "in pieces, seed " + seed);
        }
    }

    @Test
    void whatCameBeforeNonsenseIsAnswered() throws IOException {
        LocalTalk talk = new LocalTalk();
        talk.raw("*1\\r\\n$4\\r\\nPING\\r\\n"
            + "*3\\r\\n$3\\r\\nSET\\r\\n$1\\r\\nk\\r\\n$1\\r\\nv\\r\\n*1\\r\\n!\\r\\n");
        assertEquals("+PONG +OK -ERR Protocol error: expected '$', got '!'", talk.received(-1));
        assertTrue(talk.isClosed());
    }

    @Test
    void aSubscriberIsToldInsideAPipeline() {
        byte[] all = joined(List.of(command("SUBSCRIBE c"), command("GET k"), command("PING"),
            command("UNSUBSCRIBE c"), command("GET k")));
        String answers = answers(List.of(all));
        assertTrue(answers.contains("-ERR Can't execute 'get'"), answers);
        assertTrue(answers.endsWith(":0\r\n$-1\r\n"), answers);
    }

    @Test
    void aMissInsideAPipelineHoldsBackWhatFollows() {
        RecordedHooks hooks = new RecordedHooks();
        hooks.asksChanges = false;
        hooks.waits = true;
        LocalTalk talk = new LocalTalk(hooks);
        talk.sendBytes(joined(List.of(command("SET a 1"), command("GET a"), command("GET b"),
            command("INCR a"), command("GET a"))));
        assertEquals("+OK $1 1", talk.received(-1));
        hooks.loads.poll().value("fresh".getBytes(StandardCharsets.US_ASCII), 0);
        assertEquals("$5 fresh :2 $1 2", talk.received(-1));
        assertEquals(1, hooks.calls.size(), hooks.calls.toString());
    }

    private static LocalTalk loading() {
        RecordedHooks hooks = new RecordedHooks();
        hooks.asksChanges = false;
        for (int i = 0; i < 4; i++) {
            hooks.source.put("k" + i, "loaded " + i);
        }
        return new LocalTalk(hooks);
    }

    @Test
    void aPipelineThatMissesAnswersWhatItsCommandsAnswerOneByOne() {
        for (int seed = 0; seed < 50; seed++) {
            List<byte[]> commands = commands(new Random(seed), 300);
            assertEquals(answers(commands, loading()), answers(List.of(joined(commands)), loading()),
                "seed " + seed);
        }
    }

    @Test
    void whatReadsInARowMissIsAskedForAtATime() {
        RecordedHooks hooks = new RecordedHooks();
        hooks.asksChanges = false;
        hooks.waits = true;
        LocalTalk talk = new LocalTalk(hooks);
        talk.sendBytes(joined(List.of(command("GET a"), command("MGET b a"), command("GET c"),
            command("SET d 1"), command("GET d"), command("GET e"))));
        assertEquals(List.of("miss a", "miss b", "miss c"), hooks.calls);
        CacheHooks.Loaded a = hooks.loads.poll();
        hooks.loads.poll().value(RecordedHooks.bytes("B"), 0);
        hooks.loads.poll().failed("gone");
        assertEquals("", new String(talk.receivedBytes(), StandardCharsets.US_ASCII));
        a.value(RecordedHooks.bytes("A"), 0);
        assertEquals("$1\r\nA\r\n*2\r\n$1\r\nB\r\n$1\r\nA\r\n-ERR on_miss: gone\r\n+OK\r\n$1\r\n1\r\n",
            new String(talk.receivedBytes(), StandardCharsets.US_ASCII));
        assertEquals("miss e", hooks.calls.getLast());
    }

    @Test
    void oneClientAsksForSomeKeysAtATimeAndNotForAll() {
        RecordedHooks hooks = new RecordedHooks();
        hooks.waits = true;
        LocalTalk talk = new LocalTalk(hooks);
        List<byte[]> reads = new ArrayList<>();
        for (int i = 0; i <= Reading.COMMANDS_MAX; i++) {
            reads.add(command("GET k" + i));
        }
        talk.sendBytes(joined(reads));
        assertEquals(Reading.COMMANDS_MAX, hooks.loads.size());
        while (hooks.loads.size() > 0) {
            hooks.loads.poll().value(null, 0);
        }
        assertEquals(Reading.COMMANDS_MAX + 1, hooks.calls.size());
    }
}
