package dev.socketley.stdlib;

import dev.socketley.engine.CommonOptions;
import dev.socketley.engine.Engine;
import dev.socketley.engine.Hook;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.option.Nearest;
import dev.socketley.engine.stats.Metric;
import dev.socketley.lua.LuaConfig;
import dev.socketley.lua.LuaErrors;
import dev.socketley.lua.LuaState;
import dev.socketley.lua.LuaStreams;
import dev.socketley.lua.LuaTask;
import dev.socketley.lua.LuaTraceback;
import dev.socketley.lua.Table;
import dev.socketley.lua.TaskDone;
import dev.socketley.stdlib.natives.Bridge;
import dev.socketley.stdlib.natives.LuaFailures;
import dev.socketley.stdlib.natives.Native;
import dev.socketley.stdlib.natives.NativeScope;
import dev.socketley.stdlib.natives.Stdlib;
import io.netty.channel.EventLoop;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * One loaded script: its Lua state, what it declares and what it holds open.
 *
 * <p><b>Thread:</b> its loop, which is the home of every runtime it declares inline. <b>Owns:</b>
 * the state, timers, subscriptions and whatever its natives opened; closed once it is retired and
 * nothing uses it any more.
 */
public final class Script implements NativeScope {
    private final ScriptHost host;
    private final LoadedScript entry;
    private final Path file;
    private final EventLoop loop;
    private final LuaState lua;
    private final Stdlib.Library library;
    private final Declarations declarations;
    private final List<Declaration> declared = new ArrayList<>();
    private final Set<AutoCloseable> resources = new LinkedHashSet<>();
    private final Set<AutoCloseable> passive = new LinkedHashSet<>();
    private final Map<Runtime, LuaTable> selves = new HashMap<>();
    private final Map<Runtime, Set<AutoCloseable>> ofRuntime = new HashMap<>();
    /** Where runtimes are described, by their names. */
    private final Map<String, String> places = new HashMap<>();
    /** The runtime whose own file this is, or null. */
    private final Runtime sole;
    private LuaTable requestMeta;
    private LuaTask topLevel;
    private boolean standingBy;
    private boolean loading;
    private boolean retired;

    Script(ScriptHost host, LoadedScript entry) {
        this.host = host;
        this.entry = entry;
        this.file = entry.file();
        this.loop = entry.loop();
        this.sole = entry.sole();
        Path directory = directory();
        this.declarations = new Declarations(host.engine(), directory);
        this.lua = LuaState.open(LuaConfig.defaults().withLoop(loop).withStreams(streams())
            .withScriptDir(directory).withHookMsMax(0).withExit(this::exit)
            .withStepsMax(0).withMemoryMax(host.limits().memoryMax())
            .withFileThreads(host.limits().filesMax()));
        limit(host.limits().hookMsMax());
        host.opened(this);
        lua.onSwitch((from, to) -> self(to));
        lua.onInternalError(e -> InternalErrors.log(name(), e));
        lua.onFinalizerFailure(error -> report(SelfContext.FINALIZER, error));
        library = Stdlib.install(this, this::natives);
    }

    private List<Native> natives() {
        List<Native> natives = new ArrayList<>(RuntimeNatives.all(this));
        natives.addAll(CacheNatives.all(this));
        return natives;
    }

    /** A prompt's input is the prompt's. */
    private LuaStreams streams() {
        LuaStreams process = LuaStreams.ofProcess();
        return new LuaStreams(file == null ? InputStream.nullInputStream() : process.in(),
            entry.out(), process.err(), entry.exit() != null);
    }

    private void exit(int status) {
        if (file == null) {
            throw LuaErrors.error("cannot exit: the engine goes on without its prompts");
        }
        if (entry.exit() == null) {
            throw LuaErrors.error("cannot exit: the engine runs more than this script");
        }
        entry.exit().accept(status);
    }

    // ---- what natives need ------------------------------------------------------------------

    @Override
    public LuaState lua() {
        return lua;
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public Engine engine() {
        return host.engine();
    }

    @Override
    public Path directory() {
        return file == null ? Path.of("") : file.toAbsolutePath().getParent();
    }

    /** The runtime whose hook or timer is running, or null at the top level. */
    @Override
    public Runtime self() {
        LuaTask task = lua.current();
        return task != null && task.context() instanceof SelfContext context
            ? context.runtime() : null;
    }

    @Override
    public void requestMeta(LuaTable meta) {
        requestMeta = meta;
    }

    /** The metatable of the requests that its hooks are given. */
    LuaTable requestMeta() {
        if (requestMeta == null) {
            library.read("http_request"); // sets it
        }
        return requestMeta;
    }

    @Override
    public boolean isLive() {
        return !standingBy;
    }

    /** The version before it is still in charge. */
    void standBy() {
        standingBy = true;
    }

    void live() {
        standingBy = false;
    }

    @Override
    public void own(AutoCloseable resource) {
        Runtime runtime = self();
        if (runtime == null ? retired : !selves.containsKey(runtime)) {
            loop.execute(() -> close(resource)); // of a hook that outlived its version
        } else if (runtime == null) {
            resources.add(resource);
        } else {
            ofRuntime.computeIfAbsent(runtime, r -> new LinkedHashSet<>()).add(resource);
        }
    }

    @Override
    public void hold(AutoCloseable resource) {
        passive.add(resource);
    }

    @Override
    public void disown(AutoCloseable resource) {
        resources.remove(resource);
        passive.remove(resource);
        ofRuntime.values().forEach(set -> set.remove(resource));
    }

    @Override
    public String name() {
        return file == null ? "prompt" : file.getFileName().toString();
    }

    /** Its path as the user typed it, as all the log's events have it. */
    String given() {
        return file == null ? name() : host.given(file);
    }

    /** {@code socketley.state}, which reloads do not touch. */
    @Override
    public LuaTable state() {
        return entry.state();
    }

    ScriptHost host() {
        return host;
    }

    LoadedScript entry() {
        return entry;
    }

    PrintStream out() {
        return entry.out();
    }

    /** Limits how long Lua may hold the loop from now on. */
    void limit(long hookMsMax) {
        lua.hookMsMax(hookMsMax);
        lua.stepsMax(hookMsMax == 0 ? 0 : host.limits().hookStepsMax());
    }

    // ---- self -------------------------------------------------------------------------------

    private void self(LuaTask to) {
        if (to == null && retired) {
            loop.execute(this::closeIfUnused);
        }
        LuaTable globals = lua.globals();
        SelfContext context = to != null && to.context() instanceof SelfContext c ? c : null;
        LuaValue self = context == null || context.self() == null
            ? LuaValue.NIL : context.self();
        if (globals.rawget(SelfTable.SELF) == self) {
            return;
        }
        globals.rawset(SelfTable.SELF, self);
        if (context != null && context.runtime() != null) {
            globals.rawset(SelfTable.alias(context.runtime().type()), self);
        }
    }

    /** The table that hooks of this runtime see as {@code self}. */
    LuaTable self(Runtime runtime) {
        return selves.computeIfAbsent(runtime, r -> SelfTable.of(this, r));
    }

    // ---- loading ----------------------------------------------------------------------------

    /**
     * Runs the file's top level, which may wait.
     *
     * @param args    what the script sees as {@code ...} and {@code arg}
     * @param limited whether it may hold the loop no longer than a hook: the loop serves others
     * @return what it declares; fails with ESCRIPT when it does not compile or raises
     */
    CompletionStage<List<Declaration>> load(List<String> args, boolean limited) {
        CompletableFuture<List<Declaration>> result = new CompletableFuture<>();
        loading = true;
        lua.globals().set("arg", arguments(args));
        try {
            LuaFunction chunk = lua.loadFile(file);
            LuaValue[] values = args.stream().map(Bridge::text).toArray(LuaValue[]::new);
            SelfContext context = sole == null ? SelfContext.SCRIPT
                : new SelfContext(sole, self(sole), "script");
            TaskDone done = (values1, error) -> loaded(result, error);
            Varargs all = LuaValue.varargsOf(values);
            topLevel = limited ? lua.spawn(chunk, all, context, done)
                : lua.spawnUnlimited(chunk, all, context, done);
        } catch (LuaError e) {
            loaded(result, e);
        }
        return result;
    }

    /** Ends a top level that still waits. */
    void cancelLoad(String reason) {
        if (loading && topLevel != null) {
            topLevel.cancel(reason);
        }
    }

    private LuaTable arguments(List<String> args) {
        LuaTable table = new Table();
        table.set(0, Bridge.text(host.given(file)));
        for (int i = 0; i < args.size(); i++) {
            table.set(i + 1, Bridge.text(args.get(i)));
        }
        return table;
    }

    private void loaded(CompletableFuture<List<Declaration>> result, LuaError error) {
        loading = false;
        topLevel = null;
        if (error != null) {
            result.completeExceptionally(failure(error));
            return;
        }
        try {
            declared.addAll(declarations.runtimes(lua.globals().rawget("runtimes")));
            Declarations.checkUnique(declared);
            warnOfUnknownHooks();
            result.complete(List.copyOf(declared));
        } catch (EngineException e) {
            result.completeExceptionally(new EngineException(e.code(),
                name() + ": " + e.getMessage()));
        }
    }

    /** The error with its traceback, as PUC's {@code lua} program shows it. */
    EngineException failure(LuaError error) {
        return new ScriptException(message(error), LuaTraceback.of(error), error);
    }

    private String message(LuaError error) {
        return GlobalAdvice.with(LuaFailures.message(error), lua.globals());
    }

    private void warnOfUnknownHooks() {
        List<String> known = Arrays.stream(Hook.values()).map(Hook::word).toList();
        for (LuaString name : lua.globals().presentNames()) {
            String word = Bridge.string(name);
            if (word.startsWith("on_") && lua.globals().present(name).isfunction()
                    && Hook.of(word) == null) {
                String near = Nearest.row(word, known);
                Log.warn("unknown_hook", "script", given(), "hook", word, "nearest",
                    near == null ? "none" : near);
            }
        }
    }

    // ---- declarations -----------------------------------------------------------------------

    /**
     * Takes a runtime from {@code socketley.create}: kept until the script's top level has ended, or
     * made at once if that has ended already.
     *
     * @param place where in the script, for what its start comes to
     * @return completes when it is made, and started if it is to start
     */
    public CompletionStage<Void> declare(String type, String name, LuaTable config,
            boolean start, String place) {
        Declaration declaration = declarations.read(type, name, config, start);
        host.checkScript(this, declaration);
        if (loading) {
            claim(declaration);
            places.put(name, place);
            return CompletableFuture.completedFuture(null);
        }
        Runtime owner = self();
        return host.make(this, declaration, owner == null ? "" : owner.name());
    }

    /**
     * A taken name is logged too, and printed for a script that was given to a running engine: few
     * scripts check the results of a declaration.
     */
    private void claim(Declaration declaration) {
        if (describes(declaration.name())) {
            throw new EngineException(ErrorCode.EINVAL,
                "the script describes two runtimes named '" + declaration.name() + "'");
        }
        try {
            host.checkFree(this, declaration.name());
            declared.add(declaration);
        } catch (EngineException e) {
            Log.warn("name_taken", "script", given(), "name", declaration.name());
            if (entry.exit() == null) {
                out().println("not started: " + e.getMessage());
            }
            throw e;
        }
    }

    /** Where it describes a runtime, as {@code chat.lua:12}, or an empty string. */
    String place(String name) {
        return places.getOrDefault(name, "");
    }

    private boolean describes(String name) {
        return declared.stream().anyMatch(each -> each.name().equals(name));
    }

    /**
     * The runtime of that name.
     *
     * @throws EngineException ENOTFOUND
     * @throws LuaError for one that is made once this script has ended: a mistake in the script
     */
    Runtime require(String name) {
        if (loading && engine().registry().get(name) == null && describes(name)) {
            throw LuaErrors.plain("runtime '" + name + "' is made once the script has ended: use it in a "
                + "hook, such as on_start");
        }
        return engine().registry().require(name);
    }

    /** Hooks of a declaration: its own fields over the script's globals. */
    LuaHooks hooks(Declaration declaration) {
        Map<Hook, LuaFunction> all = declaration.script().isEmpty() && file != null
            ? globalHooks(declaration.type().word()) : new EnumMap<>(Hook.class);
        all.putAll(declaration.hooks());
        return hooks(all);
    }

    /** Hooks of a runtime whose own file this is. */
    LuaHooks hooksOf(Runtime runtime) {
        return hooks(globalHooks(runtime.type().word()));
    }

    /** Reads the HTTP modules now, not while the first request waits. */
    private LuaHooks hooks(Map<Hook, LuaFunction> all) {
        if (all.containsKey(Hook.ON_HTTP_REQUEST) || all.containsKey(Hook.ON_WEBSOCKET)) {
            requestMeta();
        }
        return new LuaHooks(this, all);
    }

    /** Global functions with the names of hooks that the type fires. */
    Map<Hook, LuaFunction> globalHooks(String type) {
        Map<Hook, LuaFunction> out = new EnumMap<>(Hook.class);
        for (Hook hook : Hook.values()) {
            LuaValue value = lua.globals().rawget(hook.word());
            if (value.isfunction() && hook.types().contains(type)) {
                out.put(hook, value.checkfunction());
            }
        }
        return out;
    }

    // ---- errors -----------------------------------------------------------------------------

    /** Logs what a task raised, counts it and tells {@code on_error}; an exit is no error. */
    @Override
    public void report(Object context, LuaError error) {
        if (LuaErrors.isExit(error)) {
            return;
        }
        SelfContext where = context instanceof SelfContext c ? c : SelfContext.SCRIPT;
        Runtime runtime = where.runtime();
        host.failed();
        String message = message(error);
        String traceback = LuaTraceback.of(error);
        String name = runtime == null ? "" : runtime.name();
        Log.error("hook_failed", "runtime", name, "hook", where.what(), "cause", message);
        if (!traceback.isEmpty()) {
            Log.text(Log.Level.ERROR, traceback);
        }
        if (runtime != null) {
            runtime.counters().increment(Metric.HOOK_ERRORS);
        }
        if (where.what().equals(Hook.ON_ERROR.word())) {
            return;
        }
        Map<String, Object> err = new LinkedHashMap<>();
        err.put("message", message);
        err.put("traceback", traceback);
        err.put("hook", where.what());
        err.put("runtime", name);
        // After a reload the runtime's handler is the new version's, and runs in its state.
        Script now = runtime != null && runtime.hooks() instanceof LuaHooks hooks
            ? hooks.owner() : this;
        now.tell(runtime, err);
    }

    private void tell(Runtime runtime, Map<String, Object> err) {
        SelfContext self = new SelfContext(runtime, runtime == null ? null : self(runtime),
            Hook.ON_ERROR.word());
        for (LuaFunction handler : errorHandlers(runtime)) {
            lua.spawn(handler, Bridge.toLua(err), self, (results, raised) -> {
                if (raised != null) {
                    report(self, raised);
                }
            });
        }
    }

    private List<LuaFunction> errorHandlers(Runtime runtime) {
        List<LuaFunction> out = new ArrayList<>();
        if (runtime != null && runtime.hooks() instanceof LuaHooks hooks
                && hooks.function(Hook.ON_ERROR) != null) {
            out.add(hooks.function(Hook.ON_ERROR));
        }
        LuaValue library = lua.globals().present(Stdlib.NAME);
        LuaValue handler = library.istable() ? ((LuaTable) library).rawget("on_error")
            : LuaValue.NIL;
        if (handler.isfunction()) {
            out.add(handler.checkfunction());
        }
        return out;
    }

    // ---- end of life ------------------------------------------------------------------------

    /** Whether it holds timers, subscriptions or waiting tasks that may still do something. */
    boolean isBusy() {
        return lua.suspended() > 0 || !resources.isEmpty()
            || ofRuntime.values().stream().anyMatch(set -> !set.isEmpty());
    }

    void runtimeStopped(Runtime runtime) {
        closeHeld(runtime);
        lua.abandon(context -> runtimeOf(context) == runtime,
            "runtime '" + runtime.name() + "' has stopped");
    }

    private void closeHeld(Runtime runtime) {
        Set<AutoCloseable> held = ofRuntime.remove(runtime);
        if (held != null) {
            List.copyOf(held).forEach(Script::close);
        }
    }

    private static Runtime runtimeOf(Object context) {
        return context instanceof SelfContext self ? self.runtime() : null;
    }

    void runtimeRemoved(Runtime runtime) {
        closeHeld(runtime);
        selves.remove(runtime);
        if (entry.script() == this) {
            entry.names().remove(runtime.name());
            if (runtime == sole) {
                host.forget(entry);
                retire();
            }
        }
        closeIfUnused();
    }

    /**
     * Its own timers and subscriptions end, waiting hooks may finish, but those that wait for a pipe or a
     * command only as long as a stop of their runtime would let them. Runtimes that stay in it, as those
     * that hooks made, keep theirs.
     */
    void retire() {
        retired = true;
        List.copyOf(resources).forEach(Script::close);
        resources.clear();
        Set<Runtime> waiting = new HashSet<>();
        lua.contexts().forEach(context -> waiting.add(runtimeOf(context)));
        waiting.forEach(this::abandonLater);
        closeIfUnused();
    }

    private void abandonLater(Runtime runtime) {
        Duration patience = runtime == null ? CommonOptions.STOP_MS_MAX.fallback()
            : runtime.option(CommonOptions.STOP_MS_MAX);
        loop.schedule(() -> {
            if (!selves.containsKey(runtime)) {
                lua.abandon(context -> runtimeOf(context) == runtime, "the script was reloaded");
            }
        }, patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void closeIfUnused() {
        if (retired && selves.isEmpty() && lua.suspended() == 0 && lua.current() == null) {
            closeState();
        }
    }

    /** Ends it at once, waiting tasks included. */
    void close() {
        retire();
        List.copyOf(ofRuntime.keySet()).forEach(this::closeHeld);
        closeState();
    }

    /** Passive resources are closed last, since hooks that waited until now may have used them. */
    private void closeState() {
        host.closed(this);
        lua.close();
        List.copyOf(passive).forEach(Script::close);
        passive.clear();
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            Log.warn("close_failed", "what", resource.getClass().getSimpleName(), "cause", e);
        }
    }
}
