package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each of {@code examples/} does what its header says; OrchestrateTest has the largest. */
class ExamplesTest extends ProgramSpec {
    private HttpClient http;

    @BeforeEach
    void open() {
        http = HttpClient.newHttpClient();
    }

    @AfterEach
    void close() {
        http.close();
    }

    private int start(String example, String runtime) throws Exception {
        program.example(example);
        program.engine("socketley --lua " + Path.of(example).getFileName());
        return program.port(runtime);
    }

    private HttpResponse<String> ask(int port, String path, String body) throws Exception {
        HttpRequest.Builder request =
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void examplesShareNeitherPortsNorFiles() throws Exception {
        Pattern owned = Pattern.compile("port = [0-9]{2,}|\"sqlite:[^\"]+|persistent = \"[^\"]+");
        Map<String, Path> owners = new TreeMap<>();
        try (Stream<Path> all = Files.walk(Program.LAUNCHER.resolveSibling("examples"))) {
            for (Path file : all.filter(f -> f.toString().endsWith(".lua")).toList()) {
                Matcher each = owned.matcher(Files.readString(file));
                while (each.find()) {
                    Path owner = owners.putIfAbsent(each.group(), file);
                    assertTrue(owner == null || owner.equals(file),
                        () -> each.group() + " is in " + owner + " and " + file);
                }
            }
        }
        assertTrue(owners.size() > 30, owners::toString);
    }

    @Test
    void echoAnswersEachLine() throws Exception {
        int port = start("echo.lua", "echo");
        try (LineClient client = new LineClient(port)) {
            client.send("one", "two");
            client.expect("one", "two");
        }
        program.awaitLog("came from 127.0.0.1\n");
        program.awaitLog(" left\n");
    }

    @Test
    void helloHttpAnswersItsPaths() throws Exception {
        int port = start("hello_http.lua", "hello");
        assertEquals("hello, world\n", ask(port, "/", null).body());
        HttpResponse<String> json = ask(port, "/json", null);
        assertEquals("{\"hello\":\"world\"}", json.body());
        assertEquals("application/json", json.headers().firstValue("content-type").orElse(""));
        assertEquals("some text", ask(port, "/echo", "some text").body());
        assertEquals(404, ask(port, "/other", null).statusCode());
    }

    @Test
    void broadcastWebsocketReachesEverybody() throws Exception {
        int port = start("broadcast_websocket.lua", "broadcast");
        assertTrue(ask(port, "/", null).body().contains("new WebSocket"));
        Inbox first = new Inbox();
        Inbox second = new Inbox();
        WebSocket one = first.open(http, port);
        assertTrue(first.next().matches("client \\d+ joined"));
        WebSocket two = second.open(http, port);
        assertTrue(first.next().matches("client \\d+ joined"));
        assertTrue(second.next().matches("client \\d+ joined"));
        one.sendText("hi", true).join();
        assertTrue(first.next().matches("\\d+: hi"));
        assertTrue(second.next().matches("\\d+: hi"));
        one.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        two.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    @Test
    void rateLimitedGatewayLetsSoManyThrough() throws Exception {
        int port = start("rate_limited_gateway.lua", "gateway");
        Map<String, Integer> seen = new TreeMap<>();
        Until.holds(() -> "both answer, and the limit is reached: " + seen, () -> {
            HttpResponse<String> response = ask(port, "/", null);
            seen.merge(response.statusCode() == 200 ? response.body().strip()
                : String.valueOf(response.statusCode()), 1, Integer::sum);
            return seen.keySet().containsAll(List.of("left", "right", "401"));
        });
        assertTrue(seen.get("left") + seen.get("right") >= 5, seen.toString());
        Until.holds("a second later there is room again",
            () -> ask(port, "/", null).statusCode() == 200);
    }

    @Test
    void healthSendsNothingToWhoIsIll() throws Exception {
        int port = start("proxy/health.lua", "gateway");
        Until.holds("all three answer", () -> answering(port).equals(Set.of("one", "two", "three")));
        assertEquals("two is told\n", ask(port, "/sick?two", "").body());
        program.awaitLog("2 of 3 are well\n");
        Until.holds("two gets nothing", () -> answering(port).equals(Set.of("one", "three")));
        assertEquals("two is told\n", ask(port, "/well?two", "").body());
        program.awaitLog("3 of 3 are well\n");
        Until.holds("two takes part", () -> answering(port).equals(Set.of("one", "two", "three")));
    }

    @Test
    void balancerKeepsAnAddressWithItsServerWhichHearsIt() throws Exception {
        int port = start("proxy/balancer.lua", "balancer");
        Set<String> servers = new TreeSet<>();
        for (int host = 1; servers.size() < 3; host++) {
            assertTrue(host < 255, servers::toString);
            String first = "";
            for (int again = 0; again < 2; again++) {
                String address = "127.0.0." + host;
                try (LineClient client = new LineClient(new Socket(
                        InetAddress.getLoopbackAddress(), port, InetAddress.getByName(address), 0))) {
                    client.send("hi");
                    String line = client.line();
                    assertTrue(line.endsWith(" hears hi from " + address), line);
                    assertTrue(first.isEmpty() || first.equals(line), () -> address + ": " + line);
                    first = line;
                }
            }
            servers.add(first.split(" ")[0]);
        }
    }

    /** Who answers the next six requests. */
    private Set<String> answering(int port) throws Exception {
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < 6; i++) {
            seen.add(ask(port, "/", null).body().strip());
        }
        return seen;
    }

    @Test
    void timersEndsByItself() throws Exception {
        program.example("timers.lua");
        Program.Outcome outcome = program.run("socketley --lua timers.lua 2");
        assertEquals("start\ntick 1\ntick 2\nslept\nend\n", outcome.out(), outcome.err());
        assertEquals(0, outcome.status());
    }

    @Test
    void callbacksRelaysAsTheOriginal() throws Exception {
        int port = start("original/callbacks.lua", "room");
        program.awaitLog("started on port " + port + "\n");
        try (LineClient ada = new LineClient(port); LineClient bob = new LineClient(port)) {
            String hello = ada.line();
            Matcher id = Pattern.compile("hello (\\d+)").matcher(hello);
            assertTrue(id.matches(), hello);
            assertTrue(bob.line().startsWith("hello "));
            ada.send("good day");
            bob.expect("good day");
            program.awaitLog(id.group(1) + " says good day\n");
        }
        program.awaitLog("disconnected: ");
        program.close();
        assertTrue(program.log().contains("stopped\n"), program.log());
    }

    /** What one browser has been sent. */
    private static final class Inbox implements WebSocket.Listener {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

        WebSocket open(HttpClient http, int port) {
            return http.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/"), this)
                .orTimeout(20, TimeUnit.SECONDS).join();
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            messages.add(data.toString());
            from.request(1);
            return null;
        }

        String next() throws InterruptedException {
            String message = messages.poll(20, TimeUnit.SECONDS);
            assertTrue(message != null, "no message came");
            return message;
        }
    }
}
