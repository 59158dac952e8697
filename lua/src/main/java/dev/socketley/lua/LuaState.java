package dev.socketley.lua;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * One script's world: globals, libraries, tasks.
 *
 * <p><b>Thread:</b> the loop of its {@link LuaConfig}, except {@link #interrupt}. <b>Owns</b> its
 * suspended tasks: {@link #close} cancels them; one that nothing can wake any more is collected.
 * <b>Bounds:</b> {@link LuaConfig#hookMsMax()}.
 */
public final class LuaState implements AutoCloseable {
    /** Polls between two looks at the clock, some 50 µs of work. */
    static final int FUEL = 10_000;

    /** What the watchdog sets {@link #fuel} to. */
    private static final int HURRIED = Integer.MIN_VALUE / 2;

    private static final VarHandle SLICE;

    static {
        try {
            SLICE = MethodHandles.lookup().findVarHandle(LuaState.class, "slice", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final LuaConfig config;
    final Table globals = new Table();
    final LuaTable loaded = new Table();
    final LuaTable preload = new Table();
    final CallStack mainStack = new CallStack();
    /** What runs now: its calls, its innermost user coroutine (null in the main one), its task. */
    CallStack stack = mainStack;
    Coroutine running;
    LuaTask current;
    int fuel = FUEL;
    /** What {@link #fuel} was when it was last filled. */
    private int fuelled = FUEL;
    private final Budget budget = new Budget(this);
    /** Of all strings of this state; null if the script has taken it away. */
    LuaTable stringMeta;
    /** Bytes of the larger arrays that tables have taken since the state was opened. */
    long grown;
    final Concat concat = new Concat();
    Iteration iteration;
    private final Map<Path, FileStamp> files = new ConcurrentHashMap<>();
    final Parked.All parked = new Parked.All();
    final Finalizers finalizers = new Finalizers(this);
    final FileWork fileWork = new FileWork(this);
    /** Reads what is left of the standard input, as {@code io.stdin:read("*a")}. */
    Supplier<Varargs> readInput;
    /** Tasks in the middle of a wait that a pipe or a command has to end. */
    final Set<LuaTask> waitingForOthers = new HashSet<>();
    private CallStack spare;
    private LuaPolls.Slot slot;
    private BiConsumer<LuaTask, LuaTask> switched;
    private Consumer<RuntimeException> internalErrors = e -> System.getLogger(LuaState.class.getName())
        .log(System.Logger.Level.ERROR, "internal_error", e);
    private long sliceStart;
    /** Odd while Lua runs; a new number for every entry from outside. Read by the watchdog. */
    private volatile long slice;
    private volatile long hurried;
    private volatile String interruption;
    private volatile boolean urgent;
    private Coroutine mainThread;
    private long hookMsMax;
    /** The task that may hold the loop for as long as it wants to, or null. */
    private LuaTask unlimited;
    private long turnNanos;
    private final List<Runnable> atClose = new ArrayList<>();
    private boolean closed;

    private LuaState(LuaConfig config) {
        this.config = config;
        hookMsMax = config.hookMsMax();
        budget.limit(config.stepsMax(), config.memoryMax());
    }

    /** A new state with all libraries loaded. */
    public static LuaState open(LuaConfig config) {
        LuaState state = new LuaState(config);
        Libraries.install(state);
        Watchdog.watch(state);
        return state;
    }

    /**
     * A new state for code that is not trusted: no files, processes, environment variables, modules or
     * bytecode; of {@code debug} only {@code traceback}; libraries and the metatable of strings are
     * read-only. What it may use up is bounded by {@link LuaConfig#hookMsMax()}.
     */
    public static LuaState openRestricted(LuaConfig config) {
        LuaState state = open(config);
        Restricted.apply(state);
        return state;
    }

    /**
     * A table of globals for one script among several that share this state: it reads through to
     * {@link #globals()}, which become read-only with the first call, and keeps what is assigned.
     */
    public LuaTable environment() {
        globals.freeze();
        return Restricted.environment(this);
    }

    /** As {@link #load(byte[], String)}, with {@code environment} as the chunk's globals. */
    public LuaFunction load(byte[] chunk, String chunkName, LuaTable environment) {
        return LuaCode.main(Chunks.compile(chunk, "@" + chunkName), this, environment);
    }

    /** The table of global variables. */
    public Table globals() {
        return globals;
    }

    /** Changes how long Lua may hold the loop between two waits, in ms; 0 is no limit. */
    public void hookMsMax(long ms) {
        hookMsMax = ms;
    }

    /**
     * Lets a task that has computed for so long leave the loop to others for a turn, wherever it
     * is; 0 never. To the task nothing has happened meanwhile.
     */
    public void turnNanos(long nanos) {
        turnNanos = nanos;
    }

    /** Changes how many loop rounds and calls Lua may do between two waits; 0 is no limit. */
    public void stepsMax(long steps) {
        budget.limit(steps, config.memoryMax());
    }

    /** A task's context may be one: what runs for it is not refused for the memory it holds. */
    public interface Exempt {
        /** Whether it is. */
        boolean isExempt();
    }

    /** What the state was opened with. */
    public LuaConfig config() {
        return config;
    }

    /**
     * Compiles a chunk of source.
     *
     * @param chunkName how messages call it, {@code chat.lua}
     * @throws LuaError on a syntax error: {@code chat.lua:3: unexpected symbol near 'x'}
     */
    public LuaFunction load(byte[] chunk, String chunkName) {
        return LuaCode.main(Chunks.compile(chunk, "@" + chunkName), this, globals);
    }

    /** A function that runs a chunk compiled before. */
    public LuaFunction load(LuaChunk chunk) {
        return chunk.code.main(this, globals);
    }

    /**
     * Compiles a file, whose first line may start with {@code #}; messages name it relative to the
     * script directory.
     *
     * @throws LuaError if it cannot be read ({@code cannot open …}) or does not compile
     */
    public LuaFunction loadFile(Path file) {
        return ScriptFiles.load(this, file, globals);
    }

    /** Makes {@code require(module)} call {@code loader}. */
    public void preload(String module, LuaFunction loader) {
        preload.rawset(LuaValue.valueOf(module), loader);
    }

    /** Every file loaded so far, absolute, as it was before it was read; any thread may look. */
    public Map<Path, FileStamp> files() {
        return Collections.unmodifiableMap(files);
    }

    void addFile(Path file) {
        files.put(file.toAbsolutePath().normalize(), FileStamp.of(file));
    }

    /**
     * Starts a task and runs it, on the calling (loop) thread, until it ends or first waits.
     *
     * @param context handed back by {@link LuaTask#context()}, may be null
     * @param done    hears the end, maybe before this returns; null if nobody cares
     */
    public LuaTask spawn(LuaFunction f, Varargs args, Object context, TaskDone done) {
        LuaTask task = task(f, args, context, done);
        task.step();
        return task;
    }

    /** As {@link #spawn}, for the one task whose time and steps are not limited: a program. */
    public LuaTask spawnUnlimited(LuaFunction f, Varargs args, Object context, TaskDone done) {
        unlimited = task(f, args, context, (results, error) -> {
            unlimited = null;
            done.done(results, error);
        });
        LuaTask task = unlimited;
        task.step();
        return task;
    }

    private LuaTask task(LuaFunction f, Varargs args, Object context, TaskDone done) {
        Objects.requireNonNull(f, "f");
        if (closed) {
            throw new IllegalStateException("state is closed");
        }
        parked.forgetLost();
        finalizers.callDead();
        return new LuaTask.Work(this, f, args, context, done);
    }

    boolean isLimited(LuaTask task) {
        return task != unlimited;
    }

    /** The task that runs now, null outside of tasks. */
    public LuaTask current() {
        return current;
    }

    /** {@link LuaTask#await} of the running task; outside of tasks a Lua error. */
    public Varargs await(Consumer<Wake> start) {
        if (current == null) {
            throw LuaErrors.error("cannot wait here: not inside a task");
        }
        return current.await(start);
    }

    /** {@link LuaTask#abandon} of every waiting task with such a context. */
    public void abandon(Predicate<Object> contexts, String reason) {
        for (LuaTask task : waiting()) {
            if (contexts.test(task.context())) {
                task.abandon(reason);
            }
        }
    }

    /** {@link LuaTask#abandon} of tasks that wait for a pipe or a command now, by who hears their end. */
    public void abandonWaits(Predicate<TaskDone> which, String reason) {
        if (waitingForOthers.isEmpty()) {
            return;
        }
        for (LuaTask task : List.copyOf(waitingForOthers)) {
            if (which.test(task.done())) {
                task.abandon(reason);
            }
        }
    }

    /** The contexts of the tasks that wait. */
    public List<Object> contexts() {
        return waiting().stream().map(LuaTask::context).toList();
    }

    private List<LuaTask> waiting() {
        List<LuaTask> all = new ArrayList<>();
        parked.forEach(task -> {
            if (task != null) {
                all.add(task);
            }
        });
        return all;
    }

    /** Calls {@code listener} with the task left and the task entered (null: none) at each switch. */
    public void onSwitch(BiConsumer<LuaTask, LuaTask> listener) {
        switched = listener;
    }

    /** Ends what is running now with an error that {@code pcall} cannot swallow. Any thread. */
    public void interrupt(String reason) {
        interruption = reason;
    }

    /** How many tasks wait. */
    public int suspended() {
        return parked.count();
    }

    /** Calls {@code listener} with errors of {@code __gc} metamethods that no Lua code can be told of. */
    public void onFinalizerFailure(Consumer<LuaError> listener) {
        finalizers.onFailure(listener);
    }

    /**
     * Calls {@code listener} with faults of natives, of which scripts see no more than that there was one;
     * the JVM's log has them until then.
     */
    public void onInternalError(Consumer<RuntimeException> listener) {
        internalErrors = listener;
    }

    void tellInternalError(RuntimeException e) {
        internalErrors.accept(e);
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Cancels all waiting tasks, calls what is left of {@code __gc} metamethods and writes out open
     * files; nothing can be spawned afterwards.
     */
    @Override
    public void close() {
        closed = true;
        parked.cancel("the script was stopped");
        finalizers.close(hookMsMax);
        Watchdog.forget(this);
        atClose.forEach(Runnable::run);
        atClose.clear();
    }

    void atClose(Runnable action) {
        atClose.add(action);
    }

    /** Text of a value as {@code tostring} makes it. */
    public LuaString tostring(LuaValue value) {
        return BaseLib.tostring(this, value);
    }

    /** A metamethod of a value, nil if there is none. */
    LuaValue tag(LuaValue v, LuaString event) {
        LuaValue meta = metatable(v);
        return meta == null ? LuaValue.NIL : meta.rawget(event);
    }

    LuaValue metatable(LuaValue v) {
        return v instanceof LuaTable || v instanceof LuaUserdata ? v.getmetatable()
            : v instanceof LuaString ? stringMeta : null;
    }

    /** What {@code coroutine.running} gives outside of coroutines. */
    Coroutine mainThread() {
        if (mainThread == null) {
            mainThread = new Coroutine(this, null);
            mainThread.status = Coroutine.Status.RUNNING;
        }
        return mainThread;
    }

    void enter(LuaTask from, LuaTask to) {
        current = to;
        if (from == null || to == null) {
            sliceStart = 0;
            concat.clear();
            SLICE.setOpaque(this, slice + 1);
            if (to != null) {
                forgetInterruption();
                budget.begin(to);
                fuelled = fuel;
            } else {
                budget.end();
            }
        }
        if (switched != null) {
            switched.accept(from, to);
        }
    }

    /** Called when {@link #fuel} is used up: looks at limits and at interruptions. */
    void refuel() {
        // The watchdog takes all fuel away: then nobody knows how much of it was used.
        int done = fuel <= HURRIED ? 0 : fuelled - fuel;
        String reason = interruption;
        if (reason != null) {
            throw stop(reason);
        }
        if (current != null) {
            reason = budget.spent(done, urgent);
            urgent = false;
            if (reason != null) {
                throw stop(reason);
            }
        }
        fuelled = fuel = budget.fuel();
        boolean limited = hookMsMax > 0 && isLimited(current);
        if (current == null || !limited && turnNanos <= 0) {
            return;
        }
        long now = System.nanoTime();
        if (limited && hurried == slice) {
            throw stop(tooLong());
        }
        if (sliceStart == 0) {
            sliceStart = now;
        } else if (limited && now - sliceStart > hookMsMax * 1_000_000) {
            throw stop(tooLong());
        } else if (turnNanos > 0 && now - sliceStart > turnNanos) {
            current.await(wake -> config.loop().execute(() -> wake.resume(LuaValue.NONE)));
        }
    }

    private String tooLong() {
        return "the hook ran longer than hook-ms-max=" + hookMsMax;
    }

    /** Odd while Lua runs. Any thread. */
    long slice() {
        return slice;
    }

    /** Whether a slice that has lasted this long, or was interrupted, is to end. Any thread. */
    boolean isOverdue(long nanos) {
        return interruption != null || hookMsMax > 0 && nanos > hookMsMax * 1_000_000;
    }

    /** Makes that slice look at the clock at its next poll. The write may be lost; it is repeated. */
    void hurry(long overdue) {
        if (interruption == null) {
            hurried = overdue;
        }
        fuel = HURRIED;
    }

    /** The heap fills up: its next poll looks at what it holds. */
    void look() {
        urgent = true;
        fuel = HURRIED;
    }

    private LuaStop stop(String reason) {
        // What unwinds may still run a little Lua; it must stop soon, but not at its first poll.
        fuelled = fuel = 100;
        int d = stack.depth - 1;
        String where = d >= 0 ? Faults.where(stack, d) : "";
        return new LuaStop(where + "stopped: " + reason, new Levels(stack, null).traceback(0));
    }

    /** A task has ended: an interruption has reached it, and what it held may be gone. */
    void disarm() {
        forgetInterruption();
        budget.ended();
    }

    /** There seldom is one, and writing what others read costs as much as a short hook does. */
    private void forgetInterruption() {
        if (interruption != null) {
            interruption = null;
        }
    }

    /** What polls of the calling thread look at. */
    LuaPolls.Slot slot() {
        LuaPolls.Slot known = slot;
        if (known == null || known.thread != Thread.currentThread()) {
            slot = known = LuaPolls.slot();
        }
        return known;
    }

    CallStack takeStack() {
        CallStack s = spare;
        spare = null;
        return s != null ? s : new CallStack();
    }

    void giveStack(CallStack s) {
        s.clear();
        spare = s;
    }
}
