package dev.socketley.engine.cache.command;

import dev.socketley.engine.cache.store.Glob;
import dev.socketley.engine.option.OptionSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** {@code CONFIG}: the options of the cache by Redis's names. */
final class ConfigCommand {
    private static final List<String> HELP = List.of(
        "CONFIG <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
        "GET <pattern>", "    Return the settings whose names match a pattern, and their values.",
        "SET <directive> <value>", "    Change a setting until the cache is made again.",
        "RESETSTAT", "    Let the figures of INFO that count begin anew.",
        "REWRITE", "    Refused: there is no configuration file to write.",
        "HELP", "    Print this help.");

    private ConfigCommand() {
    }

    static Reply run(Call call) {
        int count = call.count();
        if (call.is(1, "GET") && count > 2) {
            return get(call);
        }
        if (call.is(1, "SET") && count > 3) {
            return set(call);
        }
        if (call.is(1, "RESETSTAT") && count == 2) {
            call.context().resetStats();
            return Reply.OK;
        }
        if (call.is(1, "REWRITE") && count == 2) {
            return Reply.error("ERR The server is running without a config file");
        }
        if (call.is(1, "HELP") && count == 2) {
            return Errors.help(HELP);
        }
        return Errors.subcommand(call, "config", "GET", "SET", "RESETSTAT", "REWRITE", "HELP");
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
        Set<String> names = new HashSet<>();
        for (int i = 2; i < call.count(); i += 2) {
            String name = call.args().text(i).toLowerCase(Locale.ROOT);
            if (!names.add(name)) {
                throw ConfigTable.failed(name, "duplicate parameter");
            }
            options = ConfigTable.changed(options, name, call.args().text(i + 1));
        }
        call.context().server().change(options);
        return Reply.OK;
    }
}
