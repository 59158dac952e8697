package dev.socketley.engine.net;

import io.netty.channel.EventLoop;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one loop hands to another, in order: entries of a target and a payload.
 *
 * <p>A slot is free while its target is null, so the two sides share nothing but the slots, and
 * read each other's totals only at a watermark or when one of them sleeps. A ring that fills up
 * goes on in one of twice the size, up to what the high watermark can take. Entries that a full
 * ring does not take wait on the producer's side; a producer that heeds {@link #isOver} makes
 * that rare.
 *
 * <p><b>Thread:</b> {@link #put}, {@link #isOver} and the {@code room} callback belong to the
 * producer's loop, {@link #hold}, {@link #go} and the {@link Taker} to the consumer's.
 * <b>Bounds:</b> the producer stops over the high watermark; memory is taken as it is used.
 */
public final class LoopRing {
    /** Takes entries on the consumer's loop. */
    @FunctionalInterface
    public interface Taker {
        void take(Object target, Object payload);
    }

    /** A payload that counts for as many bytes as it says, for both sides alike. */
    public interface Weighted {
        int bytes();
    }

    /** What an entry counts beside its bytes, so that many small ones are bounded too. */
    private static final int ENTRY_BYTES = 128;
    private static final int ENTRIES_MIN = 64;
    /** Entries taken before the loop's other work gets a turn. */
    private static final int TURN = 1024;
    /** Entries of one turn of the producer after which it does not wait for its end to wake. */
    private static final int EARLY = 128;
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);
    /** In the place of a target: the ring goes on in the slots that stand behind it. */
    private static final Object MOVED = new Object();
    /** Longs around a counter that keep it alone on its cache lines. */
    private static final int APART = 16;
    private static final VarHandle COUNTER = MethodHandles.arrayElementVarHandle(long[].class);

    private final EventLoop from;
    private final EventLoop to;
    private final Taker taker;
    private final Runnable room;
    private final long highBytes;
    private final long lowBytes;
    private final int slotsMax;
    private final long[] put = new long[2 * APART + 1];
    private final long[] taken = new long[2 * APART + 1];
    /** 1 while the consumer runs or has been told to, else 0. */
    private final AtomicLong awake = new AtomicLong();
    /** Total taken at which the producer wants to be told; {@link Long#MAX_VALUE}: it does not. */
    private final AtomicLong tellAt = new AtomicLong(Long.MAX_VALUE);

    private final AtomicLong wakes = new AtomicLong();

    // the producer's
    private final Queue<Object> behind = new ArrayDeque<>(0);
    private final Runnable endOfTurn = this::endTurn;
    private Object[] slots = new Object[2 * ENTRIES_MIN];
    private int tail;
    private long takenSeen;
    private int unannounced;
    private boolean over;
    private long behindBytes;

    // the consumer's
    private final Runnable turn = this::turn;
    private Object[] takenFrom = slots;
    private int head;
    private boolean held;

    /**
     * @param highBytes queued bytes over which {@link #isOver} asks the producer to stop
     * @param lowBytes  queued bytes under which it may go on
     * @param room      called on {@code from} when it may
     */
    public LoopRing(EventLoop from, EventLoop to, long lowBytes, long highBytes, Taker taker,
            Runnable room) {
        this.from = from;
        this.to = to;
        this.taker = taker;
        this.room = room;
        this.lowBytes = lowBytes;
        this.highBytes = highBytes;
        this.slotsMax = 2 * (int) Math.max(ENTRIES_MIN,
            Long.highestOneBit(2 * highBytes / ENTRY_BYTES - 1) << 1);
    }

    // ---- the producer's side ------------------------------------------------------------------

    /** Hands over an entry, which is never refused. Neither part is null. */
    public void put(Object target, Object payload) {
        long bytes = weight(payload);
        if (!behind.isEmpty() || !tryPut(target, payload, bytes)) {
            behind.add(target);
            behind.add(payload);
            behindBytes += bytes;
            checkOver();
        } else if (!over && put[APART] - takenSeen > highBytes) {
            checkOver();
        }
        if (unannounced++ == 0) {
            from.execute(endOfTurn);
        } else if (unannounced % EARLY == 0) {
            wake();
        }
    }

    private static long weight(Object payload) {
        return ENTRY_BYTES + switch (payload) {
            case byte[] bytes -> bytes.length;
            case Weighted weighted -> weighted.bytes();
            default -> 0;
        };
    }

    private boolean tryPut(Object target, Object payload, long bytes) {
        if (SLOT.getAcquire(slots, tail) != null) {
            return false;
        }
        COUNTER.setRelease(put, APART, put[APART] + bytes);
        if (slots.length < slotsMax && SLOT.getAcquire(slots, after(tail, slots)) != null) {
            move();
        }
        slots[tail + 1] = payload;
        SLOT.setRelease(slots, tail, target);
        tail = after(tail, slots);
        return true;
    }

    private static int after(int slot, Object[] of) {
        return slot + 2 & of.length - 1;
    }

    /** The last free slot leads to more of them. */
    private void move() {
        Object[] more = new Object[2 * slots.length];
        slots[tail + 1] = more;
        SLOT.setRelease(slots, tail, MOVED);
        slots = more;
        tail = 0;
    }

    private void endTurn() {
        unannounced = 0;
        wake();
    }

    /** Puts come before this look, as the consumer's farewell comes before its last look. */
    private void wake() {
        VarHandle.fullFence();
        if (awake.get() == 0 && awake.compareAndSet(0, 1)) {
            wakes.lazySet(wakes.getPlain() + 1);
            to.execute(turn);
        }
    }

    /** Whether the producer should stop until {@code room} is called. */
    public boolean isOver() {
        return over;
    }

    private void checkOver() {
        takenSeen = (long) COUNTER.getAcquire(taken, APART);
        if (!over && (!behind.isEmpty() || put[APART] - takenSeen > highBytes)) {
            over = true;
            askToBeTold();
        }
    }

    /** What waits behind the ring is not counted: the ring is to have room for it. */
    private void askToBeTold() {
        tellAt.set(put[APART] - lowBytes);
        tellIfTaken();
    }

    /** Each side calls it behind a volatile write of its own, so one of them sees the other's. */
    private void tellIfTaken() {
        long at = tellAt.get();
        if (at != Long.MAX_VALUE && (long) COUNTER.getVolatile(taken, APART) >= at
                && tellAt.compareAndSet(at, Long.MAX_VALUE)) {
            from.execute(this::checkRoom);
        }
    }

    private void checkRoom() {
        while (!behind.isEmpty() && SLOT.getAcquire(slots, tail) == null) {
            Object target = behind.poll();
            Object payload = behind.poll();
            long bytes = weight(payload);
            behindBytes -= bytes;
            tryPut(target, payload, bytes);
        }
        wake();
        takenSeen = (long) COUNTER.getAcquire(taken, APART);
        if (!behind.isEmpty() || put[APART] - takenSeen > lowBytes) {
            askToBeTold();
        } else {
            over = false;
            room.run();
        }
    }

    /** Bytes that have not been taken, those behind the ring included. */
    public long queuedBytes() {
        return put[APART] + behindBytes - (long) COUNTER.getAcquire(taken, APART);
    }

    // ---- figures ------------------------------------------------------------------------------

    /** How often the consumer's loop had to be woken. Any thread. */
    public long wakes() {
        return wakes.getAcquire();
    }

    /** Bytes in the ring, about. Any thread. */
    public long depth() {
        long out = (long) COUNTER.getAcquire(taken, APART);
        return Math.max(0, (long) COUNTER.getAcquire(put, APART) - out);
    }

    // ---- the consumer's side ------------------------------------------------------------------

    private void turn() {
        int n = 0;
        try {
            while (n < TURN && !held && takeOne()) {
                n++;
            }
        } finally {
            COUNTER.setVolatile(taken, APART, taken[APART]);
            tellIfTaken();
            if (!held) {
                next(n == TURN);
            }
        }
    }

    private boolean takeOne() {
        Object target = SLOT.getAcquire(takenFrom, head);
        while (target == MOVED) {
            takenFrom = (Object[]) takenFrom[head + 1];
            head = 0;
            target = SLOT.getAcquire(takenFrom, head);
        }
        if (target == null) {
            return false;
        }
        Object payload = takenFrom[head + 1];
        takenFrom[head + 1] = null;
        SLOT.setRelease(takenFrom, head, null);
        head = after(head, takenFrom);
        COUNTER.setRelease(taken, APART, taken[APART] + weight(payload));
        taker.take(target, payload);
        return true;
    }

    private void next(boolean more) {
        if (more) {
            to.execute(turn);
            return;
        }
        awake.set(0);
        if (SLOT.getVolatile(takenFrom, head) != null && awake.compareAndSet(0, 1)) {
            to.execute(turn);
        }
    }

    /** Takes nothing until {@link #go}. */
    public void hold() {
        held = true;
    }

    public void go() {
        if (held) {
            held = false;
            to.execute(turn);
        }
    }
}
