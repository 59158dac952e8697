package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The examples in {@code examples/server} with WebSockets do what their headers say. */
class WebSocketExamplesTest extends ProgramSpec {
    private HttpClient http;

    @BeforeEach
    void open() {
        http = HttpClient.newHttpClient();
    }

    @AfterEach
    void close() {
        http.shutdownNow();
    }

    private int start(String example, String runtime) throws Exception {
        program.example("server/" + example);
        program.engine("socketley --lua " + example);
        return program.port(runtime);
    }

    /** What a page would hear. */
    private static final class Inbox implements WebSocket.Listener {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                messages.add(partial.toString());
                partial.setLength(0);
            }
            from.request(1);
            return null;
        }

        String next() throws InterruptedException {
            String message = messages.poll(20, TimeUnit.SECONDS);
            assertTrue(message != null, "no message came");
            return message;
        }
    }

    private WebSocket connect(int port, String path, Inbox inbox, String... protocols) {
        WebSocket.Builder builder = http.newWebSocketBuilder();
        if (protocols.length > 0) {
            builder.subprotocols(protocols[0]);
        }
        return builder.buildAsync(URI.create("ws://127.0.0.1:" + port + path), inbox)
            .orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Test
    void roomsAreHeardByThoseWhoJoined() throws Exception {
        int port = start("rooms.lua", "rooms");
        Inbox ada = new Inbox();
        WebSocket one = connect(port, "/", ada);
        try (LineClient bob = new LineClient(port); LineClient all = new LineClient(port)) {
            one.sendText("join music", true).join();
            assertEquals("joined music", ada.next());
            program.awaitLog("room/music has 1\n");
            bob.send("join music");
            bob.expect("joined music");
            all.send("watch");
            all.expect("watching");
            one.sendText("say music hi there", true).join();
            assertEquals("heard by 2", ada.next());
            String heard = bob.line();
            assertTrue(heard.matches("music/\\d+: hi there"), heard);
            assertEquals(heard, all.line());
            bob.send("count music", "leave music", "count music", "nonsense");
            bob.expect("music has 3", "left music", "music has 2",
                "join, leave, watch, count or say");
        }
        program.awaitLog("room/music has 1\n");
        one.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    @Test
    void aDashboardShowsFiguresToWhoeverIsThere() throws Exception {
        Path page = directory.resolve("dashboard").resolve("index.html");
        Files.createDirectories(page.getParent());
        Files.copy(Path.of("..", "examples", "server", "dashboard", "index.html"), page);
        int port = start("http_dashboard.lua", "dashboard");
        String html = get(port, "/").body();
        assertTrue(html.contains("<script>const socketley=new WebSocket(")
            && html.contains("socketley.onmessage"), html);
        Inbox one = new Inbox();
        connect(port, "/", one);
        String first = one.next();
        assertTrue(first.matches("\\{.*\"connections\":\\d+.*}") && first.contains("\"pages\":1"),
            first);
        String later = one.next();
        assertTrue(later.contains("\"uptime\":"), "it comes again: " + later);
        assertTrue(get(port, "/figures").body().contains("\"pages\":1"));
    }

    @Test
    void aSessionsSocketsKnowWhoLoggedIn() throws Exception {
        int port = start("websocket_session.lua", "members");
        String cookie = get(port, "/login?name=ada").headers().firstValue("set-cookie")
            .orElseThrow().split(";")[0];
        Inbox one = new Inbox();
        Inbox two = new Inbox();
        WebSocket speaks = withCookie(port, cookie, one).join();
        withCookie(port, cookie, two).join();
        speaks.sendText("hello", true).join();
        for (Inbox each : List.of(one, two)) {
            String heard = each.next();
            assertTrue(heard.contains("\"from\":\"ada\"") && heard.contains("\"text\":\"hello\"")
                && heard.contains("\"count\":1"), heard);
        }
        for (String other : List.of("session=guess", "x=y")) {
            CompletionException refused = assertThrows(CompletionException.class,
                () -> withCookie(port, other, new Inbox()).join());
            assertTrue(refused.getCause() instanceof WebSocketHandshakeException e
                && e.getResponse().statusCode() == 401, refused::toString);
        }
    }

    private HttpResponse<String> get(int port, String path) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .build(), HttpResponse.BodyHandlers.ofString());
    }

    private CompletableFuture<WebSocket> withCookie(int port, String cookie, Inbox inbox) {
        return http.newWebSocketBuilder().header("Cookie", cookie)
            .buildAsync(URI.create("ws://127.0.0.1:" + port + "/"), inbox)
            .orTimeout(20, TimeUnit.SECONDS);
    }

    @Test
    void theChatPageWorksInABrowser() throws Exception {
        Program.needs("chromium");
        int port = start("chat_page.lua", "chat");
        Inbox bob = new Inbox();
        WebSocket other = connect(port, "/chat", bob, "chat.v1");
        other.sendText("{\"name\":\"bob\"}", true).join();
        assertEquals("{\"here\":[\"bob\"]}", bob.next());
        try (Browser page = new Browser(http, directory.resolve("profile"),
                "http://127.0.0.1:" + port + "/?name=ada")) {
            assertEquals("{\"here\":[\"ada\",\"bob\"]}", bob.next());
            Until.holds("the page shows who is here", () -> page.evaluate(
                "document.getElementById('here').textContent === 'here: ada, bob'").equals("true"));
            other.sendText("{\"text\":\"<b>hi</b>\"}", true).join();
            assertTrue(bob.next().contains("<b>hi"));
            Until.holds("the page shows the message as text", () -> page.evaluate(
                "document.getElementById('log').textContent === 'bob: <b>hi</b>'").equals("true"));
            page.evaluate("document.getElementById('text').value = 'from the page'");
            page.evaluate("document.querySelector('form').requestSubmit()");
            assertTrue(bob.next().contains("from the page"));
            assertPicture(page.screenshot());
        }
        program.awaitLog("ada left, 1 here\n");
        other.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    /** Not blank: text has been drawn, some of it in the colour of own messages. */
    private static void assertPicture(byte[] png) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        long blue = IntStream.range(0, image.getWidth() * image.getHeight())
            .map(i -> image.getRGB(i % image.getWidth(), i / image.getWidth()))
            .filter(c -> (c & 0xff) > 150 && (c >> 16 & 0xff) < 60).count();
        assertTrue(blue > 20, () -> "only " + blue + " blue pixels in a picture of "
            + image.getWidth() + "x" + image.getHeight());
    }
}
