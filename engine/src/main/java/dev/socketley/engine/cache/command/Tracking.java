package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.KeyListener;
import dev.socketley.engine.cache.store.Keyspace;
import dev.socketley.engine.cache.store.Store;
import dev.socketley.engine.protocol.resp.Args;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells clients that keep what they have read when it is not so any more: {@code CLIENT TRACKING}.
 * A client is told of the keys that it read, once for each time it read them; in mode
 * {@code BCAST} of every key that begins with one of its prefixes. They are told behind the replies
 * of the commands that run together.
 *
 * <p>Thread: the cache's home loop. It listens to the keys only while a client asked for it. Bounds:
 * {@code tracking-table-max-keys}; with more the oldest are told as if they had changed.
 */
public final class Tracking implements KeyListener {
    /** The channel on which clients of RESP2 are told. */
    static final byte[] CHANNEL = "__redis__:invalidate".getBytes(StandardCharsets.US_ASCII);
    static final int PREFIXES_MAX = 1000;

    private static final Reply INVALIDATE = Reply.bulk("invalidate");

    /** What one client asked for. */
    static final class Mode {
        boolean broadcast;
        boolean optIn;
        boolean optOut;
        boolean noLoop;
        /** Who is told in its place, 0 for itself. */
        long redirect;
        boolean redirectBroken;
        final List<byte[]> prefixes = new ArrayList<>();
        /** What {@code CLIENT CACHING} said, and the number of the command it was said in. */
        boolean caching;
        long cachingAt = Long.MIN_VALUE;
        boolean cachingInMulti;

        private boolean wants(Client client) {
            boolean said = cachingInMulti || cachingAt + 1 == client.info().commands;
            return !broadcast && (optIn ? said && caching : !optOut || !said || caching);
        }

        /** What was said before {@code MULTI} holds for all that is queued. */
        void multi(Client client) {
            cachingInMulti = cachingAt + 1 == client.info().commands;
        }

        private boolean covers(byte[] key) {
            return prefixes.isEmpty() || prefixes.stream().anyMatch(prefix -> key.length
                >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length));
        }
    }

    /** What is to be told; a null key means all of them. */
    private record Told(Client client, byte[] key) {
    }

    private final Keyspace keyspace;
    private final Clients clients;
    private final Set<Client> tracking = new LinkedHashSet<>();
    private final Map<ByteBuffer, Set<Client>> readers = new LinkedHashMap<>();
    private final List<Told> told = new ArrayList<>();
    private int keysMax = 1_000_000;
    private Client running;

    Tracking(Keyspace keyspace, Clients clients) {
        this.keyspace = keyspace;
        this.clients = clients;
    }

    /** Sets how many keys are remembered. */
    public void keysMax(int count) {
        keysMax = count;
        shrink();
    }

    /** Whether a client is told of changes. */
    boolean isOn() {
        return !tracking.isEmpty();
    }

    /** Begins, or goes on in another mode. */
    void begin(Client client, Mode mode) {
        if (tracking.isEmpty()) {
            keyspace.listen(this);
        }
        tracking.add(client);
        client.tracking(mode);
    }

    /** Ends it, if it was begun. */
    void end(Client client) {
        if (tracking.remove(client)) {
            client.tracking(null);
            readers.values().forEach(each -> each.remove(client));
            readers.values().removeIf(Set::isEmpty);
            if (tracking.isEmpty()) {
                keyspace.forget(this);
                told.clear();
            }
        }
    }

    int keyCount() {
        return readers.size();
    }

    int clientCount() {
        return tracking.size();
    }

    int prefixCount() {
        return tracking.stream().mapToInt(client -> client.tracking().prefixes.size()).sum();
    }

    // ---- reading ------------------------------------------------------------------------------

    /** A client's command begins; answers whose ran before, for {@link #ends}. */
    Client begins(Client client) {
        Client outer = running;
        running = client.sender();
        return outer;
    }

    /** The command ends: what it read is remembered. */
    void ends(Command row, Args args, Client outer) {
        Mode mode = running.tracking();
        if (mode != null && row.access() == Access.READ && mode.wants(running)) {
            for (int i : row.keys(args)) {
                readers.computeIfAbsent(ByteBuffer.wrap(args.copy(i)), k -> new LinkedHashSet<>(2))
                    .add(running);
            }
            shrink();
        }
        running = outer;
    }

    private void shrink() {
        while (readers.size() > keysMax) {
            Iterator<Map.Entry<ByteBuffer, Set<Client>>> oldest = readers.entrySet().iterator();
            Map.Entry<ByteBuffer, Set<Client>> entry = oldest.next();
            oldest.remove();
            entry.getValue().forEach(each -> told.add(new Told(each, entry.getKey().array())));
        }
    }

    // ---- changes ------------------------------------------------------------------------------

    @Override
    public void changed(Store in, byte[] bytes, int from, int length, Object value) {
        changed(Arrays.copyOfRange(bytes, from, from + length), running);
    }

    @Override
    public void expired(Store in, byte[] key, Object value) {
        changed(key, null);
    }

    private void changed(byte[] key, Client by) {
        Set<Client> all = readers.remove(ByteBuffer.wrap(key));
        if (all != null) {
            all.forEach(client -> tell(client, key, by));
        }
        for (Client client : tracking) {
            if (client.tracking().broadcast && client.tracking().covers(key)) {
                tell(client, key, by);
            }
        }
    }

    private void tell(Client client, byte[] key, Client by) {
        if (client != by || !client.tracking().noLoop) {
            told.add(new Told(client, key));
        }
    }

    @Override
    public void cleared(Store in) {
        readers.clear();
        tracking.forEach(client -> told.add(new Told(client, null)));
    }

    @Override
    public void swapped(Store one, Store other) {
        cleared(one);
    }

    // ---- telling ------------------------------------------------------------------------------

    /** Tells what changed since the last time. */
    public void flush() {
        if (told.isEmpty()) {
            return;
        }
        List<Told> all = List.copyOf(told);
        told.clear();
        Client last = null;
        List<Reply> keys = new ArrayList<>();
        for (Told each : all) {
            boolean together = each.client() == last && each.key() != null
                && each.client().tracking() != null && each.client().tracking().broadcast;
            if (!together && last != null) {
                send(last, keys);
            }
            last = each.client();
            if (each.key() != null) {
                keys.add(Reply.bulk(each.key()));
            }
        }
        send(last, keys);
    }

    /** Empties the keys, which are none when all have changed. */
    private void send(Client client, List<Reply> keys) {
        Reply list = keys.isEmpty() ? Reply.NIL : Reply.array(List.copyOf(keys));
        keys.clear();
        Mode mode = client.tracking();
        if (mode == null) {
            return;
        }
        Client to = mode.redirect == 0 ? client : clients.get(mode.redirect);
        if (to == null) {
            lost(client, mode);
        } else if (to.isResp3()) {
            to.tell(Reply.push(List.of(INVALIDATE, list)));
        } else if (to.isSubscribed()) {
            to.tell(Reply.push(List.of(
                Reply.bulk(Channels.Source.CHANNEL.word()), Reply.bulk(CHANNEL), list)));
        }
    }

    /** Whoever was to be told in its place is gone. */
    private static void lost(Client client, Mode mode) {
        if (!mode.redirectBroken && client.isResp3()) {
            client.tell(Reply.push(List.of(
                Reply.bulk("tracking-redir-broken"), Reply.integer(mode.redirect))));
        }
        mode.redirectBroken = true;
    }
}
