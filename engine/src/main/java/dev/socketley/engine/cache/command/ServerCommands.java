package dev.socketley.engine.cache.command;

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
import static dev.socketley.engine.cache.command.Flag.STALE;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Commands on the cache as a whole. */
final class ServerCommands {
    static final List<Command> ALL = Command.group("server",
        command("COMMAND", CONNECTION, "Lists the commands.",
            ServerCommands::commands, optional("COUNT|LIST|INFO|DOCS", WORDS),
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
        command("MAXMEMORY", CONNECTION, "Returns the limit of memory, 0 for none.",
            call -> Reply.integer(call.context().eviction().bytesMax()))
            .text(TextForm.words("maxmemory")).textOnly());

    private static final long US_PER_MS = 1000;
    private static final long MS_PER_SECOND = 1000;

    private ServerCommands() {
    }

    private static Reply commands(Call call) {
        if (call.count() == 1) {
            return Reply.array(shown().map(CommandDescription::info).toList());
        }
        if (call.is(1, "COUNT")) {
            return Reply.integer(shown().count());
        }
        if (call.is(1, "LIST")) {
            return Reply.array(shown().map(row -> Reply.bulk(row.lowerName())).toList());
        }
        if (call.is(1, "INFO")) {
            return Reply.array(chosen(call).stream()
                .map(row -> row == null ? Reply.NIL_ARRAY : CommandDescription.info(row)).toList());
        }
        if (call.is(1, "DOCS")) {
            List<Reply> docs = new ArrayList<>();
            for (Command row : chosen(call)) {
                if (row != null) {
                    docs.add(Reply.bulk(row.lowerName()));
                    docs.add(CommandDescription.docs(row));
                }
            }
            return Reply.array(docs);
        }
        return Errors.subcommand(call, "COMMAND");
    }

    private static Stream<Command> shown() {
        return CommandTable.ALL.stream().filter(row -> !row.isTextOnly());
    }

    private static List<Command> chosen(Call call) {
        if (call.count() == 2) {
            return shown().toList();
        }
        List<Command> rows = new ArrayList<>();
        for (int i = 2; i < call.count(); i++) {
            String name = call.args().text(i);
            rows.add(shown().filter(row -> row.name().equalsIgnoreCase(name))
                .findFirst().orElse(null));
        }
        return rows;
    }

    private static Reply time(Call call) {
        long now = call.now();
        return Reply.array(Reply.bulk(Long.toString(now / MS_PER_SECOND)),
            Reply.bulk(Long.toString(now % MS_PER_SECOND * US_PER_MS)));
    }
}
