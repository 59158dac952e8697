package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Examples of {@code examples/server/} that speak in lines do what their headers say. */
class ServerExamplesTest extends ProgramSpec {
    private int start(String example, String runtime, String flags) throws Exception {
        program.example("server/" + example);
        program.engine("socketley " + flags + "--lua " + example);
        return program.port(runtime);
    }

    private int start(String example, String runtime) throws Exception {
        return start(example, runtime, "");
    }

    @Test
    void oneMasterSpeaksAndHearsTheOthers() throws Exception {
        int port = start("master.lua", "stage");
        try (LineClient master = new LineClient(port); LineClient other = new LineClient(port)) {
            master.send("master wrong", "master open sesame");
            master.expect("master: denied", "master: ok");
            other.send("to the master");
            String heard = master.line();
            assertTrue(heard.matches("\\[\\d+\\] to the master"), heard);
            master.send("hear, hear");
            other.expect("hear, hear");
            other.send("master open sesame");
            other.expect("master: ok");
            other.send("me now");
            master.expect("me now");
        }
        program.awaitLog("master_denied");
        program.awaitLog("master_replaced");
        assertTrue(!program.log().contains("sesame"), "no password in the log");
    }

    @Test
    void aSessionSurvivesItsConnection() throws Exception {
        int port = start("session_ids.lua", "sessions");
        String first;
        try (LineClient client = new LineClient(port)) {
            first = client.line();
            client.send("x", "y");
            client.expect("message 1", "message 2");
        }
        try (LineClient client = new LineClient(port)) {
            assertNotEquals(first, client.line());
            client.send("resume 00", "resume " + first.substring("session ".length()), "z");
            client.expect("no such session", "welcome back, message 2", "message 3");
        }
        program.awaitLog("resumed " + first + "\n");
    }

    @Test
    void nobodySeesATokenAndNobodyTalksWithoutOne() throws Exception {
        int port = start("token_auth.lua", "chat");
        try (LineClient in = new LineClient(port); LineClient waiting = new LineClient(port);
                LineClient wrong = new LineClient(port)) {
            in.expect("token?");
            waiting.expect("token?");
            wrong.expect("token?");
            in.send("s3cret");
            in.expect("welcome");
            wrong.send("guess", "and talk");
            wrong.expect("wrong token");
            assertNull(wrong.line());
            in.send("among us");
            in.expect("among us");
            waiting.send("s3cret");
            waiting.expect("welcome");
        }
        program.awaitLog(" was turned away\n");
    }

    @Test
    void onlyListedAddressesAreServed() throws Exception {
        int port = start("ip_allowlist.lua", "inside");
        try (LineClient in = new LineClient(port); LineClient friend = new LineClient(port);
                LineClient out = new LineClient(new Socket(
                    InetAddress.getByName("127.0.0.1"), port,
                    InetAddress.getByName("127.0.0.2"), 0))) {
            assertTrue(out.isClosed());
            in.send("hello");
            friend.expect("hello");
        }
        program.awaitLog("127.0.0.2 was turned away\n");
    }

    @Test
    void whoSendsTooMuchIsToldAndThenClosed() throws Exception {
        int port = start("rate_limit.lua", "calm");
        try (LineClient client = new LineClient(port)) {
            client.send("warn", "warn", "warn", "warn", "warn", "warn");
            client.expect("slow down");
            client.send("x".repeat(50).replace("x", "x\n"));
            assertTrue(client.isClosed());
        }
        program.awaitLog("rate_exceeded");
        program.awaitLog(" was told to slow down\n");
    }

    @Test
    void aHubJoinsItsClientsAndItsServers() throws Exception {
        int port = start("upstream_hub.lua", "hub");
        program.awaitLog("prices is there\n");
        program.awaitLog("news is there\n");
        try (LineClient one = new LineClient(port); LineClient other = new LineClient(port)) {
            other.send("gold");
            Set<String> all = Set.of("prices: price of gold: 42", "news: no news of gold");
            assertEquals(all, Set.of(other.line(), other.line()));
            assertEquals(all, Set.of(one.line(), one.line()));
        }
    }

    @Test
    void aLobbyHandsItsClientsToRoomsAndTakesThemBack() throws Exception {
        int port = start("game_lobby.lua", "lobby");
        try (LineClient a = new LineClient(port); LineClient b = new LineClient(port)) {
            b.send("help");
            b.expect("rooms: blitz, rapid; say: join <room>");
            a.send("help", "join nowhere", "join rapid");
            a.expect("rooms: blitz, rapid; say: join <room>",
                "rooms: blitz, rapid; say: join <room>", "welcome to rapid, 10 minutes each");
            assertEquals("somebody plays rapid", a.line());
            b.send("join rapid");
            assertEquals("somebody plays rapid", b.line());
            b.expect("welcome to rapid, 10 minutes each", "somebody plays rapid");
            assertEquals("somebody plays rapid", a.line());
            a.send("e4");
            String move = b.line();
            assertTrue(move.endsWith(" moves e4"), move);
            assertEquals(move, a.line());
            a.send("leave");
            a.expect("back in the lobby");
            program.awaitLog(" left rapid\n");
            a.send("help");
            a.expect("rooms: blitz, rapid; say: join <room>");
        }
    }

    @Test
    void workersShareOneScript() throws Exception {
        int port = start("workers.lua", "crowd", "--loops 3 ");
        try (LineClient a = new LineClient(port)) {
            a.send("count");
            a.expect("1 messages from 1 clients");
            try (LineClient b = new LineClient(port)) {
                b.send("count");
                b.expect("2 messages from 2 clients");
                for (int i = 0; i < 1000; i++) {
                    a.send("message " + i);
                }
                b.send("hello");
                for (int i = 0; i < 1000; i++) {
                    String line = b.line();
                    assertEquals("message " + i, line);
                }
                a.expect("hello");
                a.send("count");
                a.expect("1004 messages from 2 clients");
            }
        }
    }

    @Test
    void theRegistryIsToldOfStartAndStop() throws Exception {
        start("service_discovery.lua", "found");
        program.awaitLog("PUT /v1/agent/service/register\n");
        assertEquals(0, program.run("socketley stop found").status());
        program.awaitLog("PUT /v1/agent/service/deregister/found-1\n");
    }

    @Test
    void noExampleIsLeftOut() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("..", "examples", "server"))) {
            Set<String> names = files.map(f -> f.getFileName().toString())
                .collect(Collectors.toCollection(TreeSet::new));
            assertTrue(names.containsAll(Set.of("game_lobby.lua", "ip_allowlist.lua", "master.lua",
                "rate_limit.lua", "service_discovery.lua", "session_ids.lua",
                "token_auth.lua", "upstream_hub.lua",
                "workers.lua")), names::toString);
        }
    }
}
