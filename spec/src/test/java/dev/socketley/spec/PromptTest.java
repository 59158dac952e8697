package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** The prompt, typed into. */
class PromptTest extends ProgramSpec {
    private static final String PROMPT = "socketley>";

    private Terminal terminal() throws Exception {
        return terminal("socketley repl");
    }

    private Terminal terminal(String command) throws Exception {
        Program.needs("tmux");
        return new Terminal(program, directory, command);
    }

    private void engine() throws Exception {
        program.write("two.lua", "socketley.server('chat', { port = 0, ephemeral = true })",
            "socketley.server('other', { port = 0, ephemeral = true })");
        program.engine("socketley --lua two.lua");
        program.port("other");
    }

    @Test
    void itAttachesToTheRunningEngine() throws Exception {
        engine();
        try (Terminal terminal = terminal();
                LineClient client = new LineClient(program.port("chat"))) {
            terminal.endsWith(PROMPT);
            terminal.type("socketley.list()").press("Enter").shows("{ \"chat\", \"other\" }");
            Until.holds("the client is in", () -> program.connections("chat") == 1);
            terminal.endsWith(PROMPT);
            terminal.type("socketley.send('chat', 'hi')").press("Enter").endsWith(PROMPT);
            client.expect("hi");
            terminal.type("socketley.server('third', { port = 0, ephemeral = true })")
                .press("Enter");
            program.port("third");
            terminal.shows("true").endsWith(PROMPT);
            terminal.type("socketley.stop('third')").press("Enter");
            program.awaitLog("runtime_stopped name=third");
            terminal.endsWith(PROMPT);
            terminal.press("C-d").shows("left with 0");
        }
        assertEquals(0, program.run("socketley ls").status(), "the engine goes on");
    }

    @Test
    void helpTellsWhatThereIsAndExitLeaves() throws Exception {
        engine();
        try (Terminal terminal = terminal()) {
            terminal.endsWith(PROMPT);
            terminal.type("help").press("Enter")
                .shows("socketley.get(\"name\")           one of them").endsWith(PROMPT);
            terminal.type("exit").press("Enter").shows("left with 0");
        }
    }

    @Test
    void aFunctionMayTakeSeveralLines() throws Exception {
        engine();
        try (Terminal terminal = terminal()) {
            terminal.endsWith(PROMPT);
            terminal.type("function twice(n)").press("Enter");
            terminal.endsWith(">>").type("return n * 2").press("Enter");
            terminal.endsWith(">>").type("end").press("Enter").endsWith(PROMPT);
            terminal.type("twice(21)").press("Enter").shows("42").endsWith(PROMPT);
            terminal.type("error('on purpose')").press("Enter").shows("stack traceback:");
        }
    }

    @Test
    void tabCompletesTheLibraryAndNamesOfRuntimes() throws Exception {
        engine();
        try (Terminal terminal = terminal()) {
            terminal.endsWith(PROMPT);
            terminal.type("socketley.unsubs").press("Tab").endsWith("socketley.unsubscribe");
            terminal.press("C-u").endsWith(PROMPT);
            terminal.type("socketley.get('oth").press("Tab").endsWith("socketley.get('other");
        }
    }

    @Test
    void ctrlCEndsARunawayEvaluationAndNothingElse() throws Exception {
        engine();
        try (Terminal terminal = terminal()) {
            terminal.endsWith(PROMPT);
            terminal.type("print('going') while true do end").press("Enter").shows("going");
            terminal.press("C-c").endsWith(PROMPT);
            terminal.type("6 * 7").press("Enter").shows("42").endsWith(PROMPT);
        }
        assertEquals("", program.run("socketley stop chat").err());
    }

    @Test
    void ctrlCEndsNoPromptOnATerminalThatCanDoNothing() throws Exception {
        engine();
        try (Terminal terminal = terminal("TERM=dumb socketley repl")) {
            terminal.endsWith(PROMPT);
            terminal.type("print('going') while true do end").press("Enter").shows("going");
            terminal.press("C-c").endsWith(PROMPT);
            terminal.type("6 * 6 +").press("C-c").endsWith(PROMPT);
            terminal.type("6 * 7").press("Enter").shows("42").endsWith(PROMPT);
        }
    }

    @Test
    void whatWasTypedIsThereTheNextTime() throws Exception {
        engine();
        try (Terminal terminal = terminal()) {
            terminal.endsWith(PROMPT).type("'remember' .. 1").press("Enter").shows("\"remember1\"");
            terminal.endsWith(PROMPT).press("C-d").shows("left with 0");
        }
        assertTrue(Files.exists(directory.resolve("state/socketley/history")));
        try (Terminal terminal = terminal()) {
            terminal.endsWith(PROMPT).press("Up").endsWith("'remember' .. 1");
        }
    }

    @Test
    void withoutAnEngineItStartsOneInItsOwnProcess() throws Exception {
        try (Terminal terminal = terminal()) {
            terminal.endsWith(PROMPT);
            terminal.type("socketley.server('mine', { port = 0, ephemeral = true })")
                .press("Enter");
            Until.holds("it is listed",
                () -> program.run("socketley ps -s").out().contains("mine"));
            terminal.endsWith(PROMPT).press("C-d").shows("left with 0");
        }
        assertEquals(2, program.run("socketley ls").status(), "the engine ended with its prompt");
    }

    @Test
    void pipedInputIsRunWithoutPrompts() throws Exception {
        engine();
        program.write("chunks.lua", "x = 20", "x + 1", "for i = 1, 2 do", "print(i)", "end");
        Program.Outcome outcome = program.run("cat chunks.lua | socketley repl");
        assertEquals("21\n1\n2\n", outcome.out(), outcome.err());
        assertEquals(0, outcome.status());
    }
}
