package dev.socketley.stdlib;

import dev.socketley.engine.cache.command.Reply;
import dev.socketley.engine.cache.command.ScriptEngine;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.protocol.resp.Args;
import dev.socketley.lua.LuaChunk;
import dev.socketley.lua.LuaConfig;
import dev.socketley.lua.LuaErrors;
import dev.socketley.lua.LuaState;
import dev.socketley.lua.LuaTask;
import dev.socketley.lua.Table;
import dev.socketley.lua.TaskDone;
import dev.socketley.stdlib.natives.Bridge;
import dev.socketley.stdlib.natives.LibraryChunks;
import dev.socketley.stdlib.natives.LuaFailures;
import dev.socketley.stdlib.natives.Native;
import dev.socketley.stdlib.natives.ScriptNatives;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * Runs the scripts of one cache's clients in a state of their own. What scripts see is made by
 * {@code internal/redis.lua}; they can neither wait for anything nor reach anything but their cache,
 * and leave the loop to others every millisecond.
 *
 * <p><b>Thread:</b> the cache's home loop. <b>Owns:</b> the state, which a script that had to be
 * ended takes with it. <b>Bounds:</b> {@link Bounds}.
 */
final class CacheScripts implements ScriptEngine {
    private static final String CHUNK = "user_script";
    /** The version of Redis whose behaviour scripts may count on. */
    private static final String VERSION = "7.2.0";
    private static final int VERSION_NUMBER = 0x00070200;
    private static final String NO_STRINGS =
        "ERR Lua redis lib command arguments must be strings or integers";

    private static final long NS_PER_MS = 1_000_000;
    /** How long a script computes before it leaves the loop to others for a turn. */
    private static final long TURN_NANOS = NS_PER_MS;

    private final Executor loop;
    private LuaTask task;
    private long begunNanos;
    private String killed;
    private Bounds bounds = new Bounds(0, 0);
    private LuaState state;
    private LuaFunction runner;
    private Run run;
    private boolean resp3;
    private LuaFunction format;

    CacheScripts(Executor loop) {
        this.loop = loop;
    }

    @Override
    public void bounds(Bounds next) {
        if (state != null && next.memoryMax() != bounds.memoryMax()) {
            close();
        }
        bounds = next;
        if (state != null) {
            state.hookMsMax(bounds.msMax());
        }
    }

    /** What came of a task: its values, or what ended it. */
    private static final class Outcome {
        private Varargs values = LuaValue.NONE;
        private LuaError error;
    }

    @Override
    public Object compile(byte[] source) {
        open();
        state.turnNanos(0);
        Outcome outcome = spawn(Native.function("compile", args -> {
            try {
                return LuaValue.userdataOf(LuaChunk.compile(source, CHUNK));
            } catch (LuaError e) {
                return Bridge.text(LuaFailures.message(e));
            }
        }), LuaValue.NONE);
        if (outcome.error != null) {
            return stopped(outcome.error);
        }
        LuaValue result = outcome.values.arg1();
        return result.isuserdata(LuaChunk.class) ? result.touserdata() : Bridge.string(result);
    }

    @Override
    public Reply run(Object compiled, Run with, Consumer<Reply> later) {
        open();
        run = with;
        resp3 = false;
        killed = null;
        state.turnNanos(with.takesTurns() ? TURN_NANOS : 0);
        Running running = new Running(with, later);
        task = state.spawn(runner, LuaValue.varargsOf(new LuaValue[] {
            state.load((LuaChunk) compiled), array(with.keys()), array(with.args())}), null,
            running);
        if (running.reply == null && !with.takesTurns()) {
            task.cancel("a script cannot wait");
        }
        running.isLater = running.reply == null;
        return running.reply;
    }

    /** A script that has begun. */
    private final class Running implements TaskDone {
        private final Run with;
        private final Consumer<Reply> later;
        private boolean isLater;
        private Reply reply;

        Running(Run with, Consumer<Reply> later) {
            this.with = with;
            this.later = later;
            begunNanos = System.nanoTime();
        }

        @Override
        public void done(Varargs values, LuaError error) {
            run = null;
            task = null;
            if (error == null) {
                reply = CacheScripts.this.reply(values, with);
            } else {
                String why = stopped(error);
                reply = ScriptReplies.failure("ERR " + (killed == null ? why : killed),
                    with.sha(), 0);
            }
            if (isLater) {
                later.accept(reply);
            }
        }
    }

    @Override
    public void kill(String reason) {
        if (task != null) {
            killed = reason;
            task.cancel(reason);
        }
    }

    /** A script's turns together have their limit; the state's own is for each. */
    private void switched(LuaTask entered) {
        if (entered == null || entered != task) {
            return;
        }
        if (killed != null) {
            // It was between two turns, where nothing waits that could be ended.
            state.interrupt(killed);
        } else if (bounds.msMax() > 0
                && System.nanoTime() - begunNanos > bounds.msMax() * NS_PER_MS) {
            state.interrupt("the script ran longer than script-ms-max=" + bounds.msMax());
        }
    }

    private Reply reply(Varargs values, Run with) {
        if (values.arg1().toboolean()) {
            return ScriptReplies.reply(values.arg(2), resp3);
        }
        return ScriptReplies.failure(
            Bridge.string(values.arg(2)), with.sha(), values.arg(3).toint());
    }

    /** Runs a task, which cannot wait, to its end. */
    private Outcome spawn(LuaFunction f, Varargs args) {
        Outcome outcome = new Outcome();
        LuaTask task = state.spawn(f, args, null, (values, error) -> {
            outcome.values = values;
            outcome.error = error;
        });
        if (!task.ended()) {
            task.cancel("a script cannot wait");
        }
        return outcome;
    }

    /** Why a script was ended from outside; its state goes with it, and all that it held. */
    private String stopped(LuaError error) {
        close();
        return LuaFailures.message(error).replace("the hook ", "the script ")
            .replace("the script holds", "scripts hold").replace("hook-ms-max", "script-ms-max")
            .replace("lua-memory-max", "script-memory-max");
    }

    private static LuaTable array(List<byte[]> values) {
        LuaTable table = new Table(values.size(), 0);
        for (int i = 0; i < values.size(); i++) {
            table.rawset(i + 1, Bridge.toLua(values.get(i)));
        }
        return table;
    }

    // ---- what scripts call ------------------------------------------------------------------

    private void open() {
        if (state != null) {
            return;
        }
        state = LuaState.open(LuaConfig.defaults().withLoop(loop).withHookMsMax(0)
            .withMemoryMax(bounds.memoryMax()).withExit(status -> {
                throw LuaErrors.error("a script cannot exit");
            }));
        state.onInternalError(e -> InternalErrors.log(CHUNK, e));
        state.onSwitch((left, entered) -> switched(entered));
        format = (LuaFunction) state.globals().get("string").get("format");
        LuaTable natives = new Table();
        put(natives, "call", args -> call(args, true));
        put(natives, "pcall", args -> call(args, false));
        put(natives, "sha1hex", CacheScripts::sha1hex);
        put(natives, "log", CacheScripts::log);
        put(natives, "setresp", args -> {
            run.protocol(args.toint(1));
            resp3 = args.toint(1) == 3;
            return LuaValue.NONE;
        });
        put(natives, "freeze", args -> ((Table) args.arg1()).freeze());
        natives.rawset("version", Bridge.text(VERSION));
        natives.rawset("version_number", LuaValue.valueOf(VERSION_NUMBER));
        ScriptNatives.addTo(natives);
        Outcome outcome = spawn(library("redis"), LuaValue.varargsOf(new LuaValue[] {natives,
            library("cjson"), library("cmsgpack"), library("struct")}));
        if (outcome.error != null) {
            throw new IllegalStateException(LuaFailures.message(outcome.error));
        }
        runner = (LuaFunction) outcome.values.arg1();
        state.hookMsMax(bounds.msMax());
    }

    private LuaFunction library(String name) {
        return state.load(LibraryChunks.of("socketley/internal/" + name + ".lua", name + ".lua"));
    }

    private Varargs call(Varargs args, boolean raises) {
        Reply reply;
        if (args.narg() == 0) {
            reply = Reply.error("ERR Please specify at least one argument for this redis lib call");
        } else {
            List<byte[]> words = words(args);
            reply = words == null ? Reply.error(NO_STRINGS) : run.call(Args.of(words));
        }
        LuaValue value = ScriptReplies.value(reply, resp3);
        if (raises && reply.isError()) {
            throw new LuaError(value);
        }
        return value;
    }

    private List<byte[]> words(Varargs args) {
        List<byte[]> words = new ArrayList<>(args.narg());
        for (int i = 1; i <= args.narg(); i++) {
            LuaValue arg = args.arg(i);
            if (arg.type() == LuaValue.TNUMBER) {
                words.add(digits(arg));
            } else if (arg.type() == LuaValue.TSTRING) {
                words.add(Bridge.bytes(arg));
            } else {
                return null;
            }
        }
        return words;
    }

    private byte[] digits(LuaValue number) {
        double d = number.todouble();
        return d == Math.rint(d) && Math.abs(d) < 1L << 53
            ? Long.toString((long) d).getBytes(StandardCharsets.US_ASCII)
            : Bridge.bytes(format.call(LuaValue.valueOf("%.17g"), number));
    }

    private static Varargs sha1hex(Varargs args) {
        try {
            return Bridge.text(HexFormat.of().formatHex(
                MessageDigest.getInstance("SHA-1").digest(Bridge.bytes(args.arg1()))));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Varargs log(Varargs args) {
        String text = Bridge.string(args.arg(2));
        switch (args.toint(1)) {
            case 0, 1 -> Log.debug("cache_script", "said", text);
            case 2 -> Log.info("cache_script", "said", text);
            default -> Log.warn("cache_script", "said", text);
        }
        return LuaValue.NONE;
    }

    private static void put(LuaTable into, String name, Native.Body body) {
        into.rawset(name, Native.function(name, body));
    }

    @Override
    public void close() {
        if (state != null) {
            state.close();
            state = null;
            runner = null;
        }
    }
}
