package dev.socketley.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every conversation of {@code spec/server}, {@code spec/client} and {@code spec/proxy}. */
class WireTest {
    @TempDir
    private Path directory;

    @BeforeAll
    static void prepare() throws IOException, InterruptedException {
        Program.prepare();
    }

    @TestFactory
    Stream<DynamicContainer> conversations() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String area : List.of("server", "client", "proxy")) {
            try (Stream<Path> all = Files.list(Path.of(area))) {
                all.filter(f -> f.toString().endsWith(".txt")).sorted().forEach(files::add);
            }
        }
        return files.stream().map(this::container);
    }

    private DynamicContainer container(Path file) {
        try {
            Script script = new Script(Files.createDirectory(directory.resolve(
                file.getParent().getFileName() + "-" + file.getFileName())), file);
            Stream<DynamicTest> tests = Conversation.read(file).stream().map(c ->
                DynamicTest.dynamicTest(c.title(), () -> new Wire(script, c).run()));
            return DynamicContainer.dynamicContainer(file.toString(), Stream.concat(tests,
                Stream.of(DynamicTest.dynamicTest("the program ends well", script::close))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The script beside a file, started when first needed with the test's own port as argument. */
    private static final class Script {
        private final Path directory;
        private final Path source;
        private final Program program;
        private final ServerSocket own;
        private boolean started;

        Script(Path directory, Path file) throws IOException {
            this.directory = directory;
            this.source = file.resolveSibling(
                file.getFileName().toString().replace(".txt", ".lua"));
            this.program = new Program(directory);
            this.own = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            own.setSoTimeout(20_000);
        }

        Program program() throws IOException, InterruptedException {
            if (!started) {
                Path copy = directory.resolve(source.getFileName());
                Files.copy(source, copy);
                program.engine("socketley --lua " + source.getFileName() + " "
                    + own.getLocalPort());
                started = true;
            }
            return program;
        }

        void close() throws IOException {
            own.close();
            program.close();
            assertTrue(!program.log().contains("\tat "), program.log());
        }
    }

    /** One conversation while it runs. */
    private static final class Wire {
        private final Script script;
        private final Conversation conversation;
        private LineClient peer;
        private String runtime;
        private String head = "";

        Wire(Script script, Conversation conversation) {
            this.script = script;
            this.conversation = conversation;
        }

        void run() throws Exception {
            try {
                List<Conversation.Step> steps = conversation.steps();
                for (int i = 0; i < steps.size(); i++) {
                    if (steps.get(i).verb().equals("splits")) {
                        int end = i + 1;
                        while (!steps.get(end).verb().equals("end")) {
                            end++;
                        }
                        splits(steps.get(i), steps.subList(i + 1, end));
                        i = end;
                    } else {
                        named(steps.get(i));
                    }
                }
            } finally {
                if (peer != null) {
                    peer.close();
                }
            }
        }

        private void named(Conversation.Step step) throws Exception {
            try {
                step(step);
            } catch (IOException | AssertionError e) {
                throw new AssertionError(conversation.file() + ":" + step.line() + ": "
                    + step.verb() + " " + step.rest() + ": " + e.getMessage(), e);
            }
        }

        private void step(Conversation.Step step) throws Exception {
            switch (step.verb()) {
                case "to" -> connect(step.rest());
                case "accept" -> {
                    script.program();
                    peer = new LineClient(script.own.accept());
                }
                case "send" -> peer.send(step.rest());
                case "raw" -> peer.raw(step.raw());
                case "expect" -> assertEquals(step.rest(), line());
                case "match" -> {
                    String line = line();
                    assertTrue(line.matches(step.rest()), line);
                }
                case "bytes" -> {
                    String wanted = new String(step.raw(), StandardCharsets.ISO_8859_1);
                    assertEquals(shown(wanted), shown(peer.bytes(wanted.length())));
                }
                case "head" -> head(step.rest());
                case "field" -> assertTrue(head.contains("\n" + step.rest() + "\n"), head);
                case "close" -> peer.close();
                case "closes" -> assertTrue(peer.isClosed());
                case "closed" -> assertEquals("", shown(peer.bytes(1)));
                default -> throw new IOException("no such step");
            }
        }

        private void connect(String name) throws IOException, InterruptedException {
            if (peer != null) {
                peer.close();
            }
            runtime = name;
            peer = new LineClient(script.program().port(name));
        }

        private String line() throws IOException {
            String line = peer.line();
            assertTrue(line != null, "the connection is closed");
            return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        }

        /** Reads a response's head; names of fields are kept in lower case. */
        private void head(String status) throws IOException {
            StringBuilder out = new StringBuilder();
            String first = line();
            assertTrue(first.startsWith("HTTP/1.1 " + status + " "), first);
            String line = line();
            while (!line.isEmpty()) {
                int colon = line.indexOf(':');
                out.append('\n').append(line.substring(0, colon).toLowerCase(Locale.ROOT))
                    .append(line.substring(colon));
                line = line();
            }
            head = out.append('\n').toString();
        }

        private void splits(Conversation.Step step, List<Conversation.Step> then) throws Exception {
            byte[] all = step.raw();
            String name = runtime;
            for (int cut = 1; cut < all.length; cut++) {
                connect(name);
                peer.raw(Arrays.copyOf(all, cut));
                witness(name);
                peer.raw(Arrays.copyOfRange(all, cut, all.length));
                for (Conversation.Step each : then) {
                    named(each);
                }
            }
        }

        /** While another connection is answered, the runtime's loop reads what came before. */
        private void witness(String name) throws IOException, InterruptedException {
            try (LineClient other = new LineClient(script.program().port(name))) {
                other.raw("GET /witness HTTP/1.1\r\nHost: x\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
                assertTrue(other.line().startsWith("HTTP/1.1 "));
            }
        }

        private static String shown(String bytes) {
            StringBuilder out = new StringBuilder();
            for (char c : bytes.toCharArray()) {
                out.append(c >= ' ' && c < 127 ? String.valueOf(c) : "\\x%02x".formatted((int) c));
            }
            return out.toString();
        }
    }
}
