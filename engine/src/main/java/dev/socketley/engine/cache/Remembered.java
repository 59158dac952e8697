package dev.socketley.engine.cache;

import dev.socketley.engine.cache.store.KeyListener;
import dev.socketley.engine.cache.store.Store;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a cache remembers beside its keys for the sake of {@code on_miss}: strings that ended, to be
 * shown again while the source fails ({@code stale-ttl}), and keys that the source does not have
 * ({@code miss-ttl}). A change of a key ends both.
 *
 * <p>Thread: the cache's home loop. Bounds: {@code stale-bytes-max}; the oldest go first.
 */
final class Remembered implements KeyListener {
    /** How long a value is shown again before the source is asked once more. */
    private static final long SHOWN_MS = 1000;
    /** Heap that an entry takes beside the bytes of its key and value, about. */
    private static final int ENTRY_BYTES = 150;

    /** What of the options concerns it. */
    record Settings(long staleMs, long missMs, long bytesMax) {
        static final Settings NONE = new Settings(0, 0, 0);

        boolean isOn() {
            return staleMs > 0 || missMs > 0;
        }
    }

    /** @param value null for a key that the source does not have */
    private record Entry(byte[] value, long untilMs, long bytes) {
    }

    private final Map<KeyName, Entry> entries = new LinkedHashMap<>();
    private Settings settings = Settings.NONE;
    private long bytes;
    private boolean reviving;

    void settings(Settings given) {
        settings = given;
        if (!given.isOn()) {
            entries.clear();
            bytes = 0;
        }
    }

    /** Whether the source is known not to have a key. */
    boolean isAbsent(Store in, byte[] key) {
        Entry entry = entries.isEmpty() ? null : entries.get(KeyName.of(in, key));
        return entry != null && entry.value == null && in.now() < entry.untilMs;
    }

    /**
     * Notes that the source does not have a key.
     *
     * @param ttlMs for how long, 0 for what the option says
     */
    void absent(Store in, byte[] key, long ttlMs) {
        long forMs = ttlMs > 0 ? ttlMs : settings.missMs();
        if (forMs > 0 && settings.isOn()) {
            add(KeyName.of(in, key), null, in.now() + forMs, in.now());
        }
    }

    /** Puts a value that ended back for a moment; false when there is none. */
    boolean revive(Store in, byte[] key) {
        Entry entry = entries.isEmpty() ? null : entries.get(KeyName.of(in, key));
        if (entry == null || entry.value == null || in.now() >= entry.untilMs) {
            return false;
        }
        reviving = true;
        in.put(key, entry.value, Math.min(in.now() + SHOWN_MS, entry.untilMs));
        reviving = false;
        return true;
    }

    /** Lets go what is too old. */
    void prune(long now) {
        Iterator<Entry> oldest = entries.values().iterator();
        while (oldest.hasNext()) {
            Entry entry = oldest.next();
            if (entry.untilMs > now && bytes <= settings.bytesMax()) {
                return;
            }
            bytes -= entry.bytes;
            oldest.remove();
        }
    }

    private void add(KeyName name, byte[] value, long untilMs, long now) {
        drop(name);
        long size = ENTRY_BYTES + name.bytes().capacity() + (value == null ? 0 : value.length);
        bytes += size;
        entries.put(name, new Entry(value, untilMs, size));
        prune(now);
    }

    private void drop(KeyName name) {
        Entry gone = entries.remove(name);
        if (gone != null) {
            bytes -= gone.bytes;
        }
    }

    @Override
    public void changed(Store in, byte[] key, int from, int length, Object value) {
        if (!reviving && !entries.isEmpty()) {
            drop(new KeyName(in, ByteBuffer.wrap(key, from, length)));
        }
    }

    @Override
    public void expired(Store in, byte[] key, Object value) {
        if (settings.staleMs() <= 0 || !(value instanceof byte[] string)) {
            return;
        }
        KeyName name = KeyName.of(in, key);
        Entry before = entries.get(name);
        // What was put back and ends again is as old as it was; any other change dropped it.
        if (before == null || !Arrays.equals(before.value, string)) {
            add(name, string, in.now() + settings.staleMs(), in.now());
        }
    }

    @Override
    public void cleared(Store in) {
        entries.entrySet().removeIf(each -> {
            boolean goes = each.getKey().in() == in;
            bytes -= goes ? each.getValue().bytes : 0;
            return goes;
        });
    }

    @Override
    public void swapped(Store one, Store other) {
        cleared(one);
        cleared(other);
    }
}
