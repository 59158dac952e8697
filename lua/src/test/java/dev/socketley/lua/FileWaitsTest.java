package dev.socketley.lua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.ZeroArgFunction;

/** Tasks wait for files and commands; their loop goes on. */
@Timeout(60)
class FileWaitsTest {
    @TempDir
    Path directory;

    private final TestLoop loop = new TestLoop();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final List<Wake> wakes = new ArrayList<>();
    private LuaState state;
    private Path fifo;

    @BeforeEach
    void open() throws Exception {
        fifo = directory.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        LuaConfig config = LuaConfig.defaults().withLoop(loop).withHookMsMax(0)
            .withOut(new PrintStream(printed, true)).withFileThreads(2);
        state = loop.ask(() -> LuaState.open(config));
        loop.ask(() -> state.globals().get("rawset").call(state.globals(),
            LuaValue.valueOf("WAKE"), new ZeroArgFunction() {
                @Override
                public LuaValue call() {
                    return state.await(wakes::add).arg1();
                }
            }));
        loop.ask(() -> state.globals().get("rawset").call(state.globals(),
            LuaValue.valueOf("FIFO"), LuaValue.valueOf(fifo.toString())));
    }

    @AfterEach
    void close() {
        loop.ask(() -> {
            state.close();
            return null;
        });
        loop.close();
    }

    /** A task, and what it ends with. */
    private record Started(LuaTask task, CompletableFuture<String> end) {
        String result() {
            return TestLoop.wait(end);
        }
    }

    private Started start(String source) {
        CompletableFuture<String> end = new CompletableFuture<>();
        LuaTask task = loop.ask(() -> state.spawn(
            state.load(source.getBytes(StandardCharsets.UTF_8), "t.lua"), LuaValue.NONE, null,
            (results, error) -> end.complete(error != null ? "error: " + message(error)
                : state.tostring(results.arg1()).tojstring())));
        return new Started(task, end);
    }

    private static String message(LuaError error) {
        return LuaThrown.valueOf(error).tojstring();
    }

    private void loopServes() {
        assertEquals("2", start("return 1 + 1").result());
    }

    private OutputStream writer() throws IOException {
        return Files.newOutputStream(fifo);
    }

    private static void say(OutputStream to, String text) throws IOException {
        to.write(text.getBytes(StandardCharsets.UTF_8));
        to.flush();
    }

    @Test
    void filesAreReadHoweverManyWaitForPipes() throws Exception {
        Path plain = Files.writeString(directory.resolve("plain"), "text");
        List<Started> waiting = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            waiting.add(start("return io.popen('cat ' .. FIFO):read()"));
        }
        assertEquals("text", start("return io.open('" + plain + "'):read()").result());
        until("commands run", () -> commandsOnFifo() == waiting.size());
        for (Started each : waiting) {
            loop.ask(() -> {
                each.task().cancel("over");
                return null;
            });
            assertTrue(each.result().startsWith("error: "), each::result);
        }
        until("commands end with their tasks", () -> commandsOnFifo() == 0);
    }

    @Test
    void whatACommandLeftBehindEndsWithItsTask() {
        Started waiting = start("return io.popen('(cat ' .. FIFO .. ' &); cat ' .. FIFO):read()");
        until("both run", () -> commandsOnFifo() == 2);
        loop.ask(() -> {
            waiting.task().cancel("over");
            return null;
        });
        assertTrue(waiting.result().startsWith("error: "), waiting::result);
        until("both end", () -> commandsOnFifo() == 0);
    }

    @Test
    void aTaskThatNobodyWantsEndsWhereItWaitsForACommandOrAPipe() {
        Started now = start("return io.popen('cat ' .. FIFO):read()");
        Started later = start("WAKE() return pcall(os.execute, 'exec cat ' .. FIFO)");
        Started never = start("WAKE() return 'came back'");
        until("it runs", () -> commandsOnFifo() == 1);
        loop.ask(() -> {
            state.abandon(context -> context == null, "no client");
            return null;
        });
        assertTrue(now.result().contains("stopped: no client"), now::result);
        wakes.forEach(wake -> wake.resume(LuaValue.NONE));
        assertTrue(later.result().contains("stopped: no client"), later::result);
        assertEquals("came back", never.result());
        until("all end", () -> commandsOnFifo() == 0);
    }

    private long commandsOnFifo() {
        return ProcessHandle.allProcesses().filter(p -> p.info().arguments()
            .map(words -> words.length == 1 && words[0].equals(fifo.toString())).orElse(false)).count();
    }

    private static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void aTaskWaitsForAFifoToBeOpenedReadAndClosed() throws IOException {
        Started reader = start("""
            local f = io.open(FIFO)
            local a, b = f:read(), f:read("*a")
            return a .. "," .. b .. "," .. tostring(f:close())""");
        loopServes();
        try (OutputStream writer = writer()) {
            say(writer, "one\ntw");
            loopServes();
            say(writer, "o");
        }
        assertEquals("one,two,true", reader.result());
    }

    @Test
    void aTaskWaitsInsideACoroutineInsidePcall() throws IOException {
        Started reader = start("""
            local co = coroutine.wrap(function()
              for line in io.lines(FIFO) do coroutine.yield(line) end
              return "end"
            end)
            return table.concat({ select(2, pcall(co)), select(2, pcall(co)), co() }, ",")""");
        loopServes();
        try (OutputStream writer = writer()) {
            say(writer, "a\n");
            loopServes();
            say(writer, "b\n");
        }
        assertEquals("a,b,end", reader.result());
    }

    @Test
    void linesAreWholeWhenTwoTasksReadOneFile() throws IOException {
        Started opener = start("F = io.open(FIFO) return 'open'");
        try (OutputStream writer = writer()) {
            assertEquals("open", opener.result());
            Started first = start("return F:read()");
            Started second = start("return F:read()");
            say(writer, "on");
            loopServes();
            say(writer, "e\ntwo\n");
            assertEquals("one", first.result());
            assertEquals("two", second.result());
        }
    }

    @Test
    void whatIsAtHandIsReadWithoutWaiting() throws IOException {
        Started opener = start("F = io.open(FIFO) return F:read()");
        try (OutputStream writer = writer()) {
            say(writer, "one\ntwo\n");
            assertEquals("one", opener.result());
            assertEquals(0, loop.ask(() -> state.suspended()));
            Started second = start("return F:read()");
            assertTrue(second.end().isDone());
            assertEquals("two", second.result());
        }
    }

    @Test
    void aTaskThatIsEndedInItsWaitLeavesTheFileClosed() throws IOException {
        Started opener = start("F = io.open(FIFO) return 'open'");
        try (OutputStream writer = writer()) {
            assertEquals("open", opener.result());
            Started reader = start("return F:read()");
            Started behind = start("return F:read()");
            loop.ask(() -> {
                reader.task().cancel("enough");
                return null;
            });
            assertTrue(reader.result().contains("stopped: enough"), reader::result);
            assertEquals("error: t.lua:1: attempt to use a closed file", behind.result());
            assertEquals("closed file", start("return io.type(F)").result());
            writer.flush();
        }
    }

    @Test
    void moreWaitsThanThreadsQueue() throws Exception {
        List<Started> readers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            assertEquals(0, new ProcessBuilder("mkfifo", fifo + "." + i).start().waitFor());
            readers.add(start("local f = io.open(FIFO .. '." + i + "') return f:read(), f:close()"));
        }
        loopServes();
        assertEquals(5, loop.ask(() -> state.suspended()));
        for (int i = 0; i < 5; i++) {
            Files.writeString(Path.of(fifo + "." + i), "line " + i);
        }
        for (int i = 0; i < 5; i++) {
            assertEquals("line " + i, readers.get(i).result());
        }
    }

    @Test
    void commandsRunWhileTheLoopServes() throws IOException {
        Started executed = start("print(os.execute('read x < ' .. FIFO .. '; echo got $x; exit 3'))");
        Started read = start("return (io.popen('cat ' .. FIFO .. '.2; exit 4'):read('*a'))");
        loopServes();
        try (OutputStream writer = writer()) {
            say(writer, "it\n");
        }
        executed.result();
        assertEquals("got it\nnil\texit\t3\n", printed.toString(StandardCharsets.UTF_8));
        assertEquals("", read.result());
    }

    @Test
    void endingATaskEndsItsCommand() {
        Started executed = start("os.execute('exec 2>/dev/null; exec sleep 1000')");
        Started read = start("return io.popen('exec 2>/dev/null; exec sleep 1000'):read()");
        List<ProcessHandle> commands = ProcessHandle.current().children().toList();
        loop.ask(() -> {
            executed.task().cancel("enough");
            read.task().cancel("enough");
            return null;
        });
        assertTrue(executed.result().contains("enough"));
        assertTrue(read.result().contains("enough"));
        commands.forEach(command -> TestLoop.wait(command.onExit()));
        loopServes();
    }

    @Test
    void whatAnInterruptedReaderWouldHaveReadIsLeftForTheNext() throws Exception {
        PipedOutputStream source = new PipedOutputStream();
        SharedInput input = new SharedInput(new PipedInputStream(source));
        Thread first = new Thread(() -> {
            try {
                input.read(new byte[8], 0, 8);
            } catch (IOException expected) {
                return;
            }
        });
        first.start();
        while (first.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        first.interrupt();
        first.join();
        say(source, "kept");
        byte[] bytes = new byte[8];
        assertEquals(4, input.read(bytes, 0, 8));
        assertEquals("kept", new String(bytes, 0, 4, StandardCharsets.UTF_8));
        source.close();
        assertEquals(-1, input.read());
    }

    @Test
    void withoutThreadsTheLoopItselfReads() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "text");
        LuaError[] failure = new LuaError[1];
        try (LuaState plain = LuaState.open(LuaConfig.defaults())) {
            plain.spawn(plain.load(("assert(io.open('" + file + "'):read() == 'text')")
                .getBytes(StandardCharsets.UTF_8), "t"), LuaValue.NONE, null,
                (results, error) -> failure[0] = error);
            assertEquals(0, plain.suspended());
        }
        assertNull(failure[0]);
    }
}
