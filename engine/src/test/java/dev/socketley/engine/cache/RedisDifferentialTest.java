package dev.socketley.engine.cache;

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
