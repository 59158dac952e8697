package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.CONNECTION;
import static dev.socketley.engine.cache.command.Arg.Kind.INTEGER;
import static dev.socketley.engine.cache.command.Arg.Kind.STRING;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Flag.FAST;
import static dev.socketley.engine.cache.command.Flag.LOADING;
import static dev.socketley.engine.cache.command.Flag.NOSCRIPT;
import static dev.socketley.engine.cache.command.Flag.STALE;

import java.util.List;
import java.util.function.Consumer;

/** What clients ask of replicas and clusters, as a server that has neither answers it. */
final class StandaloneCommands {
    static final List<Command> SERVER = Command.group("server",
        command("ROLE", CONNECTION, "Tells the part that the cache plays in replication.",
            StandaloneCommands::role).flags(NOSCRIPT, LOADING, STALE, FAST));

    static final List<Command> CLUSTER = Command.group("cluster",
        command("CLUSTER", CONNECTION, "Refused: the cache is no part of a cluster.",
            StandaloneCommands::noCluster, arg("subcommand", STRING),
            optionalMany("argument", STRING)),
        command("READONLY", CONNECTION, "Refused: the cache is no part of a cluster.",
            StandaloneCommands::noCluster).flags(LOADING, STALE, FAST),
        command("READWRITE", CONNECTION, "Refused: the cache is no part of a cluster.",
            StandaloneCommands::noCluster).flags(LOADING, STALE, FAST),
        command("ASKING", CONNECTION, "Refused: the cache is no part of a cluster.",
            StandaloneCommands::noCluster).flags(FAST));

    static final List<Command> GENERIC = Command.group("generic",
        command("WAIT", CONNECTION, "Waits for replicas to have the changes; there are none.",
            StandaloneCommands::await, arg("numreplicas", INTEGER), arg("timeout", INTEGER)));

    private static final Reply NO_CLUSTER =
        Reply.error("ERR This instance has cluster support disabled");

    private StandaloneCommands() {
    }

    private static Reply role(Call call) {
        return Reply.array(Reply.bulk(call.context().role()), Reply.ZERO, Reply.EMPTY);
    }

    private static Reply noCluster(Call call) {
        return NO_CLUSTER;
    }

    private static Reply await(Call call) {
        long replicas = call.integer(1);
        long timeoutMs = Errors.timeoutMs(call, 2);
        if (replicas <= 0 || timeoutMs == 0 || !call.client().isConnection()) {
            return Reply.ZERO;
        }
        return later(call, timeoutMs, Reply.ZERO);
    }

    /** Answers after a time; the client's next command waits for it, nobody else does. */
    static Reply later(Call call, long delayMs, Reply reply) {
        if (!call.client().mayBlock()) {
            return reply;
        }
        Consumer<Reply> answer = call.later();
        boolean[] isEarly = {true};
        boolean[] isDone = {false};
        call.context().server().after(delayMs, () -> {
            isDone[0] = isEarly[0];
            if (!isEarly[0]) {
                answer.accept(reply);
            }
        });
        isEarly[0] = false;
        if (isDone[0]) {
            return reply;
        }
        call.client().writesLater();
        return null;
    }
}
