package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.CONNECTION;
import static dev.socketley.engine.cache.command.Access.READ;
import static dev.socketley.engine.cache.command.Access.WRITE;
import static dev.socketley.engine.cache.command.Arg.Kind.INTEGER;
import static dev.socketley.engine.cache.command.Arg.Kind.STRING;
import static dev.socketley.engine.cache.command.Arg.Kind.WORDS;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.optional;
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Flag.ADMIN;
import static dev.socketley.engine.cache.command.Flag.ALLOW_BUSY;
import static dev.socketley.engine.cache.command.Flag.FAST;
import static dev.socketley.engine.cache.command.Flag.LOADING;
import static dev.socketley.engine.cache.command.Flag.NOSCRIPT;
import static dev.socketley.engine.cache.command.Flag.NO_MULTI;
import static dev.socketley.engine.cache.command.Flag.STALE;

import java.util.List;
import java.util.stream.Stream;

/** Commands on the cache as a whole. */
final class ServerCommands {
    static final List<Command> ALL = Command.group("server",
        CommandCommand.ROW, ConfigCommand.ROW, LatencyCommand.ROW, MemoryCommand.ROW, SlowLog.ROW,
        command("INFO", CONNECTION, "Describes the cache in sections.",
            InfoCommand::run, optionalMany("section", STRING)).flags(LOADING, STALE)
            .categories("dangerous"),
        command("TIME", CONNECTION, "Returns the Unix time in seconds and microseconds.",
            ServerCommands::time).flags(FAST, LOADING, STALE),
        command("MONITOR", CONNECTION, "Shows every command that is run from now on.",
            ServerCommands::monitor).flags(ADMIN, NOSCRIPT, LOADING, STALE),
        command("DEBUG", CONNECTION, "Helps to test the cache.",
            DebugCommand::run, arg("SLEEP|OBJECT|DIGEST|RELOAD|PROTOCOL|SET-ACTIVE-EXPIRE|HELP", WORDS),
            optionalMany("argument", STRING)).flags(ADMIN, NOSCRIPT, LOADING, STALE),
        command("SHUTDOWN", Access.ADMIN, "Stops the cache.",
            ServerCommands::shutdown, optionalMany("NOSAVE|SAVE|NOW|FORCE|ABORT", WORDS))
            .flags(NOSCRIPT, NO_MULTI, LOADING, STALE, ALLOW_BUSY),
        command("DBSIZE", READ, "Returns the number of keys.",
            call -> Reply.integer(call.store().size())).flags(FAST).categories("keyspace"),
        command("SWAPDB", WRITE, "Lets two databases change places.",
            KeyCommands::swapdb, arg("index1", INTEGER), arg("index2", INTEGER)).flags(FAST)
            .categories("keyspace", "dangerous"),
        command("FLUSHDB", WRITE, "Forgets every key of the database.",
            call -> flush(call, call.store()::clear), optional("ASYNC|SYNC", WORDS))
            .categories("keyspace", "dangerous"),
        command("FLUSHALL", WRITE, "Forgets every key of every database.",
            call -> flush(call, call.context().keyspace()::clear),
            optional("ASYNC|SYNC", WORDS)).categories("keyspace", "dangerous"),
        command("MAXMEMORY", CONNECTION, "Returns the limit of memory, 0 for none.",
            call -> Reply.integer(call.context().eviction().bytesMax()))
            .text(TextForm.words("maxmemory")).textOnly());

    private static final long US_PER_MS = 1000;
    private static final long MS_PER_SECOND = 1000;

    private ServerCommands() {
    }

    private static Reply monitor(Call call) {
        if (!call.client().canSubscribe()) {
            return Reply.error("ERR this caller cannot take messages");
        }
        if (!call.client().mayBlock()) {
            return Reply.error("ERR MONITOR isn't allowed for DENY BLOCKING client");
        }
        call.context().monitors().add(call.client());
        return Reply.OK;
    }

    private static Reply flush(Call call, Runnable clear) {
        if (call.count() > 1 && !call.is(1, "ASYNC") && !call.is(1, "SYNC")) {
            return Errors.SYNTAX;
        }
        clear.run();
        return Reply.OK;
    }

    private static Reply shutdown(Call call) {
        boolean saves = true;
        for (int i = 1; i < call.count(); i++) {
            if (call.is(i, "ABORT") && call.count() == 2) {
                return Reply.error("ERR No shutdown in progress.");
            }
            saves &= !call.is(i, "NOSAVE");
            int at = i;
            if (Stream.of("NOSAVE", "SAVE", "NOW", "FORCE").noneMatch(w -> call.is(at, w))) {
                return Errors.SYNTAX;
            }
        }
        if (!saves && !call.context().files().info().isEmpty()) {
            return Reply.error("ERR a cache with a persistent file writes it when it is stopped");
        }
        return call.context().server().stop() ? Reply.NONE
            : Reply.error("ERR Errors trying to SHUTDOWN. Check logs.");
    }

    private static Reply time(Call call) {
        long now = call.now();
        return Reply.array(Reply.bulk(Long.toString(now / MS_PER_SECOND)),
            Reply.bulk(Long.toString(now % MS_PER_SECOND * US_PER_MS)));
    }
}
