package dev.socketley.engine.cache;

import dev.socketley.engine.cache.command.Copier;
import dev.socketley.engine.cache.command.Encodings;
import dev.socketley.engine.cache.store.Keyspace;
import dev.socketley.engine.cache.store.Store;
import dev.socketley.engine.cache.store.Value;
import dev.socketley.engine.protocol.resp.Args;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Copies of large values for {@code COPY}, made a portion at a time while others are served. Commands
 * that would change such a value wait for its copy. Whoever cannot wait changes it, and then it is copied
 * at once when its turn comes, as it is in transactions and scripts.
 *
 * <p>Thread: the cache's home loop. Bounds: one copy for each value that is there, and each client
 * waits for one.
 */
final class Copies implements Copier {
    private static final long PORTION_NANOS = 300_000;
    private static final int PORTION_ELEMENTS = 32;
    private static final byte[] KEY = {'k'};

    private final Supplier<Encodings> encodings;
    private final Consumer<Runnable> whenFree;
    private final Map<Value, Copying> running = new IdentityHashMap<>();
    private Consumer<Runnable> nextTurn;
    /** Whether what waited for a copy in vain runs now. */
    private boolean isVain;

    /** A copy that is being made. */
    private final class Copying {
        private final Value of;
        private final Keyspace to = new Keyspace(0, (store, key) -> { });
        private final Replay filling = new Replay(to, encodings.get());
        private final List<Runnable> waiting = new ArrayList<>(1);
        private long cursor;
        private boolean begun;
        private boolean spoiled;
        /** Null until it is complete. */
        private Value copy;

        Copying(Value of) {
            this.of = of;
        }

        private void portion() {
            List<byte[]> parts = new ArrayList<>(2 * PORTION_ELEMENTS);
            cursor = of.elements(cursor, PORTION_ELEMENTS, (bytes, from, length) -> {
                byte[] part = new byte[length];
                System.arraycopy(bytes, from, part, 0, length);
                parts.add(part);
            });
            byte[][] all = parts.toArray(byte[][]::new);
            if (begun) {
                filling.more(all);
            } else {
                filling.put(0, of.kind().ordinal(), KEY, Store.NEVER, all);
            }
            begun = true;
            if (cursor == 0) {
                filling.finish();
                copy = (Value) to.database(0).get(KEY);
            }
        }

        private void step() {
            long until = System.nanoTime() + PORTION_NANOS;
            while (isOpen() && System.nanoTime() - until < 0) {
                portion();
            }
            nextTurn.accept(isOpen() ? this::step : () -> whenFree.accept(this::end));
        }

        private boolean isOpen() {
            return copy == null && !spoiled && running.get(of) == this;
        }

        private void end() {
            isVain = spoiled;
            waiting.forEach(Runnable::run);
            isVain = false;
            running.remove(of, this);
        }
    }

    /** @param whenFree does work now, or when keys may be changed again */
    Copies(Supplier<Encodings> encodings, Consumer<Runnable> whenFree) {
        this.encodings = encodings;
        this.whenFree = whenFree;
    }

    /** Sets who does the next portion when others had their turn; without, values are copied at once. */
    void nextTurn(Consumer<Runnable> does) {
        nextTurn = does;
    }

    boolean isBusy() {
        return !running.isEmpty();
    }

    /** Forgets what waits: the clients are gone. */
    void clear() {
        running.clear();
    }

    /** Lets the copying of a value begin; false when it is there, or is to be made at once. */
    boolean begins(Value of, Runnable work) {
        if (nextTurn == null || isVain || isCopied(of)) {
            return false;
        }
        Copying copying = running.get(of);
        if (copying == null) {
            copying = new Copying(of);
            running.put(of, copying);
            nextTurn.accept(copying::step);
        }
        copying.waiting.add(work);
        return true;
    }

    /** Lets work on keys wait while the value of one of them is copied; false when none is. */
    boolean waits(Store store, Args args, int[] keys, Runnable work) {
        for (int i : keys) {
            Object value = store.peek(args.bytes(), args.offset(i), args.length(i));
            Copying copying = value instanceof Value several ? running.get(several) : null;
            if (copying != null && copying.isOpen()) {
                copying.waiting.add(work);
                return true;
            }
        }
        return false;
    }

    private boolean isCopied(Value of) {
        Copying copying = running.get(of);
        return copying != null && copying.copy != null;
    }

    @Override
    public Value copy(Value of) {
        return isCopied(of) ? running.remove(of).copy : of.copy();
    }

    @Override
    public void changes(Object value) {
        if (isBusy() && value instanceof Value several && running.containsKey(several)) {
            running.get(several).spoiled = true;
            running.get(several).copy = null;
        }
    }
}
