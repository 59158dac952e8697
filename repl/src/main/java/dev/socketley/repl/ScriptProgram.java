package dev.socketley.repl;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.lua.lib.ProcessOutput;
import dev.socketley.stdlib.ScriptException;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** {@code --lua}: one script, and all that it starts. */
final class ScriptProgram {
    /** How often a script without runtimes is asked whether anything of it is left. */
    private static final long IDLE_CHECK_MS = 20;
    /** As a shell sees programs whose output nobody reads any more: 128 and the number of SIGPIPE. */
    private static final int UNREAD = 141;

    private static final Path STANDARD_INPUT = Path.of("/dev/stdin");

    private ScriptProgram() {}

    /** Flags of the program may stand before the script too. */
    static int run(Invocation in, List<String> words) {
        int at = Main.programFlags(words);
        if (at < words.size() && words.get(at).startsWith("--")) {
            at++;
        }
        return runScript(EngineProgram.withFlags(in, words.subList(0, at)),
            words.subList(at, words.size()));
    }

    private static int runScript(Invocation in, List<String> words) {
        if (words.isEmpty()) {
            throw new UsageException("the path of a script expected",
                "usage: " + Commands.of("--lua").usage());
        }
        Path script = words.getFirst().equals("-") ? STANDARD_INPUT : Path.of(words.getFirst());
        if (!Files.isReadable(script) || Files.isDirectory(script)) {
            String reason = Files.isDirectory(script) ? "is a directory"
                : Files.exists(script) ? "cannot be read" : "not found";
            throw new UsageException("script '" + script + "' " + reason,
                "paths start at " + ClientCommands.directory());
        }
        List<String> args = words.subList(1, words.size());
        try (ControlClient client = ControlClient.connectIfRunning(in.socket())) {
            if (client != null && !Files.isRegularFile(script)) {
                throw new UsageException("script '" + words.getFirst() + "' is no file, and the engine "
                    + "that runs on " + in.socket() + " reads files only",
                    "SOCKETLEY_SOCKET=<path> starts another engine");
            }
            if (client != null) {
                return apply(in, client, script, args);
            }
        }
        try (EngineProgram program = new EngineProgram(in)) {
            return run(in, program, script, args);
        } catch (SocketTaken e) {
            // Another engine was started at the same moment; this one is closed by now.
        }
        try (ControlClient client = ControlClient.connect(in.socket())) {
            return apply(in, client, script, args);
        }
    }

    /** The control socket went to an engine that was not there when we looked. */
    private static final class SocketTaken extends EngineException {
        @Serial
        private static final long serialVersionUID = 1;

        SocketTaken(EngineException cause) {
            super(cause.code(), cause.getMessage(), cause);
        }
    }

    private static void openControl(Invocation in, EngineProgram program) {
        try {
            program.openControl(in.socket());
        } catch (EngineException e) {
            throw e.code() == ErrorCode.EADDRINUSE ? new SocketTaken(e) : e;
        }
    }

    // ---- in the running engine --------------------------------------------------------------

    private static int apply(Invocation in, ControlClient client, Path script, List<String> args) {
        Map<?, ?> result = (Map<?, ?>) client.ask("apply", Map.of(
            "script", script.toAbsolutePath().normalize().toString(), "args", args),
            (event, data) -> Streamed.print(in.terminal().out(), data));
        tell(in, "started", result.get("started"));
        tell(in, "kept", result.get("kept"));
        tell(in, "removed", result.get("removed"));
        return 0;
    }

    private static void tell(Invocation in, String what, Object names) {
        if (names instanceof List<?> list && !list.isEmpty()) {
            in.print(what + ": " + String.join(", ", list.stream().map(String::valueOf).toList()));
        }
    }

    // ---- in an engine of its own ------------------------------------------------------------

    /** While it loads, Ctrl-C ends the process at once: it may compute for ever. */
    private static int run(Invocation in, EngineProgram program, Path script, List<String> args) {
        ProcessOutput.whenUnread(() -> {
            if (program.engine().registry().isEmpty()) {
                Runtime.getRuntime().halt(UNREAD);
            }
        });
        CompletableFuture<List<String>> loading = program.scripts()
            .run(script, args, in.terminal().out(), program::exit).toCompletableFuture();
        try {
            loading.join();
        } catch (CompletionException e) {
            if (program.exited()) {
                return program.status();
            }
            throw withTraceback(EngineException.of(e));
        }
        if (!program.scripts().isIdle()) {
            Signals.stopWith(program::requestStop);
            openControl(in, program);
            program.logReady();
            if (!program.engine().registry().isEmpty()) {
                program.awaitStop();
                return program.status();
            }
            awaitIdle(program);
        }
        boolean failed = program.status() == 0 && program.scripts().failures() > 0;
        return failed ? ErrorCode.ESCRIPT.exitStatus() : program.status();
    }

    /** A script without runtimes runs until it is told to end or is done. */
    private static void awaitIdle(EngineProgram program) {
        try (ScheduledExecutorService checks = Executors.newSingleThreadScheduledExecutor()) {
            checks.scheduleWithFixedDelay(() -> {
                if (program.scripts().isIdle()) {
                    program.requestStop();
                }
            }, IDLE_CHECK_MS, IDLE_CHECK_MS, TimeUnit.MILLISECONDS);
            program.awaitStop();
            checks.shutdownNow();
        }
    }

    /** The failure of a script with Lua's traceback under it. */
    static EngineException withTraceback(EngineException e) {
        return e instanceof ScriptException script && !script.traceback().isEmpty()
            ? new EngineException(ErrorCode.ESCRIPT,
                script.getMessage() + "\n" + script.traceback(), script) : e;
    }
}
