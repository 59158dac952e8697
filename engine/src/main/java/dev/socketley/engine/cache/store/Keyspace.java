package dev.socketley.engine.cache.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The numbered databases of one cache, each made when it is first used, and whoever hears of the
 * changes in them.
 *
 * <p>Thread: one owner. Bounds: {@link #DATABASES} databases.
 */
public final class Keyspace {
    /** How many databases there are, numbered from 0. */
    public static final int DATABASES = 16;

    private final Store[] stores = new Store[DATABASES];
    private final List<Store> open = new ArrayList<>();
    private final BiConsumer<Store, Slice> onExpired;
    private final List<KeyListener> listeners = new ArrayList<>();
    private KeyListener listener;
    private Usage usage = Usage.NONE;
    private long nowMs;

    /**
     * @param nowMs     Unix time in milliseconds
     * @param onExpired told each key that ended at its deadline; it must not call the store
     */
    public Keyspace(long nowMs, BiConsumer<Store, Slice> onExpired) {
        this.nowMs = nowMs;
        this.onExpired = onExpired;
        database(0);
    }

    /** A database by its number. */
    public Store database(int index) {
        Store store = stores[index];
        return store == null ? open(index) : store;
    }

    private Store open(int index) {
        Store[] self = new Store[1];
        self[0] = new Store(nowMs, key -> onExpired.accept(self[0], key));
        self[0].index(index);
        self[0].listener(listener);
        self[0].usage(usage);
        stores[index] = self[0];
        open.add(self[0]);
        return self[0];
    }

    /** The databases that were used, in no order. */
    public List<Store> databases() {
        return open;
    }

    /** Sets the time that every following operation uses, Unix time in milliseconds. */
    public void now(long ms) {
        nowMs = ms;
        for (int i = 0; i < open.size(); i++) {
            open.get(i).now(ms);
        }
    }

    /** The time that operations use, Unix time in milliseconds. */
    public long now() {
        return nowMs;
    }

    /** Adds one who hears of every change from now on. */
    public void listen(KeyListener added) {
        listeners.add(added);
        reconnect();
    }

    /** Lets one go who was added. */
    public void forget(KeyListener added) {
        listeners.remove(added);
        reconnect();
    }

    private void reconnect() {
        listener = switch (listeners.size()) {
            case 0 -> null;
            case 1 -> listeners.getFirst();
            default -> new Several(List.copyOf(listeners));
        };
        open.forEach(store -> store.listener(listener));
    }

    /** Sets what is remembered of the use of keys. */
    void usage(Usage kept) {
        usage = kept;
        open.forEach(store -> store.usage(kept));
    }

    /** Lets two databases change places. */
    public void swap(int one, int other) {
        if (one == other) {
            return;
        }
        Store first = database(one);
        Store second = database(other);
        stores[one] = second;
        stores[other] = first;
        second.index(one);
        first.index(other);
        if (listener != null) {
            listener.swapped(first, second);
        }
    }

    /** Takes everything that another holds in place of what is here; the other is of no use then. */
    public void adopt(Keyspace other) {
        if (listener != null) {
            open.forEach(listener::cleared);
        }
        open.clear();
        for (int i = 0; i < DATABASES; i++) {
            Store taken = other.stores[i];
            stores[i] = taken;
            if (taken != null) {
                taken.listener(listener);
                taken.usage(usage);
                taken.onExpired(key -> onExpired.accept(taken, key));
                open.add(taken);
            }
        }
        now(nowMs);
    }

    /** Forgets every key of every database. */
    public void clear() {
        open.forEach(Store::clear);
    }

    /**
     * Ends keys whose deadline passed.
     *
     * @param keysMax how many keys to look at in this call
     * @return true when none is left, false when the portion was used up
     */
    public boolean expireDue(int keysMax) {
        boolean all = true;
        int each = Math.max(keysMax / open.size(), 1);
        for (Store store : open) {
            all &= store.expireDue(each);
        }
        return all;
    }

    /**
     * Moves keys out of memory that is mostly free.
     *
     * @param keysMax how many keys to move in this call
     * @return true when none is left for now, false when the portion was used up
     */
    public boolean compact(int keysMax) {
        boolean all = true;
        for (Store store : open) {
            all &= store.compact(keysMax);
        }
        return all;
    }

    /** Number of keys, with those whose deadline passed unseen. */
    public int size() {
        int size = 0;
        for (Store store : open) {
            size += store.size();
        }
        return size;
    }

    /** Heap bytes held by keys, values and tables, estimated. */
    public long memoryBytes() {
        long bytes = 0;
        for (Store store : open) {
            bytes += store.memoryBytes();
        }
        return bytes;
    }

    private record Several(List<KeyListener> all) implements KeyListener {
        @Override
        public void changed(Store in, byte[] bytes, int from, int length, Object value) {
            for (KeyListener each : all) {
                each.changed(in, bytes, from, length, value);
            }
        }

        @Override
        public void expired(Store in, byte[] key, Object value) {
            all.forEach(each -> each.expired(in, key, value));
        }

        @Override
        public void cleared(Store in) {
            all.forEach(each -> each.cleared(in));
        }

        @Override
        public void swapped(Store one, Store other) {
            all.forEach(each -> each.swapped(one, other));
        }
    }
}
