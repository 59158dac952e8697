package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Glob;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who listens to which channels of one cache.
 *
 * <p>Thread: the cache's home loop. Bounds: {@link #SUBSCRIPTIONS_MAX} per client.
 */
public final class Channels {
    /** Subscriptions that one client may hold. */
    static final int SUBSCRIPTIONS_MAX = 10_000;

    /** What a subscription names: a channel, those that match a pattern, one of a shard. */
    enum Kind { CHANNEL, PATTERN, SHARD }

    /** Where messages come from, as the word before them says. */
    public enum Source {
        CHANNEL("message"), PATTERN("pmessage"), SHARD("smessage");

        private final byte[] word;

        Source(String word) {
            this.word = word.getBytes(StandardCharsets.US_ASCII);
        }

        /** The word before such a message; not to be changed. */
        public byte[] word() {
            return word;
        }
    }

    private record Listened(Glob glob, Set<Client> clients) {
    }

    private final Map<Kind, Map<ByteBuffer, Listened>> all = new EnumMap<>(Kind.class);

    Channels() {
        for (Kind kind : Kind.values()) {
            all.put(kind, new LinkedHashMap<>());
        }
    }

    void subscribe(Kind kind, Client client, byte[] name) {
        ByteBuffer key = ByteBuffer.wrap(name);
        if (!client.subscribed(kind).contains(key)) {
            checkRoom(client);
            client.subscribed(kind).add(key);
            all.get(kind).computeIfAbsent(key, k -> new Listened(
                kind == Kind.PATTERN ? new Glob(name) : null, new LinkedHashSet<>()))
                .clients().add(client);
        }
    }

    void unsubscribe(Kind kind, Client client, byte[] name) {
        ByteBuffer key = ByteBuffer.wrap(name);
        if (client.subscribed(kind).remove(key)) {
            Set<Client> listeners = all.get(kind).get(key).clients();
            listeners.remove(client);
            if (listeners.isEmpty()) {
                all.get(kind).remove(key);
            }
        }
    }

    private static void checkRoom(Client client) {
        if (client.subscriptions() + client.subscriptions(Kind.SHARD) >= SUBSCRIPTIONS_MAX) {
            throw Errors.raise(Reply.error(
                "ERR subscription limit reached: subscriptions-max=" + SUBSCRIPTIONS_MAX));
        }
    }

    /** Ends every subscription of a client that is gone. */
    public void forget(Client client) {
        for (Kind kind : Kind.values()) {
            for (ByteBuffer name : List.copyOf(client.subscribed(kind))) {
                unsubscribe(kind, client, name.array());
            }
        }
    }

    /** Pushes a message to everyone who listens; answers how many times it was pushed. */
    public int publish(byte[] channel, byte[] message) {
        int receivers = 0;
        for (Client client : List.copyOf(listeners(Kind.CHANNEL, channel))) {
            client.push(Source.CHANNEL, null, channel, message);
            receivers++;
        }
        Map<ByteBuffer, Listened> patterns = all.get(Kind.PATTERN);
        if (patterns.isEmpty()) {
            return receivers;
        }
        for (Map.Entry<ByteBuffer, Listened> entry : List.copyOf(patterns.entrySet())) {
            if (entry.getValue().glob().matches(channel)) {
                for (Client client : List.copyOf(entry.getValue().clients())) {
                    client.push(Source.PATTERN, entry.getKey().array(), channel, message);
                    receivers++;
                }
            }
        }
        return receivers;
    }

    /** As {@link #publish}, to those who listen to a channel of a shard. */
    int publishShard(byte[] channel, byte[] message) {
        List<Client> clients = List.copyOf(listeners(Kind.SHARD, channel));
        clients.forEach(client -> client.push(Source.SHARD, null, channel, message));
        return clients.size();
    }

    Set<Client> listeners(Kind kind, byte[] name) {
        Listened listened = all.get(kind).get(ByteBuffer.wrap(name));
        return listened == null ? Set.of() : listened.clients();
    }

    List<byte[]> names(Kind kind) {
        List<byte[]> names = new ArrayList<>();
        all.get(kind).keySet().forEach(name -> names.add(name.array()));
        return names;
    }
}
