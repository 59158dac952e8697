package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The HTTP programs of {@code examples/server} do what their headers say, to clients of all kinds. */
class HttpExamplesTest extends ProgramSpec {
    private static final Path EXAMPLES = Path.of("..", "examples", "server");

    private HttpClient http;
    private int port;

    @BeforeEach
    void open() {
        http = HttpClient.newHttpClient();
    }

    @AfterEach
    void close() {
        http.close();
    }

    private void start(String example, String runtime) throws Exception {
        program.example("server/" + example);
        program.engine("socketley --lua " + example);
        port = program.port(runtime);
    }

    private HttpResponse<String> ask(String method, String path, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + port + path)).method(method, body == null
            ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static boolean has(String command) throws IOException, InterruptedException {
        boolean there = new ProcessBuilder("sh", "-c", "command -v " + command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        assertTrue(there || !"1".equals(System.getenv("SOCKETLEY_REQUIRE_PEERS")),
            command + " is not installed");
        return there;
    }

    private String run(String command) throws Exception {
        Program.Outcome outcome = program.run(command.replace("PORT", "" + port));
        assertEquals(0, outcome.status(), outcome.err());
        return outcome.out();
    }

    @Test
    void restApiKeepsNotesAndTakesUploads() throws Exception {
        start("rest_api.lua", "api");
        assertEquals("[]", ask("GET", "/notes", null).body());
        HttpResponse<String> made = ask("POST", "/notes", "{\"text\":\"milk\"}");
        assertEquals("201 /notes/1", made.statusCode() + " "
            + made.headers().firstValue("location").orElse(""));
        assertEquals("{\"text\":\"tea\",\"id\":1}".length(),
            ask("PATCH", "/notes/1", "{\"text\":\"tea\"}").body().length());
        assertTrue(ask("GET", "/notes/1", null).body().contains("\"text\":\"tea\""));
        HttpResponse<String> refused = ask("PUT", "/notes/1", "");
        assertEquals("405 DELETE, GET, HEAD, OPTIONS, PATCH", refused.statusCode() + " "
            + refused.headers().firstValue("allow").orElse(""));
        assertEquals("{\"error\":\"no such note\"}", ask("GET", "/notes/9", null).body());
        assertEquals("{\"error\":\"JSON with a text expected\"}", ask("POST", "/notes", "{").body());
        assertEquals(415, ask("POST", "/files", "x").statusCode());
        assertEquals(204, ask("DELETE", "/notes/1", null).statusCode());
        assertEquals("{\"error\":\"no such path\"}", ask("GET", "/other", null).body());
        if (has("curl")) {
            upload();
        }
    }

    private void upload() throws Exception {
        byte[] big = new byte[5_000_000];
        new Random(1).nextBytes(big);
        Files.write(directory.resolve("big.bin"), big);
        Files.writeString(directory.resolve("small.txt"), "small");
        String saved = run("curl -sS -F note=x -F a=@big.bin -F 'b=@small.txt;filename=../../x.txt'"
            + " http://127.0.0.1:PORT/files");
        assertTrue(saved.contains("\"bytes\":5000000") && saved.contains("\"bytes\":5,")
            || saved.contains("\"bytes\":5}"), saved);
        assertTrue(saved.contains("\"name\":\"x.txt\""), saved);
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> uploads = files.filter(f -> f.getFileName().toString().startsWith("upload-"))
                .sorted().toList();
            assertEquals(2, uploads.size());
            assertEquals(-1, Files.mismatch(directory.resolve("big.bin"), uploads.get(0)));
            assertEquals("small", Files.readString(uploads.get(1)));
            assertEquals(Files.getPosixFilePermissions(directory.resolve("big.bin")),
                Files.getPosixFilePermissions(uploads.get(0)), "as the umask says");
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(0, files.filter(f -> f.toString().endsWith(".part")).count());
        }
    }

    @Test
    void metricsAreWhatPrometheusReads() throws Exception {
        start("metrics.lua", "metrics");
        program.run("redis-cli -p " + program.port("main") + " mset a 1 b 2");
        HttpResponse<String> shown = ask("GET", "/metrics", null);
        assertEquals("text/plain; version=0.0.4; charset=utf-8",
            shown.headers().firstValue("content-type").orElse(""));
        List<String> lines = shown.body().lines().toList();
        assertTrue(lines.contains("socketley_connections{runtime=\"metrics\",type=\"server\"} 1"),
            shown.body());
        assertTrue(lines.contains("# TYPE socketley_keys gauge"), shown.body());
        if (has("redis-cli")) {
            // A cache says how many it has ten times a second.
            String keys = "socketley_keys{runtime=\"main\",type=\"cache\"} 2\n";
            Until.holds(keys, () -> ask("GET", "/metrics", null).body().contains(keys));
        }
        assertEquals(404, ask("GET", "/", null).statusCode());
    }

    @Test
    void sseTickerSendsEventsToEverybody() throws Exception {
        start("sse_ticker.lua", "ticker");
        assertTrue(ask("GET", "/", null).body().contains("new EventSource"));
        HttpRequest request = HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + port + "/events")).header("Last-Event-ID", "7").build();
        HttpResponse<InputStream> one = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertEquals("text/event-stream", one.headers().firstValue("content-type").orElse(""));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(one.body()))) {
            assertEquals("retry: 1000", lines.readLine());
            lines.readLine();
            assertEquals(": you have seen up to 7", lines.readLine());
            lines.readLine();
            assertEquals("event: tick", lines.readLine());
            String id = lines.readLine();
            assertTrue(id.matches("id: \\d+"), id);
            assertEquals("data: {\"n\":" + id.substring(4) + "}", lines.readLine());
        }
    }

    @Test
    void staticSiteServesFilesPagesAndItsApi() throws Exception {
        for (String name : List.of("index.html", "app.css", "about/index.html")) {
            Path copy = directory.resolve("site").resolve(name);
            Files.createDirectories(copy.getParent());
            Files.copy(EXAMPLES.resolve("site").resolve(name), copy);
        }
        start("static_site.lua", "site");
        assertTrue(ask("GET", "/", null).body().contains("<script>const socketley=new WebSocket("));
        HttpResponse<String> css = ask("GET", "/app.css", null);
        assertEquals("max-age=60", css.headers().firstValue("cache-control").orElse(""));
        assertEquals(304, ask("GET", "/app.css", null, "If-None-Match",
            css.headers().firstValue("etag").orElse("")).statusCode());
        assertEquals(css.body().substring(0, 10),
            ask("GET", "/app.css", null, "Range", "bytes=0-9").body());
        assertEquals("/about/", ask("GET", "/about", null).headers().firstValue("location").orElse(""));
        assertTrue(ask("GET", "/about/", null).body().contains("About this site."));
        assertEquals(404, ask("GET", "/any/page", null).statusCode());
        assertTrue(ask("GET", "/api/time", null).body().matches("\\{\"time\":\\d+}"));
        if (has("curl")) {
            assertEquals("404", run("curl -sS --path-as-is -o out.bin -w '%{http_code}'"
                + " http://127.0.0.1:PORT/../static_site.lua"));
        }
        if (has("chromium")) {
            String page = run("chromium --headless --no-sandbox --disable-gpu --dump-dom"
                + " --virtual-time-budget=2000 http://127.0.0.1:PORT/any/page");
            assertTrue(page.contains("<p id=\"path\">/any/page</p>"), page);
        }
    }

    @Test
    void sessionsKnowWhoLoggedIn() throws Exception {
        start("sessions.lua", "site");
        assertEquals("hello, stranger\n", ask("GET", "/", null).body());
        assertEquals(403, ask("POST", "/login", "name=ann&password=x").statusCode());
        HttpResponse<String> login = ask("POST", "/login", "name=ann&password=secret");
        assertEquals("welcome, ann\n", login.body());
        String cookie = login.headers().firstValue("set-cookie").orElse("");
        assertTrue(cookie.matches("sid=[\\w-]{43}; Max-Age=1800; Path=/; HttpOnly; SameSite=Lax"), cookie);
        String sid = cookie.substring(0, cookie.indexOf(';'));
        assertEquals("hello, ann: visit 1\n", ask("GET", "/", null, "Cookie", sid).body());
        assertEquals("hello, ann: visit 2\n", ask("GET", "/", null, "Cookie", "a=b; " + sid).body());
        assertEquals("goodbye\n", ask("POST", "/logout", "", "Cookie", sid).body());
        assertEquals("hello, stranger\n", ask("GET", "/", null, "Cookie", sid).body());
    }

    @Test
    void tokenAuthLetsInWhoHasTheToken() throws Exception {
        start("token_auth.lua", "site");
        assertEquals("public\n", ask("GET", "/", null).body());
        HttpResponse<String> none = ask("GET", "/admin", null);
        assertEquals("401 Bearer realm=\"admin\"", none.statusCode() + " "
            + none.headers().firstValue("www-authenticate").orElse(""));
        assertEquals("admin\n", ask("GET", "/admin", null, "Authorization", "Bearer s3cret").body());
        assertEquals(401, ask("GET", "/admin", null, "Authorization", "Bearer guess").statusCode());
        assertEquals(204, ask("DELETE", "/admin/cache", null, "Authorization", "Bearer s3cret")
            .statusCode());
    }

    @Test
    void nodeTalksToTheApiOverKeptConnections() throws Exception {
        Assumptions.assumeTrue(has("node"));
        start("rest_api.lua", "api");
        Files.writeString(directory.resolve("client.js"), """
            const http = require("http");
            const base = "http://127.0.0.1:" + process.argv[2];
            const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
            const send = (method, path, pieces) => new Promise((done, failed) => {
              const req = http.request(base + path, { method, agent }, res => {
                let body = "";
                res.on("data", d => body += d).on("end", () =>
                  done(res.statusCode + " " + body + " " + req.reusedSocket));
              }).on("error", failed);
              for (const piece of pieces) req.write(piece);
              req.end();
            });
            (async () => {
              console.log(await send("POST", "/notes", ['{"text":', '"a"}']));
              console.log(await send("GET", "/notes", []));
              console.log((await fetch(base + "/notes/1")).headers.get("content-type"));
              const form = new FormData();
              form.append("file", new Blob(["x".repeat(300000)]), "x.txt");
              const saved = await fetch(base + "/files", { method: "POST", body: form });
              console.log((await saved.json())[0].bytes);
            })();
            """);
        String out = run("node client.js PORT");
        assertTrue(out.matches("(?s)201 \\{.*\"text\":\"a\".*} false\n200 \\[\\{.*}] true\n"
            + "application/json\n300000\n"), out);
    }
}
