package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Saving a script that runs. */
class ReloadTest {
    @TempDir
    private Path directory;

    @BeforeAll
    static void prepare() throws IOException, InterruptedException {
        Program.prepare();
    }

    private static String greeting(int port) throws IOException {
        try (LineClient client = new LineClient(port)) {
            return client.line().replaceAll("guest-\\d+$", "guest");
        }
    }

    @Test
    void aChangedGreetingIsLiveAndEverybodyStays(TestReporter reporter) throws Exception {
        try (Program program = new Program(directory)) {
            Path script = program.example("orchestrate.lua");
            program.engine("socketley --lua orchestrate.lua");
            int port = program.port("chat");
            try (LineClient stays = new LineClient(port)) {
                String first = stays.line();
                assertTrue(first.startsWith("welcome to the chat, guest-"), first);
                String name = first.substring(first.indexOf("guest-"));
                String text = Files.readString(script);
                long saved = System.nanoTime();
                Files.writeString(script, text.replace("welcome to the chat", "good evening"));
                Until.holds("the new greeting is live",
                    () -> greeting(port).equals("good evening, guest"));
                reporter.publishEntry("live after ms", String.valueOf(
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - saved)));
                assertEquals(port, program.port("chat"));
                stays.send("still here");
                assertEquals(name + ": still here", stays.line());
            }
        }
    }

    @Test
    void aSyntaxErrorLeavesTheOldCodeRunningAndSaysWhere() throws Exception {
        try (Program program = new Program(directory)) {
            program.write("hi.lua", script("old"));
            program.engine("socketley --lua hi.lua");
            int port = program.port("hi");
            assertEquals("old", greeting(port));
            program.write("hi.lua", "local fine = 1", "local broken = = 2");
            program.awaitLog("hi.lua:2: unexpected symbol near '='");
            assertEquals("old", greeting(port));
            program.write("hi.lua", script("new"));
            Until.holds("the mended script is live", () -> greeting(port).equals("new"));
        }
    }

    private static String[] script(String greeting) {
        return new String[] {"socketley.server('hi', { port = 0, ephemeral = true,",
            "  on_connect = function(id) self.send(id, '" + greeting + "') end })"};
    }

    @Test
    void aRequiredModuleIsReloadedToo() throws Exception {
        try (Program program = new Program(directory)) {
            program.write("words.lua", "return { greeting = 'one' }");
            program.write("hi.lua", "local words = require('words')",
                "socketley.server('hi', { port = 0, ephemeral = true,",
                "  on_connect = function(id) self.send(id, words.greeting) end })");
            program.engine("socketley --lua hi.lua");
            int port = program.port("hi");
            assertEquals("one", greeting(port));
            program.write("words.lua", "return { greeting = 'two' }");
            Until.holds("the module's new text is live", () -> greeting(port).equals("two"));
        }
    }

    /** With workers, connections live on other loops than the script. */
    @ParameterizedTest
    @CsvSource({"0, 1", "2, 6"})
    void streamsOfMessagesSurviveReloadsWithNothingLostOrDoubled(int workers, int clients)
            throws Exception {
        try (Program program = new Program(directory);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            save(0, workers);
            program.engine("socketley --loops 3 --lua echo.lua");
            int port = program.port("echo");
            AtomicBoolean enough = new AtomicBoolean();
            List<Stream> streams = new ArrayList<>();
            try {
                for (int i = 0; i < clients; i++) {
                    streams.add(new Stream(new LineClient(port), enough, threads));
                }
                for (int next = 1; next <= 5; next++) {
                    save(next, workers);
                    int wanted = next;
                    Until.holds(() -> "version " + wanted + " answers: " + streams,
                        () -> streams.stream().allMatch(each -> each.isAt(wanted)));
                }
                enough.set(true);
                for (Stream each : streams) {
                    assertEquals(each.sent.get(30, TimeUnit.SECONDS),
                        each.echoed.get(30, TimeUnit.SECONDS));
                    assertEquals(5, each.version.get());
                }
            } finally {
                enough.set(true);
                for (Stream each : streams) {
                    each.client.close(); // or its thread would go on, and be waited for
                }
            }
        }
    }

    /**
     * Numbered lines to a server that echoes them with its version in front. The system's buffers
     * would hold a minute's work if so many were not too many to be under way.
     */
    private static final class Stream {
        static final int LINES_AHEAD_MAX = 50_000;
        final LineClient client;
        final Semaphore ahead = new Semaphore(LINES_AHEAD_MAX);
        final AtomicInteger version = new AtomicInteger();
        final CompletableFuture<Integer> sent;
        final CompletableFuture<Integer> echoed;

        Stream(LineClient client, AtomicBoolean enough, ExecutorService threads) {
            this.client = client;
            sent = CompletableFuture.supplyAsync(() -> send(client, ahead, enough), threads);
            echoed = CompletableFuture.supplyAsync(() -> check(client, ahead, version), threads);
        }

        boolean isAt(int wanted) {
            return version.get() == wanted || echoed.isDone();
        }

        @Override
        public String toString() {
            return version + " " + echoed;
        }
    }

    /** As an editor saves: a new file takes the old one's name. */
    private void save(int version, int workers) throws IOException {
        Path fresh = directory.resolve("echo.lua~");
        Files.writeString(fresh, """
            socketley.server("echo", { port = 0, ephemeral = true, workers = %d,
              on_client_message = function(id, message)
                self.send(id, "%d " .. message)
                return true
              end })
            """.formatted(workers, version));
        Files.move(fresh, directory.resolve("echo.lua"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static int send(LineClient client, Semaphore ahead, AtomicBoolean enough) {
        int count = 0;
        try {
            while (!enough.get()) {
                if (!ahead.tryAcquire(20, 100, TimeUnit.MILLISECONDS)) {
                    continue; // to look whether it is enough
                }
                StringBuilder lines = new StringBuilder();
                for (int i = 0; i < 20; i++) {
                    count++;
                    lines.append(count).append('\n');
                }
                client.raw(lines.toString().getBytes(StandardCharsets.US_ASCII));
            }
            client.send("end");
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int check(LineClient client, Semaphore ahead, AtomicInteger version) {
        int count = 0;
        try {
            while (true) {
                String[] words = client.line().split(" ");
                int from = Integer.parseInt(words[0]);
                assertTrue(from >= version.get(), "an older version answers: " + from);
                version.set(from);
                if (words[1].equals("end")) {
                    return count;
                }
                count++;
                ahead.release();
                assertEquals(count, Integer.parseInt(words[1]));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
