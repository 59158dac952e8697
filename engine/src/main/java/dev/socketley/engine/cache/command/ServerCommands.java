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
import static dev.socketley.engine.cache.command.Flag.STALE;

import dev.socketley.engine.cache.store.Glob;
import dev.socketley.engine.cache.store.Keyspace;
import dev.socketley.engine.cache.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Commands on the cache as a whole. */
final class ServerCommands {
    static final List<Command> ALL = Command.group("server",
        command("COMMAND", CONNECTION, "Lists the commands.",
            ServerCommands::commands, optional("COUNT|LIST|INFO|DOCS", WORDS),
            optionalMany("argument", STRING)).flags(LOADING, STALE),
        command("CONFIG", CONNECTION, "Tells settings by their names in Redis.",
            ServerCommands::config, arg("GET", WORDS), optionalMany("parameter", STRING))
            .flags(LOADING, STALE),
        command("INFO", CONNECTION, "Describes the cache in sections.",
            ServerCommands::info, optionalMany("section", STRING)).flags(LOADING, STALE),
        command("TIME", CONNECTION, "Returns the Unix time in seconds and microseconds.",
            ServerCommands::time).flags(FAST, LOADING, STALE),
        command("MEMORY", CONNECTION, "Returns the bytes that keys and values take.",
            call -> Reply.integer(call.context().keyspace().memoryBytes()))
            .text(TextForm.words("memory")).textOnly(),
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

    private static Reply config(Call call) {
        if (!call.is(1, "GET") || call.count() < 3) {
            return Errors.subcommand(call, "CONFIG");
        }
        Map<String, String> settings = new TreeMap<>(Map.of(
            "save", "", "appendonly", "no", "maxmemory", Long.toString(call.context().eviction().bytesMax()),
            "maxmemory-policy", call.context().eviction().policy().word(),
            "maxmemory-samples", Integer.toString(call.context().eviction().samples()),
            "databases", Integer.toString(Keyspace.DATABASES),
            "port", Integer.toString(call.context().port())));
        List<Reply> found = new ArrayList<>();
        for (int i = 2; i < call.count(); i++) {
            Glob pattern = new Glob(call.bytes(i));
            settings.entrySet().removeIf(setting -> {
                if (!pattern.matches(setting.getKey().getBytes(StandardCharsets.UTF_8))) {
                    return false;
                }
                found.add(Reply.bulk(setting.getKey()));
                found.add(Reply.bulk(setting.getValue()));
                return true;
            });
        }
        return Reply.array(found);
    }

    private static Reply info(Call call) {
        StringBuilder text = new StringBuilder();
        for (String section : List.of("Server", "Clients", "Memory", "Stats", "Replication",
                "Keyspace")) {
            if (wants(call, section)) {
                text.append("# ").append(section).append("\r\n");
                section(call.context(), section, text);
                text.append("\r\n");
            }
        }
        return Reply.bulk(text.toString());
    }

    private static boolean wants(Call call, String section) {
        if (call.count() == 1) {
            return true;
        }
        for (int i = 1; i < call.count(); i++) {
            String wanted = call.args().text(i);
            if (wanted.equalsIgnoreCase(section) || call.is(i, "ALL")
                    || call.is(i, "DEFAULT") || call.is(i, "EVERYTHING")) {
                return true;
            }
        }
        return false;
    }

    private static void section(CacheContext context, String section, StringBuilder to) {
        switch (section) {
            case "Server" -> line(line(line(line(to, "redis_version", CacheContext.REDIS_VERSION),
                "redis_mode", "standalone"), "tcp_port", context.port()),
                "uptime_in_seconds", context.uptimeMs() / MS_PER_SECOND);
            case "Clients" -> line(to, "connected_clients", context.connections());
            case "Memory" -> line(line(to, "used_memory", context.keyspace().memoryBytes()),
                "maxmemory", context.eviction().bytesMax());
            case "Stats" -> line(line(line(line(to,
                "total_commands_processed", context.stats().commands()),
                "expired_keys", context.stats().expired()),
                "keyspace_hits", context.stats().hits()),
                "keyspace_misses", context.stats().misses());
            case "Replication" -> line(line(to, "role", context.role()), "connected_slaves", 0);
            default -> keyspace(context.keyspace(), to);
        }
    }

    private static void keyspace(Keyspace keys, StringBuilder to) {
        keys.databases().stream().sorted(Comparator.comparingInt(Store::index))
            .filter(store -> store.size() > 0)
            .forEach(store -> line(to, "db" + store.index(), "keys=" + store.size()
                + ",expires=" + store.expiringCount() + ",avg_ttl=0"));
    }

    private static StringBuilder line(StringBuilder to, String key, Object value) {
        return to.append(key).append(':').append(value).append("\r\n");
    }

    private static Reply time(Call call) {
        long now = call.now();
        return Reply.array(Reply.bulk(Long.toString(now / MS_PER_SECOND)),
            Reply.bulk(Long.toString(now % MS_PER_SECOND * US_PER_MS)));
    }
}
