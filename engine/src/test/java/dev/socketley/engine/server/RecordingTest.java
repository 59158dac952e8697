package dev.socketley.engine.server;

import static dev.socketley.engine.server.ServerFixture.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.log.LineOutput;
import dev.socketley.engine.option.OptionSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bash}, {@code write} and {@code log} put down. */
@Timeout(120)
class RecordingTest {
    @TempDir
    private Path directory;

    private Path file(String name) {
        return directory.resolve(name);
    }

    private static String shown(ByteArrayOutputStream terminal) {
        return terminal.toString(StandardCharsets.UTF_8);
    }

    @Test
    void messagesAndEventsAreInTheirFilesWhenTheServerHasStopped() throws IOException {
        Files.writeString(file("messages"), "before\n");
        try (ServerFixture f = new ServerFixture()) {
            f.start("other", Hooks.NONE);
            ServerRuntime server = f.start("kept", Hooks.NONE, "write", file("messages").toString(),
                "log", file("events").toString(), "mode", "master", "master-pw", "secret");
            try (Wire w = new Wire(server)) {
                w.send("one\nmaster secret\nmaster wrong\ntab\there\n");
                assertEquals("master: ok", w.line());
                assertEquals("master: denied", w.line());
            }
            until("all are there", () -> server.stats().get("total_messages").equals(4L));
            ServerFixture.await(server.stop());
            assertEquals("before\none\nmaster ***\nmaster ***\ntab\there\n",
                Files.readString(file("messages")));
            String events = Files.readString(file("events"));
            assertTrue(events.matches("(?s)\\[\\d{4}-\\d\\d-\\d\\d [0-9:]{8}] \\[INFO] "
                + "runtime_started name=kept .*\n"
                + "\\[[0-9: -]{19}] \\[WARN] master_denied id=\\d+ runtime=kept .*"
                + "\\[[0-9: -]{19}] \\[INFO] runtime_stopped name=kept\n"), events);
            ServerFixture.await(server.start());
            ServerFixture.await(server.stop());
            assertEquals(events.lines().count() + 2, Files.readAllLines(file("events")).size(),
                "what was there stays");
        }
    }

    @Test
    void messagesAreShownWithNameAndTimeWhereThatIsWanted() throws IOException {
        ByteArrayOutputStream terminal = new ByteArrayOutputStream();
        try (ServerFixture f = new ServerFixture()) {
            f.engine.provide(LineOutput.class, () -> terminal);
            String[] all = {"on", "p", "bt", "tp"};
            String[] wanted = {"hi", "\\[plain1] hi", "\\[[0-9:]{8}] hi", "\\[[0-9:]{8}] \\[plain3] hi"};
            for (int i = 0; i < all.length; i++) {
                ServerRuntime server = f.start("plain" + i, Hooks.NONE, "bash", all[i]);
                terminal.reset();
                try (Wire w = new Wire(server)) {
                    w.send("hi\n");
                    until("it is shown", () -> shown(terminal).endsWith("\n"));
                }
                assertTrue(shown(terminal).matches(wanted[i] + "\n"), shown(terminal));
            }
        }
    }

    @Test
    void whatCouldCommandATerminalIsShownAsQuestionMarks() throws IOException {
        ByteArrayOutputStream terminal = new ByteArrayOutputStream();
        try (ServerFixture f = new ServerFixture()) {
            f.engine.provide(LineOutput.class, () -> terminal);
            ServerRuntime server = f.start("odd", Hooks.NONE, "bash", true);
            try (Wire w = new Wire(server)) {
                w.send("\u001b[2J\u007f\u0000\tgr\u00fc\u00df \u009b1m \u202eabc\u2066\n"
                    .getBytes(StandardCharsets.UTF_8));
                until("it is shown", () -> shown(terminal).endsWith("\n"));
            }
            assertEquals("?[2J??\tgr\u00fc\u00df ?1m ?abc?\n", shown(terminal));
        }
    }

    @Test
    void aClientKeepsWhatItReceives() throws IOException {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("source", Hooks.NONE);
            OptionSet options = f.engine.type("client").defaults().with("target", "source")
                .with("write", file("received").toString());
            Runtime client = f.engine.create(f.engine.type("client"), "sink", options, Hooks.NONE, "",
                null);
            ServerFixture.await(client.start());
            until("it is connected", () -> server.connections() == 1);
            ServerFixture.on(server, () -> {
                server.broadcast("a".getBytes(StandardCharsets.US_ASCII));
                server.broadcast("b".getBytes(StandardCharsets.US_ASCII));
                return null;
            });
            until("both are there", () -> client.stats().get("total_messages").equals(2L));
            ServerFixture.await(client.stop());
            assertEquals("a\nb\n", Files.readString(file("received")));
        }
    }

    @Test
    void aFileThatCannotBeWrittenFailsTheStart() throws IOException {
        Files.createDirectory(file("dir"));
        try (ServerFixture f = new ServerFixture()) {
            for (String option : new String[] {"write", "log"}) {
                ServerRuntime server = f.create(option, Hooks.NONE, "", "ephemeral", true, option,
                    file("none/x").toString());
                assertEquals(option + ": " + file("none/x") + ": no such directory",
                    assertThrows(CompletionException.class, () -> ServerFixture.await(server.start()))
                        .getCause().getMessage());
                ServerRuntime other = f.create(option + "2", Hooks.NONE, "", "ephemeral", true, option,
                    file("dir").toString());
                assertEquals(option + ": " + file("dir") + ": is a directory",
                    assertThrows(CompletionException.class, () -> ServerFixture.await(other.start()))
                        .getCause().getMessage());
            }
        }
    }

    /** A terminal that somebody has stopped. */
    private static final class Stopped extends OutputStream {
        final CountDownLatch asked = new CountDownLatch(1);
        final CountDownLatch goes = new CountDownLatch(1);

        @Override
        public void write(int b) {
            throw new AssertionError("lines come in batches");
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            asked.countDown();
            try {
                goes.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    @Test
    void nobodyWaitsForATerminalThatStands() throws Exception {
        Stopped terminal = new Stopped();
        try (ServerFixture f = new ServerFixture()) {
            f.engine.provide(LineOutput.class, () -> terminal);
            ServerRuntime server = f.start("fast", new ScriptDouble().on(Hook.ON_CLIENT_MESSAGE,
                args -> true), "bash", true, "record-bytes-max", 1024);
            try (Wire w = new Wire(server).send("first\n")) {
                terminal.asked.await();
                w.send(("x".repeat(127) + "\n").repeat(100));
                until("all are served", () -> server.stats().get("total_messages").equals(101L));
            }
            terminal.goes.countDown();
            ServerFixture.await(server.stop());
            assertTrue(f.log.stream().anyMatch(line -> line.matches("lines_dropped runtime=fast "
                + "option=bash place=\"standard output\" lines=92 bytes-max=1024")), f.log::toString);
        }
    }
}
