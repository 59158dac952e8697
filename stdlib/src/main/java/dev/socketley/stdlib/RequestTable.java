package dev.socketley.stdlib;

import dev.socketley.engine.protocol.http.HttpFields;
import dev.socketley.engine.protocol.http.HttpRequest;
import java.util.Locale;
import java.util.Map;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.TwoArgFunction;

/**
 * An HTTP request as {@code on_http_request} sees it: {@code method}, {@code path}, {@code query},
 * {@code version}, {@code headers}, {@code body} and {@code client_id}. Header names are as
 * received; any spelling of a name finds its field.
 */
final class RequestTable {
    private static final LuaString METHOD = LuaValue.valueOf("method");
    private static final LuaString PATH = LuaValue.valueOf("path");
    private static final LuaString QUERY = LuaValue.valueOf("query");
    private static final LuaString VERSION = LuaValue.valueOf("version");
    private static final LuaString HEADERS = LuaValue.valueOf("headers");
    private static final LuaString BODY = LuaValue.valueOf("body");
    private static final LuaString CLIENT_ID = LuaValue.valueOf("client_id");
    private static final LuaTable ANY_SPELLING = anySpelling();

    private RequestTable() {}

    static LuaTable of(HttpRequest request) {
        LuaTable table = new LuaTable(0, 8);
        table.rawset(METHOD, Bridge.text(request.method()));
        table.rawset(PATH, Bridge.text(request.path()));
        table.rawset(QUERY, Bridge.text(request.query()));
        table.rawset(VERSION, Bridge.text(request.version()));
        table.rawset(HEADERS, headers(request.headers()));
        table.rawset(BODY, LuaString.valueUsing(request.body()));
        table.rawset(CLIENT_ID, Bridge.number(request.clientId()));
        return table;
    }

    /** A name that comes more than once has its values joined with commas (RFC 9110, 5.3). */
    private static LuaTable headers(HttpFields fields) {
        LuaTable table = new LuaTable(0, fields.size());
        for (Map.Entry<String, String> field : fields) {
            LuaString name = Bridge.text(field.getKey());
            LuaValue before = table.rawget(name);
            LuaString value = Bridge.text(field.getValue());
            table.rawset(name, before.isnil() ? value
                : Bridge.text(Bridge.string(before) + ", " + field.getValue()));
        }
        table.setmetatable(ANY_SPELLING);
        return table;
    }

    /** Shared by all requests and closed to scripts by its {@code __metatable}. */
    private static LuaTable anySpelling() {
        LuaTable meta = new LuaTable();
        meta.rawset("__metatable", LuaValue.FALSE);
        meta.rawset("__index", new TwoArgFunction() {
            @Override
            public LuaValue call(LuaValue table, LuaValue key) {
                return key.type() == LuaValue.TSTRING && table.istable()
                    ? find((LuaTable) table, lower(key)) : NIL;
            }
        });
        return meta;
    }

    private static LuaValue find(LuaTable table, String name) {
        LuaValue key = LuaValue.NIL;
        for (Varargs e = table.next(key); !e.arg1().isnil(); e = table.next(key)) {
            key = e.arg1();
            if (key.type() == LuaValue.TSTRING && lower(key).equals(name)) {
                return e.arg(2);
            }
        }
        return LuaValue.NIL;
    }

    private static String lower(LuaValue key) {
        return Bridge.string(key).toLowerCase(Locale.ROOT);
    }
}
