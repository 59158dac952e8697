package dev.socketley.stdlib.natives;

import dev.socketley.lua.LazyFields;
import dev.socketley.lua.LuaChunk;
import dev.socketley.lua.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/**
 * Loads {@code socketley/*.lua} into a script's state. {@code init.lua} lists the modules; each is
 * run with its natives and {@code check}, and gives the table of its public functions. Natives are
 * arguments of the chunks, so no user's {@code require} reaches them. <b>Thread:</b> the loop.
 */
public final class Stdlib {
    /** What {@code init.lua} must say too; both change together. */
    static final String VERSION = "0.1.0";

    private static final LuaString NAME = LuaValue.valueOf("socketley");
    private static final List<String> SHIMS = List.of(
        "lsqlite3", "luasql.sqlite3", "luasql.postgres", "luasql.mysql");
    private static final Map<String, LuaChunk> CHUNKS = new ConcurrentHashMap<>();

    static {
        HttpClients.allowHostHeader();
    }

    private Stdlib() {}

    /**
     * Promises the global {@code socketley}, which {@code require("socketley")} gives too: it is loaded
     * when it is first asked for, as to read its source is most of the start of a short program.
     *
     * @param more rows of natives beside this package's own
     */
    public static void install(NativeScope scope, List<Native> more) {
        ((Table) scope.lua().globals()).add(new Library(() -> load(scope, more)));
        scope.lua().preload("socketley", function(args -> scope.lua().globals().rawget(NAME)));
        for (String shim : SHIMS) {
            String path = shim.replace('.', '/') + ".lua";
            scope.lua().preload(shim, function(args -> chunk(scope, path).invoke(shared(scope))));
        }
    }

    private static LuaTable load(NativeScope scope, List<Native> more) {
        List<Native> rows = new ArrayList<>(rows(scope));
        rows.addAll(more);
        LuaFunction module = function(args -> {
            String name = args.checkjstring(1);
            return chunk(scope, "socketley/" + name + ".lua").invoke(
                LuaValue.varargsOf(of(name, rows), args.arg(2)));
        });
        return chunk(scope, "socketley/init.lua").invoke(LuaValue.varargsOf(
            module, scope.state(), Rows.text(VERSION))).checktable(1);
    }

    /** The global that is there before it is loaded. */
    private static final class Library extends LazyFields {
        private final Supplier<LuaTable> loader;
        private LuaTable loaded;

        Library(Supplier<LuaTable> loader) {
            this.loader = loader;
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
                loaded = loader.get();
            }
            return loaded;
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
        rows.addAll(AuthNatives.all());
        rows.addAll(HttpNatives.all(scope));
        rows.addAll(HttpExchangeNatives.all(scope));
        rows.addAll(HttpPartNatives.all(scope));
        rows.addAll(DbNatives.all(scope));
        return rows;
    }

    /** What the {@code luasql} modules share, as a function that each calls for its own part. */
    private static LuaFunction shared(NativeScope scope) {
        return function(args -> chunk(scope, "luasql/shim.lua").invoke(args));
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

    private static LuaFunction function(Rows.Body body) {
        return new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs args) {
                return body.call(args);
            }
        };
    }

    private static LuaFunction chunk(NativeScope scope, String path) {
        return scope.lua().load(CHUNKS.computeIfAbsent(path,
            p -> LuaChunk.compile(read(p), p)));
    }

    private static byte[] read(String path) {
        try (InputStream in = Stdlib.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the library lacks " + path);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
