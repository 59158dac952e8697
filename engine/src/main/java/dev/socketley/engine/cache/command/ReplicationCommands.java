package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.ADMIN;
import static dev.socketley.engine.cache.command.Access.CONNECTION;
import static dev.socketley.engine.cache.command.Arg.Kind.INTEGER;
import static dev.socketley.engine.cache.command.Arg.Kind.STRING;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.optional;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Flag.FAST;
import static dev.socketley.engine.cache.command.Flag.LOADING;
import static dev.socketley.engine.cache.command.Flag.NOSCRIPT;
import static dev.socketley.engine.cache.command.Flag.NO_ASYNC_LOADING;
import static dev.socketley.engine.cache.command.Flag.NO_MULTI;
import static dev.socketley.engine.cache.command.Flag.STALE;

import dev.socketley.engine.error.EngineException;
import java.util.List;
import java.util.function.Consumer;

/** Caches that follow others. REPLICATE is this engine's own; the others are Redis's. */
final class ReplicationCommands {
    static final List<Command> SERVER = Command.group("server",
        command("ROLE", CONNECTION, "Tells the part that the cache plays in replication.",
            call -> call.context().replication().role()).flags(NOSCRIPT, LOADING, STALE, FAST)
            .categories("admin", "dangerous"),
        command("REPLICAOF", ADMIN, "Follows another cache, or NO ONE any more.",
            ReplicationCommands::replicaOf, arg("host|NO", STRING), arg("port|ONE", STRING))
            .flags(NOSCRIPT, STALE, NO_ASYNC_LOADING),
        command("SLAVEOF", ADMIN, "As REPLICAOF.",
            ReplicationCommands::replicaOf, arg("host|NO", STRING), arg("port|ONE", STRING))
            .flags(NOSCRIPT, STALE, NO_ASYNC_LOADING),
        command("REPLICATE", CONNECTION,
            "Sends all keys, or none from a known place on, and then every change, as in the log.",
            ReplicationCommands::replicate, arg("version", INTEGER), optional("id", STRING),
            optional("position", INTEGER))
            .flags(Flag.ADMIN, NOSCRIPT, NO_MULTI));

    static final List<Command> GENERIC = Command.group("generic",
        command("WAIT", CONNECTION, "Waits until so many followers have every change.",
            ReplicationCommands::await, arg("numreplicas", INTEGER), arg("timeout", INTEGER))
            .flags(NOSCRIPT).categories("connection"));

    private ReplicationCommands() {
    }

    private static Reply replicaOf(Call call) {
        boolean nobody = call.is(1, "NO") && call.is(2, "ONE");
        String leader = "";
        if (!nobody) {
            long port = call.integer(2);
            if (port < 1 || port > 65535) {
                return Reply.error("ERR Invalid master port");
            }
            String host = call.args().text(1);
            leader = (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + port;
        }
        Server server = call.context().server();
        try {
            server.change(server.options().with("replicate", leader));
        } catch (EngineException e) {
            return Reply.error("ERR " + e.getMessage());
        }
        return Reply.OK;
    }

    private static Reply replicate(Call call) {
        if (call.integer(1) != Replication.VERSION) {
            return Reply.error("ERR only version " + Replication.VERSION + " is known here");
        }
        if (call.count() != 2 && call.count() != 4) {
            return call.arityError();
        }
        Replication.Place from = call.count() == 2 ? null
            : new Replication.Place(call.args().text(2), call.integer(3));
        return call.context().replication().follow(call.client(), from);
    }

    private static Reply await(Call call) {
        long wanted = call.integer(1);
        long timeoutMs = Errors.timeoutMs(call, 2);
        Replication replication = call.context().replication();
        if (replication.isFollowing()) {
            return Reply.error("ERR WAIT cannot be used with replica instances.");
        }
        if (replication.upToDate() >= wanted || !call.client().isConnection()
                || !call.client().mayBlock()) {
            return Reply.integer(replication.upToDate());
        }
        return new Wait(call.later(), replication, replication.position()).begin(call, wanted, timeoutMs);
    }

    /** Answers once: when so many followers have what there was, or when the time is over. */
    private static final class Wait {
        private final Consumer<Reply> answer;
        private final Replication replication;
        private final long position;
        private Runnable forget = () -> { };
        private boolean done;

        Wait(Consumer<Reply> answer, Replication replication, long position) {
            this.answer = answer;
            this.replication = replication;
            this.position = position;
        }

        Reply begin(Call call, long wanted, long timeoutMs) {
            call.client().writesLater();
            if (timeoutMs > 0) {
                call.context().server().after(timeoutMs, this::end);
            }
            forget = replication.whenHave(position, wanted, this::end);
            return null;
        }

        private void end() {
            if (!done) {
                done = true;
                forget.run();
                answer.accept(Reply.integer(replication.have(position)));
            }
        }
    }
}
