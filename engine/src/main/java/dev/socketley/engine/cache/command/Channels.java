package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Glob;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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

    private record Pattern(Glob glob, Set<Client> clients) {
    }

    private final Map<ByteBuffer, Set<Client>> channels = new LinkedHashMap<>();
    private final Map<ByteBuffer, Pattern> patterns = new LinkedHashMap<>();

    void subscribe(Client client, byte[] channel) {
        ByteBuffer key = ByteBuffer.wrap(channel);
        if (!client.channels().contains(key)) {
            checkRoom(client);
            client.channels().add(key);
            channels.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(client);
        }
    }

    void unsubscribe(Client client, byte[] channel) {
        ByteBuffer key = ByteBuffer.wrap(channel);
        if (client.channels().remove(key)) {
            Set<Client> listeners = channels.get(key);
            listeners.remove(client);
            if (listeners.isEmpty()) {
                channels.remove(key);
            }
        }
    }

    void subscribePattern(Client client, byte[] pattern) {
        ByteBuffer key = ByteBuffer.wrap(pattern);
        if (!client.patterns().contains(key)) {
            checkRoom(client);
            client.patterns().add(key);
            patterns.computeIfAbsent(key,
                k -> new Pattern(new Glob(pattern), new LinkedHashSet<>())).clients().add(client);
        }
    }

    void unsubscribePattern(Client client, byte[] pattern) {
        ByteBuffer key = ByteBuffer.wrap(pattern);
        if (client.patterns().remove(key)) {
            Set<Client> listeners = patterns.get(key).clients();
            listeners.remove(client);
            if (listeners.isEmpty()) {
                patterns.remove(key);
            }
        }
    }

    private static void checkRoom(Client client) {
        if (client.subscriptions() >= SUBSCRIPTIONS_MAX) {
            throw Errors.raise(Reply.error(
                "ERR subscription limit reached: subscriptions-max=" + SUBSCRIPTIONS_MAX));
        }
    }

    /** Ends every subscription of a client that is gone. */
    public void forget(Client client) {
        for (ByteBuffer channel : List.copyOf(client.channels())) {
            unsubscribe(client, channel.array());
        }
        for (ByteBuffer pattern : List.copyOf(client.patterns())) {
            unsubscribePattern(client, pattern.array());
        }
    }

    /** Pushes a message to everyone who listens; answers how many times it was pushed. */
    public int publish(byte[] channel, byte[] message) {
        int receivers = 0;
        for (Client client : List.copyOf(listeners(channel))) {
            client.push(null, channel, message);
            receivers++;
        }
        if (patterns.isEmpty()) {
            return receivers;
        }
        for (Map.Entry<ByteBuffer, Pattern> entry : List.copyOf(patterns.entrySet())) {
            if (entry.getValue().glob().matches(channel)) {
                for (Client client : List.copyOf(entry.getValue().clients())) {
                    client.push(entry.getKey().array(), channel, message);
                    receivers++;
                }
            }
        }
        return receivers;
    }

    Set<Client> listeners(byte[] channel) {
        return channels.getOrDefault(ByteBuffer.wrap(channel), Set.of());
    }

    List<byte[]> names() {
        List<byte[]> names = new ArrayList<>();
        channels.keySet().forEach(name -> names.add(name.array()));
        return names;
    }

    int patternCount() {
        return patterns.size();
    }
}
