package dev.socketley.engine.cache;

import dev.socketley.engine.cache.command.Access;
import dev.socketley.engine.cache.command.CacheContext;
import dev.socketley.engine.cache.command.Change;
import dev.socketley.engine.cache.command.Call;
import dev.socketley.engine.cache.command.Client;
import dev.socketley.engine.cache.command.Command;
import dev.socketley.engine.cache.command.CommandTable;
import dev.socketley.engine.cache.command.Files;
import dev.socketley.engine.cache.command.Flag;
import dev.socketley.engine.cache.command.Reply;
import dev.socketley.engine.cache.command.Scripts;
import dev.socketley.engine.cache.command.Transaction;
import dev.socketley.engine.cache.command.TransactionCommands;
import dev.socketley.engine.cache.store.Keyspace;
import dev.socketley.engine.cache.store.Slice;
import dev.socketley.engine.cache.store.Store;
import dev.socketley.engine.cache.store.Value;
import dev.socketley.engine.protocol.resp.Args;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Runs commands on one store and asks the hooks.
 *
 * <p><b>on_miss</b> is asked before a loading command runs, once for a key however many clients
 * miss it meanwhile. What it answers is kept, unless the key was changed while it was asked. A
 * failure is an error reply to each of those clients.
 *
 * <p><b>on_write</b> and <b>on_delete</b> are asked before a change is made, key by key in the
 * order of the command, and the change is made when they have accepted it. So what readers see has
 * been accepted by whatever stands behind the hook, and a failure leaves the old value and answers
 * an error. Had the change been made first, a failure would leave the cache and its source apart
 * with nobody to notice. Of a command on several keys the changes accepted before a failure stay,
 * as the source has them too. Until it is made, later changes of the same key wait behind it;
 * readers see the old value. A value of several elements is changed in a copy, which the hook is
 * shown and which takes the old one's place; without hooks it is changed in place. The hooks follow
 * values: commands that only set a deadline ask nothing, and {@code FLUSHALL}, {@code FLUSHDB} and
 * {@code SWAPDB} drop or move what is cached without touching the source.
 *
 * <p>Thread: the cache's home loop. Bounds: one waiting command per client, which the sessions see
 * to.
 */
public final class Cache {
    /** Takes the reply of a command that had to wait. */
    @FunctionalInterface
    public interface Answer extends Consumer<Reply> {
        void reply(Reply reply);

        @Override
        default void accept(Reply reply) {
            reply(reply);
        }
    }

    private final LongSupplier clock;
    private final Keyspace keyspace;
    private final CacheContext context;
    private final Call call;
    private final CacheHooks hooks;
    private final Remembered remembered = new Remembered();
    private final Loads loads;
    private final Transactions transactions;
    /** What waits for the end of a script that takes its turns. */
    private final ArrayDeque<Runnable> behindScript = new ArrayDeque<>();
    private final KeyHolds holds = new KeyHolds();
    private final CacheContext.Gate gate;
    private final Copies copies;
    private final Upkeep upkeep;
    private Persistence persistence;
    private final Blocking blocking;
    private final ArrayDeque<Expired> expired = new ArrayDeque<>();

    private boolean asksMiss;
    private boolean asksWrite;
    private boolean asksDelete;

    /**
     * @param clock Unix time in milliseconds
     * @param hooks whom to ask
     */
    public Cache(LongSupplier clock, CacheHooks hooks) {
        this.clock = clock;
        this.hooks = hooks;
        keyspace = new Keyspace(clock.getAsLong(), this::expired);
        context = new CacheContext(keyspace);
        call = new Call(context);
        loads = new Loads(hooks, remembered, this::begin, this::whenFree);
        transactions = new Transactions(this, call, loads);
        blocking = new Blocking(keyspace, context::steadyMs, new Retries());
        copies = new Copies(context::encodings, this::whenFree);
        context.copier(copies);
        context.blocked(blocking);
        context.server(new LocalServer(context));
        gate = new Admission(context);
        context.gate(gate);
        upkeep = new Upkeep(this, remembered);
        begin();
    }

    /** What the commands work on. */
    public CacheContext context() {
        return context;
    }

    CacheHooks hooks() {
        return hooks;
    }

    KeyHolds holds() {
        return holds;
    }

    boolean asksMiss() {
        return asksMiss;
    }

    Loads loads() {
        return loads;
    }

    boolean asksWrite() {
        return asksWrite;
    }

    boolean asksDelete() {
        return asksDelete;
    }

    // ---- scripts that take their turns ------------------------------------------------------

    /** Whether a script has begun and not ended: nothing else may touch the keys. */
    boolean isScripting() {
        return context.scripts().isRunning();
    }

    /** Does something now, or when the script that takes its turns has ended. */
    void whenFree(Runnable work) {
        if (isScripting()) {
            behindScript.add(work);
        } else {
            work.run();
        }
    }

    /** Does what waited for the end of a script, as long as no other one begins. */
    void released() {
        while (!isScripting() && !behindScript.isEmpty()) {
            behindScript.poll().run();
        }
        if (!isScripting()) {
            begin();
            end();
        }
    }

    /** Runs a command while a script takes too long: few may. */
    Reply acceptBusy(Args args, Client client, Answer answer) {
        Command row = CommandTable.find(args);
        if (row == null || row.runsWhileBusy(args)) {
            return accept(args, client, answer);
        }
        return refused(row, client, Scripts.BUSY);
    }

    /** What a refused command is answered, which spoils the client's transaction. */
    private Reply refused(Command row, Client client, Reply refusal) {
        context.rejected(row, refusal);
        if (client.transaction() != null) {
            client.transaction().breakIt();
        }
        return row != null && row.name().equals("EXEC")
            ? TransactionCommands.abort(context, client, refusal) : refusal;
    }

    /** Goes on with a command that had to wait. */
    void later(Answer answer, Supplier<Reply> command) {
        Reply[] reply = {null};
        later(() -> reply[0] = command.get());
        if (reply[0] != null) {
            answer.reply(reply[0]);
        }
    }

    /** Goes on with commands that had to wait. */
    void later(Runnable commands) {
        begin();
        commands.run();
        serveBlocked();
        end();
    }

    /** Begins a run of commands: takes the time, and looks which hooks there are. */
    public void begin() {
        if (!isScripting()) {
            keyspace.now(clock.getAsLong());
        }
        asksMiss = hooks.hasMiss() && !context.replication().isFollowing();
        asksWrite = hooks.hasWrite();
        asksDelete = hooks.hasDelete();
    }

    /** Ends a run of commands: serves whoever waits for its changes, tells the expired keys. */
    public void end() {
        serveBlocked();
        call.publishStats();
        while (!expired.isEmpty()) {
            Expired each = expired.poll();
            hooks.onExpire(each.database(), each.key());
        }
        context.tracking().flush();
        if (persistence != null) {
            persistence.turn();
        }
        context.replication().turn();
    }

    /** Sets what is remembered beside the keys. */
    void remember(Remembered.Settings settings) {
        remembered.settings(settings);
        keyspace.forget(remembered);
        if (settings.isOn()) {
            keyspace.listen(remembered);
        }
    }

    /** What ends keys and lets them go. */
    Upkeep upkeep() {
        return upkeep;
    }

    /** What copies large values. */
    Copies copies() {
        return copies;
    }

    /** The commands that wait for keys. */
    Blocking blocking() {
        return blocking;
    }

    private void serveBlocked() {
        if (blocking.hasReady() && !isScripting()) {
            blocking.serve();
        }
    }

    /** Forgets the commands that wait: the clients are gone, and hooks may never answer. */
    void forgetWaiting() {
        blocking.clear();
        copies.clear();
        loads.clear();
        holds.clear();
    }

    private void expired(Store in, Slice key) {
        context.stats().addExpired();
        if (hooks.hasExpire()) {
            expired.add(new Expired(in.index(), key.copy()));
        }
    }

    /** Keeps the data in files from now on, or nowhere when null. */
    void persistence(Persistence keeps) {
        persistence = keeps;
        context.files(keeps == null ? Files.NONE : keeps);
    }

    /** Takes everything that a keyspace made elsewhere holds in place of what is here. */
    void adopt(Keyspace filled) {
        keyspace.adopt(filled);
        context.replication().replaced();
    }

    /** Where the log stands, if replies wait for the disk; else always the same. */
    long noted() {
        return persistence == null ? 0 : persistence.noted();
    }

    /** Runs a command of a caller in this process, between {@link #begin} and {@link #end}. */
    public void execute(Args args, Client client, Answer answer) {
        if (isScripting()) {
            behind(args, client, answer);
            return;
        }
        begin();
        long noted = noted();
        Reply reply = accept(args, client, answer);
        boolean wrote = noted() != noted;
        end();
        if (reply != null) {
            answer(reply, wrote && client.takesTurns(), answer);
        }
    }

    /** Who has to be answered at once is told; who else calls from this process waits for the script. */
    private void behind(Args args, Client client, Answer answer) {
        if (!client.takesTurns() || behindScript.size() >= Blocking.LOCAL_MAX) {
            answer.reply(Scripts.BUSY);
            return;
        }
        Args kept = args.detached();
        behindScript.add(() -> execute(kept, client, answer));
    }

    /** Answers a caller in this process, when the disk has what the command changed. */
    private void answer(Reply reply, boolean wrote, Answer answer) {
        if (persistence == null || !wrote || !persistence.isHolding()) {
            answer.reply(reply);
            return;
        }
        persistence.hold(failure ->
            answer.reply(failure == null ? reply : Persistence.notKnown(failure)));
    }

    Persistence persistence() {
        return persistence;
    }

    /**
     * Runs a command as Redis's protocol has it, or queues it for the client's transaction.
     *
     * @param answer told the reply if it comes later
     * @return the reply, or null when it comes later
     */
    Reply accept(Args args, Client client, Answer answer) {
        Command row = CommandTable.find(args);
        Reply refusal = row == null || row.isTextOnly()
            ? CommandTable.unknown(args) : refusal(row, args, client);
        if (refusal != null) {
            return refused(row, client, refusal);
        }
        Transaction queue = client.transaction();
        client.info().begins(row, keyspace.now());
        if (queue != null && !TransactionCommands.runsAtOnce(row)) {
            return queue.queue(row, args);
        }
        if (context.clients().isPaused(row, client)) {
            client.writesLater();
            Args kept = args.detached();
            context.clients().afterPause(
                () -> later(answer, () -> start(row, kept, client, answer)));
            return null;
        }
        return start(row, args, client, answer);
    }

    private Reply start(Command row, Args args, Client client, Answer answer) {
        if (row.name().equals("RESET")) {
            context.monitors().remove(client);
        }
        if (context.monitors().isWatched()) {
            context.monitors().show(row, args, client, keyspace.now());
        }
        if (client.transaction() == null || !row.name().equals("EXEC")) {
            return execute(row, args, client, answer);
        }
        Reply reply = transactions.exec(client, answer);
        context.ran(row, reply);
        serveBlocked();
        return reply;
    }

    /**
     * Whether commands that only read values may run without being asked about, but for misses:
     * what holds now holds until something other than a {@link Command#isPlain} command has run.
     */
    boolean readsPlainly(Client client) {
        return client.transaction() == null && !client.isSubscribed()
            && !context.clients().isAsking() && !context.monitors().isWatched()
            && (persistence == null || !persistence.isNoting());
    }

    /** As {@link #readsPlainly}, which has to hold too, for those that change values. */
    boolean writesPlainly(Client client) {
        return !asksWrite && !asksDelete && !loads.isBusy() && !holds.isBusy()
            && gate.allows(Access.WRITE) && context.files().refusal() == null
            && context.eviction().bytesMax() == 0;
    }

    /**
     * Runs a plain command whose number of arguments is right.
     *
     * @return the reply, or null when the command is to be given to {@link #accept}
     */
    Reply runPlainly(Command row, Args args, Client client) {
        boolean asks = asksMiss && row.isLoading(args);
        if (asks && (row.keyLast() != 1 || client.info().isUntouching())) {
            return null;
        }
        if (isCopying() && row.mayChange() && holdsLarge(row, args, client)) {
            return null;
        }
        if (asks && !call.finds(args, client)) {
            return null;
        }
        client.info().begins(row, keyspace.now());
        Reply reply = call.run(row, args, client);
        serveBlocked();
        return reply;
    }

    /** Why a command may not run, or null. */
    Reply refusal(Command row, Args args, Client client) {
        Reply arity = CommandTable.arityError(row, args);
        if (arity != null) {
            return arity;
        }
        Reply stranger = context.clients().refusal(row, client);
        if (stranger != null) {
            return stranger;
        }
        if (client.isSubscribed() && !client.isResp3() && !row.has(Flag.SUBSCRIBED)) {
            return Reply.error("ERR Can't execute '" + row.lowerName() + "': only (P|S)SUBSCRIBE /"
                + " (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context");
        }
        return closed(row);
    }

    /** Why nobody may run a command now, or null. */
    Reply closed(Command row) {
        Reply closed = gate.refusal(row);
        return closed == null && row.access() == Access.WRITE && row.has(Flag.DENYOOM)
            && gate.isShort() ? CacheContext.OUT_OF_MEMORY : closed;
    }

    /**
     * Runs a command that nothing refuses.
     *
     * @param answer told the reply if it comes later
     * @return the reply, or null when it comes later
     */
    Reply execute(Command row, Args args, Client client, Answer answer) {
        Reply reply = dispatch(row, args, client, answer);
        serveBlocked();
        return reply;
    }

    private Reply dispatch(Command row, Args args, Client client, Answer answer) {
        boolean change = row.mayChange();
        if (change && (row.isCopying() || isCopying()) && waitsForCopy(row, args, client, answer)) {
            return null;
        }
        call.later(answer);
        boolean load = asksMiss && row.isLoading(args);
        if (change ? !(asksWrite || asksDelete || loads.isBusy() || holds.isBusy() || load)
                : !load) {
            return run(row, args, client, answer);
        }
        if (!client.isHooked()) {
            return run(row, args, client, answer);
        }
        return load ? load(row, args, client, answer) : change(row, args, client, answer);
    }

    private boolean holdsLarge(Command row, Args args, Client client) {
        Store store = keyspace.database(client.database());
        for (int i : row.keys(args)) {
            if (Snapshot.isLarge(store.peek(args.bytes(), args.offset(i), args.length(i)))) {
                return true;
            }
        }
        return false;
    }

    /** Whether values are copied a portion at a time, for a snapshot or for another key. */
    private boolean isCopying() {
        return copies.isBusy() || persistence != null && persistence.snapshots().isCopying();
    }

    /** Lets work on the keys of a command wait while one of their values is copied; false if none is. */
    boolean waits(Store store, Command row, Args args, Runnable work) {
        return isCopying() && (copies.waits(store, args, row.keys(args), work)
            || persistence != null
                && persistence.snapshots().waits(store, args, row.keys(args), () -> whenFree(work)));
    }

    private boolean waitsForCopy(Command row, Args args, Client client, Answer answer) {
        if (!client.takesTurns() || !holdsLarge(row, args, client)) {
            return false;
        }
        Store store = keyspace.database(client.database());
        Args kept = args.detached();
        Runnable work = () -> later(answer, () -> execute(row, kept, client, answer));
        boolean waits = row.isCopying() && beginsCopy(store, kept, work) || waits(store, row, kept, work);
        if (waits) {
            client.writesLater();
        }
        return waits;
    }

    /** Lets the value at the first key be copied; false when it is small, or there already. */
    private boolean beginsCopy(Store store, Args args, Runnable work) {
        Object value = store.peek(args.bytes(), args.offset(1), args.length(1));
        return value instanceof Value several && Snapshot.isLarge(value)
            && copies.begins(several, work);
    }

    /** Runs a command; one that must wait for a key is kept. */
    private Reply run(Command row, Args args, Client client, Answer answer) {
        Reply reply = call.run(row, args, client);
        return reply != null || call.blocked() == null
            ? reply : blocking.add(row, args, client, answer, call.blocked());
    }

    private Reply load(Command row, Args args, Client client, Answer answer) {
        List<byte[]> missing = new ArrayList<>(1);
        Store store = keyspace.database(client.database());
        missing(row, args, store, missing);
        if (missing.isEmpty()) {
            return loaded(Loads.NOTHING, row, args, client, answer);
        }
        client.writesLater();
        // A copy, because the hook may run commands whose bytes take this buffer's place.
        Args kept = args.detached();
        Loads.Wait wait = loads.ask(store, missing,
            done -> later(answer, () -> loaded(done, row, kept, client, answer)));
        return wait.isDone() ? loaded(wait, row, kept, client, answer) : null;
    }

    /** Whether the hooks are to be asked for keys before a reading command runs. */
    boolean misses(Command row, Args args, Client client) {
        List<byte[]> missing = new ArrayList<>(1);
        if (asksMiss) {
            missing(row, args, keyspace.database(client.database()), missing);
        }
        return !missing.isEmpty();
    }

    static void missing(Command row, Args args, Store store, List<byte[]> to) {
        for (int i : row.keys(args)) {
            if (!store.has(args.bytes(), args.offset(i), args.length(i))) {
                to.add(args.copy(i));
            }
        }
    }

    /** Runs a command whose missing keys were asked for. */
    Reply loaded(Loads.Wait wait, Command row, Args args, Client client, Answer answer) {
        return loaded(wait, () -> row.mayChange()
            ? change(row, args, client, answer) : call.run(row, args, client));
    }

    /** Does what waited for keys; those that are there only now were missed all the same. */
    Reply loaded(Loads.Wait wait, Supplier<Reply> commands) {
        if (wait.failure() != null) {
            call.seen(false);
            return Reply.error("ERR on_miss: " + wait.failure());
        }
        call.loaded(wait.loaded());
        Reply reply = commands.get();
        call.loaded(0);
        return reply;
    }

    private Reply change(Command row, Args args, Client client, Answer answer) {
        List<KeyName> keys = keys(row, args, keyspace.database(client.database()));
        Deque<Runnable> queue = holds.queue(keys);
        if (queue != null) {
            client.writesLater();
            Args kept = args.detached();
            queue.add(() -> later(answer, () -> execute(row, kept, client, answer)));
            return null;
        }
        loads.spoil(keys);
        if (!asksWrite && !asksDelete) {
            return run(row, args, client, answer);
        }
        Changing changing = new Changing(this, keys, answer);
        Reply reply = call.stage(row, args, client, changing.changes(), changing::collected);
        if (reply == null) {
            return call.blocked() == null
                ? null : blocking.add(row, args, client, answer, call.blocked());
        }
        return changing.run(reply);
    }

    /** Sets how many elements a value may have that is shown to hooks. */
    void shownMax(int elements) {
        call.copiedMax(elements);
    }

    /** Whether a hook is given the command in place of the value, which is too large to be shown. */
    boolean isShownAsCommand(Change change) {
        return change.isLarge() && hooks.takesCommands();
    }

    static List<KeyName> keys(Command row, Args args, Store in) {
        List<KeyName> keys = new ArrayList<>(1);
        for (int i : row.keys(args)) {
            keys.add(KeyName.of(in, args.copy(i)));
        }
        return keys;
    }

    /** How commands that waited for keys are run again. */
    private final class Retries implements Blocking.Runner {
        @Override
        public Reply again(Blocking.Waiter waiter) {
            return dispatch(waiter.row, waiter.args, waiter.client, waiter.answer);
        }

        @Override
        public boolean isHeld(Store in, ByteBuffer key) {
            return holds.holds(new KeyName(in, key));
        }

        @Override
        public void failed(Command row, Reply error) {
            context.failed(row, error);
        }
    }

    private record Expired(int database, byte[] key) {
    }
}
