package dev.socketley.engine.cache.command;

import static dev.socketley.engine.cache.command.Access.CONNECTION;
import static dev.socketley.engine.cache.command.Arg.Kind.PATTERN;
import static dev.socketley.engine.cache.command.Arg.Kind.STRING;
import static dev.socketley.engine.cache.command.Arg.arg;
import static dev.socketley.engine.cache.command.Arg.many;
import static dev.socketley.engine.cache.command.Command.command;
import static dev.socketley.engine.cache.command.Command.container;
import static dev.socketley.engine.cache.command.Flag.ADMIN;
import static dev.socketley.engine.cache.command.Flag.LOADING;
import static dev.socketley.engine.cache.command.Flag.NOSCRIPT;
import static dev.socketley.engine.cache.command.Flag.STALE;

import dev.socketley.engine.cache.store.Glob;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.option.OptionSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** {@code CONFIG}: the options of the cache by Redis's names. */
final class ConfigCommand {
    static final Command ROW = container("CONFIG", CONNECTION,
        "Tells and changes settings by their names in Redis.",
        of("GET", "Returns the settings whose names match a pattern, and their values.",
            ConfigCommand::get, many("parameter", PATTERN)),
        of("RESETSTAT", "Lets the figures of INFO that count begin anew.", call -> {
            call.context().resetStats();
            return Reply.OK;
        }),
        of("REWRITE", "Refused: there is no configuration file to write.",
            call -> Reply.error("ERR The server is running without a config file")),
        of("SET", "Changes settings until the cache is made again.", ConfigCommand::set,
            arg("parameter", STRING), many("value", STRING)))
        .flags(NOSCRIPT, LOADING, STALE);

    private ConfigCommand() {
    }

    private static Command of(String name, String summary, Command.Handler handler, Arg... args) {
        return command(name, CONNECTION, summary, handler, args)
            .flags(ADMIN, NOSCRIPT, LOADING, STALE);
    }

    private static Reply get(Call call) {
        Map<String, String> settings = ConfigTable.all(call.context());
        List<Reply> found = new ArrayList<>();
        for (int i = 2; i < call.count(); i++) {
            String wanted = call.args().text(i).toLowerCase(Locale.ROOT);
            String exact = settings.remove(wanted);
            if (exact != null) {
                // A whole name is answered as it was asked for.
                found.add(Reply.bulk(call.bytes(i)));
                found.add(Reply.bulk(exact));
                continue;
            }
            Glob pattern = new Glob(wanted.getBytes(StandardCharsets.UTF_8));
            settings.entrySet().removeIf(setting -> {
                if (!pattern.matches(setting.getKey().getBytes(StandardCharsets.UTF_8))) {
                    return false;
                }
                found.add(Reply.bulk(setting.getKey()));
                found.add(Reply.bulk(setting.getValue()));
                return true;
            });
        }
        return Reply.map(found);
    }

    private static Reply set(Call call) {
        if (call.count() % 2 != 0) {
            return Errors.arity("config|set");
        }
        if (call.context().mode() == AccessMode.READONLY) {
            return Reply.error("NOPERM settings of a cache in readonly mode stay");
        }
        OptionSet options = call.context().server().options();
        Set<String> names = new LinkedHashSet<>();
        for (int i = 2; i < call.count(); i += 2) {
            String name = call.args().text(i).toLowerCase(Locale.ROOT);
            if (!names.add(name)) {
                throw ConfigTable.failed(name, "duplicate parameter");
            }
            String value = call.args().text(i + 1);
            if (!ConfigTable.isAlready(call.context(), name, value)) {
                options = ConfigTable.changed(options, name, value);
            }
        }
        try {
            call.context().server().change(options);
        } catch (EngineException e) {
            throw ConfigTable.failed(String.join(" ", names), e.getMessage());
        }
        return Reply.OK;
    }
}
