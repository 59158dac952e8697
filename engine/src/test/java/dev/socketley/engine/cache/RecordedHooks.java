package dev.socketley.engine.cache;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Hooks that write down what they are asked, and wait when told to. */
final class RecordedHooks implements CacheHooks {
    final List<String> calls = new ArrayList<>();
    final Deque<Loaded> loads = new ArrayDeque<>();
    final Deque<Accepted> changes = new ArrayDeque<>();
    final Map<String, String> source = new HashMap<>();
    boolean waits;
    boolean asksChanges = true;

    @Override
    public boolean hasMiss() {
        return true;
    }

    @Override
    public boolean hasWrite() {
        return asksChanges;
    }

    @Override
    public boolean hasDelete() {
        return asksChanges;
    }

    @Override
    public boolean hasExpire() {
        return true;
    }

    @Override
    public void onMiss(byte[] key, Loaded then) {
        calls.add("miss " + text(key));
        if (waits) {
            loads.add(then);
        } else {
            String value = source.get(text(key));
            then.value(value == null ? null : bytes(value), 0);
        }
    }

    @Override
    public void onWrite(byte[] key, byte[] value, long ttlMs, Accepted then) {
        calls.add("write " + text(key) + "=" + text(value) + " " + ttlMs);
        accept(then);
    }

    @Override
    public void onDelete(byte[] key, Accepted then) {
        calls.add("delete " + text(key));
        accept(then);
    }

    private void accept(Accepted then) {
        if (waits) {
            changes.add(then);
        } else {
            then.done(null);
        }
    }

    @Override
    public void onExpire(byte[] key) {
        calls.add("expire " + text(key));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
