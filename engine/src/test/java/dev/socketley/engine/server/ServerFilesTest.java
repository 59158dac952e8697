package dev.socketley.engine.server;

import static dev.socketley.engine.server.ServerFixture.until;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Hook;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.http.HttpExchange;
import dev.socketley.engine.net.Transport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ServerFilesTest {
    @TempDir
    private Path directory;
    private Path site;

    @BeforeEach
    void files() throws IOException {
        site = Files.createDirectories(directory.resolve("site"));
        write("index.html", "<html><head></head><body>root</body></html>");
        write("a.txt", "0123456789");
        write("sub/index.html", "no head <BODY>sub</BODY>");
        write("sub/b.css", "b{}");
        write(".env", "secret");
        write(".well-known/x", "known");
        write("empty", "");
        Files.writeString(directory.resolve("outside.txt"), "outside");
        Files.createDirectories(directory.resolve("site-beside"));
        Files.writeString(directory.resolve("site-beside/c.txt"), "beside");
    }

    private Path write(String name, String text) throws IOException {
        Path file = site.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private ServerRuntime start(ServerFixture f, Object... options) {
        Object[] all = Arrays.copyOf(options, options.length + 2);
        all[options.length] = "http-dir";
        all[options.length + 1] = site.toString();
        return f.start("s", Hooks.NONE, all);
    }

    private static String ask(ServerRuntime server, String line, String... fields)
            throws IOException {
        String more = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        try (Wire w = new Wire(server).send(line + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + more + "\r\n")) {
            return w.rest();
        }
    }

    private static int status(String response) {
        return Integer.parseInt(response.substring(9, 12));
    }

    private static String body(String response) {
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    private static String field(String response, String name) {
        return response.substring(0, response.indexOf("\r\n\r\n")).lines()
            .filter(l -> l.regionMatches(true, 0, name + ":", 0, name.length() + 1))
            .map(l -> l.substring(name.length() + 1).strip()).findFirst().orElse(null);
    }

    @Test
    void filesHaveTheirTypeAndPagesTheScript() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = start(f);
            assertEquals("0123456789", body(ask(server, "GET /a.txt")));
            assertEquals("text/css; charset=utf-8", field(ask(server, "GET /sub/b.css?x"),
                "content-type"));
            String root = ask(server, "GET /");
            assertTrue(body(root).startsWith("<html><head><script>const socketley=new WebSocket("), root);
            assertEquals(root.length() - root.indexOf("\r\n\r\n") - 4,
                Integer.parseInt(field(root, "content-length")));
            assertTrue(body(ask(server, "GET /sub/")).matches("no head <BODY>sub<script>.*</BODY>"));
            assertEquals("", body(ask(server, "HEAD /a.txt")));
            assertEquals("10", field(ask(server, "HEAD /a.txt"), "content-length"));
            assertEquals("0", field(ask(server, "GET /empty"), "content-length"));
            assertEquals("known", body(ask(server, "GET /.well-known/x")));
            String moved = ask(server, "GET /sub?a=1");
            assertEquals("301 /sub/?a=1", status(moved) + " " + field(moved, "location"));
            String refused = ask(server, "POST /a.txt", "Content-Length: 0");
            assertEquals("405 GET, HEAD", status(refused) + " " + field(refused, "allow"));
            assertEquals(404, status(ask(server, "POST /none", "Content-Length: 0")));
        }
    }

    @Test
    void aScriptAnswersWithAFile() throws Exception {
        Path csv = Files.writeString(directory.resolve("report.csv"), "0123456789");
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("s", new ScriptDouble().on(Hook.ON_HTTP_REQUEST, args ->
                switch (((HttpExchange) args[0]).request().path()) {
                    case "/gone" -> Map.of("file", directory.resolve("gone").toString());
                    case "/dir" -> Map.of("file", directory.toString());
                    case "/both" -> Map.of("file", csv.toString(), "body", "x");
                    case "/nul" -> Map.of("file", "a\0b");
                    case "/oops" -> Map.of("file", csv.toString(), "status", 503.0);
                    default -> Map.of("file", csv.toString(), "headers", Map.of(
                        "content-type", "text/x-mine", "Content-Disposition", "attachment"));
                }));
            String whole = ask(server, "GET /report");
            assertEquals("200 text/x-mine attachment 0123456789", status(whole) + " "
                + field(whole, "content-type") + " " + field(whole, "content-disposition") + " "
                + body(whole));
            assertEquals(1, whole.lines().filter(
                l -> l.toLowerCase().startsWith("content-type:")).count());
            assertEquals("206 234", both(ask(server, "GET /report", "Range: bytes=2-4")));
            assertEquals("304 ", both(ask(server, "GET /report",
                "If-None-Match: " + field(whole, "etag"))));
            assertEquals("200 ", both(ask(server, "HEAD /report")));
            assertEquals("200 0123456789", both(ask(server, "POST /report", "Content-Length: 0")));
            assertEquals("503 0123456789", both(ask(server, "GET /oops", "Range: bytes=2-4")));
            assertEquals("404 404 Not Found", both(ask(server, "GET /gone")));
            assertEquals("404 404 Not Found", both(ask(server, "GET /dir")));
            assertEquals("500 500 Internal Server Error", both(ask(server, "GET /both")));
            assertEquals("500 500 Internal Server Error", both(ask(server, "GET /nul")));
        }
    }

    private static String both(String response) {
        return status(response) + " " + body(response);
    }

    @Test
    void aDirectoryWithoutIndexShowsItsNamesWhereThatIsWanted() throws Exception {
        write("list/b & <c>.txt", "12345");
        write("list/a/x", "");
        write("list/.hidden", "");
        Files.createSymbolicLink(site.resolve("list/out"), directory.resolve("outside.txt"));
        try (ServerFixture f = new ServerFixture()) {
            assertEquals(404, status(ask(start(f), "GET /list/")));
            ServerRuntime server = f.start("listing", Hooks.NONE, "http-dir", site.toString(),
                "http-listing", 2);
            String page = ask(server, "GET /list/");
            assertEquals("text/html; charset=utf-8", field(page, "content-type"));
            assertEquals("""
                <!doctype html><meta charset="utf-8"><title>/list</title><h1>/list</h1><ul>
                <li><a href="../">../</a>
                <li><a href="./a/">a/</a>
                <li><a href="./b%20%26%20%3Cc%3E.txt">b &amp; &lt;c&gt;.txt</a> 5
                </ul>
                """, body(page));
            assertEquals("304 ", both(ask(server, "GET /list/",
                "If-None-Match: " + field(page, "etag"))));
            assertEquals("12345", body(ask(server, "GET /list/b%20%26%20%3Cc%3E.txt")));
            assertTrue(body(ask(server, "GET /sub/")).contains("sub<script>"));
            write("list/c", "");
            until("the third", () -> {
                try {
                    return body(ask(server, "GET /list/")).endsWith("</ul><p>and more</p>\n");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    @Test
    void aListingLinksToWhatIsServedOnly() throws Exception {
        write("odd/new\nline", "no request can name it");
        write("odd/back\\slash", "nor this");
        write("odd/new%0Aline", "but this");
        write("odd/.well-known", "and this");
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = f.start("odd", Hooks.NONE, "http-dir", site.toString(),
                "http-listing", 10);
            String page = body(ask(server, "GET /odd/"));
            assertEquals(List.of("../", "./.well-known", "./new%250Aline"),
                Pattern.compile("href=\"(.*?)\"").matcher(page).results()
                    .map(link -> link.group(1)).toList());
            assertEquals("but this", body(ask(server, "GET /odd/new%250Aline")));
            assertEquals("and this", body(ask(server, "GET /odd/.well-known")));
            assertEquals(404, status(ask(server, "GET /odd/new%0Aline")));
        }
    }

    @Test
    void nothingOutsideOfTheDirectoryIsServed() throws Exception {
        Files.createSymbolicLink(site.resolve("out.txt"), directory.resolve("outside.txt"));
        Files.createSymbolicLink(site.resolve("beside"), directory.resolve("site-beside"));
        Files.createSymbolicLink(site.resolve("in.txt"), site.resolve("a.txt"));
        Files.createSymbolicLink(site.resolve("loop"), site.resolve("loop"));
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = start(f);
            for (String path : List.of("/../outside.txt", "/%2e%2e/outside.txt", "/.%2e/outside.txt",
                    "/sub/../../outside.txt", "/sub/%2e%2e/%2e%2e/outside.txt", "/..%2foutside.txt",
                    "/%2e%2e%2foutside.txt", "/..%5coutside.txt", "/..\\outside.txt",
                    "/%252e%252e/outside.txt", "/%252e%252e%252foutside.txt", "/a.txt%00",
                    "/a.txt%00.html", "/%c0%ae%c0%ae/outside.txt", "//a.txt", "/./a.txt", "/sub//b.css",
                    "/out.txt", "/beside/c.txt", "/beside/", "/beside", "/.env", "/sub/../.env",
                    "/a.txt/", "/a.txt/x", "/loop", "/%", "/%zz", "/none", "/sub/none/",
                    "/" + "a".repeat(300), "/" + "a/".repeat(200), "/C:/x", "/%7e/x", "*")) {
                String response = ask(server, (path.equals("*") ? "OPTIONS " : "GET ") + path);
                assertEquals(404, status(response), path + " " + response);
            }
            assertEquals("0123456789", body(ask(server, "GET /in.txt")));
            assertEquals("0123456789", body(ask(server, "GET /%61.txt")));
            assertEquals(0, f.log.stream().filter(l -> l.contains("\tat ")).count());
        }
        try (ServerFixture f = new ServerFixture()) {
            assertEquals("secret", body(ask(start(f, "http-hidden", true), "GET /.env")));
        }
    }

    @Test
    void conditionsAreKept() throws Exception {
        Files.setLastModifiedTime(site.resolve("a.txt"),
            FileTime.from(Instant.parse("2020-01-02T03:04:05.678Z")));
        String date = "Thu, 02 Jan 2020 03:04:05 GMT";
        String later = "Thu, 02 Jan 2020 03:04:06 GMT";
        String earlier = "Thu, 02 Jan 2020 03:04:04 GMT";
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = start(f);
            String first = ask(server, "GET /a.txt");
            assertEquals(date, field(first, "last-modified"));
            String etag = field(first, "etag");
            String[][] cases = {
                {"If-None-Match: " + etag, "304"}, {"If-None-Match: \"x\", W/" + etag, "304"},
                {"If-None-Match: *", "304"}, {"If-None-Match: \"x\"", "200"},
                {"If-Modified-Since: " + date, "304"}, {"If-Modified-Since: " + later, "304"},
                {"If-Modified-Since: " + earlier, "200"}, {"If-Modified-Since: soon", "200"},
                {"If-None-Match: \"x\"\r\nIf-Modified-Since: " + date, "200"},
                {"If-Match: " + etag, "200"}, {"If-Match: \"x\"", "412"}, {"If-Match: W/" + etag, "412"},
                {"If-Unmodified-Since: " + date, "200"}, {"If-Unmodified-Since: " + earlier, "412"}};
            for (String[] c : cases) {
                String response = ask(server, "GET /a.txt", c[0]);
                assertEquals(c[1], "" + status(response), c[0]);
                assertEquals(c[1].equals("200"), body(response).equals("0123456789"), c[0]);
            }
        }
    }

    @Test
    void rangesAreKept() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = start(f);
            String etag = field(ask(server, "GET /a.txt"), "etag");
            String[][] cases = {{"bytes=0-3", "0123", "bytes 0-3/10"}, {"bytes=8-", "89", "bytes 8-9/10"},
                {"bytes=-3", "789", "bytes 7-9/10"}, {"bytes=-99", "0123456789", "bytes 0-9/10"},
                {"bytes=9-99", "9", "bytes 9-9/10"}, {"Bytes = 0-1", null, null},
                {"bytes=3-1", null, null}, {"lines=1-2", null, null}, {"bytes=a-b", null, null},
                {"bytes=-", null, null}, {"bytes=0-1,", null, null}};
            for (String[] c : cases) {
                String response = ask(server, "GET /a.txt", "Range: " + c[0]);
                assertEquals(c[1] == null ? 200 : 206, status(response), c[0]);
                assertEquals(c[1] == null ? "0123456789" : c[1], body(response), c[0]);
                assertEquals(c[2], field(response, "content-range"), c[0]);
            }
            String none = ask(server, "GET /a.txt", "Range: bytes=10-");
            assertEquals("416 bytes */10", status(none) + " " + field(none, "content-range"));
            String many = ask(server, "GET /a.txt", "Range: bytes=0-1, 5-6");
            assertEquals("multipart/byteranges; boundary=socketley-part-3f6a9d",
                field(many, "content-type"));
            assertTrue(body(many).endsWith("Content-Range: bytes 5-6/10\r\n\r\n56\r\n"
                + "--socketley-part-3f6a9d--\r\n"), many);
            assertEquals(body(many).length(), Integer.parseInt(field(many, "content-length")));
            assertEquals(200, status(ask(server, "GET /a.txt", "Range: bytes=0-9,0-9")));
            assertEquals(206, status(ask(server, "GET /a.txt", "Range: bytes=0-1", "If-Range: " + etag)));
            assertEquals(200, status(ask(server, "GET /a.txt", "Range: bytes=0-1", "If-Range: \"x\"")));
        }
    }

    @Test
    void textIsCompressedForWhoTakesIt() throws Exception {
        write("long.js", "let a = 1;\n".repeat(200));
        write("packed.js", "let b = 1;\n".repeat(200));
        write("packed.js.gz", "not really packed");
        write("packed.js.br", "packed otherwise");
        write("brotli.js", "let d = 1;\n".repeat(200));
        write("brotli.js.br", "packed by brotli");
        write("stale.js", "let c = 1;\n".repeat(200));
        Files.setLastModifiedTime(write("stale.js.gz", "too old"), FileTime.fromMillis(1000));
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = start(f);
            String plain = ask(server, "GET /long.js", "Accept-Encoding: gzip;q=0, identity");
            assertEquals(null, field(plain, "content-encoding"));
            assertEquals("Accept-Encoding", field(plain, "vary"));
            String packed = ask(server, "GET /long.js", "Accept-Encoding: br, gzip");
            assertEquals("gzip", field(packed, "content-encoding"));
            assertFalse(field(packed, "etag").equals(field(plain, "etag")));
            byte[] gzip = body(packed).getBytes(StandardCharsets.ISO_8859_1);
            assertArrayEquals(Files.readAllBytes(site.resolve("long.js")),
                new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes());
            assertEquals("not really packed", body(ask(server, "GET /packed.js", "Accept-Encoding: gzip")));
            String brotli = ask(server, "GET /brotli.js", "Accept-Encoding: gzip, deflate, br");
            assertEquals("br packed by brotli", field(brotli, "content-encoding") + " " + body(brotli));
            assertEquals(null, field(ask(server, "GET /brotli.js", "Accept-Encoding: gzip"),
                "content-encoding"), "nobody compresses beside what is compressed already");
            assertFalse(body(ask(server, "GET /stale.js", "Accept-Encoding: gzip")).contains("too old"));
            assertEquals(null, field(ask(server, "GET /a.txt", "Accept-Encoding: gzip"),
                "content-encoding"), "too short to be worth it");
        }
    }

    @Test
    void aFallbackAnswersBrowsersOnly() throws Exception {
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = start(f, "http-fallback", "index.html", "http-script", false,
                "http-max-age", 60);
            String page = ask(server, "GET /some/page", "Accept: text/html,*/*");
            assertEquals("<html><head></head><body>root</body></html>", body(page));
            assertEquals("max-age=60", field(page, "cache-control"));
            assertEquals(404, status(ask(server, "GET /some/page", "Accept: */*")));
            assertEquals(404, status(ask(server, "GET /../x", "Accept: text/html")));
        }
    }

    @Test
    void aFileThatChangesIsReadAgain() throws Exception {
        for (boolean cached : new boolean[] {false, true}) {
            try (ServerFixture f = new ServerFixture()) {
                ServerRuntime server = start(f, "http-cache", cached, "http-check-ms", 0);
                assertEquals("0123456789", body(ask(server, "GET /a.txt")));
                write("a.txt", "other");
                assertEquals("other", body(ask(server, "GET /a.txt")));
                Files.delete(site.resolve("a.txt"));
                assertEquals(404, status(ask(server, "GET /a.txt")));
                write("a.txt", "0123456789");
                assertEquals("0123456789", body(ask(server, "GET /a.txt")));
            }
        }
    }

    @Test
    void longFilesComeWholeOnEveryTransport() throws Exception {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        Files.write(site.resolve("long.bin"), bytes);
        String wanted = new String(bytes, StandardCharsets.ISO_8859_1);
        for (Transport transport : Transport.values()) {
            for (boolean cached : new boolean[] {false, true}) {
                try (ServerFixture f = new ServerFixture(transport, 1)) {
                    ServerRuntime server = start(f, "http-cache", cached);
                    assertEquals(wanted, body(ask(server, "GET /long.bin")), transport + " " + cached);
                    assertEquals(wanted.substring(5, 2_999_000),
                        body(ask(server, "GET /long.bin", "Range: bytes=5-2998999")));
                    try (Wire w = new Wire(server).send("GET /long.bin HTTP/1.1\r\nHost: x\r\n\r\n"
                            + "GET /a.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
                        String both = body(w.rest());
                        assertTrue(both.startsWith(wanted) && both.endsWith("\r\n0123456789"));
                    }
                }
            }
        }
    }

    @Test
    void aReaderThatTakesNothingIsCutOffAndTakesNoMemory() throws Exception {
        try (RandomAccessFile huge =
                new RandomAccessFile(site.resolve("huge.bin").toFile(), "rw")) {
            huge.setLength(1L << 30);
        }
        try (ServerFixture f = new ServerFixture()) {
            ServerRuntime server = start(f, "send-timeout", 1);
            try (Wire w = new Wire(server).send("GET /huge.bin HTTP/1.1\r\nHost: x\r\n\r\n");
                    Wire other = new Wire(server)) {
                assertEquals("HTTP/1.1 200 OK\r", w.line());
                other.send("GET /a.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                assertEquals("0123456789", body(other.rest()));
                until("cut off", () -> f.logged("connection_lost") == 1);
            }
        }
    }

    @Test
    void aDirectoryThatIsNotThereFailsTheStart() {
        try (ServerFixture f = new ServerFixture()) {
            site = directory.resolve("nowhere");
            CompletionException e = assertThrows(CompletionException.class, () -> start(f));
            assertTrue(e.getMessage().contains("http_dir: no such directory: "), e.getMessage());
        }
    }
}
