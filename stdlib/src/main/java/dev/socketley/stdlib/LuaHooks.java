package dev.socketley.stdlib;

import dev.socketley.engine.Hook;
import dev.socketley.engine.HookDone;
import dev.socketley.engine.Hooks;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.http.HttpExchange;
import dev.socketley.lua.TaskDone;
import dev.socketley.stdlib.natives.Bridge;
import dev.socketley.stdlib.natives.LuaFailures;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * One runtime's hooks in one script. <b>Thread:</b> the script's loop, which is the runtime's.
 */
final class LuaHooks implements Hooks {
    private static final String CLIENT_LEFT = "the client has left";

    private final Script script;
    private final LuaFunction[] functions = new LuaFunction[Hook.values().length];
    private final SelfContext[] contexts = new SelfContext[Hook.values().length];
    /** The version before, while its hooks are still under way. */
    private LuaHooks before;
    private int inFlight;
    /** Peers that left while hooks were under way, until theirs have ended. */
    private final Set<Long> gone = new HashSet<>();
    private CompletableFuture<Void> settled;

    LuaHooks(Script script, Map<Hook, LuaFunction> hooks) {
        this.script = script;
        hooks.forEach((hook, function) -> functions[hook.ordinal()] = function);
    }

    /** They take the place of others, which may still be under way. */
    LuaHooks after(Hooks replaced) {
        before = replaced instanceof LuaHooks hooks ? hooks : null;
        return this;
    }

    @Override
    public boolean has(Hook hook) {
        return functions[hook.ordinal()] != null;
    }

    @Override
    public String script() {
        return script.given();
    }

    Script owner() {
        return script;
    }

    @Override
    public void call(Runtime self, Hook hook, HookDone done, Object... args) {
        LuaFunction function = functions[hook.ordinal()];
        inFlight++;
        Varargs values = switch (args.length) {
            case 0 -> LuaValue.NONE;
            case 1 -> value(args[0]);
            case 2 -> LuaValue.varargsOf(value(args[0]), value(args[1]));
            case 3 -> hook == Hook.ON_WEBSOCKET ? RequestTable.webSocket(args, script.requestMeta())
                : LuaValue.varargsOf(value(args[0]), value(args[1]), value(args[2]));
            default -> hook == Hook.ON_ROUTE
                ? LuaValue.varargsOf(Arrays.stream(args).map(this::value).toArray(LuaValue[]::new))
                : LuaValue.varargsOf(Bridge.toLua(args));
        };
        script.lua().spawn(function, values, context(self, hook),
            new Call(this, self, hook, done, args.length == 0 ? null : args[0]));
    }

    /** A hook that was called; {@code first} is its first argument, for most the client's id. */
    private record Call(LuaHooks hooks, Runtime self, Hook hook, HookDone done, Object first)
            implements TaskDone {
        @Override
        public void done(Varargs results, LuaError error) {
            if (!hooks.gone.isEmpty()) {
                hooks.gone.remove(peer());
            }
            hooks.finished(self, hook, done, results, error);
        }

        @Override
        public String abandoned() {
            return hooks.gone.contains(peer()) ? CLIENT_LEFT : null;
        }

        /** The client's id, null if it is not called for one. */
        Long peer() {
            return first instanceof Long id ? id
                : first instanceof HttpExchange exchange ? (Long) exchange.clientId() : null;
        }

        boolean isFor(Runtime runtime, Long peer) {
            return self == runtime && peer.equals(peer());
        }
    }

    private LuaValue value(Object argument) {
        return switch (argument) {
            case HttpExchange exchange -> RequestTable.of(exchange, script.requestMeta());
            case Map<?, ?> facts when facts.containsKey("headers") ->
                RequestTable.ofProxy(facts, script.requestMeta());
            case null, default -> Bridge.toLua(argument);
        };
    }

    private SelfContext context(Runtime self, Hook hook) {
        SelfContext context = contexts[hook.ordinal()];
        if (context == null) {
            context = new SelfContext(self, script.self(self), hook.word());
            contexts[hook.ordinal()] = context;
        }
        return context;
    }

    private void finished(Runtime self, Hook hook, HookDone done, Varargs results,
            LuaError error) {
        inFlight--;
        if (inFlight == 0) {
            gone.clear();
        }
        if (error == null) {
            returned(self, hook, done, results);
        } else {
            raised(self, hook, done, error);
        }
        if (inFlight == 0 && settled != null) {
            CompletableFuture<Void> waiting = settled;
            settled = null;
            waiting.complete(null);
        }
    }

    private void returned(Runtime self, Hook hook, HookDone done, Varargs results) {
        Object first;
        Object second;
        try {
            boolean answers = hook == Hook.ON_HTTP_REQUEST || hook == Hook.ON_HTTP_ERROR;
            HttpExchange kept = answers ? RequestTable.exchange(results.arg1()) : null;
            first = kept != null ? kept
                : answers ? Bridge.shown(results.arg1()) : Bridge.fromLua(results.arg1());
            second = Bridge.fromLua(results.arg(2));
        } catch (LuaError e) {
            raised(self, hook, done, e);
            return;
        }
        done.done(first, second, null);
    }

    private void raised(Runtime self, Hook hook, HookDone done, LuaError error) {
        script.report(context(self, hook), error);
        done.done(null, null, new EngineException(ErrorCode.ESCRIPT,
            hook.word() + ": " + LuaFailures.message(error)));
    }

    @Override
    public CompletionStage<Void> settled(Runtime self) {
        CompletionStage<Void> earlier = before == null ? null : before.settled(self);
        before = null;
        if (inFlight == 0) {
            return earlier == null ? CompletableFuture.completedFuture(null) : earlier;
        }
        if (settled == null) {
            settled = new CompletableFuture<>();
        }
        CompletionStage<Void> own = settled;
        return earlier == null ? own : earlier.thenCompose(x -> own);
    }

    /** The hook's function, or null: for {@code on_error}, which is called outside the engine. */
    LuaFunction function(Hook hook) {
        return functions[hook.ordinal()];
    }

    @Override
    public CompletionStage<Void> started(Runtime self) {
        return script.entry().started(self);
    }

    @Override
    public void left(Runtime self, long peer) {
        if (inFlight > 0) {
            gone.add(peer);
        }
        script.lua().abandonWaits(task -> task instanceof Call call && call.isFor(self, peer),
            CLIENT_LEFT);
        if (before != null) {
            before.left(self, peer);
        }
    }

    @Override
    public void stopped(Runtime self) {
        script.runtimeStopped(self);
    }

    @Override
    public void removed(Runtime self) {
        script.runtimeRemoved(self);
    }
}
