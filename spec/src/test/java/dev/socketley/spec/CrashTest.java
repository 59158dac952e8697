package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Caches under load, one for each policy, in a program that is killed again and again: what they
 * acknowledged is there when they come back, and nothing that was never sent. A kill is a round of
 * each policy: 50 of them, fewer where those take longer than a minute;
 * {@code -Dsocketley.crash.rounds=1000} does as many as it says, and tells now and then how far it is.
 */
class CrashTest extends ProgramSpec {
    private static final List<String> POLICIES = List.of("always", "everysec", "no");
    private static final int KILLS = Integer.getInteger("socketley.crash.rounds", 50);
    /** How long the kills may take where nobody asked for a number of them. */
    private static final long NANOS_MAX = System.getProperty("socketley.crash.rounds") == null
        ? TimeUnit.MINUTES.toNanos(1) : Long.MAX_VALUE;
    private static final int TOLD_EVERY = 10;
    private static final int LONG_LOAD_EVERY = 12;
    private static final int WRITERS = 2;
    private static final long LOAD_MS_MAX = 150;
    private static final long LONG_LOAD_MS = 1300;
    private static final long ANSWER_NANOS_MAX = TimeUnit.SECONDS.toNanos(Until.SECONDS_MAX);
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long STEP_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(100);

    @Test
    void whatEachPolicyPromisesIsThereAfterEveryKill() throws Exception {
        List<String> script = new ArrayList<>();
        Map<String, List<CrashWriter>> writers = new TreeMap<>();
        for (String policy : POLICIES) {
            script.add("socketley.cache('" + policy + "', { port = 0, ephemeral = true,"
                + " bind = '127.0.0.1', persistent = '" + policy + ".db', append_log = true,"
                + " fsync = '" + policy + "', log_rewrite_bytes_min = 100000, resp = true })");
            List<CrashWriter> some = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                some.add(new CrashWriter("w" + i));
            }
            writers.put(policy, some);
        }
        program.write("crash.lua", script.toArray(String[]::new));
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        long began = System.nanoTime();
        int kill = 0;
        while (kill < KILLS && System.nanoTime() - began < NANOS_MAX) {
            Process engine = program.engine("socketley --lua crash.lua");
            verify(writers, "kill " + kill + ", seed " + seed);
            boolean isLong = kill % LONG_LOAD_EVERY == LONG_LOAD_EVERY - 1;
            long ms = isLong ? LONG_LOAD_MS : random.nextLong(1, LOAD_MS_MAX);
            long killed = load(writers, random.nextInt(1, 40), ms, engine);
            program.kill(engine);
            for (String policy : POLICIES) {
                long known = policy.equals("always") ? Long.MAX_VALUE - 1
                    : policy.equals("no") ? Long.MIN_VALUE : killed - SECOND_NANOS;
                writers.get(policy).forEach(writer -> writer.ended(known));
            }
            kill++;
            if (kill % TOLD_EVERY == 0) {
                tell(kill, writers, seed);
            }
        }
        program.engine("socketley --lua crash.lua");
        verify(writers, "the end, seed " + seed);
        tell(kill, writers, seed);
    }

    private static void tell(int kills, Map<String, List<CrashWriter>> writers, long seed) {
        StringBuilder kept = new StringBuilder();
        writers.forEach((policy, some) -> kept.append(' ').append(policy).append('=')
            .append(some.stream().mapToLong(CrashWriter::kept).sum()));
        System.out.println("kills of each policy: " + kills + ", nothing lost; commands kept:" + kept
            + ", seed " + seed);
    }

    private void verify(Map<String, List<CrashWriter>> writers, String when) throws IOException {
        for (String policy : POLICIES) {
            int port = program.port(policy);
            for (CrashWriter writer : writers.get(policy)) {
                writer.verify(port, policy + ", " + when);
            }
        }
    }

    /**
     * Writes for a while, until every writer was answered, then kills the engine; when that was, less the
     * time for which all processes were stopped meanwhile, in which nothing could be written.
     */
    private long load(Map<String, List<CrashWriter>> writers, int depth, long ms, Process engine)
            throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (String policy : POLICIES) {
            int port = program.port(policy);
            for (CrashWriter writer : writers.get(policy)) {
                threads.add(Thread.ofPlatform().start(() -> writer.write(port, depth)));
            }
        }
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
        long stopped = 0;
        long at = System.nanoTime();
        while (at < until || !isAnswered(writers) && at < until + ANSWER_NANOS_MAX) {
            assertTrue(engine.isAlive(), () -> program.log());
            engine.waitFor(1, TimeUnit.MILLISECONDS);
            long now = System.nanoTime();
            stopped += Math.max(0, now - at - STEP_NANOS_MAX);
            at = now;
        }
        long killed = System.nanoTime() - stopped;
        engine.destroyForcibly();
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(Until.SECONDS_MAX));
            assertEquals(Thread.State.TERMINATED, thread.getState());
        }
        return killed;
    }

    private static boolean isAnswered(Map<String, List<CrashWriter>> writers) {
        return writers.values().stream().flatMap(List::stream).allMatch(CrashWriter::isAnswered);
    }
}
