package dev.socketley.engine.cache;

import dev.socketley.engine.cache.command.Call;
import dev.socketley.engine.cache.command.Client;
import dev.socketley.engine.cache.command.Reply;
import dev.socketley.engine.cache.command.Transaction.Queued;
import dev.socketley.engine.cache.command.TransactionCommands;
import dev.socketley.engine.cache.store.Store;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Runs clients' transactions. Without hooks that is one turn; otherwise missing keys are loaded
 * first, all commands run on their own copies, the hooks are asked for every change, and the changes
 * are made together when they have agreed.
 *
 * <p>Thread: the cache's home loop.
 */
final class Transactions {
    private final Cache cache;
    private final Call call;
    private final Loads loads;

    Transactions(Cache cache, Call call, Loads loads) {
        this.cache = cache;
        this.call = call;
        this.loads = loads;
    }

    /** The reply of {@code EXEC}, or null when it comes later. */
    Reply exec(Client client, Cache.Answer answer) {
        Reply refusal = TransactionCommands.refusal(cache.context(), client);
        if (refusal != null) {
            return refusal;
        }
        Store store = database(client);
        for (Queued each : client.transaction().commands()) {
            if (each.row().mayChange() && cache.waits(store, each.row(), each.args(),
                    () -> cache.later(answer, () -> exec(client, answer)))) {
                return null;
            }
        }
        if (!client.isHooked()) {
            return TransactionCommands.run(call, client, answer);
        }
        List<byte[]> missing = new ArrayList<>();
        for (Queued each : client.transaction().commands()) {
            if (cache.asksMiss() && each.row().isLoading(each.args())) {
                Cache.missing(each.row(), each.args(), store, missing);
            }
        }
        if (missing.isEmpty()) {
            return hooked(client, answer);
        }
        Loads.Wait wait = loads.ask(store, missing,
            done -> cache.later(answer, () -> loaded(done, client, answer)));
        return wait.isDone() ? loaded(wait, client, answer) : null;
    }

    private Store database(Client client) {
        return cache.context().keyspace().database(client.database());
    }

    private Reply loaded(Loads.Wait wait, Client client, Cache.Answer answer) {
        if (wait.failure() != null) {
            TransactionCommands.end(cache.context(), client);
        }
        return cache.loaded(wait, () -> hooked(client, answer));
    }

    private Reply hooked(Client client, Cache.Answer answer) {
        List<KeyName> keys = new ArrayList<>();
        for (Queued each : client.transaction().commands()) {
            if (each.row().mayChange()) {
                keys.addAll(Cache.keys(each.row(), each.args(), database(client)));
            }
        }
        Deque<Runnable> queue = cache.holds().queue(keys);
        if (queue != null) {
            queue.add(() -> cache.later(answer, () -> hooked(client, answer)));
            return null;
        }
        loads.spoil(keys);
        if (!cache.asksWrite() && !cache.asksDelete()) {
            return TransactionCommands.run(call, client, answer);
        }
        Changing changing = new Changing(cache, keys, answer);
        Reply reply =
            TransactionCommands.stage(call, client, changing.changes(), changing::collected);
        return reply == null ? null : changing.run(reply);
    }
}
