package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.SetArgs;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.support.caching.CacheAccessor;
import io.lettuce.core.support.caching.CacheFrontend;
import io.lettuce.core.support.caching.ClientSideCaching;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lettuce finds nothing missing in a cache, in either version of the protocol. */
class LettuceTest {
    @TempDir
    private static Path directory;
    private static Program program;
    private static RedisClient client;

    @BeforeAll
    static void open() throws IOException, InterruptedException {
        Program.prepare();
        program = new Program(directory);
        program.write("c.lua", "socketley.cache('c', { port = 0, ephemeral = true })");
        program.engine("socketley --lua c.lua");
        client = RedisClient.create(RedisURI.create("127.0.0.1", program.port("c")));
    }

    @BeforeEach
    void flush() {
        try (StatefulRedisConnection<String, String> connection = connect(ProtocolVersion.RESP2)) {
            assertEquals("OK", connection.sync().flushall());
        }
    }

    @AfterAll
    static void close() {
        if (client != null) {
            client.shutdown(0, 10, TimeUnit.SECONDS);
        }
        if (program != null) {
            program.close();
        }
    }

    private StatefulRedisConnection<String, String> connect(ProtocolVersion version) {
        client.setOptions(ClientOptions.builder().protocolVersion(version).build());
        return client.connect();
    }

    @ParameterizedTest
    @EnumSource(value = ProtocolVersion.class, names = {"RESP2", "RESP3"})
    void everyFamilyAnswersAsLettuceExpects(ProtocolVersion version) {
        try (StatefulRedisConnection<String, String> connection = connect(version)) {
            RedisCommands<String, String> redis = connection.sync();
            assertEquals("OK", redis.set("s", "v", SetArgs.Builder.ex(100)));
            assertEquals(100, redis.ttl("s"));
            assertNull(redis.get("none"));
            assertEquals(5, redis.incrby("n", 5));
            assertThrows(RedisCommandExecutionException.class, () -> redis.lpush("s", "x"));
            assertEquals(2, redis.hset("h", Map.of("f", "1", "g", "2")));
            assertEquals(Map.of("f", "1", "g", "2"), redis.hgetall("h"));
            assertEquals(3, redis.rpush("l", "a", "b", "c"));
            assertEquals(List.of("a", "b", "c"), redis.lrange("l", 0, -1));
            assertEquals(2, redis.sadd("t", "x", "y", "x"));
            assertEquals(Set.of("x", "y"), redis.smembers("t"));
            assertTrue(redis.sismember("t", "x"));
            assertEquals(2, redis.zadd("z", 1.0, "a", 2.5, "b"));
            assertEquals(2.5, redis.zscore("z", "b"));
            assertEquals(List.of(ScoredValue.just(1, "a"), ScoredValue.just(2.5, "b")),
                redis.zrangeWithScores("z", 0, -1));
            assertEquals("zset", redis.type("z"));
            assertEquals(6, redis.dbsize());
            assertEquals(Set.of("s", "n", "h", "l", "t", "z"), Set.copyOf(redis.keys("*")));
        }
    }

    @ParameterizedTest
    @EnumSource(value = ProtocolVersion.class, names = {"RESP2", "RESP3"})
    void transactionsAreOneAndWatchesEndThem(ProtocolVersion version) {
        try (StatefulRedisConnection<String, String> connection = connect(version);
                StatefulRedisConnection<String, String> second = connect(version)) {
            RedisCommands<String, String> redis = connection.sync();
            redis.multi();
            redis.set("m", "1");
            redis.incr("m");
            assertEquals(List.of("OK", 2L), redis.exec().stream().toList());
            redis.watch("m");
            redis.multi();
            redis.set("m", "mine");
            second.sync().set("m", "theirs");
            assertTrue(redis.exec().wasDiscarded());
            assertEquals("theirs", redis.get("m"));
        }
    }

    @ParameterizedTest
    @EnumSource(value = ProtocolVersion.class, names = {"RESP2", "RESP3"})
    void waitingCommandsAreAnswered(ProtocolVersion version) throws Exception {
        try (StatefulRedisConnection<String, String> connection = connect(version);
                StatefulRedisConnection<String, String> second = connect(version)) {
            var popped = connection.async().blpop(20, "queue");
            second.sync().rpush("queue", "job");
            assertEquals(KeyValue.just("queue", "job"), popped.get(20, TimeUnit.SECONDS));
            second.sync().zadd("z", 1.5, "a");
            assertEquals(ScoredValue.just(1.5, "a"),
                connection.sync().bzpopmin(20, "z").getValue());
            assertNull(connection.sync().blpop(0.01, "queue"));
        }
    }

    @ParameterizedTest
    @EnumSource(value = ProtocolVersion.class, names = {"RESP2", "RESP3"})
    void messagesArriveOnChannelsAndPatterns(ProtocolVersion version) throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (StatefulRedisConnection<String, String> connection = connect(version);
                StatefulRedisPubSubConnection<String, String> listener = client.connectPubSub()) {
            listener.addListener(new RedisPubSubAdapter<String, String>() {
                @Override
                public void message(String channel, String message) {
                    heard.add(channel + " " + message);
                }

                @Override
                public void message(String pattern, String channel, String message) {
                    heard.add(pattern + " " + channel + " " + message);
                }
            });
            listener.sync().subscribe("news");
            listener.sync().psubscribe("n*");
            assertEquals(2, connection.sync().publish("news", "hi"));
            assertEquals(Set.of("news hi", "n* news hi"), Set.of(
                heard.poll(20, TimeUnit.SECONDS), heard.poll(20, TimeUnit.SECONDS)));
            listener.sync().unsubscribe("news");
            assertEquals(1, connection.sync().publish("news", "hi"));
        }
    }

    @ParameterizedTest
    @EnumSource(value = ProtocolVersion.class, names = {"RESP2", "RESP3"})
    void messagesArriveOnChannelsOfAShard(ProtocolVersion version) throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (StatefulRedisConnection<String, String> connection = connect(version);
                StatefulRedisPubSubConnection<String, String> listener = client.connectPubSub()) {
            listener.addListener(new RedisPubSubAdapter<String, String>() {
                @Override
                public void smessage(String channel, String message) {
                    heard.add(channel + " " + message);
                }
            });
            listener.sync().ssubscribe("part");
            assertEquals(1, connection.sync().spublish("part", "hi"));
            assertEquals("part hi", heard.poll(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void whatTheClientKeepsIsTakenBackWhenItChanges() throws Exception {
        Map<String, String> kept = new ConcurrentHashMap<>();
        try (StatefulRedisConnection<String, String> connection = connect(ProtocolVersion.RESP3);
                StatefulRedisConnection<String, String> second = connect(ProtocolVersion.RESP3)) {
            CacheFrontend<String, String> front = ClientSideCaching.enable(
                CacheAccessor.forMap(kept), connection, TrackingArgs.Builder.enabled());
            second.sync().set("k", "1");
            assertEquals("1", front.get("k"));
            assertEquals(Map.of("k", "1"), kept);
            second.sync().set("k", "2");
            Until.holds("k is taken back", kept::isEmpty);
            assertEquals("2", front.get("k"));
        }
    }
}
