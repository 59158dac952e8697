package dev.socketley.engine.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Sends the same commands to a cache and to a real Redis and compares the replies: those of the
 * files in {@code spec/cache/redis}, and random ones made by its grammar. These are the same in every
 * build; {@code -Dsocketley.seed}, which a failure names, makes others, and
 * {@code -Dsocketley.fuzz.commands} is how many. The commands that differed are kept in
 * {@code target/differential}, all of them and as few as still differ.
 */
class RedisDifferentialTest {
    private static final int COMMANDS = 20_000;
    private static final int SEQUENCE = 200;

    private static RedisPair pair;

    @BeforeAll
    static void start() throws IOException {
        pair = new RedisPair(RedisServer.start());
    }

    @AfterAll
    static void stop() throws IOException {
        if (pair != null) {
            pair.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> repliesAreThoseOfRedis() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("..", "spec", "cache", "redis"))) {
            return files.filter(f -> f.toString().endsWith(".txt")).sorted().toList().stream()
                .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> hold(f)));
        }
    }

    /** A blank line makes both servers as new; {@code @name} before a command names a client. */
    private static void hold(Path file) throws IOException {
        pair.restart();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (line.isBlank()) {
                pair.restart();
            } else if (!line.startsWith("#")) {
                String client = "a";
                String command = line;
                if (line.startsWith("@")) {
                    client = line.substring(1, line.indexOf(' '));
                    command = line.substring(line.indexOf(' ') + 1);
                }
                assertNull(pair.differs(client,
                    Collections.singletonList(RedisPair.split(command))),
                    file.getFileName() + ":" + number);
            }
        }
    }

    /** Commands that change something have their samples elsewhere. */
    @TestFactory
    Stream<DynamicTest> lookUpsAreCountedAsRedisCountsThem() {
        Stream<String> reads = Stream.of("GET", "STRLEN", "TTL", "PTTL", "EXPIRETIME", "PEXPIRETIME", "TYPE",
            "EXISTS", "TOUCH", "MGET", "HGETALL", "HKEYS", "HVALS", "HLEN", "SMEMBERS", "SCARD",
            "SRANDMEMBER", "LLEN", "ZCARD", "ZRANDMEMBER", "HRANDFIELD", "SUNION", "SINTER", "SDIFF",
            "BITCOUNT", "SORT_RO", "OBJECT ENCODING")
            .flatMap(row -> Stream.of(row + " s", row + " none", row + " h", row + " u", row + " z"));
        Stream<String> more = Stream.of("EXISTS s none h", "MGET s none t", "SINTER u v", "SINTER u none v",
            "SUNION u none v", "SDIFF none u", "SINTERCARD 2 u v", "ZUNION 2 z y", "ZINTER 2 z none",
            "ZINTERCARD 2 z y", "ZDIFF 2 z none", "LCS s t", "GETRANGE s 0 1", "GETRANGE s a 1", "GETBIT s 0",
            "BITPOS s 1", "BITFIELD_RO s GET u8 0", "HGET h f", "HGET none f", "HMGET h f x", "HEXISTS h f",
            "HSTRLEN h f", "HSCAN h 0", "SSCAN u 0", "ZSCAN z 0", "SISMEMBER u a", "SMISMEMBER u a q",
            "LRANGE l 0 -1", "LRANGE none 0 1", "LINDEX l 0", "LPOS l a", "ZSCORE z a", "ZMSCORE z a q",
            "ZRANK z a", "ZREVRANK z q", "ZRANGE z 0 1", "ZRANGEBYSCORE z 0 1", "ZCOUNT z 0 1",
            "ZLEXCOUNT z - +", "SORT l ALPHA", "SORT l BY w_* GET s", "SORT u ALPHA DESC", "SET s 1 GET",
            "SET none 1 GET", "SET s 1 NX", "GETEX s", "GETEX none", "GETDEL none", "GETSET none 1",
            "COPY none n", "RENAMENX s t", "BITOP NOT n none", "SUNIONSTORE n none u",
            "ZRANGESTORE n none 0 1",
            "ZUNIONSTORE n 2 z none", "SMOVE u v q", "LMOVE none l LEFT LEFT", "INCR none", "APPEND none x",
            "SETNX s 1", "EXPIRE s 10", "PERSIST e", "HSETNX h f 1", "SPOP u", "KEYS *", "RANDOMKEY",
            "DBSIZE");
        Stream<String> writes = EveryChangeAsksTest.SAMPLES.values().stream()
            .map(sample -> sample.split(" > ")[0])
            // To Redis this is a union.
            .filter(command -> !command.equals("SPOP u 9"));
        return Stream.of(reads, more, writes).flatMap(each -> each)
            .map(command -> DynamicTest.dynamicTest(command, () -> countsAlike(command)));
    }

    private static void countsAlike(String command) throws IOException {
        pair.restart();
        for (String each : EveryChangeAsksTest.BEFORE) {
            pair.answers(each);
        }
        pair.answers("CONFIG RESETSTAT");
        pair.answers(command);
        List<String> both = pair.answers("INFO stats").stream().map(info ->
            info.replaceAll("(?s).*(keyspace_hits:\\d+)\\s+(keyspace_misses:\\d+).*", "$1 $2")).toList();
        assertEquals(both.getFirst(), both.getLast());
    }

    @Test
    void repliesToRandomCommandsAreThoseOfRedis() throws IOException {
        long first = Long.getLong("socketley.seed", 1);
        int sequences = Integer.getInteger("socketley.fuzz.commands", COMMANDS) / SEQUENCE;
        for (int i = 0; i < sequences; i++) {
            long seed = first + i;
            List<byte[][]> commands = RedisGrammar.commands(seed, SEQUENCE);
            restart(pair, seed);
            String difference = pair.differs("a", commands);
            assertNull(difference, () -> "-Dsocketley.seed=" + seed + "\n"
                + RedisDifference.keep(pair, seed, commands, difference));
        }
    }

    /** Every other sequence speaks RESP3. */
    static void restart(RedisPair pair, long seed) throws IOException {
        if (seed % 2 == 0) {
            pair.restart3();
        } else {
            pair.restart();
        }
    }
}
