package dev.socketley.engine.cache;

import dev.socketley.engine.cache.command.Client;
import dev.socketley.engine.cache.command.Command;
import dev.socketley.engine.cache.command.Reply;
import dev.socketley.engine.cache.store.Store;
import dev.socketley.engine.protocol.resp.Args;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reading commands of one client that follow each other. What they miss is asked for at a time, and they
 * are run, in their order, when all of it has come: a source of many values is asked once, and no command
 * waits for the answer to the one before.
 *
 * <p>Thread: the cache's home loop. Bounds: {@link #COMMANDS_MAX} commands.
 */
final class Reading {
    /** More would let one client fill the queue of whatever is asked. */
    static final int COMMANDS_MAX = 16;

    private final Cache cache;
    private final Client client;
    private final Consumer<List<Reply>> answer;
    private final List<Command> rows = new ArrayList<>(COMMANDS_MAX);
    private final List<Args> args = new ArrayList<>(COMMANDS_MAX);
    private final List<Loads.Wait> waits = new ArrayList<>(COMMANDS_MAX);
    private int left;
    private boolean asked;

    /** @param answer told the replies in their order, if they come later */
    Reading(Cache cache, Client client, Consumer<List<Reply>> answer) {
        this.cache = cache;
        this.client = client;
        this.answer = answer;
    }

    /** Whether a command may be one of several. */
    static boolean takes(Command row, Args args) {
        return row != null && row.isPlain() && !row.mayChange() && row.isLoading(args)
            && row.takes(args.count());
    }

    /** Adds a command, copied, as a hook may run commands whose bytes take this buffer's place. */
    void add(Command row, Args words) {
        rows.add(row);
        args.add(words.detached());
    }

    /** Asks for what is missing; answers the replies, or null when they come later. */
    List<Reply> run() {
        client.writesLater();
        Store store = cache.context().keyspace().database(client.database());
        for (int i = 0; i < rows.size(); i++) {
            List<byte[]> missing = new ArrayList<>(1);
            Cache.missing(rows.get(i), args.get(i), store, missing);
            left++;
            Loads.Wait wait = cache.loads().ask(store, missing, done -> came());
            waits.add(wait);
            left -= wait.isDone() ? 1 : 0;
        }
        asked = true;
        return left == 0 ? replies() : null;
    }

    private void came() {
        if (--left == 0 && asked) {
            List<Reply> replies = new ArrayList<>();
            cache.later(() -> replies.addAll(replies()));
            answer.accept(replies);
        }
    }

    private List<Reply> replies() {
        List<Reply> replies = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            client.info().begins(rows.get(i), cache.context().keyspace().now());
            replies.add(cache.loaded(waits.get(i), rows.get(i), args.get(i), client, null));
        }
        return replies;
    }
}
