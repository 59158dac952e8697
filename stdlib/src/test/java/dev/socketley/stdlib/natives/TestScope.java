package dev.socketley.stdlib.natives;

import dev.socketley.engine.Engine;
import dev.socketley.engine.Runtime;
import dev.socketley.lua.LuaConfig;
import dev.socketley.lua.LuaState;
import dev.socketley.lua.Table;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** A script without an engine's runtimes: a state on a loop with the library installed. */
final class TestScope implements NativeScope, AutoCloseable {
    private final Engine engine;
    private final EventLoop loop;
    private final Path directory;
    private final LuaTable state = new Table();
    private final List<LuaError> reported = new ArrayList<>();
    final Set<AutoCloseable> resources = new LinkedHashSet<>();
    private LuaState lua;
    /** How often the library was loaded. */
    int loads;

    TestScope(Engine engine, Path directory) {
        this.engine = engine;
        this.loop = engine.loops().next();
        this.directory = directory;
        on(() -> {
            lua = LuaState.open(LuaConfig.defaults().withLoop(loop).withHookMsMax(20_000));
            Stdlib.install(this, () -> {
                loads++;
                return List.of();
            });
            return null;
        });
    }

    /** Runs on the loop and waits for it. */
    <T> T on(Callable<T> work) {
        try {
            return loop.inEventLoop() ? work.call() : loop.submit(work).get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Runs source as a task and waits for its end. */
    Varargs run(String source, String name, LuaValue... args) {
        return run(() -> lua.load(source.getBytes(StandardCharsets.UTF_8), name), args);
    }

    Varargs run(Callable<LuaFunction> made, LuaValue... args) {
        CompletableFuture<Varargs> result = new CompletableFuture<>();
        on(() -> lua.spawn(made.call(), LuaValue.varargsOf(args), "test", (values, error) -> {
            if (error == null) {
                result.complete(values);
            } else {
                result.completeExceptionally(error);
            }
        }));
        try {
            return result.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            LuaError error = (LuaError) e.getCause();
            throw new AssertionError(error.getMessage() + "\n"
                + dev.socketley.lua.LuaTraceback.of(error));
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("the task did not end: " + e);
        }
    }

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
        return engine;
    }

    @Override
    public String name() {
        return "spec.lua";
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public Runtime self() {
        return null;
    }

    @Override
    public LuaTable state() {
        return state;
    }

    @Override
    public void own(AutoCloseable resource) {
        resources.add(resource);
    }

    @Override
    public void disown(AutoCloseable resource) {
        resources.remove(resource);
    }

    @Override
    public void report(Object context, LuaError error) {
        reported.add(error);
    }

    List<LuaError> takeReported() {
        return on(() -> {
            List<LuaError> taken = List.copyOf(reported);
            reported.clear();
            return taken;
        });
    }

    @Override
    public void close() {
        on(() -> {
            for (AutoCloseable resource : List.copyOf(resources)) {
                resource.close();
            }
            lua.close();
            return null;
        });
    }
}
