package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ioredis and node-redis find nothing missing in a cache; the scripts are {@code spec/clients}. */
class NodeClientsTest {
    private static final Path SCRIPTS = Path.of("clients").toAbsolutePath();
    private static final Path MODULES = Path.of("target/clients/node_modules").toAbsolutePath();

    @TempDir
    private static Path directory;
    private static Program program;
    private static int port;

    @BeforeAll
    static void open() throws IOException, InterruptedException {
        Program.prepare();
        Program.needs("node");
        boolean there = Files.isDirectory(MODULES);
        assertTrue(there || System.getenv("SOCKETLEY_REQUIRE_PEERS") == null,
            MODULES + " is missing");
        Assumptions.assumeTrue(there, "needs 'npm ci' in spec/target/clients, as .ci/run does it");
        program = new Program(directory);
        program.write("c.lua", "socketley.cache('c', { port = 0, ephemeral = true })");
        program.engine("socketley --lua c.lua");
        port = program.port("c");
    }

    @AfterAll
    static void close() {
        if (program != null) {
            program.close();
        }
    }

    private void isGood(String script) throws IOException, InterruptedException {
        Program.Outcome outcome = program.run("NODE_PATH=" + MODULES + " node " + SCRIPTS + "/"
            + script);
        assertEquals("good\n", outcome.out(), outcome.err());
        assertEquals(0, outcome.status());
    }

    @Test
    void ioredisFindsNothingMissing() throws Exception {
        isGood("ioredis.js " + port);
    }

    @Test
    void nodeRedisFindsNothingMissingInResp2() throws Exception {
        isGood("node_redis.js " + port + " 2");
    }

    @Test
    void nodeRedisFindsNothingMissingInResp3() throws Exception {
        isGood("node_redis.js " + port + " 3");
    }
}
