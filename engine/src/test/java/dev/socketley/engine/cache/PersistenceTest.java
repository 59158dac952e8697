package dev.socketley.engine.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.engine.Engine;
import dev.socketley.engine.Hook;
import dev.socketley.engine.HookDone;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.RuntimeType;
import dev.socketley.engine.Until;
import dev.socketley.engine.cache.command.Reply;
import dev.socketley.engine.cache.durable.FailingDisk;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.protocol.resp.Args;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PersistenceTest {
    private static final String MISCONF = "MISCONF ";

    @TempDir
    private Path directory;
    private final FailingDisk disk = new FailingDisk();
    private final RuntimeType type = new RuntimeType("cache", "Cache.", 9000, CacheOptions.ALL,
        spec -> new CacheRuntime(spec, disk));
    private final Engine engine = new Engine(List.of(type), Transport.best(), 1);
    private final List<Socket> sockets = new ArrayList<>();
    private int made;

    @AfterEach
    void closeAll() throws IOException {
        disk.room(Long.MAX_VALUE);
        disk.syncFails(false);
        for (Socket socket : sockets) {
            socket.close();
        }
        engine.close();
    }

    private Path file() {
        return directory.resolve("cache.db");
    }

    /** Accepts every change. */
    private static final Hooks ACCEPTING = new Hooks() {
        @Override
        public boolean has(Hook hook) {
            return hook == Hook.ON_WRITE || hook == Hook.ON_DELETE;
        }

        @Override
        public void call(Runtime self, Hook hook, HookDone done, Object... args) {
            done.done(null, null, null);
        }
    };

    private Hooks hooks = Hooks.NONE;

    private CacheRuntime create(Object... options) {
        OptionSet set = engine.type("cache").defaults().with("ephemeral", true)
            .with("bind", "127.0.0.1").with("mode", "admin").with("persistent", file().toString());
        for (int i = 0; i < options.length; i += 2) {
            set = set.with((String) options[i], options[i + 1]);
        }
        return (CacheRuntime) engine.create(type, "cache" + made++, set, hooks, "", null);
    }

    private CacheRuntime start(Object... options) {
        CacheRuntime cache = create(options);
        await(cache.start());
        return cache;
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static String run(CacheRuntime cache, String... words) {
        return shown(await(cache.execute(Args.of(words))));
    }

    private static String shown(Reply reply) {
        return switch (reply.kind()) {
            case BULK, TEXT, DOUBLE -> new String(reply.bytes(), StandardCharsets.UTF_8);
            case INTEGER -> Long.toString(reply.integer());
            case NIL, NIL_ARRAY -> "nil";
            case ARRAY, MAP, SET, PAIRS -> reply.items().stream().map(PersistenceTest::shown).sorted()
                .toList().toString();
            default -> reply.line();
        };
    }

    private Socket connect(CacheRuntime cache) throws IOException {
        Socket socket = new Socket("127.0.0.1", cache.port());
        socket.setSoTimeout(20_000);
        sockets.add(socket);
        return socket;
    }

    private static void exchange(Socket socket, String request, String reply) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        byte[] got = socket.getInputStream().readNBytes(reply.length());
        assertEquals(reply, new String(got, StandardCharsets.UTF_8));
    }

    private static String line(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = socket.getInputStream().read(); b != '\n'; b = socket.getInputStream().read()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }

    /** What kill -9 would leave: the files as they are now. */
    private Path killed() throws IOException {
        Path copy = Files.createDirectory(directory.resolve("copy" + made++));
        Path log = directory.resolve("cache.db.log");
        if (Files.exists(log)) {
            Files.createDirectory(copy.resolve("cache.db.log"));
            try (Stream<Path> files = Files.list(log)) {
                for (Path each : files.toList()) {
                    Files.copy(each, copy.resolve("cache.db.log").resolve(each.getFileName()));
                }
            }
        }
        if (Files.exists(file())) {
            Files.copy(file(), copy.resolve("cache.db"));
        }
        return copy.resolve("cache.db");
    }

    private void fill(CacheRuntime cache) {
        run(cache, "SET", "s", "v");
        run(cache, "SET", "ttl", "v", "EX", "1000");
        run(cache, "HSET", "h", "f", "1", "g", "2");
        run(cache, "EXPIRE", "h", "2000");
        run(cache, "INCR", "n");
        run(cache, "INCRBYFLOAT", "n", "1.5");
        run(cache, "SET", "gone", "x");
        run(cache, "DEL", "gone");
    }

    private void assertFilled(CacheRuntime cache) {
        assertEquals("[h, n, s, ttl]", run(cache, "KEYS", "*"));
        assertEquals("v", run(cache, "GET", "s"));
        assertEquals("-1", run(cache, "TTL", "s"));
        assertEquals("2.5", run(cache, "GET", "n"));
        assertEquals("[1, 2, f, g]", run(cache, "HGETALL", "h"));
        assertTrue(Integer.parseInt(run(cache, "TTL", "ttl")) > 900);
        assertTrue(Integer.parseInt(run(cache, "TTL", "h")) > 1900);
    }

    @Test
    void theFileIsWrittenAtStopAndLoadedAtStart() {
        CacheRuntime cache = start();
        fill(cache);
        await(cache.stop());
        assertFilled(start());
    }

    @Test
    void nothingIsKeptWithoutAFile() {
        CacheRuntime cache = start("persistent", "");
        fill(cache);
        assertEquals("ERR no persistent path set", run(cache, "SAVE"));
        await(cache.stop());
        assertFalse(Files.exists(file()));
    }

    @Test
    void flushWritesTheFileAndLoadPutsItInPlaceOfEverything() throws IOException {
        CacheRuntime cache = start();
        fill(cache);
        Socket socket = connect(cache);
        exchange(socket, "flush\nset later x\ndel s\nload\nget later\n", "ok\nok\nok\nok\nnil\n");
        assertFilled(cache);
        Files.writeString(file(), "SKV2\u0001broken");
        exchange(socket, "load\nget s\n", "failed: load failed\nv\n");
        exchange(connect(start("persistent", "", "mode", "admin")), "flush\nload\n",
            "failed: no persistent path set\nfailed: no persistent path set\n");
    }

    @Test
    void reloadSavesAndLoads() throws IOException {
        CacheRuntime cache = start();
        fill(cache);
        assertEquals("OK", run(cache, "DEBUG", "RELOAD"));
        assertFilled(cache);
        assertTrue(Files.size(file()) > 0);
    }

    @Test
    void loadWithALogIsInTheLogWhenItIsAnswered() throws IOException {
        CacheRuntime cache = start("append_log", true, "fsync", "always");
        fill(cache);
        Socket socket = connect(cache);
        exchange(socket, "flush\nset later x\nload\nset after x\n", "ok\nok\nok\nok\n");
        CacheRuntime other = start("append_log", true, "persistent", killed().toString());
        assertEquals("[after, h, n, s, ttl]", run(other, "KEYS", "*"));
    }

    @Test
    void aDamagedFileFailsTheStartAndIsLeftAsItIs() throws IOException {
        byte[] damaged = "SKV2\u0000\u0001\u0000\u0000".getBytes(StandardCharsets.ISO_8859_1);
        Files.write(file(), damaged);
        CacheRuntime cache = create();
        String message = assertThrows(CompletionException.class, () -> await(cache.start()))
            .getCause().getMessage();
        assertTrue(message.contains("is damaged at offset 4")
            && message.contains("socketley cache repair"), message);
        assertEquals(damaged.length, Files.size(file()));
        CacheRuntime nowhere = create("persistent", directory.resolve("no/file").toString());
        assertThrows(CompletionException.class, () -> await(nowhere.start()));
    }

    @Test
    void whatIsAnsweredUnderAlwaysIsThereAfterAKill() throws IOException {
        CacheRuntime cache = start("append_log", true, "fsync", "always");
        fill(cache);
        Socket socket = connect(cache);
        exchange(socket, "set wire 1\nget wire\n", "ok\n1\n");
        run(cache, "DEL", "wire");
        assertFilled(start("append_log", true, "persistent", killed().toString()));
    }

    @Test
    void everyPolicyKeepsEverythingWhenStopped() {
        for (String policy : List.of("always", "everysec", "no")) {
            CacheRuntime cache = start("append_log", true, "fsync", policy);
            fill(cache);
            await(cache.stop());
            CacheRuntime again = start("append_log", true, "fsync", policy);
            assertFilled(again);
            run(again, "FLUSHALL");
            await(again.stop());
        }
    }

    @Test
    void aDeadlinePassesWhileTheLogIsReplayedAsItDidThen() throws IOException {
        CacheRuntime cache = start("append_log", true, "fsync", "always");
        run(cache, "SET", "k", "old", "PX", "1");
        while (!run(cache, "EXISTS", "k").equals("0")) {
            Thread.onSpinWait();
        }
        run(cache, "APPEND", "k", "new");
        CacheRuntime other = start("append_log", true, "persistent", killed().toString());
        assertEquals("new", run(other, "GET", "k"));
    }

    @Test
    void aTransactionIsInTheLogAsAWholeOrNotAtAll() throws IOException {
        CacheRuntime cache = start("append_log", true, "fsync", "always");
        run(cache, "SET", "before", "1");
        Path log = directory.resolve("cache.db.log");
        Path last = last(log);
        long begins = Files.size(last);
        Socket socket = connect(cache);
        exchange(socket, "*1\r\n$5\r\nMULTI\r\n", "+OK\r\n");
        String value = "v".repeat(1000);
        for (int i = 0; i < TRANSACTION; i++) {
            exchange(socket, "SET k" + i + " " + value + "\r\n", "+QUEUED\r\n");
        }
        String replies = "+OK\r\n".repeat(TRANSACTION);
        exchange(socket, "EXEC\r\n", "*" + TRANSACTION + "\r\n" + replies);
        long ends = Files.size(last);
        for (long cut : new long[] {1, 500, 70_000, ends - begins - 1}) {
            Path killed = killed();
            try (FileChannel file = FileChannel.open(
                    last(killed.resolveSibling("cache.db.log")), StandardOpenOption.WRITE)) {
                file.truncate(begins + cut);
            }
            CacheRuntime other = start("append_log", true, "persistent", killed.toString());
            assertEquals("1", run(other, "DBSIZE"), "cut " + cut + " behind its begin");
            await(other.stop());
        }
        CacheRuntime whole = start("append_log", true, "persistent", killed().toString());
        assertEquals(Integer.toString(TRANSACTION + 1), run(whole, "DBSIZE"));
    }

    private static final int TRANSACTION = 150;

    private static Path last(Path log) throws IOException {
        try (Stream<Path> files = Files.list(log)) {
            return files.filter(each -> each.getFileName().toString().startsWith("log-"))
                .max(Comparator.naturalOrder()).orElseThrow();
        }
    }

    @Test
    void theLogIsMadeAnewAndHoldsTheSame() throws Exception {
        CacheRuntime cache = start("append_log", true, "fsync", "always");
        for (int i = 0; i < 500; i++) {
            run(cache, "SET", "s", "v" + i);
        }
        fill(cache);
        long before = size(directory.resolve("cache.db.log"));
        assertEquals("Background append only file rewriting started", run(cache, "BGREWRITEAOF"));
        run(cache, "SET", "meanwhile", "1");
        run(cache, "DEL", "meanwhile");
        assertEquals("OK", run(cache, "SAVE"), "waits for the rewrite before it");
        assertTrue(size(directory.resolve("cache.db.log")) < before / 2);
        assertFilled(start("append_log", true, "persistent", killed().toString()));
        await(cache.stop());
        assertFilled(start("append_log", true));
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(each -> each.toFile().length()).sum();
        }
    }

    @Test
    void aLogThatHasGrownIsMadeAnewByItself() throws Exception {
        CacheRuntime cache = start("append_log", true, "log_rewrite_bytes_min", 10_000);
        while (Files.notExists(directory.resolve("cache.db.log/snapshot-2"))) {
            run(cache, "SET", "s", "v".repeat(1000));
        }
        assertEquals("1000", run(cache, "STRLEN", "s"));
    }

    private static void untilInfo(CacheRuntime cache, String... lines) {
        Until.holds(List.of(lines) + " in INFO", () -> {
            String info = run(cache, "INFO", "persistence");
            return Stream.of(lines).allMatch(info::contains);
        });
    }

    @Test
    void aLogBeginsAndEndsWhileTheCacheServes() throws Exception {
        CacheRuntime cache = start("fsync", "always");
        fill(cache);
        for (int round = 0; round < 2; round++) {
            assertEquals("OK", run(cache, "CONFIG", "SET", "appendonly", "yes"));
            untilInfo(cache, "aof_enabled:1", "aof_rewrite_in_progress:0", "aof_base_size:");
            assertEquals("[appendonly, yes]", run(cache, "CONFIG", "GET", "appendonly"));
            Socket socket = connect(cache);
            exchange(socket, "set more 1\n", "ok\n");
            assertEquals("1", run(start("persistent", killed().toString()), "GET", "more"));
            run(cache, "DEL", "more");
            assertEquals("OK", run(cache, "CONFIG", "SET", "appendonly", "no"));
            Until.holds("the log is removed", () -> Files.notExists(directory.resolve("cache.db.log/log-1")));
            exchange(socket, "set s v\n", "ok\n");
            assertEquals("ERR no append-only log is kept: append-log=false", run(cache, "BGREWRITEAOF"));
            assertFilled(start("persistent", killed().toString()));
        }
        await(cache.stop());
        assertFilled(start());
    }

    @Test
    void twoCachesDoNotKeepTheirKeysInOneFile() {
        CacheRuntime cache = start();
        fill(cache);
        CacheRuntime other = create();
        assertEquals("persistent: " + file() + ": another cache keeps its keys there",
            assertThrows(CompletionException.class, () -> await(other.start())).getCause().getMessage());
        await(cache.stop());
        assertFilled(start());
    }

    @Test
    void aCacheThatCannotListenLetsItsFilesGo() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            CacheRuntime cache = create("append_log", true, "port", taken.getLocalPort());
            assertThrows(CompletionException.class, () -> await(cache.start()));
        }
        fill(start("append_log", true));
    }

    @Test
    void aPlaceThatCannotBeWrittenIsRefused() {
        CacheRuntime cache = create("persistent", "/proc/cache.db");
        assertEquals("persistent: /proc/cache.db: cannot be written",
            assertThrows(CompletionException.class, () -> await(cache.start())).getCause().getMessage());
    }

    @Test
    void aLogNeedsAFile() {
        CacheRuntime cache = start("persistent", "");
        assertEquals("ERR CONFIG SET failed (possibly related to argument 'appendonly') - append_log: not"
            + " without persistent, the file that keeps the data",
            run(cache, "CONFIG", "SET", "appendonly", "yes"));
        assertEquals("[appendonly, no]", run(cache, "CONFIG", "GET", "appendonly"));
    }

    @Test
    void aLogThatCannotBeginIsTriedAgain() throws Exception {
        CacheRuntime cache = start("fsync", "always");
        fill(cache);
        disk.room(10);
        assertEquals("OK", run(cache, "CONFIG", "SET", "appendonly", "yes"));
        untilInfo(cache, "aof_last_bgrewrite_status:err");
        exchange(connect(cache), "set s v\n", "ok\n");
        disk.room(Long.MAX_VALUE);
        untilInfo(cache, "aof_last_bgrewrite_status:ok", "aof_base_size:");
        assertFilled(start("persistent", killed().toString()));
    }

    @Test
    void aLogBeginsWithWhatTheFileHeldAndEndsInIt() throws Exception {
        CacheRuntime cache = start();
        fill(cache);
        await(cache.stop());
        cache = start("append_log", true, "fsync", "always");
        run(cache, "SET", "more", "1");
        Path killed = killed();
        await(cache.stop());
        Files.delete(killed);
        CacheRuntime off = start("persistent", killed.toString());
        assertEquals("1", run(off, "GET", "more"));
        run(off, "DEL", "more");
        await(off.stop());
        assertFalse(Files.exists(killed.resolveSibling("cache.db.log").resolve("manifest")));
        assertFilled(start("persistent", killed.toString()));
    }

    @Test
    void theFileIsWrittenWhenItIsDue() throws Exception {
        CacheRuntime cache = start("save", "1 2");
        run(cache, "SET", "a", "1");
        run(cache, "SET", "b", "1");
        while (Files.notExists(file())) {
            Thread.onSpinWait();
        }
        assertEquals("[a, b]", run(start("persistent", killed().toString()), "KEYS", "*"));
    }

    @Test
    void aSnapshotShowsOneMomentWhileKeysChange() throws Exception {
        CacheRuntime cache = start();
        Socket socket = connect(cache);
        StringBuilder sets = new StringBuilder();
        for (int i = 0; i < 30_000; i++) {
            sets.append("set k").append(i).append(" before\n");
        }
        exchange(socket, sets.toString(), "ok\n".repeat(30_000));
        StringBuilder during = new StringBuilder("flush\n");
        Socket other = connect(cache);
        socket.getOutputStream().write(during.toString().getBytes(StandardCharsets.UTF_8));
        while (run(cache, "BGSAVE").equals("Background saving started")) {
            Thread.onSpinWait();
        }
        String changes = sets.toString().replace("before", "after") + "del k7\nset new 1\n";
        exchange(other, changes, "ok\n".repeat(30_002));
        assertEquals("ok", line(socket, ""));
        CacheRuntime loaded = start("persistent", killed().toString());
        assertTrue(Integer.parseInt(run(loaded, "DBSIZE")) >= 30_000);
    }

    /** Large values are copied in portions, and whoever would change them waits. */
    @Test
    void aSnapshotShowsOneMomentOfLargeValuesToo() throws Exception {
        CacheRuntime cache = start();
        for (int i = 0; i < 60; i++) {
            run(cache, numbered("RPUSH", "l", i));
            run(cache, numbered("SADD", "u", i));
        }
        Socket writer = connect(cache);
        StringBuilder changes = new StringBuilder("*1\r\n$5\r\nMULTI\r\n");
        changes.append("RPUSH l x\r\nSADD u x\r\nRENAME u w\r\nSADD w y\r\nEXEC\r\n")
            .append("LPUSH l y\r\n").append("LPOP l\r\n").append("DEL l\r\n");
        assertEquals("Background saving started", run(cache, "BGSAVE"));
        exchange(writer, changes.toString(), "+OK\r\n" + "+QUEUED\r\n".repeat(4)
            + "*4\r\n:60001\r\n:1\r\n+OK\r\n:1\r\n:60002\r\n$1\r\ny\r\n:1\r\n");
        while (run(cache, "INFO", "persistence").contains("rdb_bgsave_in_progress:1")) {
            Thread.onSpinWait();
        }
        CacheRuntime loaded = start("persistent", killed().toString());
        if (run(loaded, "EXISTS", "w").equals("0")) {
            assertEquals("[60000, 60000]", List.of(run(loaded, "LLEN", "l"),
                run(loaded, "SCARD", "u")).toString());
            assertEquals("v59999", run(loaded, "LINDEX", "l", "-1"));
        }
    }

    private static String[] numbered(String command, String key, int thousand) {
        String[] words = new String[1002];
        words[0] = command;
        words[1] = key;
        for (int i = 0; i < 1000; i++) {
            words[i + 2] = "v" + (thousand * 1000 + i);
        }
        return words;
    }

    @Test
    void aFullDiskRefusesChangesAndReadsGoOn() throws Exception {
        CacheRuntime cache = start("append_log", true, "fsync", "always");
        run(cache, "SET", "before", "1");
        Socket socket = connect(cache);
        exchange(socket, "*1\r\n$4\r\nPING\r\n", "+PONG\r\n");
        disk.room(3);
        String inFlight = line(socket, "SET a 1\r\nGET before\r\n");
        assertEquals("-MISCONF the change was made but may not be on the disk: "
            + "No space left on device", inFlight);
        exchange(socket, "", "$1\r\n1\r\n");
        assertTrue(run(cache, "SET", "b", "1").startsWith(MISCONF));
        assertTrue(line(socket, "DEL before\r\n").startsWith("-" + MISCONF));
        exchange(socket, "GET before\r\nGET b\r\n", "$1\r\n1\r\n$-1\r\n");
        exchange(connect(cache), "set b 1\nget b\n",
            "error: Errors writing to the AOF file: No space left on device\nnil\n");
        disk.room(Long.MAX_VALUE);
        while (run(cache, "SET", "after", "1").startsWith(MISCONF)) {
            Thread.onSpinWait();
        }
        CacheRuntime other = start("append_log", true, "persistent", killed().toString());
        assertEquals("[a, after, before]", run(other, "KEYS", "*"));
    }

    private static String inHook(CacheRuntime cache, String... words) {
        return await(CompletableFuture.supplyAsync(() -> {
            String[] answer = {"not yet"};
            cache.executeInHook(Args.of(words), reply -> answer[0] = shown(reply));
            return answer[0];
        }, cache.loop()));
    }

    @Test
    void whatAHookDoesIsAnsweredAtOnce() throws IOException {
        CacheRuntime cache = start("append_log", true, "fsync", "always");
        assertEquals("OK", inHook(cache, "SET", "k", "v"));
        assertEquals("nil", inHook(cache, "BLPOP", "none", "1"));
        run(cache, "SET", "other", "v");
        assertEquals("v", run(start("append_log", true, "persistent", killed().toString()), "GET", "k"));
    }

    @Test
    void afterAFailedSyncTheLogIsMadeAnew() throws Exception {
        CacheRuntime cache = start("append_log", true, "fsync", "always");
        run(cache, "SET", "before", "1");
        disk.syncFails(true);
        assertTrue(run(cache, "SET", "a", "1").startsWith(MISCONF));
        assertTrue(run(cache, "SET", "b", "1").startsWith(MISCONF));
        disk.syncFails(false);
        while (run(cache, "SET", "after", "1").startsWith(MISCONF)) {
            Thread.onSpinWait();
        }
        CacheRuntime other = start("append_log", true, "persistent", killed().toString());
        assertEquals("[a, after, before]", run(other, "KEYS", "*"));
    }

    @Test
    void aSnapshotThatFailsLeavesTheOneBefore() throws Exception {
        CacheRuntime cache = start("save", "1000 1000");
        fill(cache);
        assertEquals("OK", run(cache, "SAVE"));
        disk.room(100);
        run(cache, "SET", "large", "x".repeat(1000));
        assertEquals("ERR No space left on device", run(cache, "SAVE"));
        assertTrue(run(cache, "SET", "x", "1").startsWith(MISCONF));
        disk.room(Long.MAX_VALUE);
        assertFilled(start("persistent", killed().toString()));
        assertEquals("OK", run(cache, "SAVE"));
        assertEquals("OK", run(cache, "SET", "x", "1"));
    }

    private static final List<String> SHOWN = List.of("LRANGE l 0 -1", "SMEMBERS s", "HGETALL h",
        "ZRANGE z 0 -1 WITHSCORES", "ZRANGE z2 0 -1 WITHSCORES", "LRANGE m 0 -1", "PEXPIRETIME l",
        "PEXPIRETIME s", "GET k");

    private static String all(CacheRuntime cache) {
        return SHOWN.stream().map(each -> run(cache, each.split(" "))).toList().toString();
    }

    @Test
    void changesOfLargeValuesThatHooksAgreedToAreLoggedAsCommands() throws IOException {
        hooks = ACCEPTING;
        CacheRuntime cache = start("append_log", true, "fsync", "always", "hook_elements_max", 20L);
        for (int i = 0; i < 600; i++) {
            run(cache, "RPUSH", "l", "element " + i);
            run(cache, "SADD", "s", "member " + i);
            run(cache, "HSET", "h", "field " + i, "value");
            run(cache, "ZADD", "z", "" + i, "member " + i);
        }
        long begun = logBytes();
        for (String each : List.of("LPUSH l first", "LMOVE l m RIGHT LEFT", "LREM l 1 element",
                "LTRIM l 3 -3", "SPOP s 2", "RENAME h h2", "HDEL h2 nothing", "HSET h2 a b",
                "ZPOPMAX z", "ZADD z 7 x", "SET k v",
                "COPY z z2")) {
            run(cache, each.split(" "));
        }
        Socket socket = connect(cache);
        exchange(socket, "*1\r\n$5\r\nMULTI\r\n*3\r\n$5\r\nRPUSH\r\n$1\r\nl\r\n$1\r\nx\r\n"
            + "*3\r\n$6\r\nEXPIRE\r\n$1\r\nl\r\n$3\r\n900\r\n"
            + "*2\r\n$4\r\nSPOP\r\n$1\r\ns\r\n*1\r\n$4\r\nEXEC\r\n",
            "+OK\r\n+QUEUED\r\n+QUEUED\r\n+QUEUED\r\n*3\r\n");
        run(cache, "PEXPIREAT", "s", "99999999999999");
        run(cache, "RENAME", "s", "s2");
        String before = all(cache);
        assertTrue(logBytes() - begun < 3000, "bytes: " + (logBytes() - begun));
        await(cache.stop());
        assertEquals(before, all(start("append_log", true, "fsync", "always")));
    }

    private long logBytes() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("cache.db.log"))) {
            return files.mapToLong(each -> each.toFile().length()).sum();
        }
    }
}
