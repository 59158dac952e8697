package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.CONNECTION;
import static dev.socketley.engine.cache.command.Arg.Kind.KEY;
import static dev.socketley.engine.cache.command.Arg.many;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Flag.ALLOW_BUSY;
import static dev.socketley.engine.cache.command.Flag.FAST;
import static dev.socketley.engine.cache.command.Flag.LOADING;
import static dev.socketley.engine.cache.command.Flag.NOSCRIPT;
import static dev.socketley.engine.cache.command.Flag.SKIP_SLOWLOG;
import static dev.socketley.engine.cache.command.Flag.STALE;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Commands that run as one. */
public final class TransactionCommands {
    static final Reply QUEUED = Reply.status("QUEUED");
    private static final Reply ABORTED = Reply.error(
        "EXECABORT Transaction discarded because of previous errors.");

    static final List<Command> ALL = Command.group("transactions",
        command("MULTI", CONNECTION, "Begins to queue commands.", TransactionCommands::multi)
            .flags(NOSCRIPT, FAST, LOADING, STALE, ALLOW_BUSY),
        command("EXEC", CONNECTION,
            "Runs the queued commands, with no other client's between them.",
            TransactionCommands::exec).flags(NOSCRIPT, LOADING, STALE, SKIP_SLOWLOG),
        command("DISCARD", CONNECTION, "Forgets the queued commands.",
            TransactionCommands::discard).flags(NOSCRIPT, FAST, LOADING, STALE, ALLOW_BUSY),
        command("WATCH", CONNECTION, "Lets the next EXEC do nothing if one of the keys changes.",
            TransactionCommands::watch, many("key", KEY))
            .flags(NOSCRIPT, FAST, LOADING, STALE, ALLOW_BUSY),
        command("UNWATCH", CONNECTION, "Forgets the watched keys.", TransactionCommands::unwatch)
            .flags(NOSCRIPT, FAST, LOADING, STALE, ALLOW_BUSY));

    private TransactionCommands() {
    }

    /** Whether a command runs at once although its client queues commands. */
    public static boolean runsAtOnce(Command row) {
        return switch (row.name()) {
            case "EXEC", "DISCARD", "MULTI", "WATCH", "QUIT", "RESET" -> true;
            default -> false;
        };
    }

    private static Reply multi(Call call) {
        if (!call.client().isConnection()) {
            return Reply.error("ERR only a connection can have a transaction");
        }
        if (call.client().transaction() != null) {
            return Reply.error("ERR MULTI calls can not be nested");
        }
        call.client().transaction(new Transaction());
        if (call.client().tracking() != null) {
            call.client().tracking().multi(call.client());
        }
        return Reply.OK;
    }

    /** Why there is nothing to run; the cache runs what there is. */
    private static Reply exec(Call call) {
        return Reply.error("ERR EXEC without MULTI");
    }

    private static Reply discard(Call call) {
        if (call.client().transaction() == null) {
            return Reply.error("ERR DISCARD without MULTI");
        }
        call.client().transaction(null);
        call.context().watches().forget(call.client());
        return Reply.OK;
    }

    private static Reply watch(Call call) {
        if (!call.client().isConnection()) {
            return Reply.error("ERR only a connection can watch keys");
        }
        if (call.client().transaction() != null) {
            return Reply.error("ERR WATCH inside MULTI is not allowed");
        }
        for (int i = 1; i < call.count(); i++) {
            call.context().watches().watch(call.client(), call.bytes(i));
        }
        return Reply.OK;
    }

    private static Reply unwatch(Call call) {
        call.context().watches().forget(call.client());
        return Reply.OK;
    }

    /** Why a client's transaction may not run, which ends it; null when it may. */
    public static Reply refusal(CacheContext context, Client client) {
        if (!client.transaction().isBroken()) {
            return null;
        }
        end(context, client);
        return ABORTED;
    }

    /** Ends what an {@code EXEC} that is refused was to run; answers why. */
    public static Reply abort(CacheContext context, Client client, Reply refusal) {
        end(context, client);
        return Reply.error("EXECABORT Transaction discarded because of: "
            + refusal.line().replaceFirst("^ERR ", ""));
    }

    /** Ends a client's transaction and its watches. */
    public static void end(CacheContext context, Client client) {
        client.transaction(null);
        context.watches().forget(client);
    }

    /**
     * Runs a client's transaction, unless a key it watches has changed, and ends it.
     *
     * @param later takes the reply if it comes later, as a script leaves the loop to others
     * @return the reply, or null when it comes later
     */
    public static Reply run(Call call, Client client, Consumer<Reply> later) {
        return new Run(call, client, queued -> call.run(queued.row(), queued.args(), client), later)
            .begin();
    }

    /** As {@link #run}, its changes collected instead of made. */
    public static Reply stage(
            Call call, Client client, List<Change> into, Consumer<Reply> later) {
        call.beginStage(into);
        Reply reply = null;
        try {
            reply = new Run(call, client,
                queued -> call.stageOne(queued.row(), queued.args(), client), all -> {
                    call.endStage();
                    later.accept(all);
                }).begin();
        } finally {
            if (reply != null || !call.context().scripts().isRunning()) {
                call.endStage();
            }
        }
        return reply;
    }

    /** The commands of a transaction, one after the other. */
    private static final class Run {
        private final Call call;
        private final Client client;
        private final Function<Transaction.Queued, Reply> runner;
        private final Consumer<Reply> later;
        private final List<Transaction.Queued> commands;
        private final List<Reply> replies;

        Run(Call call, Client client, Function<Transaction.Queued, Reply> runner,
                Consumer<Reply> later) {
            this.call = call;
            this.client = client;
            this.runner = runner;
            this.later = later;
            commands = client.transaction().commands();
            replies = Call.replies(commands.size());
        }

        Reply begin() {
            boolean stale = call.context().watches().changed(client);
            end(call.context(), client);
            if (stale) {
                return Reply.NIL_ARRAY;
            }
            client.writesLater();
            client.denyBlocking(true);
            call.context().group(true);
            return go();
        }

        private Reply go() {
            boolean done = true;
            try {
                while (replies.size() < commands.size()) {
                    Reply reply = next(commands.get(replies.size()));
                    if (reply == null) {
                        done = false;
                        return null;
                    }
                    replies.add(reply);
                }
            } finally {
                if (done) {
                    finish();
                }
            }
            return Reply.array(replies);
        }

        private Reply next(Transaction.Queued queued) {
            if (call.context().monitors().isWatched()) {
                call.context().monitors().show(queued.row(), queued.args(), client, call.now());
            }
            call.later(this::goOn);
            return runner.apply(queued);
        }

        /** A script has ended that left the loop to others. */
        private void goOn(Reply reply) {
            replies.add(reply);
            Reply all = go();
            if (all != null) {
                later.accept(all);
            }
        }

        private void finish() {
            call.context().group(false);
            client.denyBlocking(false);
            if (client.tracking() != null) {
                client.tracking().cachingInMulti = false;
            }
        }
    }
}
