package dev.socketley.stdlib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Engine;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.types.RuntimeTypes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What people type wrongly ends in one line that names the option, and makes nothing. */
class OptionMistakesTest {
    /** Type, options, and what is said behind the runtime's name; DIR is a directory. */
    private static final String AT_THE_CALL = """
        server | port = "http" | port: integer 0..65535 expected, got "http"
        server | port = -1 | port: integer 0..65535 expected, got -1
        server | port = 70000 | port: integer 0..65535 expected, got 70000
        server | port = 1.5 | port: integer 0..65535 expected, got 1.5
        server | port = {} | port: integer 0..65535 expected, got table
        server | prot = 80 | unknown option 'prot', did you mean 'port'?
        server | Port = 80 | unknown option 'Port', did you mean 'port'?
        server | zzz = 80 | unknown option 'zzz'
        server | [1] = 80 | option names are strings, got number key 1
        server | framing = "lines" | framing: one of line, length32, raw expected, got "lines"
        server | mode = "inn" | mode: one of inout, in, out, master expected, got "inn"
        server | workers = -1 | workers: integer 0..256 expected, got -1
        server | workers = "all" | workers: integer 0..256 expected, got "all"
        server | script = "perworker" | script: one of shared, per-worker expected, got "perworker"
        server | script = "per-worker" | \
        script: per-worker needs a script file of the server's own: lua = "file.lua"
        server | idle_timeout = "5 parsecs" | \
        idle_timeout: seconds 0..86400 expected, got "5 parsecs"
        server | idle_timeout = -1 | idle_timeout: seconds 0..86400 expected, got -1
        server | message_bytes_max = "1Q" | \
        message_bytes_max: bytes 16..1073741824 (suffix K, M or G) expected, got "1Q"
        server | ws_protocols = { 1 } | ws_protocols[1]: string expected, got 1
        server | ws_deflate = "on" | ws_deflate: one of off, shared, dedicated expected, got "on"
        server | on_mesage = print | unknown hook 'on_mesage', did you mean 'on_message'?
        server | on_message = "x" | on_message: function expected, got string
        server | master_pw = 5 | master_pw: string expected, got another value
        server | on_miss = print | a server has no hook 'on_miss', which is for cache
        server | backends = { "a" } | a server has no option 'backends', which is for proxy
        cache | udp = true | a cache has no option 'udp', which is for server, client
        server | host = "0.0.0.0" | unknown option 'host', did you mean 'bind'?
        server | ssl = true | unknown option 'ssl', did you mean 'tls'?
        server | root = "www" | unknown option 'root', did you mean 'http_dir'?
        server | on_request = print | unknown hook 'on_request', did you mean 'on_http_request'?
        server | on_open = print | unknown hook 'on_open', did you mean 'on_connect'?
        server | hook_ms_max = 5 | a server has no option 'hook_ms_max', which is for the whole \
        program: socketley --hook-ms-max=… --lua file.lua
        client | port = 0 | port: 1..65535 expected where no target is given, got 0
        client | host = "a" | unknown option 'host', did you mean 'target'?
        cache | appendonly = true | unknown option 'appendonly', did you mean 'append_log'?
        server | lua = 5 | lua: file name expected, got number
        server | lua = "none.lua" | lua: script 'none.lua' not found
        server | http_dir = "DIR\\0x" | http_dir: string expected, got "DIR\\0x"
        server | log = "DIR/none/x" | log: DIR/none/x: no such directory
        server | write = "DIR/none/x" | write: DIR/none/x: no such directory
        server | bash = "x" | \
        bash: boolean or one of off, on, p, t, pt, tp, bp, bt, bpt, btp expected, got "x"
        server | http_dir = "DIR/none" | http_dir: no such directory: DIR/none
        server | http_dir = "DIR/text" | http_dir: no such directory: DIR/text
        server | tls = true | cert: a certificate file expected with tls=on (or tls=dev)
        server | tls = "dev", cert = "DIR/text" | cert: not with tls=dev, which makes its own
        server | cert = "DIR/text" | \
        cert: not without tls: nothing is encrypted; tls = true is missing
        server | key = "DIR/text" | \
        key: not without tls: nothing is encrypted; tls = true is missing
        server | tls = true, cert = "DIR/none" | cert: DIR/none: no such file
        server | tls = true, cert = "DIR/text", key = "DIR/none" | key: DIR/none: no such file
        server | tls = true, cert = "DIR/text", ca = "DIR/none" | ca: DIR/none: no such file
        server | tls = true, cert = { "DIR/text", "DIR/text" }, key = "DIR/text" | \
        key: one for each of the 2 in cert expected, or none, got 1
        server | tls = true, cert = "DIR/text", client_cert = "need" | \
        ca: a file of authorities expected with client_cert=need
        server | udp = true, tls = "dev" | tls: not with udp = true
        server | udp = true, unix = "DIR/s" | unix: not with udp = true
        server | unix = "DIR/none/s" | unix: DIR/none/s: no such directory
        server | unix = "DIR/s", unix_mode = "999" | \
        unix_mode: three octal digits expected, got "999"
        server | upstream = "a:b" | \
        upstream: host:port, [v6]:port, unix:/path or the name of a runtime expected, got "a:b"
        client | target = 5 | target: string expected, got 5
        client | target = "a b" | \
        target: host:port, [v6]:port, unix:/path or the name of a runtime expected, got "a b"
        client | target = "ws://" | target: a host expected behind ws://
        client | target = "wss:///path" | target: a host expected behind wss://
        client | target = "ws://h/", udp = true | target: a WebSocket: not with udp = true
        client | target = "h:1", udp = true, tls = true | tls: not with udp = true
        client | on_client_message = print | \
        a client has no hook 'on_client_message', which is for server
        proxy | bakends = { "a" } | unknown option 'bakends', did you mean 'backends'?
        proxy | tls = true, cert = "DIR/none" | cert: DIR/none: no such file
        server | http_fallback = "index.html" | http_fallback: not without http_dir
        cache | append_log = true | \
        append_log: not without persistent, the file that keeps the data
        cache | persistent = "DIR/none/x" | persistent: DIR/none/x: no such directory
        cache | persistent = "DIR" | persistent: DIR: is a directory
        server | log = "DIR" | log: DIR: is a directory
        cache | max_memory = "much" | unknown option 'max_memory', did you mean 'maxmemory'?
        """;

    /** What only the start can tell; PORT is taken. */
    private static final String AT_THE_START = """
        server | port = PORT, bind = "127.0.0.1" | port PORT is in use
        server | bind = "no such host", ephemeral = true | \
        bind: host 'no such host' does not resolve
        server | tls = true, cert = "DIR/text", ephemeral = true | \
        cert: DIR/text: holds neither a certificate nor a private key
        client | target = "127.0.0.1:1" | 127.0.0.1:1: connection refused
        client | target = "nobody" | target: runtime 'nobody' not found
        proxy | ephemeral = true, backends = {} | \
        backends: at least one expected (host:port, runtime or @group)
        proxy | ephemeral = true, backends = { "a", "x:y:z" } | \
        backends[2]: host:port, [v6]:port, unix:/path or the name of a runtime expected, got "x:y:z"
        """;

    @TempDir
    private Path directory;

    private Engine engine;
    private ScriptHost host;

    @BeforeEach
    void open() throws IOException {
        engine = new Engine(RuntimeTypes.ALL, Transport.best(), 1);
        engine.provide(OptionSet.class,
            OptionSet.of(List.of(Option.integer("hook-ms-max", 0, 1)))); // as the program does
        host = new ScriptHost(engine, 1000);
        Files.writeString(directory.resolve("text"), "no certificate");
    }

    @AfterEach
    void close() {
        engine.stopAll().toCompletableFuture().join();
        host.close();
        engine.close();
    }

    private record Row(String type, String options, String said) {
        String call() {
            return "socketley." + (type.equals("cache") ? "create('cache', 'it', {start = true, "
                : type + "('it', { ") + options + " })";
        }
    }

    private Stream<Row> rows(String table, String port) {
        return table.lines().map(line -> {
            String[] cells = line.replace("DIR", directory.toString()).replace("PORT", port)
                .split(" \\| ");
            return new Row(cells[0], cells[1], cells[0] + " \"it\": " + cells[2]);
        });
    }

    private String printed(String source) throws IOException {
        Path file = Files.createTempDirectory(directory, "one").resolve("script.lua");
        Files.writeString(file, source);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        host.run(file, List.of(), new PrintStream(printed, true, StandardCharsets.UTF_8))
            .toCompletableFuture().join();
        return printed.toString(StandardCharsets.UTF_8);
    }

    @TestFactory
    Stream<DynamicTest> areToldAtTheCall() {
        return rows(AT_THE_CALL, "").map(row -> DynamicTest.dynamicTest(row.call(), () -> {
            assertEquals("false\tscript.lua:1: " + row.said() + "\n",
                printed("print(pcall(function() " + row.call() + " end))"));
            assertTrue(engine.registry().all().isEmpty());
        }));
    }

    @TestFactory
    Stream<DynamicTest> areToldAtTheStart() throws IOException {
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        return rows(AT_THE_START, "" + taken.getLocalPort()).map(row ->
            DynamicTest.dynamicTest(row.call(), () -> {
                CompletionException e = assertThrows(CompletionException.class,
                    () -> printed(row.call()));
                EngineException why = EngineException.of(e);
                assertEquals("script.lua:1: " + row.said(), why.getMessage());
                assertFalse(why.getMessage().contains("\n"));
                assertTrue(engine.registry().all().isEmpty());
            })).onClose(() -> close(taken));
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
