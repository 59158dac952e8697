package dev.socketley.lua;

import java.util.concurrent.LinkedBlockingQueue;
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
    static final int HOT_AT = 400;
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

    /** Heat at which a new function is queued. */
    static int patience(LuaCode code) {
        return MODE == Mode.HOT && !code.inspected ? HOT_AT : Integer.MAX_VALUE;
    }

    /** A function's counter has run out. */
    static void hot(LuaCode code) {
        code.patience = Integer.MAX_VALUE;
        if (!code.compiled && !code.yields) {
            queue(() -> compile(code));
        }
    }

    private static void queue(Runnable work) {
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
                Runnable next = QUEUE.poll(KEEP_ALIVE_SECONDS, java.util.concurrent.TimeUnit.SECONDS);
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

    /** The boundary of the compiler: whatever it cannot do, the interpreter goes on doing. */
    private static void compile(LuaCode code) {
        try {
            code.become(Classes.compile(code));
        } catch (Untranslatable e) {
            code.become(InterpretedBody.IT);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            System.getLogger(Jit.class.getName()).log(System.Logger.Level.WARNING,
                "compile_failed function=" + code.chunk + ":" + code.proto.linedefined, e);
            code.become(InterpretedBody.IT);
        }
    }
}
