package dev.socketley.engine;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/**
 * In-process subscribers to the channels of caches, which may subscribe before the cache exists.
 * <b>Thread:</b> any. A message is handed over as a task on the subscriber's loop.
 */
public final class PubSub {
    /** Takes one message; {@code message} is not to be changed. */
    @FunctionalInterface
    public interface Subscriber {
        void message(String channel, byte[] message);
    }

    private record Key(String cache, String channel) {}

    private record Entry(Executor loop, Subscriber subscriber) {}

    private final ConcurrentMap<Key, List<Entry>> entries = new ConcurrentHashMap<>();

    /** Subscribes; run the result to end it. */
    public Runnable subscribe(String cache, String channel, Executor loop, Subscriber subscriber) {
        Key key = new Key(cache, channel);
        Entry entry = new Entry(loop, subscriber);
        entries.compute(key, (k, list) -> {
            List<Entry> all = list == null ? new CopyOnWriteArrayList<>() : list;
            all.add(entry);
            return all;
        });
        return () -> entries.computeIfPresent(key, (k, list) -> {
            list.remove(entry);
            return list.isEmpty() ? null : list;
        });
    }

    /** Hands a message that {@code cache} published to every subscriber; returns how many. */
    public int publish(String cache, String channel, byte[] message) {
        List<Entry> list = entries.get(new Key(cache, channel));
        if (list == null) {
            return 0;
        }
        for (Entry entry : list) {
            entry.loop().execute(() -> entry.subscriber().message(channel, message));
        }
        return list.size();
    }
}
