package dev.socketley.lua;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * Decides what is compiled and when; {@code -Dsocketley.lua.compile=always|hot|never} overrides.
 *
 * <p><b>Thread:</b> asked by any loop; compiles on one daemon thread of low priority, which ends
 * when it has had nothing to do for a while. <b>Bounds:</b> each function is queued once.
 */
final class Jit {
    /** When functions are compiled. */
    enum Mode { ALWAYS, HOT, NEVER }

    /** Calls and loop rounds, in the interpreter, that make a function hot. */
    private static final int HOT_AT = 400;
    /** Rounds between two looks at whether a loop can be entered by now. */
    private static final int AGAIN_AT = 200;
    private static final int ALWAYS_AT = 3;
    private static final int REFUSALS_MAX = 10;
    static final Mode MODE = mode(System.getProperty("socketley.lua.compile", "hot"));
    private static final int KEEP_ALIVE_SECONDS = 10;
    private static final LinkedBlockingQueue<Runnable> QUEUE = new LinkedBlockingQueue<>();
    private static boolean working;

    /** Compiles a function at its first call. */
    private static final class First extends Body {
        static final First IT = new First();

        @Override
        Varargs invoke(LuaState st, Closure c, Varargs args) {
            compile(c.code);
            return c.code.body.invoke(st, c, args);
        }

        @Override
        Varargs start(LuaState st, Closure c, Varargs args) {
            compile(c.code);
            return c.code.body.start(st, c, args);
        }
    }

    private Jit() {}

    private static Mode mode(String name) {
        return switch (name) {
            case "always" -> Mode.ALWAYS;
            case "never" -> Mode.NEVER;
            default -> Mode.HOT;
        };
    }

    /** What runs a function that has not been called. */
    static Body first(LuaCode code) {
        return MODE == Mode.ALWAYS && !code.inspected ? First.IT : InterpretedBody.IT;
    }

    /** Calls and loop rounds before a new function is looked at. */
    static int patience(LuaCode code) {
        return code.inspected ? Integer.MAX_VALUE : switch (MODE) {
            case NEVER -> Integer.MAX_VALUE;
            case HOT -> HOT_AT;
            case ALWAYS -> ALWAYS_AT;
        };
    }

    private static boolean refuses(LuaCode code) {
        return MODE == Mode.NEVER || code.inspected || code.yields;
    }

    /** A function's counter has run out. */
    static void hot(LuaCode code) {
        if (refuses(code)) {
            code.patience = Integer.MAX_VALUE;
            return;
        }
        code.patience = AGAIN_AT;
        if (!code.asked) {
            code.asked = true;
            queue(() -> compile(code));
        }
    }

    /** A function has to be compiled anew, because it was wrong about its operands. */
    static void again(LuaCode code) {
        code.loops = null;
        queue(() -> compile(code));
    }

    /**
     * A function's counter has run out in a loop.
     *
     * @param pc where the loop goes on
     * @param d  its place on the stack
     * @return results, if compiled code has run the rest of the function; else null
     */
    static Varargs loop(LuaState st, LuaValue[] r, int pc, int d) {
        CallStack cs = st.stack;
        Closure cl = cs.closure(d);
        LuaCode code = cl.code;
        hot(code);
        if (refuses(code) || cs.isDirect() || cs.room <= 0) {
            return null;
        }
        Loop[] loops = code.loops;
        if (loops == null) {
            code.loops = loops = new Loop[code.code.length];
        }
        Loop loop = loops[pc];
        if (loop == null) {
            loops[pc] = Loop.NONE;
            Kinds.Registry seen = Kinds.seen(r, code.proto.code, pc);
            queue(() -> compile(code, pc, seen));
            loop = code.loops == null ? null : code.loops[pc];
        }
        if (loop == null || loop == Loop.NONE) {
            return null;
        }
        cs.depth = d;
        cs.enterCompiled();
        Varargs rest = code.extra ? ((Extra) r[r.length - 2]).varargs : LuaValue.NONE;
        Varargs results = loop.enter(st, cl, r, rest);
        if (results == null) {
            cs.depth = d + 1;
            if (++code.refusals < REFUSALS_MAX) {
                loops[pc] = null;
            }
        }
        return results;
    }

    private static void queue(Runnable work) {
        if (MODE == Mode.ALWAYS) {
            work.run();
            return;
        }
        QUEUE.add(work);
        synchronized (QUEUE) {
            if (!working) {
                working = true;
                Thread worker = new Thread(null, Jit::work, "lua-compiler", 1 << 22);
                worker.setDaemon(true);
                worker.setPriority(Thread.MIN_PRIORITY);
                worker.start();
            }
        }
    }

    private static void work() {
        try {
            for (;;) {
                Runnable next = QUEUE.poll(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
                if (next != null) {
                    next.run();
                    continue;
                }
                synchronized (QUEUE) {
                    if (QUEUE.isEmpty()) {
                        working = false;
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void compile(LuaCode code) {
        Body made = attempt(code, () -> Classes.compile(code));
        code.become(made == null ? InterpretedBody.IT : made);
    }

    private static void compile(LuaCode code, int pc, Kinds.Registry registers) {
        Loop made = attempt(code, () -> Classes.compile(code, pc, registers));
        Loop[] loops = code.loops;
        if (made != null && loops != null) {
            loops[pc] = made;
        }
    }

    /** The boundary of the compiler: whatever it cannot do, the interpreter goes on doing. */
    private static <T> T attempt(LuaCode code, Supplier<T> work) {
        try {
            return work.get();
        } catch (Untranslatable e) {
            return null;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            System.getLogger(Jit.class.getName()).log(System.Logger.Level.WARNING,
                "compile_failed function=" + code.chunk + ":" + code.proto.linedefined, e);
            return null;
        }
    }
}
