package dev.socketley.repl;

import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.Engine;
import dev.socketley.engine.control.ControlServer;
import dev.socketley.engine.control.OptionFlags;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.log.LineOutput;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.log.NettyLog;
import dev.socketley.engine.net.OpenFiles;
import dev.socketley.engine.net.Transport;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.engine.types.RuntimeTypes;
import dev.socketley.stdlib.ScriptHost;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An engine with its scripts and its control socket, in this process. <b>Thread:</b> the main one.
 * <b>Owns:</b> all of it; {@link #close} stops the runtimes under their deadlines.
 */
final class EngineProgram implements AutoCloseable {
    /** How much longer than its runtimes' deadlines a stop may take. */
    private static final long HELD_LOOP_MS = 3000;

    private final Engine engine;
    private final ScriptHost scripts;
    private final CountDownLatch stop = new CountDownLatch(1);
    private ControlServer control;
    private volatile int status;
    private volatile boolean exited;

    EngineProgram(Invocation in) {
        OptionSet options = in.options();
        NettyLog.install();
        // A script may be an ordinary program: what the engine says of its start is not for it.
        Log.threshold(Log.Level.WARN);
        Log.to(in.terminal().err());
        long loops = options.get(ProgramOptions.LOOPS);
        int count = loops > 0 ? (int) loops : Runtime.getRuntime().availableProcessors();
        engine = new Engine(RuntimeTypes.ALL,
            Transport.of(options.get(ProgramOptions.TRANSPORT)), count);
        engine.provide(LineOutput.class, in.terminal()::out);
        engine.provide(OptionSet.class, ProgramOptions.ALL);
        scripts = new ScriptHost(engine, ProgramOptions.scriptLimits(options));
        Log.threshold(Log.level(options.get(ProgramOptions.LOG_LEVEL)));
    }

    static int daemon(Invocation in, List<String> words) {
        Invocation with = withFlags(in, words);
        OpenFiles.check();
        try (EngineProgram program = new EngineProgram(with)) {
            Signals.stopWith(program::requestStop);
            program.openControl(with.socket());
            program.logReady();
            program.awaitStop();
        }
        return 0;
    }

    /** The program's options may stand behind the command as well as before it. */
    static Invocation withFlags(Invocation in, List<String> words) {
        return new Invocation(in.terminal(), OptionFlags.apply(in.options(), words));
    }

    ScriptHost scripts() {
        return scripts;
    }

    Engine engine() {
        return engine;
    }

    /** @throws EngineException EADDRINUSE when another engine has the socket */
    void openControl(Path socket) {
        control = new ControlServer(engine, socket, new ScriptCommands(scripts).all());
    }

    void logReady() {
        Log.info("engine_ready", "transport", engine.loops().transport().word(), "loops",
            engine.loops().count(), "socket", control.path());
    }

    /** Any thread. */
    void requestStop() {
        stop.countDown();
    }

    /** What {@code os.exit} does: all that runs is stopped in order. Any thread. */
    void exit(int withStatus) {
        status = withStatus;
        exited = true;
        requestStop();
    }

    /** Whether {@link #exit} was called. */
    boolean exited() {
        return exited;
    }

    /** What the process is to end with. */
    int status() {
        return status;
    }

    /** Returns when the program is to end. */
    void awaitStop() {
        try {
            stop.await();
        } catch (InterruptedException e) {
            throw new EngineException(ErrorCode.EINTERNAL, "the main thread was interrupted", e);
        }
    }

    /** A loop that is held for ever cannot end its runtimes: the process ends without them. */
    private void stopAll() {
        long longest = engine.registry().all().stream()
            .mapToLong(r -> r.option(CommonOptions.STOP_MS_MAX).toMillis()).max().orElse(0);
        try {
            engine.stopAll().toCompletableFuture().get(longest + HELD_LOOP_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            Log.error("engine_stop_overdue", "after-ms", longest + HELD_LOOP_MS);
            Runtime.getRuntime().halt(Signals.INTERRUPTED);
        } catch (ExecutionException | InterruptedException e) {
            throw EngineException.of(e.getCause() == null ? e : e.getCause());
        }
    }

    @Override
    public void close() {
        if (!engine.registry().isEmpty()) {
            Log.info("engine_stopping", "runtimes", engine.registry().all().size());
            stopAll();
        }
        scripts.close();
        if (control != null) {
            control.close();
        }
        // Loops on which nothing was ever opened end with the process.
        if (engine.loops().hasTransport()) {
            engine.close();
        }
    }
}
