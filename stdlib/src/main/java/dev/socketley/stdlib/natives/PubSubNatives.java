package dev.socketley.stdlib.natives;

import dev.socketley.engine.Publisher;
import dev.socketley.engine.Runtime;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.log.Log;
import dev.socketley.lua.LuaTask;
import dev.socketley.lua.Wake;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * Subscriptions of one script. A subscription hears its messages one at a time, in order.
 * <b>Bounds:</b> {@link #MESSAGES_MAX} messages wait per subscription, more are dropped and logged.
 */
final class PubSubNatives {
    static final int MESSAGES_MAX = 10_000;

    private final NativeScope scope;
    private final Map<Integer, Subscription> subscriptions = new HashMap<>();
    private int lastId;

    private PubSubNatives(NativeScope scope) {
        this.scope = scope;
    }

    static List<Native> all(NativeScope scope) {
        PubSubNatives of = new PubSubNatives(scope);
        return List.of(
            Native.row("pubsub", "subscribe", "Calls a function for each message of a channel.",
                args -> of.subscribe(Bridge.string(args.arg1()), Bridge.string(args.arg(2)),
                    args.checkfunction(3))),
            Native.row("pubsub", "unsubscribe", "Ends a subscription; whether there was one.",
                args -> {
                    Subscription found = of.subscriptions.get(args.toint(1));
                    if (found != null) {
                        found.close();
                    }
                    return LuaValue.valueOf(found != null);
                }),
            Native.row("pubsub", "publish", "Publishes to a channel of a cache; how many received.",
                args -> of.publish(Bridge.string(args.arg1()), Bridge.string(args.arg(2)),
                    Bridge.bytes(args.arg(3)))));
    }

    private Varargs subscribe(String cache, String channel, LuaFunction function) {
        LuaTask task = scope.lua().current();
        Subscription made = new Subscription(++lastId, function,
            task == null ? null : task.context());
        subscriptions.put(made.id, made);
        made.end = scope.engine().pubSub().subscribe(cache, channel, scope.loop(), made::message);
        scope.own(made);
        return LuaValue.valueOf(made.id);
    }

    private Varargs publish(String cache, String channel, byte[] message) {
        try {
            Runtime runtime = scope.engine().registry().require(cache);
            if (!(runtime instanceof Publisher publisher)) {
                return LuaFailures.refused(ErrorCode.EINVAL,
                    "publish is for caches, '" + cache + "' is a " + runtime.type());
            }
            if (runtime.loop().inEventLoop()) {
                runtime.requireRunning();
                return LuaValue.valueOf(publisher.publish(channel, message));
            }
            return scope.lua().await(wake -> runtime.loop().execute(
                () -> publish(runtime, publisher, wake, channel, message)));
        } catch (EngineException e) {
            return LuaFailures.refused(e);
        }
    }

    private static void publish(Runtime runtime, Publisher publisher, Wake wake, String channel,
            byte[] message) {
        try {
            runtime.requireRunning();
            wake.resume(LuaValue.valueOf(publisher.publish(channel, message)));
        } catch (EngineException e) {
            wake.resume(LuaFailures.refused(e));
        }
    }

    private final class Subscription implements AutoCloseable {
        private final int id;
        private final LuaFunction function;
        private final Object context;
        private final ArrayDeque<Varargs> waiting = new ArrayDeque<>();
        private Runnable end;
        private boolean running;
        private boolean closed;
        private long dropped;

        Subscription(int id, LuaFunction function, Object context) {
            this.id = id;
            this.function = function;
            this.context = context;
        }

        void message(String channel, byte[] message) {
            if (closed || !scope.isLive()) {
                return;
            }
            if (waiting.size() >= MESSAGES_MAX) {
                if (dropped++ == 0) {
                    Log.warn("subscription_full", "script", scope.name(), "channel", channel,
                        "messages-max", MESSAGES_MAX);
                }
                return;
            }
            waiting.add(LuaValue.varargsOf(Bridge.text(channel), LuaString.valueOf(message)));
            if (!running) {
                deliver();
            }
        }

        /** A loop rather than recursion: most callbacks end before spawn returns. */
        private void deliver() {
            running = true;
            while (!closed && !waiting.isEmpty()) {
                boolean[] left = {false};
                LuaTask task = scope.lua().spawn(function, waiting.remove(), context,
                    (results, error) -> ended(error, left[0]));
                if (!task.ended()) {
                    left[0] = true;
                    return;
                }
            }
            running = false;
        }

        private void ended(LuaError error, boolean waited) {
            if (error != null) {
                scope.report(context, error);
            }
            if (waited) {
                deliver();
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                end.run();
                waiting.clear();
                subscriptions.remove(id);
                scope.disown(this);
            }
        }
    }
}
