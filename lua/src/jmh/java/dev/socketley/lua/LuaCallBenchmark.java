package dev.socketley.lua;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One entry into Lua, as a hook costs it: the call alone, with a payload of 64 bytes that is viewed or
 * copied, in a task, with a wait. {@code -jvmArgsAppend -Dsocketley.lua.compile=never} shows the
 * interpreter.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LuaCallBenchmark {
    private final LuaState state = LuaState.open(LuaConfig.defaults().withLoop(Runnable::run));
    private final byte[] payload = "x".repeat(64).getBytes(StandardCharsets.US_ASCII);
    private final LuaValue id = LuaValue.valueOf(7);
    private final Varargs args = LuaValue.varargsOf(LuaValue.valueOf(7),
        LuaString.valueOf("x".repeat(64).getBytes(StandardCharsets.US_ASCII)));
    private final LuaFunction hook;
    private final LuaFunction empty;
    private final LuaFunction waiting;
    private Varargs last;
    private Wake wake;

    public LuaCallBenchmark() {
        state.globals().set("wait", new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs ignored) {
                return state.await(w -> wake = w);
            }
        });
        hook = load("local n = 0 return function(id, message) n = n + #message return true end");
        empty = load("return function() end");
        waiting = load("return function(id, message) return wait() end");
    }

    private LuaFunction load(String chunk) {
        LuaFunction main = state.load(chunk.getBytes(StandardCharsets.UTF_8), "bench.lua");
        state.spawn(main, LuaValue.NONE, null, (results, error) -> last = results);
        return last.checkfunction(1);
    }

    @Benchmark
    public Varargs callEmpty() {
        return empty.call();
    }

    @Benchmark
    public Varargs callWithView() {
        return hook.call(id, LuaString.valueUsing(payload, 0, payload.length));
    }

    @Benchmark
    public Varargs callWithCopy() {
        return hook.call(id, LuaString.valueUsing(payload.clone(), 0, payload.length));
    }

    @Benchmark
    public Varargs hookEmpty() {
        state.spawn(empty, LuaValue.NONE, null, (results, error) -> last = results);
        return last;
    }

    @Benchmark
    public Varargs hookWithView() {
        LuaString message = LuaString.valueUsing(payload, 0, payload.length);
        state.spawn(hook, LuaValue.varargsOf(id, message), null,
            (results, error) -> last = results);
        return last;
    }

    @Benchmark
    public Varargs hookWithCopy() {
        LuaString message = LuaString.valueUsing(payload.clone(), 0, payload.length);
        state.spawn(hook, LuaValue.varargsOf(id, message), null,
            (results, error) -> last = results);
        return last;
    }

    @Benchmark
    public Varargs hook() {
        state.spawn(hook, args, null, (results, error) -> last = results);
        return last;
    }

    @Benchmark
    public Varargs hookThatWaits() {
        state.spawn(waiting, args, null, (results, error) -> last = results);
        wake.resume(LuaValue.TRUE);
        return last;
    }

    @TearDown
    public void close() {
        state.close();
    }
}
