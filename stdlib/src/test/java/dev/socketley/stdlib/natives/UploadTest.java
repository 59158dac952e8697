package dev.socketley.stdlib.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Engine;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.types.RuntimeTypes;
import dev.socketley.lua.LuaTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;

/** What is left of an upload whose task ends in the middle. */
class UploadTest {
    private static final String UPLOAD = """
        local head = '--b\\r\\nContent-Disposition: form-data; name="f"; filename="x"\\r\\n\\r\\n'
        local pieces = { head .. "one", "two", "three\\r\\n--b--\\r\\n" }
        local request = { headers = { ["content-type"] = "multipart/form-data; boundary=b" } }
        local n = 0
        function request:read()
          n = n + 1
          if n == 3 then %s end
          return pieces[n]
        end
        for part in socketley.http.parts(request) do assert(part:save("saved")) end
        """;

    @TempDir
    private Path directory;
    private Engine engine;
    private TestScope scope;

    @BeforeEach
    void open() {
        engine = new Engine(RuntimeTypes.ALL, Transport.best(), 1);
        scope = new TestScope(engine, directory);
    }

    @AfterEach
    void close() {
        scope.close();
        engine.close();
    }

    private final CompletableFuture<LuaError> end = new CompletableFuture<>();

    private LuaTask upload(String inTheMiddle) {
        return scope.on(() -> scope.lua().spawn(scope.lua().load(
            UPLOAD.formatted(inTheMiddle).getBytes(StandardCharsets.UTF_8), "upload"),
            LuaValue.NONE, "test", (values, error) -> end.complete(error)));
    }

    private void untilFiles(Predicate<List<String>> wanted) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!wanted.test(files())) {
            assertTrue(System.nanoTime() < deadline, () -> "there is " + files());
            LockSupport.parkNanos(1_000_000);
        }
    }

    private List<String> files() {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aWholeOneHasItsName() throws Exception {
        upload("request.read = request.read");
        assertEquals(null, end.get(30, TimeUnit.SECONDS));
        assertEquals(List.of("saved"), files());
        assertEquals("onetwothree", Files.readString(directory.resolve("saved")));
    }

    @Test
    void aPathThatIsNoFileIsAnErrorAndLeavesNothing() throws Exception {
        for (String path : List.of("/", ".", directory.toString())) {
            CompletableFuture<LuaError> ended = new CompletableFuture<>();
            String source = UPLOAD.formatted("request.read = request.read")
                .replace("\"saved\"", '"' + path + '"');
            scope.on(() -> scope.lua().spawn(scope.lua().load(
                source.getBytes(StandardCharsets.UTF_8), "upload"), LuaValue.NONE, "test",
                (values, error) -> ended.complete(error)));
            assertTrue(ended.get(30, TimeUnit.SECONDS).getMessage().contains("is a directory"));
            assertEquals(List.of(), files());
        }
    }

    @Test
    void aPartIsReadOnce() throws Exception {
        String source = UPLOAD.formatted("request.read = request.read").replace(
            "do assert(part:save(\"saved\")) end", """
            do
              assert(part:save("saved"))
              for _, again in ipairs { part.save, part.read_all } do
                local done, err, code = again(part, "saved")
                assert(not done and err == "the part has been read already" and code == "ESTATE")
              end
            end
            """.replace("again(part, \"saved\")", "again(part, again == part.save and \"saved\" or nil)"));
        scope.on(() -> scope.lua().spawn(scope.lua().load(
            source.getBytes(StandardCharsets.UTF_8), "upload"), LuaValue.NONE, "test",
            (values, error) -> end.complete(error)));
        assertEquals(null, end.get(30, TimeUnit.SECONDS));
        assertEquals("onetwothree", Files.readString(directory.resolve("saved")));
    }

    @Test
    void oneWhoseTaskIsEndedFromOutsideLeavesNothing() throws Exception {
        LuaTask task = upload("socketley.sleep(3600000)");
        untilFiles(files -> files.size() == 1 && files.getFirst().endsWith(".part"));
        scope.on(() -> {
            task.cancel("enough");
            return null;
        });
        assertTrue(end.get(30, TimeUnit.SECONDS).getMessage().contains("enough"));
        untilFiles(List::isEmpty);
    }

    @Test
    void oneWhoseTaskRaisesLeavesNothing() throws Exception {
        upload("error('broken')");
        assertTrue(end.get(30, TimeUnit.SECONDS).getMessage().contains("broken"));
        untilFiles(List::isEmpty);
    }
}
