package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.ADMIN;
import static dev.socketley.engine.cache.command.Access.CONNECTION;
import static dev.socketley.engine.cache.command.Arg.Kind.STRING;
import static dev.socketley.engine.cache.command.Arg.Kind.WORDS;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.optional;
import static dev.socketley.engine.cache.command.Arg.optionalMany;
import static dev.socketley.engine.cache.command.Command.command;
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
        command("COMMAND", CONNECTION, "Lists the commands.",
            CommandCommand::run,
            optional("COUNT|LIST|INFO|DOCS|GETKEYS|GETKEYSANDFLAGS|HELP", WORDS),
            optionalMany("argument", STRING)).flags(LOADING, STALE),
        command("CONFIG", CONNECTION, "Tells and changes settings by their names in Redis.",
            ConfigCommand::run, arg("GET|SET|RESETSTAT|REWRITE|HELP", WORDS),
            optionalMany("argument", STRING)).flags(NOSCRIPT, LOADING, STALE),
        command("INFO", CONNECTION, "Describes the cache in sections.",
            InfoCommand::run, optionalMany("section", STRING)).flags(LOADING, STALE),
        command("TIME", CONNECTION, "Returns the Unix time in seconds and microseconds.",
            ServerCommands::time).flags(FAST, LOADING, STALE),
        command("MEMORY", CONNECTION, "Returns the bytes that keys and values take, or one of them.",
            MemoryCommand::run, optionalMany(
                "USAGE key [SAMPLES count]|STATS|DOCTOR|PURGE|MALLOC-STATS|HELP", WORDS))
            .text(TextForm.words("memory")),
        command("SLOWLOG", CONNECTION, "Tells which commands took long.",
            SlowLog::run, arg("GET|LEN|RESET|HELP", WORDS), optionalMany("count", STRING))
            .flags(LOADING, STALE),
        command("MONITOR", CONNECTION, "Shows every command that is run from now on.",
            ServerCommands::monitor).flags(NOSCRIPT, NO_MULTI, LOADING, STALE),
        command("DEBUG", CONNECTION, "Helps to test the cache.",
            DebugCommand::run, arg("SLEEP|OBJECT|SET-ACTIVE-EXPIRE|HELP", WORDS),
            optionalMany("argument", STRING)).flags(NOSCRIPT, LOADING, STALE),
        command("SHUTDOWN", ADMIN, "Stops the cache.",
            ServerCommands::shutdown, optionalMany("NOSAVE|SAVE|NOW|FORCE|ABORT", WORDS))
            .flags(NOSCRIPT, NO_MULTI, LOADING, STALE),
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
        call.context().monitors().add(call.client());
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
