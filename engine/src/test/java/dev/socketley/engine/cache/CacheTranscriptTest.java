package dev.socketley.engine.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.cache.command.Command;
import dev.socketley.engine.cache.command.CommandTable;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs {@code spec/cache}; what a real Redis answers in the same words is held with one too, to prove
 * what is expected. Conversations that need Lua are held by the module that has it.
 */
class CacheTranscriptTest {
    @TestFactory
    Stream<DynamicTest> conversations() {
        return Transcript.all().stream().filter(t -> !t.tags().contains("lua"))
            .map(t -> DynamicTest.dynamicTest(t.file() + ": " + t.title(),
                () -> hold(t, new LocalTalk())));
    }

    @TestFactory
    Stream<DynamicTest> conversationsThatRedisHoldsToo() throws IOException {
        RedisServer server = RedisServer.start();
        return Transcript.all().stream().filter(RedisTalk::canHold)
            .map(t -> DynamicTest.dynamicTest(t.file() + ": " + t.title(),
                () -> hold(t, new RedisTalk(server))))
            .onClose(server::stop);
    }

    private static void hold(Transcript transcript, Talk with) throws IOException {
        try (Talk talk = with) {
            talk.encodeAsText(transcript.tags().contains("text"));
            StringBuilder expected = new StringBuilder();
            int line = 0;
            for (Transcript.Step step : transcript.steps()) {
                boolean reply = step.verb().equals("expect");
                if (!reply && !expected.isEmpty()) {
                    check(talk, transcript, line, expected);
                }
                line = step.line();
                if (reply) {
                    expected.append(expected.isEmpty() ? "" : talk.separator())
                        .append(step.rest());
                } else {
                    step(talk, transcript, step);
                }
            }
            if (!expected.isEmpty()) {
                check(talk, transcript, line, expected);
            }
            assertEquals("", talk.received(0), "not expected at the end");
        }
    }

    private static void check(
            Talk talk, Transcript transcript, int line, StringBuilder expected)
            throws IOException {
        assertEquals(expected.toString(), talk.received(expected.length()),
            transcript.file() + ":" + line);
        expected.setLength(0);
    }

    private static void step(Talk talk, Transcript transcript, Transcript.Step step)
            throws IOException {
        switch (step.verb()) {
            case "send" -> talk.send(step.rest());
            case "raw" -> talk.raw(step.rest());
            case "client" -> talk.client(step.rest());
            case "advance" -> talk.advance(step.rest());
            case "password" -> talk.password(step.rest());
            case "mode" -> talk.mode(step.rest());
            case "closed" -> assertTrue(talk.isClosed(), transcript.file() + ":" + step.line());
            case "match" -> {
                String got = talk.matching(step.rest());
                assertTrue(got.matches(step.rest()),
                    transcript.file() + ":" + step.line() + " got " + got);
            }
            default -> throw new IllegalArgumentException(
                transcript.file() + ":" + step.line() + " unknown step " + step.verb());
        }
    }

    @Test
    void everyCommandOccursInAConversation() {
        Set<String> sent = Transcript.all().stream()
            .flatMap(t -> t.steps().stream())
            .filter(step -> step.verb().equals("send"))
            .map(step -> step.rest().split(" ")[0].toUpperCase(Locale.ROOT))
            .collect(Collectors.toSet());
        assertEquals(Set.of(), CommandTable.ALL.stream().map(Command::name)
            .filter(name -> !sent.contains(name)).collect(Collectors.toSet()));
    }

    @Test
    void everyTextCommandOccursInAConversationInText() {
        Set<String> sent = Transcript.all().stream()
            .filter(t -> t.tags().contains("text"))
            .flatMap(t -> t.steps().stream())
            .filter(step -> step.verb().equals("send"))
            .map(step -> step.rest().split(" ")[0].toUpperCase(Locale.ROOT))
            .collect(Collectors.toSet());
        assertEquals(Set.of(), CommandTable.ALL.stream().filter(row -> row.text() != null)
            .map(Command::name).filter(name -> !sent.contains(name)).collect(Collectors.toSet()));
    }
}
