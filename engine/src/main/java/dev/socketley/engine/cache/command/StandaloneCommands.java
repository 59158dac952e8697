package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.CONNECTION;
import static dev.socketley.engine.cache.command.Arg.Kind.INTEGER;
import static dev.socketley.engine.cache.command.Arg.Kind.STRING;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Command.container;
import static dev.socketley.engine.cache.command.Flag.FAST;
import static dev.socketley.engine.cache.command.Flag.LOADING;
import static dev.socketley.engine.cache.command.Flag.NOSCRIPT;
import static dev.socketley.engine.cache.command.Flag.STALE;

import java.util.List;
import java.util.function.Consumer;

/** What clients ask of clusters, as a server that is in none answers it, and of the log. */
final class StandaloneCommands {
    static final List<Command> CLUSTER = Command.group("cluster",
        container("CLUSTER", CONNECTION, "Refused: the cache is no part of a cluster.",
            ofCluster("INFO"), ofCluster("MYID"), ofCluster("NODES"), ofCluster("SHARDS"),
            ofCluster("SLOTS"), ofCluster("KEYSLOT", arg("key", STRING))),
        command("READONLY", CONNECTION, "Refused: the cache is no part of a cluster.",
            StandaloneCommands::noCluster).flags(LOADING, STALE, FAST).categories("connection"),
        command("READWRITE", CONNECTION, "Refused: the cache is no part of a cluster.",
            StandaloneCommands::noCluster).flags(LOADING, STALE, FAST).categories("connection"),
        command("ASKING", CONNECTION, "Refused: the cache is no part of a cluster.",
            StandaloneCommands::noCluster).flags(FAST).categories("connection"));

    static final List<Command> GENERIC = Command.group("generic",
        command("WAITAOF", CONNECTION, "Waits until the log on the disk has the changes.",
            StandaloneCommands::awaitLog, arg("numlocal", INTEGER), arg("numreplicas", INTEGER),
            arg("timeout", INTEGER)).flags(NOSCRIPT).categories("connection"));

    private static final Reply NO_CLUSTER =
        Reply.error("ERR This instance has cluster support disabled");

    private StandaloneCommands() {
    }

    private static Reply noCluster(Call call) {
        return NO_CLUSTER;
    }

    private static Command ofCluster(String name, Arg... args) {
        return command(name, CONNECTION, "Refused: the cache is no part of a cluster.",
            StandaloneCommands::noCluster, args).flags(STALE);
    }

    /** How many logs have the changes: that of the cache, and those of replicas, which are none. */
    private static Reply awaitLog(Call call) {
        long local = call.integer(1);
        long replicas = call.integer(2);
        long timeoutMs = Errors.timeoutMs(call, 3);
        if (local < 0 || local > 1) {
            return Reply.error("ERR value is out of range, value must between 0 and 1");
        }
        if (replicas < 0) {
            return Errors.NOT_POSITIVE;
        }
        Files files = call.context().files();
        if (local == 1 && !files.hasLog()) {
            return Reply.error("ERR WAITAOF cannot be used when numlocal is set but appendonly is"
                + " disabled.");
        }
        if (!call.client().mayBlock() || !call.client().isConnection()) {
            return logged(files.isLogged());
        }
        return new LogWait(call.later(), files, replicas == 0).begin(call, timeoutMs);
    }

    private static Reply logged(boolean local) {
        return Reply.array(Reply.flag(local), Reply.ZERO);
    }

    /** Answers once: when the log is on the disk, if that is all, or when the time is over. */
    private static final class LogWait {
        private final Consumer<Reply> answer;
        private final Files files;
        private final boolean endsWithLog;
        private boolean done;

        LogWait(Consumer<Reply> answer, Files files, boolean endsWithLog) {
            this.answer = answer;
            this.files = files;
            this.endsWithLog = endsWithLog;
        }

        Reply begin(Call call, long timeoutMs) {
            if (endsWithLog && (!files.hasLog() || files.isLogged())) {
                return logged(files.hasLog());
            }
            call.client().writesLater();
            if (timeoutMs > 0) {
                call.context().server().after(timeoutMs, this::end);
            }
            if (files.hasLog()) {
                files.syncLog(() -> {
                    if (endsWithLog) {
                        end();
                    }
                });
            }
            return null;
        }

        private void end() {
            if (!done) {
                done = true;
                answer.accept(logged(files.hasLog() && files.isLogged()));
            }
        }
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
