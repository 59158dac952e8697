package dev.socketley.engine.cache;

import dev.socketley.engine.cache.store.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Hooks that write down what they are asked, and wait when told to. */
final class RecordedHooks implements CacheHooks {
    final List<String> calls = new ArrayList<>();
    final Deque<Loaded> loads = new ArrayDeque<>();
    final Deque<Accepted> changes = new ArrayDeque<>();
    final Map<String, String> source = new HashMap<>();
    boolean waits;
    boolean asksChanges = true;
    boolean many;

    @Override
    public boolean hasMiss() {
        return true;
    }

    @Override
    public boolean hasMissMany() {
        return many;
    }

    @Override
    public boolean hasWriteMany() {
        return many;
    }

    @Override
    public void onMissMany(int database, List<byte[]> keys, List<Loaded> then) {
        StringJoiner names = new StringJoiner(",");
        keys.forEach(key -> names.add(name(database, key)));
        calls.add("miss many " + names);
        for (int i = 0; i < keys.size(); i++) {
            if (waits) {
                loads.add(then.get(i));
            } else {
                String value = source.get(text(keys.get(i)));
                then.get(i).value(value == null ? null : bytes(value), 0);
            }
        }
    }

    @Override
    public void onWriteMany(List<Write> batch, Accepted then) {
        StringJoiner names = new StringJoiner(" ");
        for (Write write : batch) {
            names.add(name(write.database(), write.key())
                + (write.isDelete() ? " goes" : "=" + shown(write.value())));
        }
        calls.add("many " + names);
        accept(then);
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
    public void onMiss(int database, byte[] key, Loaded then) {
        calls.add("miss " + name(database, key));
        if (waits) {
            loads.add(then);
        } else {
            String value = source.get(text(key));
            then.value(value == null ? null : bytes(value), 0);
        }
    }

    @Override
    public void onWrite(int database, byte[] key, Object value, long ttlMs, Accepted then) {
        calls.add("write " + name(database, key) + "=" + shown(value) + " " + ttlMs);
        accept(then);
    }

    @Override
    public boolean takesCommands() {
        return true;
    }

    @Override
    public void onCommand(int database, byte[] key, Value value, List<byte[]> words, long ttlMs,
            Accepted then) {
        StringJoiner command = new StringJoiner(" ");
        words.forEach(word -> command.add(text(word)));
        calls.add("command " + name(database, key) + ": " + command + " " + ttlMs);
        accept(then);
    }

    @Override
    public void onDelete(int database, byte[] key, Accepted then) {
        calls.add("delete " + name(database, key));
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
    public void onExpire(int database, byte[] key) {
        calls.add("expire " + name(database, key));
    }

    private static String name(int database, byte[] key) {
        return (database == 0 ? "" : database + ":") + text(key);
    }

    private static String shown(Object value) {
        if (value instanceof byte[] string) {
            return text(string);
        }
        if (!(value instanceof Value)) {
            return plain(value);
        }
        StringJoiner all = new StringJoiner(",", "[", "]");
        ((Value) value).elements(0, Integer.MAX_VALUE, (bytes, from, length) ->
            all.add(new String(bytes, from, length, StandardCharsets.UTF_8)));
        return all.toString();
    }

    private static String plain(Object value) {
        StringJoiner all = new StringJoiner(",", "{", "}");
        if (value instanceof Map<?, ?> map) {
            map.forEach((k, v) -> all.add(text((byte[]) k) + ":"
                + (v instanceof byte[] bytes ? text(bytes) : v.toString())));
        } else {
            ((List<?>) value).forEach(each -> all.add(text((byte[]) each)));
        }
        return all.toString();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
