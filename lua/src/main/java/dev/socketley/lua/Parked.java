package dev.socketley.lua;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.function.Consumer;
import org.luaj.vm2.LuaError;

/**
 * A waiting task's place in its state's list. Weak, so that a task goes when nothing can wake it any
 * more; its {@code done} hears of that. <b>Thread:</b> the state's loop.
 */
final class Parked extends WeakReference<LuaTask> {
    private Parked before;
    private Parked after;
    private final TaskDone done;

    private Parked(LuaTask task, ReferenceQueue<LuaTask> queue, TaskDone done) {
        super(task, queue);
        this.done = done;
    }

    /** All that wait in one state. */
    static final class All {
        private final ReferenceQueue<LuaTask> lost = new ReferenceQueue<>();
        private final Parked head = new Parked(null, null, null);
        private int count;

        All() {
            head.before = head.after = head;
        }

        Parked add(LuaTask task, TaskDone done) {
            Parked p = new Parked(task, lost, done);
            p.before = head.before;
            p.after = head;
            p.before.after = p;
            head.before = p;
            count++;
            return p;
        }

        void remove(Parked p) {
            if (p.after != null) {
                p.before.after = p.after;
                p.after.before = p.before;
                p.before = p.after = null;
                count--;
            }
        }

        int count() {
            forgetLost();
            return count;
        }

        /** Ends what waits for nothing. */
        void forgetLost() {
            for (Reference<?> r = lost.poll(); r != null; r = lost.poll()) {
                Parked p = (Parked) r;
                boolean waited = p.after != null;
                remove(p);
                if (waited && p.done != null) {
                    p.done.done(null, new LuaError("the wait was abandoned: nothing can end it"));
                }
            }
        }

        void forEach(Consumer<LuaTask> action) {
            for (Parked p = head.after; p != head; p = p.after) {
                action.accept(p.get());
            }
        }

        void cancel(String reason) {
            while (head.after != head) {
                Parked first = head.after;
                LuaTask task = first.get();
                if (task != null) {
                    task.cancel(reason);
                } else if (first.done != null) {
                    remove(first);
                    first.done.done(null, new LuaError("stopped: " + reason));
                }
                remove(first);
            }
        }
    }
}
