package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Slice;
import dev.socketley.engine.cache.store.Store;
import dev.socketley.engine.cache.store.Value;
import dev.socketley.engine.cache.store.ValueKind;
import dev.socketley.engine.protocol.resp.Args;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One run of one command: its arguments, its client, and the keys it reads and changes.
 *
 * <p>Changes go to the store at once, or, when hooks must agree first, are collected for the caller
 * to apply; a handler sees its own collected changes when it reads. A value of several elements is
 * changed between {@link #edit} and {@link #edited}: in place, or in a copy when hooks must agree.
 *
 * <p>Thread: the cache's home loop.
 */
public final class Call {
    /** Above the bits of a hash. */
    private static final int NOTED = 1 << 30;
    /** Keys of one command that are fetched before they are looked up. */
    private static final int FETCHED_MAX = 64;

    private final CacheContext context;
    private Store store;
    private Args args;
    private Client client;
    private Command command;
    /** Where changes are collected, or null while they are made at once. */
    private Staging staging;
    private int copiedMax = Integer.MAX_VALUE;
    private final Slice slice = new Slice();
    private final Slice given = new Slice();
    private final int[] touching = new int[FETCHED_MAX];
    private long touched;
    private final byte[] digits = new byte[Numbers.DIGITS_MAX];
    private final Reply sliceReply = Reply.bulk(slice);
    private boolean direct;
    private BlockedOn blocked;
    private Args instead;
    private Consumer<Reply> later;
    private Value editing;
    private boolean creating;
    private long bytesBefore;
    /** What the only key of the next command holds, when that was looked up ahead; else null. */
    private Object ahead;
    /** The same for the command that runs, until it has looked. */
    private Object found;
    private int commands;
    private int hits;
    private int misses;
    /** Keys that the next command will find because they were loaded for it. */
    private int loaded;

    /** @param context the cache */
    public Call(CacheContext context) {
        this.context = context;
    }

    /** Runs a command whose arity and access have been checked; changes go to the store at once. */
    public Reply run(Command row, Args with, Client by) {
        if (context.tracking().isOn()) {
            return runTracked(row, with, by);
        }
        return runPlain(row, with, by);
    }

    /** Looks up the first key for the command that is run next, which has no other; false without it. */
    public boolean finds(Args with, Client by) {
        Store in = context.keyspace().database(by.database());
        if (with.note() == 0) {
            note(with, Store.hash(with.bytes(), with.offset(1), with.length(1)));
        }
        ahead = in.view(noted(with), with.bytes(), with.offset(1), with.length(1), slice);
        return ahead != null;
    }

    private Reply runTracked(Command row, Args with, Client by) {
        Client outer = context.tracking().begins(by);
        try {
            return runPlain(row, with, by);
        } finally {
            context.tracking().ends(row, with, outer);
        }
    }

    private Reply runPlain(Command row, Args with, Client by) {
        begin(row, with, by);
        CommandListener log = row.access() == Access.WRITE ? context.commandListener() : null;
        if (log == null) {
            return handle(row);
        }
        log.begins(row);
        Reply reply = handle(row);
        log.ran(store.index(), instead == null ? with : instead);
        return reply;
    }

    private Reply handle(Command row) {
        CommandStats stats = context.commandStats();
        Command counted = row.counted(args);
        long errors = stats.errorReplies();
        boolean timed = counted != null && stats.isTimed(counted) || context.slowLog().timesAll()
            || context.latency().isOn();
        long began = timed ? System.nanoTime() : 0;
        Args sent = args;
        Reply reply = row.access() == Access.WRITE && context.keyEvents().isOn()
            ? handleTold(row) : answer(row);
        if (counted != null) {
            stats.ran(counted);
        }
        if (timed) {
            took(row, counted, sent, System.nanoTime() - began);
        }
        if (reply != null && reply.isError()) {
            failed(counted, reply, errors);
        }
        return reply;
    }

    private Reply answer(Command row) {
        try {
            return row.handler().run(this);
        } catch (CommandException e) {
            return e.reply();
        }
    }

    private Reply handleTold(Command row) {
        context.keyEvents().begins(row, args);
        Reply reply = answer(row);
        context.keyEvents().begins(null, null);
        return reply;
    }

    private void failed(Command counted, Reply reply, long errors) {
        if (counted == null) {
            context.rejected(null, reply);
        } else {
            context.commandStats().failed(counted, reply, errors);
        }
    }

    private void took(Command row, Command counted, Args sent, long nanos) {
        if (counted != null) {
            context.commandStats().took(counted, nanos);
        }
        watch(row, sent, nanos);
    }

    /** Time that the command takes without holding the loop. */
    void took(long nanos) {
        watch(command, args, nanos);
    }

    private void watch(Command row, Args sent, long nanos) {
        context.latency().took(row.has(Flag.FAST) ? "fast-command" : "command", nanos, now());
        if (context.slowLog().isSlow(nanos) && !row.has(Flag.SKIP_SLOWLOG)) {
            context.slowLog().add(this, sent, nanos);
        }
    }

    private void begin(Command row, Args with, Client by) {
        commands++;
        command = row;
        args = with;
        client = by;
        store = context.keyspace().database(by.database());
        instead = null;
        found = ahead;
        ahead = null;
        editing = null;
        direct = by.takeDirect();
        blocked = null;
    }

    /**
     * Runs a command and collects its changes, in order, instead of making them.
     *
     * @param taker takes the reply if it comes later, as a script leaves the loop to others
     * @return the reply, or null when it comes later or the command waits for a key
     */
    public Reply stage(Command row, Args with, Client by, List<Change> into, Consumer<Reply> taker) {
        beginStage(into);
        staging.only(row);
        later = reply -> {
            endStage();
            taker.accept(reply);
        };
        Reply reply = null;
        try {
            reply = stageOne(row, with, by);
        } finally {
            // A script that has left the loop to others goes on collecting.
            if (reply != null || !context.scripts().isRunning()) {
                endStage();
            }
        }
        return reply;
    }

    /** Sets how many elements a value may have that is copied, and shown, when hooks must agree. */
    public void copiedMax(int elements) {
        copiedMax = elements;
    }

    /** From here on commands see, and add to, these changes instead of making theirs. */
    void beginStage(List<Change> into) {
        staging = new Staging(into, copiedMax);
    }

    void endStage() {
        if (staging != null) {
            Staging ended = staging;
            staging = null;
            ended.end();
        }
    }

    /** One command between {@link #beginStage} and {@link #endStage}. */
    Reply stageOne(Command row, Args with, Client by) {
        begin(row, with, by);
        direct = false;
        Staging in = staging;
        int before = in.count();
        Cause outer = in.begins(row, store.index());
        try {
            Reply reply = row.handler().run(this);
            in.ran(before, instead == null ? with : instead);
            return reply;
        } catch (CommandException e) {
            in.failed(before);
            return e.reply();
        } finally {
            in.resumes(outer);
        }
    }

    /** Runs a command for the one that runs now, whose own part is then as it was. */
    Reply within(Command row, Args with, Client by) {
        Args outerArgs = args;
        Client outerClient = client;
        Command outer = command;
        Store outerStore = store;
        Args outerInstead = instead;
        try {
            return staging == null ? run(row, with, by) : stageOne(row, with, by);
        } finally {
            args = outerArgs;
            client = outerClient;
            command = outer;
            store = outerStore;
            instead = outerInstead;
            editing = null;
            blocked = null;
        }
    }

    /** Sets who takes the reply of the next command if it answers null. */
    public void later(Consumer<Reply> taker) {
        later = taker;
    }

    /** Takes the reply of a command whose handler answers null. */
    Consumer<Reply> later() {
        return later;
    }

    /** Adds what was counted since the last time to the cache's figures. */
    public void publishStats() {
        if (commands + misses != 0) {
            context.stats().add(commands, hits, misses);
            commands = 0;
            hits = 0;
            misses = 0;
        }
    }

    /** Says how many keys the next command finds only because they were loaded for it: these are misses. */
    public void loaded(int keys) {
        loaded = keys;
    }

    /** Counts a look-up of one key. */
    public void seen(boolean found) {
        if (found && loaded == 0) {
            hits++;
        } else {
            misses++;
            loaded -= found ? 1 : 0;
        }
    }

    /** Says which command has the same effect whenever it is run; for random and timed ones. */
    void instead(Args same) {
        instead = same;
    }

    /** Whether somebody wants to know what has the same effect. */
    boolean isRecorded() {
        return staging != null || context.commandListener() != null;
    }

    /** As {@link #instead(Args)}. */
    void instead(String name, byte[]... rest) {
        instead(ListMoves.args(name, rest));
    }

    /**
     * Lets the client wait, as there is nothing to take yet; the handler answers what this does.
     *
     * @param refused the answer to a client that may not wait
     */
    Reply block(BlockedOn on, Reply refused) {
        if (!client.mayBlock()) {
            return refused;
        }
        blocked = on;
        return null;
    }

    /** What the command waits for that answered null. */
    public BlockedOn blocked() {
        return blocked;
    }

    /** A slice for short use. */
    Slice slice() {
        return slice;
    }

    /** The reply of bytes that the command leaves alone: a copy unless it is written at once. */
    Reply shown(Slice bytes) {
        if (direct && bytes == slice) {
            return sliceReply;
        }
        return Reply.bulk(bytes.copy());
    }

    /** The reply of strings that the command leaves alone: copies unless it is written at once. */
    Reply array(Streamed elements) {
        Reply reply = Reply.streamed(Reply.Kind.ARRAY, elements);
        return direct ? reply : Reply.array(reply.items());
    }

    /** As {@link #array} of members and their scores in turn. */
    Reply pairs(Streamed elements) {
        Reply reply = Reply.streamed(Reply.Kind.PAIRS, elements);
        return direct ? reply : Reply.pairs(reply.items());
    }

    CacheContext context() {
        return context;
    }

    /** The client's database. */
    Store store() {
        return store;
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

    /** Its row. */
    Command command() {
        return command;
    }

    /** The command's name in lower case. */
    String commandName() {
        return command.lowerName();
    }

    Reply arityError() {
        return Errors.arity(command.lowerName());
    }

    Reply expireTimeError() {
        return Errors.expireTime(command.lowerName());
    }

    // ---- reading ----------------------------------------------------------------------------

    /** The value at a key, a string as a copy, or null. */
    Object value(int key) {
        Object value = view(key);
        return value == slice ? slice.copy() : value;
    }

    /** The value at a key, a string as {@link #slice()}, or null. */
    private Object view(int key) {
        Object value = found;
        if (value == null) {
            value = find(key);
        } else {
            found = null;
        }
        if (command.isCounted()) {
            seen(value != null);
        }
        return value;
    }

    private Object find(int key) {
        Change change = pendingOf(key);
        Object value;
        if (change != null) {
            value = change.value();
        } else if (command.isUntouching()
                || client.info().isUntouching() && !command.name().equals("TOUCH")) {
            value = store.peek(args.bytes(), args.offset(key), args.length(key));
        } else {
            return store.view(hash(key), args.bytes(), args.offset(key), args.length(key), slice);
        }
        if (value instanceof byte[] string) {
            slice.set(string, 0, string.length);
            return slice;
        }
        return value;
    }

    /** The hash of a key; that of the first is noted, at the latest now. */
    private int hash(int key) {
        if (key == 1 && args.note() != 0) {
            return noted(args);
        }
        int hash = Store.hash(args.bytes(), args.offset(key), args.length(key));
        if (key == 1) {
            note(args, hash);
        }
        return hash;
    }

    /** Notes the hash of the first key with arguments, so that it is not calculated again. */
    public static void note(Args args, int hash) {
        args.note(hash | NOTED);
    }

    /** The hash that was noted with arguments. */
    public static int noted(Args args) {
        return args.note() & ~NOTED;
    }

    /** Fetches what several keys will look up, {@code step} arguments apart. */
    void fetch(int first, int step) {
        int count = 0;
        for (int i = first; i < args.count() && count < touching.length; i += step) {
            touching[count++] = hash(i);
        }
        if (count > 1) {
            touched += store.touch(touching, count);
        }
    }

    /** What fetching has read, used for nothing. */
    public long touched() {
        return touched;
    }

    /** Whether a key is there. */
    boolean has(int key) {
        return view(key) != null;
    }

    /** The kind of the value at a key, or null. */
    ValueKind kind(int key) {
        Object value = view(key);
        return value == null ? null : value == slice ? ValueKind.STRING : ValueKind.of(value);
    }

    /**
     * The string at a key, right until something is changed, or null; any other kind of value is
     * an error. It is {@link #slice()}.
     */
    Slice look(int key) {
        Object value = view(key);
        if (value == null || value == slice) {
            return (Slice) value;
        }
        throw Errors.raise(Errors.WRONG_TYPE);
    }

    /** The string at a key, or null; any other kind of value is an error. */
    byte[] string(int key) {
        Slice value = look(key);
        return value == null ? null : value.copy();
    }

    /** The value at a key for reading, or null; any other kind of value is an error. */
    <T extends Value> T read(int key, Class<T> kind) {
        return cast(view(key), kind);
    }

    private static <T extends Value> T cast(Object value, Class<T> kind) {
        if (value == null || kind.isInstance(value)) {
            return kind.cast(value);
        }
        throw Errors.raise(Errors.WRONG_TYPE);
    }

    /** As {@link #value}, without that being a use of the key. */
    Object peek(int key) {
        if (pendingOf(key) != null) {
            return value(key);
        }
        Object value = store.peek(args.bytes(), args.offset(key), args.length(key));
        if (command.isCounted()) {
            seen(value != null);
        }
        return value;
    }

    long deadline(int key) {
        long deadlineMs = findDeadline(key);
        if (command.access() == Access.READ) {
            seen(deadlineMs != Store.MISSING);
        }
        return deadlineMs;
    }

    private long findDeadline(int key) {
        Change change = pendingOf(key);
        if (change != null && change.isDelete()) {
            return Store.MISSING;
        }
        if (change != null && change.deadlineMs() != Store.KEEP) {
            return change.deadlineMs();
        }
        long kept = store.deadline(args.bytes(), args.offset(key), args.length(key));
        return change != null && kept == Store.MISSING ? Store.NEVER : kept;
    }

    // ---- changing ---------------------------------------------------------------------------

    /**
     * The value at a key, to be changed; any other kind of value is an error. When it was changed,
     * {@link #edited} must be the next of these calls.
     *
     * @return null when the key is missing
     */
    <T extends Value> T edit(int key, Class<T> kind) {
        T value = read(key, kind);
        creating = false;
        if (value != null && staging != null && pendingOf(key) == null && !staging.isInPlace(store, value)) {
            value = kind.cast(value.copy());
        } else if (value != null && pendingOf(key) == null) {
            store.changing(args.bytes(), args.offset(key), args.length(key));
            context.changes(value);
        }
        editing = value;
        bytesBefore = value == null ? 0 : value.memoryBytes();
        return value;
    }

    /** As {@link #edit}, with a new value when the key is missing. */
    <T extends Value> T editOrNew(int key, Class<T> kind, Supplier<T> maker) {
        T value = edit(key, kind);
        if (value == null) {
            value = maker.get();
            editing = value;
            creating = true;
        }
        return value;
    }

    /** Says that the value last given by {@link #edit} was changed; left empty, its key goes. */
    void edited(int key) {
        Value value = editing;
        if (staging != null) {
            if (value.size() > 0 || !creating) {
                staging.edited(store, args.copy(key), value, creating);
            }
        } else if (!creating) {
            store.edited(
                hash(key), args.bytes(), args.offset(key), args.length(key), value, bytesBefore);
        } else if (value.size() > 0) {
            store.put(args.bytes(), args.offset(key), args.length(key), value, Store.NEVER);
        }
        editing = null;
    }

    /**
     * Gives the value at a key to a key of the same or another name, in any database. The old key goes
     * last, so that a hook that refuses cannot lose the value.
     */
    void move(int from, Object value, Store in, int to) {
        long deadlineMs = deadline(from);
        boolean isItself = staging == null || value instanceof Value several
            && staging.isMovable(store, args.copy(from), several, pendingOf(from) == null);
        put(in, to, isItself ? value : copied(value), deadlineMs);
        delete(from);
    }

    /** Gives a key a value of its own that is like the one at another, and its deadline. */
    void copy(int from, Object value, Store in, int to) {
        Object own = value;
        if (value instanceof Value several) {
            own = context.copier().copy(several);
            if (staging != null && staging.isOnly(command) && pendingOf(from) == null) {
                staging.copies(store, args.copy(from), several, (Value) own);
            }
        }
        put(in, to, own, deadline(from));
    }

    /** A value of its own for another key. */
    static Object copied(Object value) {
        return value instanceof Value structured ? structured.copy() : value;
    }

    /** Sets a key to an argument. */
    void putArgument(int key, int argument, long deadlineMs) {
        given.set(args.bytes(), args.offset(argument), args.length(argument));
        put(key, given, deadlineMs);
    }

    /** Sets a key to an integer, keeping its deadline. */
    void putInteger(int key, long value) {
        int from = Numbers.digits(value, digits);
        given.set(digits, from, digits.length - from);
        put(key, given, Store.KEEP);
    }

    private void put(int key, Slice string, long deadlineMs) {
        if (staging != null || deadlineMs > Store.NEVER && deadlineMs <= store.now()) {
            put(store, key, string.copy(), deadlineMs);
        } else {
            store.put(hash(key), args.bytes(), args.offset(key), args.length(key), string,
                deadlineMs);
        }
    }

    /** Sets a key, or lets it go when the deadline has passed already. */
    void put(int key, Object value, long deadlineMs) {
        put(store, key, value, deadlineMs);
    }

    /** As {@link #put(int, Object, long)}, in any database. */
    void put(Store in, int key, Object value, long deadlineMs) {
        if (deadlineMs > Store.NEVER && deadlineMs <= store.now()) {
            delete(key);
        } else if (staging == null) {
            in.put(args.bytes(), args.offset(key), args.length(key), value, deadlineMs);
        } else {
            staging.put(in, args.copy(key), value, deadlineMs);
        }
    }

    /** Lets a key go; false when it was not there. */
    boolean delete(int key) {
        if (staging == null) {
            return store.remove(args.bytes(), args.offset(key), args.length(key));
        }
        if (value(key) == null) {
            return false;
        }
        staging.put(store, args.copy(key), null, Store.NEVER);
        return true;
    }

    /** Sets or clears a deadline; a value does not change by it, so no hook is asked. */
    boolean expire(int key, long deadlineMs) {
        if (deadlineMs > Store.NEVER && deadlineMs <= store.now()) {
            return delete(key);
        }
        Change change = pendingOf(key);
        if (change != null) {
            if (change.isDelete()) {
                return false;
            }
            // The value was asked for, or will be; its deadline is no change of it.
            staging.date(change, deadlineMs);
            return true;
        }
        return staging == null
            ? store.expire(args.bytes(), args.offset(key), args.length(key), deadlineMs)
            : Cause.date(command, store, args.copy(key), deadlineMs, context.commandListener());
    }

    private Change pendingOf(int key) {
        return staging == null ? null : staging.of(store, args, key);
    }

    static List<Reply> replies(int expected) {
        return new ArrayList<>(Math.min(expected, 1 << 16));
    }
}
