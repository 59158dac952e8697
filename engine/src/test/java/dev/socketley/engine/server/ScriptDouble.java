package dev.socketley.engine.server;

import dev.socketley.engine.Hook;
import dev.socketley.engine.HookDone;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.Runtime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Hooks in Java: a result at once, or a {@link CompletableFuture} for one that comes later. */
final class ScriptDouble implements Hooks {
    /** Two results. */
    record Two(Object first, Object second) {}

    final List<String> calls = new CopyOnWriteArrayList<>();
    private final Map<Hook, Function<Object[], Object>> hooks = new EnumMap<>(Hook.class);
    private int running;
    private CompletableFuture<Void> settled = CompletableFuture.completedFuture(null);

    ScriptDouble on(Hook hook, Function<Object[], Object> body) {
        hooks.put(hook, body);
        return this;
    }

    @Override
    public boolean has(Hook hook) {
        return hooks.containsKey(hook);
    }

    @Override
    public void call(Runtime self, Hook hook, HookDone done, Object... args) {
        StringBuilder call = new StringBuilder(hook.word());
        for (Object arg : args) {
            call.append(' ').append(arg instanceof byte[] b ? new String(b) : arg);
        }
        calls.add(call.toString());
        Object result = hooks.get(hook).apply(args);
        if (!(result instanceof CompletableFuture<?> later)) {
            if (result instanceof Two two) {
                done.done(two.first, two.second, null);
            } else {
                done.done(result, null, null);
            }
            return;
        }
        if (running++ == 0) {
            settled = new CompletableFuture<>();
        }
        later.thenAcceptAsync(value -> {
            done.done(value, null, null);
            if (--running == 0) {
                settled.complete(null);
            }
        }, self.loop());
    }

    @Override
    public CompletionStage<Void> settled(Runtime self) {
        return settled;
    }
}
