package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the program does where the system lets it open few files. */
class OpenFilesTest extends ProgramSpec {
    private static final int FILES = 100;
    /** For so long no file can be opened. */
    private static final int WITHOUT_MS = 300;
    /** More than there are in a minute; a loop that spins makes a hundred times as many meanwhile. */
    private static final int ATTEMPTS_MAX = 1000;

    /** A server that echoes, and takes all files that are left, or frees them, when told to. */
    private int start(String transport) throws Exception {
        program.write("echo.lua", "local files = {}",
            "socketley.server('echo', { port = 0, ephemeral = true, mode = 'in',",
            "  on_client_message = function(id, message)",
            "    if message == 'take' then",
            "      local file = io.open('/dev/null')",
            "      while file do",
            "        files[#files + 1] = file",
            "        file = io.open('/dev/null')",
            "      end",
            "    elseif message == 'free' then",
            "      socketley.sleep(" + WITHOUT_MS + ")",
            "      for _, file in ipairs(files) do file:close() end",
            "      files = {}",
            "    end",
            "    self.send(id, message)",
            "  end })");
        program.engine("sh -c 'ulimit -n " + FILES + " && exec socketley --transport " + transport
            + " --loops 2 --lua echo.lua'");
        return program.port("echo");
    }

    /** A client that is answered, or null when it was closed instead. */
    private static LineClient answered(int port) throws IOException {
        LineClient client = new LineClient(port);
        try {
            client.send("hello");
            if ("hello".equals(client.line())) {
                return client;
            }
        } catch (SocketException closed) {
            // a reset, as what it sent was not read
        }
        client.close();
        return null;
    }

    @ParameterizedTest
    @ValueSource(strings = {"io_uring", "epoll", "nio"})
    void whoFindsNoRoomIsClosedAndTheOthersAreServed(String transport) throws Exception {
        int port = start(transport);
        List<LineClient> clients = new ArrayList<>();
        try {
            for (LineClient c = answered(port); c != null; c = answered(port)) {
                clients.add(c);
                assertTrue(clients.size() < FILES, "nobody was refused");
            }
            assertTrue(clients.size() >= 5, clients.size() + " clients fit");
            program.awaitLog("connections_refused times=1 cause=\"this process may open no more"
                + " files (ulimit -n)\"");
            assertEquals(0, program.run("socketley ls").status());
            for (LineClient c : clients) {
                c.send("still here");
                c.expect("still here");
            }
            clients.removeLast().close();
            Until.holds("there is room again", () -> {
                LineClient next = answered(port);
                return next != null && clients.add(next);
            });
        } finally {
            for (LineClient c : clients) {
                c.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"io_uring", "epoll", "nio"})
    void whoeverConnectsWhenNothingCanBeOpenedWaits(String transport) throws Exception {
        int port = start(transport);
        try (LineClient first = answered(port)) {
            assertNotNull(first);
            first.send("take");
            first.expect("take");
            try (LineClient second = new LineClient(port)) {
                second.send("hello");
                program.awaitLog("accept_failed times=1 cause=\"this process may open no more files");
                first.send("free");
                first.expect("free");
                second.expect("hello");
            }
        }
        program.awaitLog("accept_works_again failures=");
        Matcher failures = Pattern.compile("failures=(\\d+)").matcher(program.log());
        assertTrue(failures.find());
        assertTrue(Integer.parseInt(failures.group(1)) < ATTEMPTS_MAX, failures.group());
    }

    @Test
    void tooFewToBeginWithIsAnError() throws Exception {
        program.write("s.lua", "socketley.server('s', { port = 0, ephemeral = true })");
        program.write("plain.lua", "print('hi')");
        for (int files : new int[] {30, 40, 60}) {
            Program.Outcome outcome = program.run("ulimit -n " + files + "; socketley --lua s.lua");
            assertEquals(1, outcome.status(), outcome.err());
            assertTrue(outcome.err().contains("this process may open " + files
                + " files (ulimit -n), at least 80 are needed"), outcome.err());
            outcome = program.run("ulimit -n " + files + "; socketley daemon");
            assertEquals(1, outcome.status(), outcome.err());
            assertEquals("hi\n", program.run("ulimit -n " + files + "; socketley --lua plain.lua").out());
        }
    }
}
