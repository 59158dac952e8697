package dev.socketley.engine.cache;

import dev.socketley.engine.cache.command.BlockedClients;
import dev.socketley.engine.cache.command.BlockedOn;
import dev.socketley.engine.cache.command.CacheContext;
import dev.socketley.engine.cache.command.Client;
import dev.socketley.engine.cache.command.Command;
import dev.socketley.engine.cache.command.Reply;
import dev.socketley.engine.cache.store.KeyListener;
import dev.socketley.engine.cache.store.Keyspace;
import dev.socketley.engine.cache.store.Store;
import dev.socketley.engine.cache.store.Value;
import dev.socketley.engine.cache.store.ValueKind;
import dev.socketley.engine.protocol.resp.Args;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * The commands that wait for keys. Whoever changes a key that one waits for makes it ready; after
 * the command that did so, whoever waits for it is run again, the longest waiting first, and what
 * that changes may make other keys ready.
 *
 * <p>Thread: the cache's home loop. Bounds: one command per connection, and {@link #LOCAL_MAX} of
 * callers in this process. It listens to the keys only while somebody waits.
 */
final class Blocking implements KeyListener, BlockedClients {
    static final int LOCAL_MAX = 100_000;

    private static final Reply TOO_MANY = Reply.error("ERR too many commands wait for keys");
    private static final Reply STOPPING = Reply.error("ERR the cache is stopping");
    private static final Reply UNBLOCKED =
        Reply.error("UNBLOCKED client unblocked via CLIENT UNBLOCK");

    /** Runs commands again, and knows which keys are in the hands of a hook. */
    interface Runner {
        /** The reply, or null when it comes later or the command still waits. */
        Reply again(Waiter waiter);

        /** Whether changes of a key must wait for a hook. */
        boolean isHeld(Store in, ByteBuffer key);

        /** A command ends with an error without being run again. */
        void failed(Command row, Reply error);
    }

    /** A key of a database that may be swapped for another. */
    private record WaitedKey(int database, ByteBuffer bytes) {
    }

    /** A command that waits. */
    static final class Waiter {
        final Command row;
        final Args args;
        final Client client;
        final Cache.Answer answer;
        private final List<WaitedKey> keys = new ArrayList<>(1);
        private final ValueKind kind;
        private final long deadlineMs;
        private final Reply nothing;
        private final long number;

        Waiter(Command row, Args args, Client client, Cache.Answer answer, BlockedOn on,
                long number) {
            this.row = row;
            this.args = args;
            this.client = client;
            this.answer = answer;
            this.number = number;
            kind = on.kind();
            deadlineMs = on.deadlineMs();
            nothing = on.nothing();
            for (int key : on.keys()) {
                keys.add(new WaitedKey(client.database(), ByteBuffer.wrap(args.copy(key))));
            }
        }
    }

    private final Keyspace keyspace;
    private final LongSupplier steadyMs;
    private final Runner runner;
    private final Map<WaitedKey, Set<Waiter>> waiting = new HashMap<>();
    private final Map<Long, Waiter> byClient = new LinkedHashMap<>();
    private final TreeSet<Waiter> byDeadline = new TreeSet<>(
        Comparator.<Waiter>comparingLong(w -> w.deadlineMs).thenComparingLong(w -> w.number));
    private final Set<WaitedKey> ready = new LinkedHashSet<>();
    private final Set<Waiter> all = new LinkedHashSet<>();
    private LongConsumer wake = delayMs -> { };
    private long numbers;
    private Waiter retried;
    private boolean stillBlocked;
    private boolean serving;

    /** @param steadyMs the time that deadlines are in, see {@link CacheContext#steadyMs} */
    Blocking(Keyspace keyspace, LongSupplier steadyMs, Runner runner) {
        this.keyspace = keyspace;
        this.steadyMs = steadyMs;
        this.runner = runner;
    }

    /** Sets who is told in how many milliseconds the earliest deadline is, whenever it changes. */
    void wake(LongConsumer at) {
        wake = at;
    }

    // ---- coming and going ---------------------------------------------------------------------

    /**
     * Lets a command wait.
     *
     * @return null, or why it cannot
     */
    Reply add(Command row, Args args, Client client, Cache.Answer answer, BlockedOn on) {
        if (retried != null && retried.client == client && retried.row == row) {
            stillBlocked = true;
            return null;
        }
        if (client.id() == 0 && all.size() - byClient.size() >= LOCAL_MAX) {
            return TOO_MANY;
        }
        if (all.isEmpty()) {
            keyspace.listen(this);
        }
        Waiter waiter = new Waiter(row, args.detached(), client, answer, on, ++numbers);
        all.add(waiter);
        if (client.id() != 0) {
            byClient.put(client.id(), waiter);
        }
        for (WaitedKey key : waiter.keys) {
            waiting.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(waiter);
        }
        if (waiter.deadlineMs != Long.MAX_VALUE) {
            byDeadline.add(waiter);
            if (byDeadline.first() == waiter) {
                wake.accept(waiter.deadlineMs - steadyMs.getAsLong());
            }
        }
        return null;
    }

    private void remove(Waiter waiter) {
        all.remove(waiter);
        byClient.remove(waiter.client.id(), waiter);
        byDeadline.remove(waiter);
        for (WaitedKey key : waiter.keys) {
            Set<Waiter> others = waiting.get(key);
            if (others != null && others.remove(waiter) && others.isEmpty()) {
                waiting.remove(key);
            }
        }
        if (all.isEmpty()) {
            keyspace.forget(this);
            ready.clear();
        }
    }

    /** Forgets what a client waits for, as it is gone. */
    void forget(Client client) {
        Waiter waiter = byClient.get(client.id());
        if (waiter != null && waiter.client == client) {
            remove(waiter);
        }
    }

    /** Ends all waiting. */
    void clear() {
        for (Waiter each : List.copyOf(all)) {
            remove(each);
            each.answer.reply(STOPPING);
        }
    }

    @Override
    public int count() {
        return all.size();
    }

    @Override
    public boolean isBlocked(long id) {
        return byClient.containsKey(id);
    }

    @Override
    public boolean unblock(long id, boolean asError) {
        Waiter waiter = byClient.get(id);
        if (waiter == null) {
            return false;
        }
        remove(waiter);
        if (asError) {
            runner.failed(waiter.row, UNBLOCKED);
        }
        waiter.answer.reply(asError ? UNBLOCKED : waiter.nothing);
        return true;
    }

    /** Answers whoever has waited for long enough. */
    void endDue(long nowMs) {
        while (!byDeadline.isEmpty() && byDeadline.first().deadlineMs <= nowMs) {
            Waiter waiter = byDeadline.first();
            remove(waiter);
            waiter.answer.reply(waiter.nothing);
        }
        if (!byDeadline.isEmpty()) {
            wake.accept(byDeadline.first().deadlineMs - nowMs);
        }
    }

    // ---- keys that are ready ------------------------------------------------------------------

    @Override
    public void changed(Store in, byte[] bytes, int from, int length, Object value) {
        if (value instanceof Value structured && awaits(structured.kind())) {
            WaitedKey key =
                new WaitedKey(in.index(), ByteBuffer.wrap(bytes, from, length));
            Set<Waiter> waiters = waiting.get(key);
            if (waiters != null) {
                ready.add(waiters.iterator().next().keys.stream().filter(key::equals).findFirst()
                    .orElseThrow());
            }
        }
    }

    private static boolean awaits(ValueKind kind) {
        return kind == ValueKind.LIST || kind == ValueKind.ZSET;
    }

    @Override
    public void swapped(Store one, Store other) {
        for (WaitedKey key : waiting.keySet()) {
            if (key.database == one.index() || key.database == other.index()) {
                ready.add(key);
            }
        }
    }

    /** Whether somebody may have to be served. */
    boolean hasReady() {
        return !ready.isEmpty() && !serving;
    }

    /** Serves whoever waits for the keys that became ready, until none is. */
    void serve() {
        serving = true;
        List<WaitedKey> held = new ArrayList<>();
        while (!ready.isEmpty()) {
            WaitedKey key = ready.iterator().next();
            ready.remove(key);
            if (runner.isHeld(keyspace.database(key.database), key.bytes)) {
                held.add(key);
            } else {
                serve(key);
            }
        }
        serving = false;
        if (!all.isEmpty()) {
            ready.addAll(held);
        }
    }

    private void serve(WaitedKey key) {
        Set<Waiter> waiters = waiting.get(key);
        if (waiters == null) {
            return;
        }
        for (Waiter each : List.copyOf(waiters)) {
            Object value = keyspace.database(key.database).get(key.bytes.array());
            if (!(value instanceof Value structured)) {
                return;
            }
            if (structured.kind() == each.kind && waiters.contains(each)) {
                retry(each);
            }
        }
    }

    private void retry(Waiter waiter) {
        retried = waiter;
        stillBlocked = false;
        Reply reply = runner.again(waiter);
        retried = null;
        if (stillBlocked) {
            return;
        }
        remove(waiter);
        if (reply != null) {
            waiter.answer.reply(reply);
        }
    }
}
