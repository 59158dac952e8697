package dev.socketley.stdlib;

import dev.socketley.engine.Engine;
import dev.socketley.engine.Hook;
import dev.socketley.engine.HookDone;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.Registry;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.RuntimeState;
import dev.socketley.engine.cache.command.ScriptEngine;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.option.Option;
import io.netty.channel.EventLoop;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * The scripts of an engine: loads them, makes what they declare, and reloads them when their files
 * change. <b>Thread:</b> any; the work happens on each script's loop. <b>Owns:</b> the scripts and
 * the watcher; {@link #close} ends them, after the engine's runtimes have stopped.
 */
public final class ScriptHost implements AutoCloseable {
    private static final String GONE = "whoever asked for the script has left";

    private final Engine engine;
    private final ScriptLimits limits;
    private final Map<Path, LoadedScript> loaded = new ConcurrentHashMap<>();
    /** Loads under way of scripts that are not in {@link #loaded} yet. */
    private final Map<Path, CompletableFuture<List<String>>> loading = new ConcurrentHashMap<>();
    private final Set<Script> open = ConcurrentHashMap.newKeySet();
    private final Map<Path, String> given = new ConcurrentHashMap<>();
    private final LongAdder failures = new LongAdder();
    private final ScriptWatcher watcher = new ScriptWatcher(this);

    /** With the limits that are usual, but for {@link ScriptLimits#hookMsMax}. */
    public ScriptHost(Engine engine, long hookMsMax) {
        this(engine, ScriptLimits.ofHookMs(hookMsMax));
    }

    public ScriptHost(Engine engine, ScriptLimits limits) {
        this.engine = engine;
        this.limits = limits;
        engine.provide(ScriptEngine.Factory.class, CacheScripts::new);
    }

    public Engine engine() {
        return engine;
    }

    ScriptLimits limits() {
        return limits;
    }

    /** The path as the user typed it. */
    String given(Path file) {
        return given.getOrDefault(file, file.toString());
    }

    Collection<LoadedScript> loaded() {
        return loaded.values();
    }

    /**
     * Loads a script and starts what it declares; one that is loaded already is reloaded.
     *
     * @param out where its {@code print} goes
     * @return names of the runtimes it declares; fails with the first mistake, and then nothing of
     *         it runs
     */
    public CompletionStage<List<String>> run(Path file, List<String> args, PrintStream out) {
        return run(file, args, out, new CompletableFuture<>());
    }

    /**
     * {@link #run(Path, List, PrintStream)} for somebody who may leave.
     *
     * @param gone completes when nobody wants it any more: a top level that still waits then ends
     */
    public CompletionStage<List<String>> run(Path file, List<String> args, PrintStream out,
            CompletableFuture<Void> gone) {
        return run(file, args, out, null, gone);
    }

    /**
     * {@link #run(Path, List, PrintStream)} of the script that is this process's program.
     *
     * @param exit hears the status that {@code os.exit} was called with, on the script's loop, and
     *             returns at once
     */
    public CompletionStage<List<String>> run(Path file, List<String> args, PrintStream out,
            IntConsumer exit) {
        return run(file, args, out, exit, new CompletableFuture<>());
    }

    /** One load of a file at a time: a second one, made meanwhile, would lose what the first made. */
    private CompletionStage<List<String>> run(Path file, List<String> args, PrintStream out,
            IntConsumer exit, CompletableFuture<Void> gone) {
        Path path = file.toAbsolutePath().normalize();
        given.put(path, file.toString());
        CompletableFuture<List<String>> mine = new CompletableFuture<>();
        CompletableFuture<List<String>> other = loading.putIfAbsent(path, mine);
        if (other != null) {
            return other.handle((names, cause) -> null).thenCompose(x -> gone.isDone()
                ? CompletableFuture.failedFuture(new EngineException(ErrorCode.ECLOSED, GONE))
                : run(file, args, out, exit, gone));
        }
        LoadedScript known = loaded.get(path);
        CompletionStage<List<String>> done = known == null ? first(path, file, args, out, exit, gone)
            : reload(known).thenApply(x -> known.names().stream().sorted().toList());
        done.whenComplete((names, cause) -> {
            loading.remove(path, mine);
            if (cause == null) {
                mine.complete(names);
            } else {
                mine.completeExceptionally(EngineException.of(cause));
            }
        });
        return mine;
    }

    private CompletionStage<List<String>> first(Path path, Path file, List<String> args,
            PrintStream out, IntConsumer exit, CompletableFuture<Void> gone) {
        // The program's own may come through a pipe, which in another process is another one's.
        boolean there = exit == null ? Files.isRegularFile(path)
            : Files.exists(path) && !Files.isDirectory(path);
        if (!there) {
            return CompletableFuture.failedFuture(new EngineException(ErrorCode.ENOTFOUND,
                "script '" + file + "' not found"));
        }
        EventLoop loop = engine.loops().next();
        LoadedScript entry = new LoadedScript(path, args, out, null, loop, exit);
        CompletionStage<List<String>> done = on(loop, () -> first(entry));
        gone.thenRunAsync(() -> entry.script().cancelLoad(GONE), loop);
        return done;
    }

    private CompletionStage<List<String>> first(LoadedScript entry) {
        Script script = new Script(this, entry);
        entry.script(script);
        return script.load(entry.args(), entry.exit() == null)
            .thenCompose(all -> commit(entry, all, ""))
            .whenCompleteAsync((names, cause) -> {
                if (cause == null) {
                    loaded.put(entry.file(), entry);
                    watcher.start();
                } else {
                    script.close();
                }
            }, entry.loop());
    }

    /** Makes everything declared; on the first failure removes what was made. */
    private CompletionStage<List<String>> commit(LoadedScript entry, List<Declaration> all,
            String owner) {
        List<String> made = new ArrayList<>();
        CompletionStage<Void> chain = CompletableFuture.completedFuture(null);
        for (Declaration declaration : all) {
            chain = chain.thenCompose(x -> {
                return on(entry.loop(), () -> make(entry.script(), declaration, owner))
                    .thenRun(() -> made.add(declaration.name()));
            });
        }
        CompletableFuture<List<String>> result = new CompletableFuture<>();
        chain.whenComplete((x, cause) -> {
            if (cause == null) {
                entry.names().addAll(made);
                result.complete(made);
                return;
            }
            EngineException why = EngineException.of(cause);
            String place = entry.script().place(all.get(made.size()).name());
            removeAll(made).whenComplete((y, c) -> result.completeExceptionally(
                place.isEmpty() || why.code() == ErrorCode.ESCRIPT ? why : why.at(place)));
        });
        return result;
    }

    private CompletionStage<Void> removeAll(List<String> names) {
        CompletionStage<Void> chain = CompletableFuture.completedFuture(null);
        for (String name : names) {
            Runtime runtime = engine.registry().get(name);
            if (runtime != null) {
                chain = chain.thenCompose(x -> engine.remove(runtime));
            }
        }
        return chain;
    }

    /** Makes one runtime and starts it if it says so; on the script's loop. */
    CompletionStage<Void> make(Script script, Declaration declaration, String owner) {
        if (!declaration.script().isEmpty()) {
            return makeWithOwnScript(script, declaration, owner, engine.loops().next());
        }
        PerWorker.refuse(declaration);
        Runtime runtime = engine.create(declaration.type(), declaration.name(),
            declaration.options(), script.hooks(declaration), owner, script.loop());
        script.self(runtime); // from now on the runtime keeps the state open
        if (!declaration.start()) {
            Log.info("runtime_created", "name", runtime.name(), "hint",
                "start = true starts it with the script");
            return CompletableFuture.completedFuture(null);
        }
        return started(runtime);
    }

    /** A failed start removes the runtime again. */
    private CompletionStage<Void> started(Runtime runtime) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        runtime.start().whenComplete((x, cause) -> {
            if (cause == null) {
                result.complete(null);
            } else {
                EngineException why = EngineException.of(cause);
                engine.remove(runtime).whenComplete((y, c) ->
                    result.completeExceptionally(why.at(runtime.type() + " \"" + runtime.name()
                        + '"')));
            }
        });
        return result;
    }

    /** @throws EngineException EINVAL when a runtime's own script is not there, or one is missing */
    void checkScript(Script parent, Declaration declaration) {
        if (declaration.script().isEmpty()) {
            PerWorker.refuse(declaration);
        } else if (!Files.isRegularFile(file(parent, declaration))) {
            throw new EngineException(ErrorCode.EINVAL, declaration.type() + " \""
                + declaration.name() + "\": lua: script '" + declaration.script()
                + "' not found");
        }
    }

    private CompletionStage<Void> makeWithOwnScript(Script parent, Declaration declaration,
            String owner, EventLoop loop) {
        checkScript(parent, declaration);
        Path file = file(parent, declaration);
        given.putIfAbsent(file, declaration.script());
        Runtime runtime = engine.create(declaration.type(), declaration.name(),
            declaration.options(), Hooks.NONE, owner, loop);
        LoadedScript entry = new LoadedScript(file, List.of(), parent.out(), runtime, loop,
            parent.entry().exit());
        entry.whenStarted(() -> PerWorker.copies(engine, declaration, loop,
            (copy, at) -> makeWithOwnScript(parent, copy, declaration.name(), at)));
        return on(loop, () -> loadFor(runtime, entry, declaration));
    }

    private CompletionStage<Void> loadFor(Runtime runtime, LoadedScript entry,
            Declaration declaration) {
        EventLoop loop = entry.loop();
        Script script = new Script(this, entry);
        entry.script(script);
        CompletableFuture<Void> result = new CompletableFuture<>();
        script.load(List.of(), entry.exit() == null)
            .thenCompose(all -> {
                runtime.hooks(script.hooksOf(runtime));
                return commit(entry, all, runtime.name());
            })
            .thenCompose(x -> declaration.start() ? runtime.start()
                : CompletableFuture.completedFuture(null))
            .whenCompleteAsync((x, cause) -> {
                if (cause == null) {
                    loaded.put(entry.key(), entry);
                    watcher.start();
                    result.complete(null);
                    return;
                }
                EngineException why = EngineException.of(cause);
                engine.remove(runtime).whenCompleteAsync((y, c) -> {
                    script.close();
                    result.completeExceptionally(why);
                }, loop);
            }, loop);
        return result;
    }

    /** The runtime whose own file it is has been removed. */
    void forget(LoadedScript entry) {
        loaded.remove(entry.key(), entry);
    }

    void checkFree(Script script, String name) {
        if (!script.entry().names().contains(name) && engine.registry().get(name) != null) {
            throw new EngineException(ErrorCode.EEXIST, "a runtime named '" + name + "' exists");
        }
        Registry.checkName(name);
    }

    // ---- reload -----------------------------------------------------------------------------

    /** Reloads the script of that file, or of that runtime's name. */
    public CompletionStage<Void> reload(String runtimeName) {
        LoadedScript own = own(engine.registry().require(runtimeName));
        if (own != null) {
            return reload(own).thenCompose(x -> reloadCopies(own));
        }
        for (LoadedScript entry : loaded.values()) {
            if (entry.names().contains(runtimeName)) {
                return reload(entry);
            }
        }
        return CompletableFuture.failedFuture(new EngineException(ErrorCode.ESTATE,
            "runtime '" + runtimeName + "' has no script"));
    }

    /** The copies that one script per worker made of a runtime have a state each. */
    private CompletionStage<Void> reloadCopies(LoadedScript first) {
        CompletionStage<Void> all = CompletableFuture.completedFuture(null);
        for (LoadedScript entry : loaded.values()) {
            if (entry.sole() != null && entry.file().equals(first.file())
                    && entry.sole().owner().equals(first.sole().name())) {
                all = all.thenCompose(x -> reload(entry));
            }
        }
        return all;
    }

    /** Loads a new version beside the running one, which it replaces if it loads without an error. */
    CompletionStage<Void> reload(LoadedScript entry) {
        return on(entry.loop(), () -> {
            if (entry.reloading()) {
                return CompletableFuture.completedFuture(null);
            }
            entry.reloading(true);
            long began = System.nanoTime();
            Script next = new Script(this, entry);
            next.standBy();
            CompletableFuture<Void> result = new CompletableFuture<>();
            ScheduledFuture<?> late = cancelLater(entry, next);
            next.load(entry.args(), true).whenComplete((all, cause) -> late.cancel(false))
                .thenCompose(all -> swap(entry, next, all))
                .whenCompleteAsync((x, cause) -> {
                    entry.reloading(false);
                    entry.sawFiles(next.lua().files());
                    if (cause == null) {
                        PlainState.keep(entry.state(), given(entry.file()));
                        Log.info("script_reloaded", "script", given(entry.file()), "ms",
                            (System.nanoTime() - began) / 1_000_000);
                        result.complete(null);
                    } else {
                        EngineException why = EngineException.of(cause);
                        next.close();
                        Log.error("script_rejected", "script", given(entry.file()), "cause",
                            why.getMessage(), "running", "the version before");
                        result.completeExceptionally(why);
                    }
                }, entry.loop());
            return result;
        });
    }

    private ScheduledFuture<?> cancelLater(LoadedScript entry, Script next) {
        long ms = limits.reloadMsMax();
        return entry.loop().schedule(
            () -> next.cancelLoad("the top level took longer than reload-ms-max=" + ms),
            ms == 0 ? Long.MAX_VALUE / 2_000_000 : ms, TimeUnit.MILLISECONDS);
    }

    private CompletionStage<Void> swap(LoadedScript entry, Script next, List<Declaration> all) {
        Script previous = entry.script();
        entry.script(next);
        next.live();
        Map<String, Declaration> wanted = new LinkedHashMap<>();
        all.forEach(d -> wanted.put(d.name(), d));
        List<Runtime> kept = new ArrayList<>();
        if (entry.sole() != null) {
            next.self(entry.sole());
            Runtime sole = entry.sole();
            sole.hooks(next.hooksOf(sole).after(sole.hooks()));
            kept.add(entry.sole());
        }
        List<String> gone = new ArrayList<>();
        for (String name : entry.names()) {
            Runtime runtime = engine.registry().get(name);
            Declaration declaration = wanted.get(name);
            if (runtime == null) {
                continue;
            }
            if (declaration == null || !isOf(next, declaration, runtime)) {
                gone.add(name);
                continue;
            }
            keep(next, runtime, declaration);
            if (declaration.script().isEmpty()) {
                kept.add(runtime);
            }
            wanted.remove(name);
        }
        entry.names().removeAll(new HashSet<>(gone));
        previous.retire();
        for (Runtime runtime : kept) {
            if (runtime.state() == RuntimeState.RUNNING) {
                runtime.fire(Hook.ON_RELOAD, HookDone.IGNORED);
            }
        }
        String owner = entry.sole() == null ? "" : entry.sole().name();
        return removeAll(gone)
            .thenCompose(x -> commitEach(entry, List.copyOf(wanted.values()), owner));
    }

    /** Whether it can become what is declared: its type and where its hooks are do not change. */
    private boolean isOf(Script script, Declaration declaration, Runtime runtime) {
        LoadedScript own = own(runtime);
        return declaration.type() == runtime.type() && (declaration.script().isEmpty() ? own == null
            : own != null && own.file().equals(file(script, declaration)));
    }

    /** The script that a runtime has for itself, or null. */
    private LoadedScript own(Runtime runtime) {
        return loaded.values().stream().filter(e -> e.sole() == runtime).findAny().orElse(null);
    }

    private static Path file(Script parent, Declaration declaration) {
        return parent.directory().resolve(declaration.script()).normalize();
    }

    private void keep(Script next, Runtime runtime, Declaration declaration) {
        if (declaration.script().isEmpty()) {
            next.self(runtime);
            runtime.hooks(next.hooks(declaration).after(runtime.hooks()));
        }
        runtime.options(declaration.options()).thenAccept(waiting -> {
            for (Option<?> row : waiting) {
                Log.warn("option_needs_restart", "runtime", runtime.name(), "option",
                    row.luaKey());
            }
        });
    }

    /** Makes what a reload adds; one that fails does not affect the others. */
    private CompletionStage<Void> commitEach(LoadedScript entry, List<Declaration> all,
            String owner) {
        CompletionStage<Void> chain = CompletableFuture.completedFuture(null);
        for (Declaration declaration : all) {
            chain = chain.thenCompose(x -> {
                CompletableFuture<Void> one = new CompletableFuture<>();
                on(entry.loop(), () -> make(entry.script(), declaration, owner))
                    .whenComplete((y, cause) -> {
                        if (cause == null) {
                            entry.names().add(declaration.name());
                        } else {
                            Log.error("runtime_failed", "name", declaration.name(), "cause",
                                EngineException.of(cause).getMessage());
                        }
                        one.complete(null);
                    });
                return one;
            });
        }
        return chain;
    }

    // ---- prompts and programs ---------------------------------------------------------------

    /** Opens a state for a prompt; {@link PromptSession#close} ends it. */
    public PromptSession prompt(PrintStream out) {
        EventLoop loop = engine.loops().next();
        Script script = new Script(this,
            new LoadedScript(null, List.of(), out, null, loop, null));
        return new PromptSession(this, script);
    }

    /** Asked on its loop: between two tasks, never in the middle of one. */
    private static boolean isBusy(LoadedScript entry) {
        CompletionStage<Boolean> busy = on(entry.loop(),
            () -> CompletableFuture.completedFuture(entry.script().isBusy()));
        return busy.toCompletableFuture().join();
    }

    /** How many errors of hooks, timers and the like have been reported. */
    public long failures() {
        return failures.sum();
    }

    void failed() {
        failures.increment();
    }

    /**
     * Whether nothing is left to do: no runtime, and no script with a timer or a waiting task. Not
     * to be asked on a loop.
     */
    public boolean isIdle() {
        if (!engine.registry().isEmpty()) {
            return false;
        }
        for (LoadedScript entry : loaded.values()) {
            if (isBusy(entry)) {
                return false;
            }
        }
        return true;
    }

    static <T> CompletionStage<T> on(EventLoop loop, Supplier<CompletionStage<T>> work) {
        Executor there = loop.inEventLoop() ? Runnable::run : loop;
        return CompletableFuture.supplyAsync(work, there).thenCompose(stage -> stage)
            .exceptionallyCompose(
                cause -> CompletableFuture.failedFuture(EngineException.of(cause)));
    }

    void opened(Script script) {
        open.add(script);
    }

    void closed(Script script) {
        open.remove(script);
    }

    /** Ends the watcher and every script; the engine's runtimes are to be stopped before. */
    @Override
    public void close() {
        watcher.close();
        for (Script script : open) {
            script.loop().submit(script::close).awaitUninterruptibly(5000);
        }
    }
}
