package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.KeyListener;
import dev.socketley.engine.cache.store.Keyspace;
import dev.socketley.engine.cache.store.Store;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which clients watch which keys, and whose keys have changed. It listens to the keyspace only
 * while someone watches.
 *
 * <p>Thread: the cache's home loop. Bounds: {@link #KEYS_MAX} keys for each client.
 */
final class Watches implements KeyListener {
    /** Keys that one client may watch. */
    static final int KEYS_MAX = 100_000;

    private record Name(int database, ByteBuffer key) {
    }

    private static final class Watcher {
        /** Each key, and whether it was there when it was watched. */
        private final Map<Name, Boolean> names = new HashMap<>();
        private boolean changed;
    }

    private final Keyspace keyspace;
    private final Map<Name, Set<Watcher>> watched = new HashMap<>();
    private final Map<Client, Watcher> watchers = new HashMap<>();
    /** Whether keys whose time is over are ended now only to see what there is. */
    private boolean settling;

    Watches(Keyspace keyspace) {
        this.keyspace = keyspace;
    }

    void watch(Client client, byte[] key) {
        if (watchers.isEmpty()) {
            keyspace.listen(this);
        }
        // Ends it if its time is over, so that its end is no change.
        boolean there = keyspace.database(client.database()).get(key) != null;
        Watcher watcher = watchers.computeIfAbsent(client, c -> new Watcher());
        Name name = new Name(client.database(), ByteBuffer.wrap(key));
        if (watcher.names.size() >= KEYS_MAX && !watcher.names.containsKey(name)) {
            throw Errors.raise(Reply.error("ERR too many watched keys"));
        }
        if (watcher.names.putIfAbsent(name, there) == null) {
            watched.computeIfAbsent(name, n -> new HashSet<>()).add(watcher);
        }
    }

    /** Keys that a client watches. */
    int count(Client client) {
        Watcher watcher = watchers.get(client);
        return watcher == null ? 0 : watcher.names.size();
    }

    void forget(Client client) {
        Watcher watcher = watchers.remove(client);
        if (watcher == null) {
            return;
        }
        for (Name name : watcher.names.keySet()) {
            Set<Watcher> those = watched.get(name);
            those.remove(watcher);
            if (those.isEmpty()) {
                watched.remove(name);
            }
        }
        if (watchers.isEmpty()) {
            keyspace.forget(this);
        }
    }

    /** Whether a key that the client watches has changed since. */
    boolean changed(Client client) {
        Watcher watcher = watchers.get(client);
        if (watcher == null) {
            return false;
        }
        for (Name name : List.copyOf(watcher.names.keySet())) {
            // A key whose time is over ends now, and that is a change.
            keyspace.database(name.database()).get(name.key().array());
        }
        return watcher.changed;
    }

    @Override
    public void changed(Store in, byte[] bytes, int from, int length, Object value) {
        Set<Watcher> those = watched.get(
            new Name(in.index(), ByteBuffer.wrap(bytes, from, length)));
        if (those != null && !settling) {
            those.forEach(watcher -> watcher.changed = true);
        }
    }

    @Override
    public void cleared(Store in) {
        everyKeyOf(in);
    }

    @Override
    public void swapped(Store one, Store other) {
        everyKeyOf(one);
        everyKeyOf(other);
    }

    /** A key that was not there, and is not, has not changed. */
    private void everyKeyOf(Store in) {
        settling = true;
        watched.forEach((name, those) -> {
            if (name.database() == in.index()) {
                boolean there = in.get(name.key().array()) != null;
                those.forEach(watcher -> watcher.changed |= there || watcher.names.get(name));
            }
        });
        settling = false;
    }
}
