package dev.socketley.engine.cache;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keys with a change on its way through a hook, and the commands that wait behind it. */
final class KeyHolds {
    private final Map<KeyName, Deque<Runnable>> held = new HashMap<>();

    boolean isBusy() {
        return !held.isEmpty();
    }

    boolean holds(KeyName key) {
        return held.containsKey(key);
    }

    /** The queue of the first of these keys that is held, or null. */
    Deque<Runnable> queue(List<KeyName> keys) {
        if (held.isEmpty()) {
            return null;
        }
        for (KeyName key : keys) {
            Deque<Runnable> queue = held.get(key);
            if (queue != null) {
                return queue;
            }
        }
        return null;
    }

    /** Holds keys, none of which is held. */
    void hold(List<KeyName> keys) {
        for (KeyName key : keys) {
            held.putIfAbsent(key, new ArrayDeque<>());
        }
    }

    /** Lets every key go; what waits for one is forgotten. */
    void clear() {
        held.clear();
    }

    /** Lets keys go; answers what waited for them, to be run in order. */
    List<Runnable> release(List<KeyName> keys) {
        List<Runnable> waiting = new ArrayList<>();
        for (KeyName key : keys) {
            Deque<Runnable> queue = held.remove(key);
            if (queue != null) {
                waiting.addAll(queue);
            }
        }
        return waiting;
    }
}
