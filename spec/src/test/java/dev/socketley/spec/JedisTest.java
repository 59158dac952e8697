package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;

/** Jedis finds nothing missing in a cache, in either version of the protocol. */
class JedisTest {
    @TempDir
    private static Path directory;
    private static Program program;
    private static int port;

    @BeforeAll
    static void open() throws IOException, InterruptedException {
        Program.prepare();
        program = new Program(directory);
        program.write("c.lua", "socketley.cache('c', { port = 0, ephemeral = true })");
        program.engine("socketley --lua c.lua");
        port = program.port("c");
    }

    @BeforeEach
    void flush() {
        try (Jedis jedis = connect(RedisProtocol.RESP2)) {
            assertEquals("OK", jedis.flushAll());
        }
    }

    @AfterAll
    static void close() {
        if (program != null) {
            program.close();
        }
    }

    private Jedis connect(RedisProtocol protocol) {
        return new Jedis(new HostAndPort("127.0.0.1", port), DefaultJedisClientConfig.builder()
            .protocol(protocol).socketTimeoutMillis(20_000).build());
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void everyFamilyAnswersAsJedisExpects(RedisProtocol protocol) {
        try (Jedis jedis = connect(protocol)) {
            assertEquals("OK", jedis.set("s", "v", SetParams.setParams().ex(100)));
            assertEquals(100, jedis.ttl("s"));
            assertNull(jedis.get("none"));
            assertEquals(5, jedis.incrBy("n", 5));
            assertEquals(2.5, jedis.incrByFloat("f", 2.5));
            assertThrows(JedisDataException.class, () -> jedis.lpush("s", "x"));
            assertEquals(2, jedis.hset("h", Map.of("f", "1", "g", "2")));
            assertEquals(Map.of("f", "1", "g", "2"), jedis.hgetAll("h"));
            assertEquals(3, jedis.rpush("l", "a", "b", "c"));
            assertEquals(List.of("a", "b", "c"), jedis.lrange("l", 0, -1));
            assertEquals(2, jedis.sadd("t", "x", "y", "x"));
            assertEquals(Set.of("x", "y"), jedis.smembers("t"));
            assertEquals(true, jedis.sismember("t", "x"));
            assertEquals(2, jedis.zadd("z", Map.of("a", 1.0, "b", 2.5)));
            assertEquals(2.5, jedis.zscore("z", "b"));
            assertEquals(List.of(1.0, 2.5), jedis.zrangeWithScores("z", 0, -1).stream()
                .map(redis.clients.jedis.resps.Tuple::getScore).toList());
            assertEquals("zset", jedis.type("z"));
            assertEquals(7, jedis.dbSize());
            assertEquals(Set.of("s"), Set.copyOf(
                jedis.scan("0", new ScanParams().match("s*").count(1000)).getResult()));
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void transactionsAreOneAndWatchesEndThem(RedisProtocol protocol) {
        try (Jedis jedis = connect(protocol); Jedis other = connect(protocol)) {
            Transaction first = jedis.multi();
            first.set("m", "1");
            first.incr("m");
            first.hgetAll("none");
            assertEquals(List.of("OK", 2L, Map.of()), first.exec());
            jedis.watch("m");
            Transaction second = jedis.multi();
            second.set("m", "mine");
            other.set("m", "theirs");
            assertNull(second.exec());
            assertEquals("theirs", jedis.get("m"));
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void waitingCommandsAreAnswered(RedisProtocol protocol) {
        try (Jedis jedis = connect(protocol); Jedis other = connect(protocol)) {
            CompletableFuture<List<String>> popped =
                CompletableFuture.supplyAsync(() -> jedis.blpop(20, "queue"));
            other.rpush("queue", "job");
            assertEquals(List.of("queue", "job"), popped.join());
            other.zadd("z", 1.5, "a");
            assertEquals(1.5, jedis.bzpopmin(20, "z").getValue().getScore());
            assertNull(jedis.blpop(0.01, "queue"));
        }
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void messagesArriveOnChannelsAndPatterns(RedisProtocol protocol) throws Exception {
        Inbox inbox = new Inbox();
        try (Jedis listener = connect(protocol); Jedis jedis = connect(protocol)) {
            CompletableFuture<Void> ended =
                CompletableFuture.runAsync(() -> listener.subscribe(inbox, "news"));
            assertEquals("subscribed news", inbox.next());
            inbox.psubscribe("n*");
            assertEquals("subscribed n*", inbox.next());
            assertEquals(2, jedis.publish("news", "hi"));
            assertEquals(Set.of("news hi", "n* news hi"), Set.of(inbox.next(), inbox.next()));
            inbox.unsubscribe();
            inbox.punsubscribe();
            ended.get(20, TimeUnit.SECONDS);
        }
    }

    private static final class Inbox extends JedisPubSub {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        String next() throws InterruptedException {
            return heard.poll(20, TimeUnit.SECONDS);
        }

        @Override
        public void onSubscribe(String channel, int count) {
            heard.add("subscribed " + channel);
        }

        @Override
        public void onPSubscribe(String pattern, int count) {
            heard.add("subscribed " + pattern);
        }

        @Override
        public void onMessage(String channel, String message) {
            heard.add(channel + " " + message);
        }

        @Override
        public void onPMessage(String pattern, String channel, String message) {
            heard.add(pattern + " " + channel + " " + message);
        }
    }
}
