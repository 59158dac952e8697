package dev.socketley.engine.cache;

import dev.socketley.engine.cache.command.CacheContext;
import dev.socketley.engine.cache.command.Call;
import dev.socketley.engine.cache.command.Command;
import dev.socketley.engine.cache.command.CommandTable;
import dev.socketley.engine.cache.command.Encodings;
import dev.socketley.engine.cache.command.Reply;
import dev.socketley.engine.cache.command.ReplayClient;
import dev.socketley.engine.cache.durable.Entries;
import dev.socketley.engine.cache.store.Keyspace;
import dev.socketley.engine.cache.store.Store;
import dev.socketley.engine.cache.store.ValueKind;
import dev.socketley.engine.log.Log;
import dev.socketley.engine.protocol.resp.Args;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a keyspace of the entries of files, or of what a leader sends, at the times noted in them.
 *
 * <p>Thread: one owner, the keyspace's. Bounds: those of the files.
 */
class Replay implements Entries.Sink {
    private static final int EXPIRED_PER_TIME = 64;
    private static final int TOLD_MAX = 10;

    private final Keyspace keyspace;
    private final Call call;
    private final ReplayClient client = new ReplayClient();
    private final Args args = new Args();
    private long refused;
    private Store lastStore;
    private byte[] lastKey;
    private byte[] lastCommand;
    private long lastDeadlineMs;
    /** The parts of the string put last; none of any other value. */
    private final List<byte[]> lastString = new ArrayList<>();

    Replay(Keyspace keyspace, Encodings encodings) {
        this(of(keyspace, encodings));
    }

    /** Changes the keys of a cache that is served; who listens to it hears of that. */
    Replay(CacheContext context) {
        keyspace = context.keyspace();
        call = new Call(context);
    }

    private static CacheContext of(Keyspace keyspace, Encodings encodings) {
        CacheContext context = new CacheContext(keyspace);
        context.encodings(encodings);
        return context;
    }

    /** Commands that did not do what they had done; there should be none. */
    long refused() {
        return refused;
    }

    @Override
    public void time(long ms) {
        settle();
        keyspace.now(ms);
        keyspace.expireDue(EXPIRED_PER_TIME);
    }

    @Override
    public void command(int database, Args words) {
        settle();
        Command row = words.count() == 0 ? null : CommandTable.find(words);
        if (row == null || CommandTable.arityError(row, words) != null) {
            refuse(words, "not a command");
            return;
        }
        if (database < Keyspace.DATABASES) {
            client.choose(database);
            Reply reply = call.run(row, words, client);
            if (reply != null && reply.isError()) {
                refuse(words, reply.line());
            }
        }
    }

    private void refuse(Args words, String why) {
        if (refused++ < TOLD_MAX) {
            String name = words.count() == 0 ? "" : words.text(0);
            Log.warn("replay_refused", "command", name, "cause", why);
        }
    }

    @Override
    public void put(int database, int kind, byte[] key, long deadlineMs, byte[][] parts) {
        settle();
        ValueKind of = Images.kind(kind);
        if (database >= Keyspace.DATABASES || of == null || parts.length == 0) {
            refused++;
            return;
        }
        Store store = keyspace.database(database);
        if (of == ValueKind.STRING) {
            store.put(key, parts[0], deadlineMs);
            lastStore = store;
            lastKey = key;
            lastDeadlineMs = deadlineMs;
            lastString.addAll(List.of(parts));
            return;
        }
        store.remove(key);
        client.choose(database);
        lastStore = store;
        lastKey = key;
        lastCommand = of.command().getBytes(StandardCharsets.US_ASCII);
        lastDeadlineMs = deadlineMs;
        more(parts);
    }

    @Override
    public void more(byte[][] parts) {
        if (!lastString.isEmpty()) {
            lastString.addAll(List.of(parts));
        } else if (lastKey != null && parts.length > 0) {
            fill(parts);
            Reply reply = call.run(CommandTable.find(args), args, client);
            if (reply.isError()) {
                refuse(args, reply.line());
            }
        }
    }

    private void fill(byte[][] parts) {
        byte[] all = new byte[size(parts)];
        args.clear();
        int at = add(lastCommand, all, 0);
        at = add(lastKey, all, at);
        for (byte[] part : parts) {
            at = add(part, all, at);
        }
        args.over(all, 0);
    }

    private int size(byte[][] parts) {
        long size = lastCommand.length + lastKey.length;
        for (byte[] part : parts) {
            size += part.length;
        }
        return Math.toIntExact(size);
    }

    private int add(byte[] part, byte[] to, int at) {
        System.arraycopy(part, 0, to, at, part.length);
        args.add(at, part.length);
        return at + part.length;
    }

    /** A deadline is set behind the last part: one that has passed would end the key before. */
    private void settle() {
        if (lastString.size() > 1) {
            lastStore.put(lastKey, join(lastString), lastDeadlineMs);
        } else if (lastString.isEmpty() && lastKey != null && lastDeadlineMs != 0) {
            lastStore.expire(lastKey, 0, lastKey.length, lastDeadlineMs);
        }
        lastKey = null;
        lastString.clear();
    }

    private static byte[] join(List<byte[]> parts) {
        byte[] all = new byte[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    @Override
    public void delete(int database, byte[] key) {
        settle();
        if (database < Keyspace.DATABASES) {
            keyspace.database(database).remove(key);
        }
    }

    @Override
    public void clear(int database) {
        settle();
        if (database == Entries.ALL_DATABASES) {
            keyspace.clear();
        } else if (database < Keyspace.DATABASES) {
            keyspace.database(database).clear();
        }
    }

    @Override
    public void end(long keys) {
        settle();
    }

    /** Ends the work: nothing more comes. */
    void finish() {
        settle();
    }
}
