package dev.socketley.stdlib.natives;

import dev.socketley.lua.LazyFields;
import dev.socketley.lua.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * Loads {@code socketley/*.lua} into a script's state. {@code init.lua} lists the modules; each is
 * run with its natives and {@code check}, and gives the table of its public functions. Natives are
 * arguments of the chunks, so no user's {@code require} reaches them. <b>Thread:</b> the loop.
 */
public final class Stdlib {
    /** What {@code init.lua} must say too; both change together. */
    static final String VERSION = "0.1.0";

    /** The global that holds it. */
    public static final LuaString NAME = LuaValue.valueOf("socketley");
    private static final List<String> SHIMS = List.of(
        "lsqlite3", "luasql.sqlite3", "luasql.postgres", "luasql.mysql");

    static {
        HttpClients.allowHostHeader();
    }

    private Stdlib() {}

    /**
     * Promises the global {@code socketley}, which {@code require("socketley")} gives too: it is loaded
     * when it is first asked for, as to read its source is most of the start of a short program.
     *
     * @param more rows of natives beside this package's own, asked for with the library
     */
    public static Library install(NativeScope scope, Supplier<List<Native>> more) {
        Library library = new Library(scope, more);
        scope.lua().globals().add(library);
        scope.lua().preload("socketley",
            Native.function("socketley", args -> scope.lua().globals().rawget(NAME)));
        for (String shim : SHIMS) {
            String path = shim.replace('.', '/') + ".lua";
            scope.lua().preload(shim,
                Native.function(shim, args -> chunk(scope, path).invoke(shared(scope))));
        }
        return library;
    }

    /** The global, before it is loaded and after. <b>Thread:</b> the loop. */
    public static final class Library extends LazyFields {
        private final NativeScope scope;
        private final Supplier<List<Native>> more;
        private LuaTable loaded;
        private LuaFunction reader;

        private Library(NativeScope scope, Supplier<List<Native>> more) {
            this.scope = scope;
            this.more = more;
        }

        /** Reads a module that no script may have asked for yet. */
        public void read(String module) {
            scope.lua().globals().rawget(NAME);
            reader.call(Bridge.text(module));
        }

        @Override
        protected LuaString[] keys() {
            return new LuaString[] {NAME};
        }

        @Override
        protected LuaValue make(LuaString key) {
            if (!key.raweq(NAME)) {
                return LuaValue.NIL;
            }
            if (loaded == null) {
                load();
            }
            return loaded;
        }

        private void load() {
            List<Native> rows = new ArrayList<>(rows(scope));
            rows.addAll(more.get());
            LuaFunction module = Native.function("module", args -> {
                String name = args.checkjstring(1);
                return chunk(scope, "socketley/" + name + ".lua").invoke(
                    LuaValue.varargsOf(of(name, rows), args.arg(2)));
            });
            LuaFunction lazy = Native.function("lazy", args -> Table.lazy(
                new Promised(args.checktable(1), args.checkfunction(2))));
            Varargs made = chunk(scope, "socketley/init.lua").invoke(LuaValue.varargsOf(
                new LuaValue[] {module, scope.state(), Bridge.text(VERSION), lazy}));
            loaded = made.checktable(1);
            reader = made.checkfunction(2);
        }
    }

    /** Fields that a function of the library makes. */
    private static final class Promised extends LazyFields {
        private final LuaString[] names;
        private final LuaFunction maker;

        Promised(LuaTable names, LuaFunction maker) {
            this.names = new LuaString[names.length()];
            for (int i = 0; i < this.names.length; i++) {
                this.names[i] = names.get(i + 1).checkstring();
            }
            this.maker = maker;
        }

        @Override
        protected LuaString[] keys() {
            return names;
        }

        @Override
        protected LuaValue make(LuaString key) {
            for (LuaString name : names) {
                if (name.raweq(key)) {
                    return maker.call(key);
                }
            }
            return LuaValue.NIL;
        }
    }

    /** The natives of this package, made for one script. */
    public static List<Native> rows(NativeScope scope) {
        List<Native> rows = new ArrayList<>();
        rows.addAll(CheckNatives.all());
        rows.addAll(LogNatives.all(scope));
        rows.addAll(TimerNatives.all(scope));
        rows.addAll(JsonNatives.all(scope));
        rows.addAll(PubSubNatives.all(scope));
        rows.addAll(CryptoNatives.all());
        rows.addAll(HttpNatives.all(scope));
        rows.addAll(HttpExchangeNatives.all(scope));
        rows.addAll(HttpPartNatives.all(scope));
        rows.addAll(DbNatives.all(scope));
        return rows;
    }

    /** What the {@code luasql} modules share, as a function that each calls for its own part. */
    private static LuaFunction shared(NativeScope scope) {
        return Native.function("luasql", args -> chunk(scope, "luasql/shim.lua").invoke(args));
    }

    private static LuaTable of(String module, List<Native> rows) {
        LuaTable table = new Table();
        for (Native row : rows) {
            if (row.module().equals(module)) {
                table.rawset(row.name(), row.function());
            }
        }
        return table;
    }

    private static LuaFunction chunk(NativeScope scope, String path) {
        return scope.lua().load(LibraryChunks.of(path, path));
    }
}
