package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code examples/orchestrate.lua} with the clients its header names. */
class OrchestrateTest {
    private static final String TOKEN = " -H 'Authorization: Bearer secret' ";

    @TempDir
    private static Path directory;
    private static Program program;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Program.prepare();
        program = new Program(directory);
        program.example("orchestrate.lua");
        program.engine("socketley --lua orchestrate.lua");
        program.awaitLog("welcome to the chat, guest-");
    }

    @AfterAll
    static void stop() {
        if (program != null) {
            program.close();
        }
    }

    private static String curl(String options, String path) throws Exception {
        Program.needs("curl");
        return program.run("curl -s -m 20 -w '%{http_code}' " + options + " localhost:"
            + program.port("gateway") + path).out();
    }

    private static String redis(String command) throws Exception {
        Program.needs("redis-cli");
        Program.Outcome outcome =
            program.run("redis-cli -p " + program.port("users") + " " + command);
        assertEquals(0, outcome.status(), outcome.err());
        return outcome.out().strip();
    }

    @Test
    void withoutTheTokenTheApiIsClosed() throws Exception {
        assertTrue(curl("", "/api/users/1").endsWith("401"));
        assertTrue(curl("-H 'Authorization: Bearer wrong'", "/api/users/1").endsWith("401"));
    }

    @Test
    void withTheTokenAUserComesOutOfTheDatabase() throws Exception {
        assertEquals("{\"name\":\"Ada\"}200", curl(TOKEN, "/api/users/1"));
        assertEquals("{\"error\":\"no such user\"}404", curl(TOKEN, "/api/users/99"));
    }

    @Test
    void aKeyIsMissedOnceAndHeldThen() throws Exception {
        assertEquals("0", redis("EXISTS 3"));
        assertEquals("{\"name\":\"Edsger\"}", redis("GET 3"));
        assertEquals("1", redis("EXISTS 3"));
        long ttl = Long.parseLong(redis("TTL 3"));
        assertTrue(ttl > 200 && ttl <= 300, "its time to live is on_miss's second result: " + ttl);
        assertEquals("", redis("GET 98"));
    }

    @Test
    void aKeyThatIsSetIsWrittenToTheDatabase() throws Exception {
        assertEquals("OK", redis("SET 4 '{\"name\":\"Barbara\"}'"));
        assertEquals("{\"name\":\"Barbara\"}200", curl(TOKEN, "/api/users/4"));
        program.write("look.lua", "local db = assert(socketley.db.open('sqlite:users.db'))",
            "print(db:value('SELECT body FROM users WHERE id = ?', '4'))", "db:close()");
        Program.Outcome other = program.run("SOCKETLEY_SOCKET=./other socketley --lua look.lua");
        assertEquals("{\"name\":\"Barbara\"}\n", other.out(), other.err());
        assertEquals("", other.err());
        assertEquals(0, other.status());
    }

    @Test
    void terminalsAndBrowsersChatOnOnePortAndThroughTheGateway() throws Exception {
        int chat = program.port("chat");
        try (LineClient ada = new LineClient(chat); LineClient bob = new LineClient(chat);
                HttpClient http = HttpClient.newHttpClient()) {
            assertTrue(ada.line().matches("welcome to the chat, guest-\\d+"));
            assertTrue(bob.line().matches("welcome to the chat, guest-\\d+"));
            name(ada, "ada", ada, bob);
            name(bob, "bob", ada, bob);
            Browser direct = new Browser(http, chat, "/");
            Browser routed = new Browser(http, program.port("gateway"), "/chat");
            assertTrue(direct.next().startsWith("welcome to the chat, guest-"));
            assertTrue(routed.next().startsWith("welcome to the chat, guest-"));

            ada.send("hello");
            ada.expect("ada: hello");
            bob.expect("ada: hello");
            assertEquals("ada: hello", direct.next());
            assertEquals("ada: hello", routed.next());

            routed.say("/name eve");
            assertTrue(ada.line().endsWith(" is now eve"));
            assertTrue(bob.line().endsWith(" is now eve"));
            assertTrue(direct.next().endsWith(" is now eve"));
            assertTrue(routed.next().endsWith(" is now eve"));
            routed.say("from the web");
            ada.expect("eve: from the web");
            bob.expect("eve: from the web");
            assertEquals("eve: from the web", direct.next());
            program.awaitLog("[INFO] [lua] eve: from the web");
            direct.close();
            routed.close();
        }
    }

    private static void name(LineClient who, String name, LineClient... all) throws IOException {
        who.send("/name " + name);
        for (LineClient each : all) {
            assertTrue(each.line().endsWith(" is now " + name));
        }
    }

    /** A WebSocket of the JDK. */
    private static final class Browser implements WebSocket.Listener {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final StringBuilder part = new StringBuilder();
        private final WebSocket socket;

        Browser(HttpClient http, int port, String path) {
            socket = http.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + path), this)
                .orTimeout(20, TimeUnit.SECONDS).join();
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                messages.add(part.toString());
                part.setLength(0);
            }
            from.request(1);
            return null;
        }

        String next() throws InterruptedException {
            String message = messages.poll(20, TimeUnit.SECONDS);
            assertTrue(message != null, "no message came");
            return message;
        }

        void say(String message) {
            socket.sendText(message, true).orTimeout(20, TimeUnit.SECONDS).join();
        }

        void close() {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").orTimeout(20, TimeUnit.SECONDS).join();
        }
    }
}
