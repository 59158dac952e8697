package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Store;
import dev.socketley.engine.protocol.resp.Args;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One run of one command: its arguments, its client, and the keys it reads and changes.
 *
 * <p>Changes go to the store at once, or, when hooks must agree first, are collected for the caller
 * to apply; a handler sees its own collected changes when it reads.
 *
 * <p>Thread: the cache's home loop.
 */
public final class Call {
    private final CacheContext context;
    private final Store store;
    private Args args;
    private Client client;
    private Command command;
    private Map<ByteBuffer, Change> pending;
    private List<Change> changes;
    private int commands;
    private int hits;
    private int misses;

    /** @param context the cache */
    public Call(CacheContext context) {
        this.context = context;
        store = context.store();
    }

    /** Runs a command whose arity and access have been checked; changes go to the store at once. */
    public Reply run(Command row, Args with, Client by) {
        commands++;
        command = row;
        args = with;
        client = by;
        pending = null;
        changes = null;
        try {
            return row.handler().run(this);
        } catch (CommandException e) {
            return e.reply();
        }
    }

    /** Runs a command and collects its changes, in order, instead of making them. */
    public Reply stage(Command row, Args with, Client by, List<Change> into) {
        commands++;
        command = row;
        args = with;
        client = by;
        pending = new HashMap<>();
        changes = into;
        try {
            return row.handler().run(this);
        } catch (CommandException e) {
            into.clear();
            return e.reply();
        } finally {
            pending = null;
            changes = null;
        }
    }

    /** Adds what was counted since the last time to the cache's figures. */
    public void publishStats() {
        if (commands != 0) {
            context.stats().add(commands, hits, misses);
            commands = 0;
            hits = 0;
            misses = 0;
        }
    }

    /** Counts a read of one key. */
    void seen(boolean found) {
        if (found) {
            hits++;
        } else {
            misses++;
        }
    }

    CacheContext context() {
        return context;
    }

    Client client() {
        return client;
    }

    Args args() {
        return args;
    }

    int count() {
        return args.count();
    }

    boolean is(int index, String upperWord) {
        return args.is(index, upperWord);
    }

    byte[] bytes(int index) {
        return args.copy(index);
    }

    long now() {
        return store.now();
    }

    long integer(int index) {
        return Numbers.integer(args.bytes(), args.offset(index), args.length(index));
    }

    Reply arityError() {
        return Errors.arity(command.lowerName());
    }

    Reply expireTimeError() {
        return Errors.expireTime(command.lowerName());
    }

    Object value(int key) {
        Change change = pendingOf(key);
        if (change != null) {
            return change.value();
        }
        return store.get(args.bytes(), args.offset(key), args.length(key));
    }

    /** The string at a key, or null; any other kind of value is an error. */
    byte[] string(int key) {
        Object value = value(key);
        if (value == null || value instanceof byte[]) {
            return (byte[]) value;
        }
        throw Errors.raise(Errors.WRONG_TYPE);
    }

    long deadline(int key) {
        return store.deadline(args.bytes(), args.offset(key), args.length(key));
    }

    /** Sets a key, or lets it go when the deadline has passed already. */
    void put(int key, Object value, long deadlineMs) {
        if (deadlineMs > Store.NEVER && deadlineMs <= store.now()) {
            delete(key);
        } else if (changes == null) {
            store.put(args.bytes(), args.offset(key), args.length(key), value, deadlineMs);
        } else {
            collect(new Change(args.copy(key), value, deadlineMs));
        }
    }

    /** Lets a key go; false when it was not there. */
    boolean delete(int key) {
        if (changes == null) {
            return store.remove(args.bytes(), args.offset(key), args.length(key));
        }
        if (value(key) == null) {
            return false;
        }
        collect(new Change(args.copy(key), null, Store.NEVER));
        return true;
    }

    /** Sets or clears a deadline; a value does not change by it, so no hook is asked. */
    boolean expire(int key, long deadlineMs) {
        if (deadlineMs > Store.NEVER && deadlineMs <= store.now()) {
            return delete(key);
        }
        return store.expire(args.bytes(), args.offset(key), args.length(key), deadlineMs);
    }

    private void collect(Change change) {
        changes.add(change);
        pending.put(ByteBuffer.wrap(change.key()), change);
    }

    private Change pendingOf(int key) {
        if (pending == null || pending.isEmpty()) {
            return null;
        }
        return pending.get(
            ByteBuffer.wrap(args.bytes(), args.offset(key), args.length(key)));
    }

    static List<Reply> replies(int expected) {
        return new ArrayList<>(Math.min(expected, 1 << 16));
    }
}
