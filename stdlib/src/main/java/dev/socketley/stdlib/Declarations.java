package dev.socketley.stdlib;

import dev.socketley.engine.Engine;
import dev.socketley.engine.Hook;
import dev.socketley.engine.Registry;
import dev.socketley.engine.RuntimeType;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.option.Nearest;
import dev.socketley.engine.option.Option;
import dev.socketley.engine.option.OptionException;
import dev.socketley.engine.option.OptionSet;
import dev.socketley.stdlib.natives.Bridge;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * Reads the tables in which scripts describe runtimes. Every mistake names the field, as
 * {@code server "chat": port: integer 0..65535 expected, got "http"}.
 */
final class Declarations {
    /** Keys that are neither options nor hooks. */
    private static final List<String> OWN_KEYS = List.of("type", "name", "start", "lua", "config");

    private final Engine engine;
    private final Path directory;

    /** @param directory of the script, where the files are that it names */
    Declarations(Engine engine, Path directory) {
        this.engine = engine;
        this.directory = directory;
    }

    /** @param start whether it starts when the table does not say */
    Declaration read(String type, String name, LuaTable config, boolean start) {
        RuntimeType row = engine.type(type);
        Registry.checkName(name);
        try {
            Declaration read = new Reader(row, name, start).read(config);
            row.check().accept(read.options());
            return read;
        } catch (EngineException e) {
            throw e.at(row + " \"" + name + '"');
        }
    }

    /** The original's global table {@code runtimes}: an array of tables with type and name. */
    List<Declaration> runtimes(LuaValue global) {
        List<Declaration> out = new ArrayList<>();
        if (global.isnil()) {
            return out;
        }
        if (!global.istable()) {
            throw new OptionException("runtimes: table expected, got " + global.typename());
        }
        LuaTable table = (LuaTable) global;
        int length = table.length();
        for (Varargs e = table.next(LuaValue.NIL); !e.arg1().isnil(); e = table.next(e.arg1())) {
            if (!e.arg1().isint() || e.arg1().toint() < 1 || e.arg1().toint() > length) {
                throw new OptionException("runtimes: an array of tables with type and name "
                    + "expected, got key " + e.arg1().tojstring());
            }
        }
        for (int i = 1; i <= length; i++) {
            LuaValue item = global.get(i);
            String where = "runtimes[" + i + "]";
            if (!item.istable()) {
                throw new OptionException(where + ": table expected, got " + item.typename());
            }
            out.add(read(text(item, "type", where), text(item, "name", where),
                (LuaTable) item, false));
        }
        return out;
    }

    private static String text(LuaValue table, String key, String where) {
        LuaValue value = table.get(key);
        if (value.type() != LuaValue.TSTRING) {
            throw new OptionException(where + "." + key + ": string expected, got "
                + value.typename());
        }
        return Bridge.string(value);
    }

    private final class Reader {
        private final RuntimeType type;
        private final String name;
        private final Map<Hook, LuaFunction> hooks = new EnumMap<>(Hook.class);
        private OptionSet options;
        private String script = "";
        private boolean start;

        Reader(RuntimeType type, String name, boolean start) {
            this.type = type;
            this.name = name;
            this.start = start;
            this.options = type.defaults();
        }

        Declaration read(LuaTable config) {
            LuaValue key = LuaValue.NIL;
            for (Varargs e = config.next(key); !e.arg1().isnil(); e = config.next(key)) {
                key = e.arg1();
                if (key.type() != LuaValue.TSTRING) {
                    throw new OptionException("option names are strings, got "
                        + key.typename() + " key " + key.tojstring());
                }
                field(Bridge.string(key), e.arg(2));
            }
            return new Declaration(type, name, options, hooks, script, start);
        }

        private void field(String key, LuaValue value) {
            switch (key) {
                case "type", "name" -> { }
                case "start" -> start = value.toboolean();
                case "lua", "config" -> script = file(key, value);
                default -> {
                    if (key.startsWith("on_") && !isOption(key)) {
                        hook(key, value);
                    } else {
                        option(key, value);
                    }
                }
            }
        }

        private boolean isOption(String key) {
            return options.row(key) != null;
        }

        private String file(String key, LuaValue value) {
            if (value.type() != LuaValue.TSTRING) {
                throw new OptionException(key + ": file name expected, got " + value.typename());
            }
            return Bridge.string(value);
        }

        private void hook(String key, LuaValue value) {
            Hook hook = Hook.of(key);
            if (hook == null || !hook.types().contains(type.word())) {
                List<String> known = type.hooks().stream().map(Hook::word).toList();
                throw new OptionException(ErrorCode.EOPTION, hook == null
                    ? "unknown hook '" + key + "'" + Nearest.rowHint(key, known)
                    : "a " + type + " has no hook '" + key + "', which is for "
                    + String.join(", ", new TreeSet<>(hook.types())));
            }
            if (!value.isfunction()) {
                throw new OptionException(key + ": function expected, got " + value.typename());
            }
            hooks.put(hook, value.checkfunction());
        }

        private void option(String key, LuaValue value) {
            Option<?> row = options.row(key);
            if (row == null) {
                throw new OptionException(ErrorCode.EOPTION, unknown(key));
            }
            options = options.with(key, Bridge.fromLua(value), directory);
        }

        private String unknown(String key) {
            String others = engine.optionIsFor(key);
            if (!others.isEmpty()) {
                return "a " + type + " has no option '" + key + "', which is for " + others;
            }
            List<String> known = new ArrayList<>(OWN_KEYS);
            options.rows().forEach(r -> known.add(r.luaKey()));
            type.hooks().forEach(h -> known.add(h.word()));
            return "unknown option '" + key + "'" + Nearest.rowHint(key, known);
        }
    }

    /** @throws EngineException EEXIST when two declarations have one name */
    static void checkUnique(List<Declaration> all) {
        for (int i = 0; i < all.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (all.get(i).name().equals(all.get(j).name())) {
                    throw new EngineException(ErrorCode.EEXIST, "the script describes two runtimes "
                        + "named '" + all.get(i).name() + "'");
                }
            }
        }
    }
}
