package dev.socketley.lua;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The {@code __gc} metamethods of one state: which tables have one, which of them nothing reaches any
 * more, and their calls, those of the youngest table first.
 *
 * <p>A table that has one holds a {@link Sentinel}. When the JVM finds both unreachable, its finalizer
 * thread hands the table over, alive again; that thread does nothing else. <b>Thread:</b> the state's
 * loop; {@link #handOver} any. <b>Bounds:</b> a table's entry goes when its metamethod has been called;
 * who makes tables with {@code __gc} calls those of the dead ones first.
 */
final class Finalizers {
    static final LuaString EVENT = LuaValue.valueOf("__gc");
    /** They may give back memory that there is too little of. */
    private static final LuaState.Exempt EXEMPT = () -> true;
    private static final long IN_FLIGHT_NANOS_MAX = 2_000_000_000;
    private static final long LOOK_EVERY_NANOS = 50_000;
    private static final long CLOSE_NANOS_WITHOUT_LIMIT = Long.MAX_VALUE / 2;

    /** A table's place in the list of those that have a {@code __gc}; weak, and a link of the list. */
    private static final class Entry extends WeakReference<Table> {
        private final Finalizers owner;
        private final long number;
        private Entry before;
        private Entry after;
        /** The table, once nothing else reaches it. */
        private Table dead;
        private volatile boolean handedOver;

        Entry(Finalizers owner, Table table, long number) {
            super(table);
            this.owner = owner;
            this.number = number;
        }
    }

    /** What becomes unreachable together with its table; nobody else holds it. */
    static final class Sentinel {
        private Entry entry;
        private Table table;

        private Sentinel(Entry entry, Table table) {
            this.entry = entry;
            this.table = table;
        }

        /** Its table needs it no more: the JVM, which keeps what has a finalizer, keeps nothing else. */
        private void release() {
            entry = null;
            table = null;
        }

        // What else tells of a table in a cycle, and still has it?
        @Override
        @SuppressWarnings("removal")
        protected void finalize() {
            Entry e = entry;
            Table t = table;
            if (e != null && t != null) {
                e.owner.handOver(e, t);
            }
        }
    }

    /** Of a table whose metamethod has been called: it is called once only, as in 5.2. */
    private static final Sentinel DONE = new Sentinel(null, null);

    private final LuaState state;
    private final Entry head = new Entry(this, null, 0);
    private final ConcurrentLinkedQueue<Entry> dead = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean asked = new AtomicBoolean();
    /** Taken from {@link #dead}, to be called next; youngest last. */
    private final List<Entry> due = new ArrayList<>();
    private long count;
    private boolean calling;
    private boolean refusing;
    private volatile boolean closed;
    private Consumer<LuaError> failed;

    Finalizers(LuaState state) {
        this.state = state;
        head.before = head.after = head;
    }

    /** From now on no table is marked: code that is not trusted could make them faster than they go. */
    void refuse() {
        refusing = true;
    }

    /** Hears of errors in finalizers that nobody else can be told of. */
    void onFailure(Consumer<LuaError> listener) {
        failed = listener;
    }

    /** As PUC's: a table is marked when it gets a metatable that has the event by then. */
    void mark(Table t) {
        if (refusing || t.sentinel != null) {
            return;
        }
        Garbage.seen = true;
        callDead();
        Entry e = new Entry(this, t, ++count);
        e.before = head.before;
        e.after = head;
        e.before.after = e;
        head.before = e;
        t.sentinel = new Sentinel(e, t);
    }

    private void handOver(Entry entry, Table table) {
        if (closed) {
            return;
        }
        entry.dead = table;
        dead.add(entry);
        entry.handedOver = true;
        if (asked.compareAndSet(false, true)) {
            Thread collector = Thread.currentThread();
            try {
                state.config.loop().execute(() -> {
                    asked.set(false);
                    // A loop that runs everything where it is asked to is no loop: the next entry calls.
                    if (Thread.currentThread() != collector) {
                        callDead();
                    }
                });
            } catch (RejectedExecutionException e) {
                asked.set(false);
            }
        }
    }

    /** Calls what is due. */
    void callDead() {
        if (!calling && (!dead.isEmpty() || !due.isEmpty())) {
            run(false, Long.MAX_VALUE);
        }
    }

    /** After a collection: waits for what it has found, then calls it; an error is the caller's. */
    void callCollected() {
        if (calling || count == 0) {
            return;
        }
        long until = System.nanoTime() + IN_FLIGHT_NANOS_MAX;
        while (isInFlight() && System.nanoTime() < until) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
        run(true, Long.MAX_VALUE);
    }

    /** Whether a table is unreachable and not handed over. */
    private boolean isInFlight() {
        for (Entry e = head.after; e != head; e = e.after) {
            if (e.refersTo(null) && !e.handedOver) {
                return true;
            }
        }
        return false;
    }

    /**
     * The end: calls all, reachable or not, in the reverse order of their marking. As in 5.2, tables
     * that they make are not finalized.
     */
    void close(long msMax) {
        long until = System.nanoTime()
            + (msMax > 0 ? msMax * 1_000_000 : CLOSE_NANOS_WITHOUT_LIMIT);
        refuse();
        while (head.before != head && System.nanoTime() < until) {
            Entry e = head.before;
            Table t = e.get();
            long wait = System.nanoTime() + IN_FLIGHT_NANOS_MAX;
            while (t == null && !e.handedOver && System.nanoTime() < wait) {
                LockSupport.parkNanos(LOOK_EVERY_NANOS);
            }
            t = t == null && e.handedOver ? e.dead : t;
            LuaError error = t == null ? null : call(e, t);
            unlink(e);
            if (error != null) {
                tell(error);
            }
        }
        closed = true;
        dead.clear();
        due.clear();
    }

    private void run(boolean raises, long untilNanos) {
        calling = true;
        try {
            for (Entry e = dead.poll(); e != null; e = dead.poll()) {
                due.add(e);
            }
            due.sort(Comparator.comparingLong(e -> e.number));
            while (!due.isEmpty() && System.nanoTime() < untilNanos) {
                Entry e = due.removeLast();
                LuaError error = e.after == null ? null : call(e, e.dead);
                if (error != null && raises) {
                    LuaValue value = error.getMessageObject();
                    String what = value == null || !value.isstring() ? "no message" : value.tojstring();
                    throw LuaErrors.plain("error in __gc metamethod (" + what + ")");
                } else if (error != null) {
                    tell(error);
                }
            }
        } finally {
            calling = false;
        }
    }

    private LuaError call(Entry e, Table t) {
        unlink(e);
        e.dead = null;
        t.sentinel.release();
        t.sentinel = DONE;
        LuaValue handler = state.tag(t, EVENT);
        if (!(handler instanceof LuaFunction f)) {
            return null;
        }
        LuaError[] error = new LuaError[1];
        LuaTask task = new LuaTask.Work(state, f, t, EXEMPT,
            (Varargs values, LuaError raised) -> error[0] = raised);
        task.step();
        if (!task.ended() && state.isClosed()) {
            task.cancel("the script was stopped");
        }
        return error[0];
    }

    private void tell(LuaError error) {
        if (failed != null) {
            failed.accept(error);
        }
    }

    private static void unlink(Entry e) {
        if (e.after != null) {
            e.before.after = e.after;
            e.after.before = e.before;
            e.before = e.after = null;
        }
    }
}
