package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cache under load that is killed, again and again: what it acknowledged is there when it comes
 * back, and nothing that was never sent. {@code -Dsocketley.crash.rounds=1000} does it more often.
 */
class CrashTest {
    private static final int ROUNDS = Integer.getInteger("socketley.crash.rounds", 50);
    private static final int WRITERS = 3;
    private static final long LOAD_MS_MAX = 120;
    private static final long LONG_LOAD_MS = 1300;
    private static final long EVERYSEC_NANOS = TimeUnit.SECONDS.toNanos(1);

    @TempDir
    private Path directory;
    private Program program;

    @BeforeAll
    static void prepare() throws IOException, InterruptedException {
        Program.prepare();
    }

    @AfterEach
    void close() {
        if (program != null) {
            program.close();
        }
    }

    @Test
    void whatWasAnsweredUnderAlwaysIsThereAfterEveryKill() throws Exception {
        rounds("always", ROUNDS * 2 / 5);
    }

    @Test
    void whatWasAnsweredASecondBeforeIsThereUnderEverysec() throws Exception {
        rounds("everysec", ROUNDS * 2 / 5);
    }

    @Test
    void whatIsThereIsWhatWasSentUnderNo() throws Exception {
        rounds("no", ROUNDS - 2 * (ROUNDS * 2 / 5));
    }

    private void rounds(String fsync, int count) throws Exception {
        program = new Program(directory);
        program.write("crash.lua", "socketley.cache('data', { port = 0, ephemeral = true,",
            "  bind = '127.0.0.1', persistent = 'data.db', append_log = true,",
            "  fsync = '" + fsync + "', log_rewrite_bytes_min = 100000, resp = true })");
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        List<CrashWriter> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new CrashWriter("w" + i));
        }
        for (int round = 0; round <= count; round++) {
            Process engine = program.engine("socketley --lua crash.lua");
            int port = program.port("data");
            for (CrashWriter writer : writers) {
                writer.verify(port, "round " + round + " of " + fsync + ", seed " + seed);
            }
            boolean slow = fsync.equals("everysec") && round % 5 == 4;
            long ms = slow ? LONG_LOAD_MS : random.nextLong(1, LOAD_MS_MAX);
            long killed = round < count ? load(writers, port, random.nextInt(1, 40), ms, engine) : 0;
            program.kill(engine);
            long known = killed - (fsync.equals("always") ? -EVERYSEC_NANOS : EVERYSEC_NANOS);
            for (CrashWriter writer : writers) {
                writer.ended(fsync.equals("no") ? Long.MIN_VALUE : known);
            }
        }
    }

    /** Writes for a while, then kills the engine; when that was. */
    private long load(List<CrashWriter> writers, int port, int depth, long ms, Process engine)
            throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (CrashWriter writer : writers) {
            threads.add(Thread.ofPlatform().start(() -> writer.write(port, depth)));
        }
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
        while (System.nanoTime() < until) {
            assertTrue(engine.isAlive(), () -> program.log());
            engine.waitFor(1, TimeUnit.MILLISECONDS);
        }
        long killed = System.nanoTime();
        engine.destroyForcibly();
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(30));
            assertEquals(Thread.State.TERMINATED, thread.getState());
        }
        return killed;
    }
}
