package dev.socketley.stdlib;

import dev.socketley.engine.http.HttpExchange;
import dev.socketley.engine.protocol.http.HttpFields;
import dev.socketley.engine.protocol.http.HttpRequest;
import dev.socketley.lua.LazyFields;
import dev.socketley.lua.Table;
import dev.socketley.stdlib.natives.Bridge;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.TwoArgFunction;

/**
 * An HTTP request as {@code on_http_request} sees it: {@code method}, {@code path}, {@code query},
 * {@code version}, {@code headers}, {@code body} (nil when it is to be read in pieces) and
 * {@code client_id}; its methods are those of {@code http_request.lua}. A field is made when it is
 * first looked at, because most handlers look at one or two. Header names are as received; any
 * spelling of a name finds its field.
 */
final class RequestTable extends LazyFields {
    private static final LuaString METHOD = LuaValue.valueOf("method");
    private static final LuaString PATH = LuaValue.valueOf("path");
    private static final LuaString QUERY = LuaValue.valueOf("query");
    private static final LuaString VERSION = LuaValue.valueOf("version");
    private static final LuaString HEADERS = LuaValue.valueOf("headers");
    private static final LuaString BODY = LuaValue.valueOf("body");
    private static final LuaString CLIENT_ID = LuaValue.valueOf("client_id");
    private static final LuaString EXCHANGE = LuaValue.valueOf("_exchange");
    private static final LuaString COMMA = LuaValue.valueOf(", ");
    private static final LuaString SEMICOLON = LuaValue.valueOf("; ");
    private static final LuaString[] FIELDS =
        {METHOD, PATH, QUERY, VERSION, HEADERS, BODY, CLIENT_ID, EXCHANGE};
    /** The metatable of every header table: shared, so no script may change it. */
    private static final Table ANY_SPELLING = anySpelling();

    private final HttpRequest request;
    private final long clientId;
    /** Null for a WebSocket's request, which has no body and whose answer is the hook's result. */
    private final HttpExchange exchange;

    private RequestTable(HttpRequest request, long clientId, HttpExchange exchange) {
        this.request = request;
        this.clientId = clientId;
        this.exchange = exchange;
    }

    /**
     * A new table of the request's fields.
     *
     * @param meta with the methods of requests, or null
     */
    static Table of(HttpExchange exchange, LuaTable meta) {
        return of(new RequestTable(exchange.request(), exchange.clientId(), exchange), meta);
    }

    private static Table of(RequestTable fields, LuaTable meta) {
        Table table = Table.lazy(fields);
        if (meta != null) {
            table.setmetatable(meta);
        }
        return table;
    }

    /**
     * What a proxy tells of a request, which it passes on: all but the body.
     *
     * @param facts method, path, query and headers, whose names are in lower case
     */
    static LuaValue ofProxy(Map<?, ?> facts, LuaTable meta) {
        LuaTable table = (LuaTable) Bridge.toLua(facts);
        table.get(HEADERS).setmetatable(ANY_SPELLING);
        table.setmetatable(meta);
        return table;
    }

    /** The exchange of a request, or of a response that was begun; null for any other value. */
    static HttpExchange exchange(LuaValue value) {
        return value.istable()
            && ((LuaTable) value).rawget(EXCHANGE) instanceof LuaUserdata userdata
            && userdata.userdata() instanceof HttpExchange exchange ? exchange : null;
    }

    @Override
    protected LuaString[] keys() {
        return FIELDS;
    }

    @Override
    protected LuaValue make(LuaString key) {
        if (key.raweq(PATH)) {
            return latin(request.path());
        } else if (key.raweq(METHOD)) {
            return latin(request.method());
        } else if (key.raweq(BODY)) {
            byte[] body = exchange == null ? null : exchange.body();
            return body == null ? LuaValue.NIL : LuaString.valueUsing(body);
        } else if (key.raweq(HEADERS)) {
            return headers(request.headers(), true);
        } else if (key.raweq(QUERY)) {
            return latin(request.query());
        } else if (key.raweq(CLIENT_ID)) {
            return Bridge.number(clientId);
        } else if (key.raweq(EXCHANGE)) {
            return exchange == null ? LuaValue.NIL : new LuaUserdata(exchange);
        }
        return key.raweq(VERSION) ? latin(request.version()) : LuaValue.NIL;
    }

    /** The bytes as received: the decoder makes each of them a character. */
    private static LuaString latin(String text) {
        return LuaString.valueUsing(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A name that comes more than once has its values joined (RFC 9110, 5.3; RFC 9113, 8.2.3). */
    private static LuaTable headers(HttpFields fields, boolean empties) {
        LuaTable table = new Table(0, fields.size());
        List<String> names = new ArrayList<>(fields.size());
        for (Map.Entry<String, String> field : fields) {
            if (!empties && field.getValue().isEmpty()) {
                continue;
            }
            LuaString name = latin(spelling(names, field.getKey()));
            LuaValue before = table.rawget(name);
            LuaString value = latin(field.getValue());
            table.rawset(name, before.isnil() ? value
                : before.concat(isCookie(field.getKey()) ? SEMICOLON : COMMA).concat(value));
        }
        table.setmetatable(ANY_SPELLING);
        return table;
    }

    /** As the name came first; it is added when it did not come yet. */
    private static String spelling(List<String> names, String name) {
        for (String known : names) {
            if (known.equalsIgnoreCase(name)) {
                return known;
            }
        }
        names.add(name);
        return name;
    }

    /**
     * What {@code on_websocket} is given.
     *
     * @param args the client's id, the fields and the request
     * @param meta as for {@link #of}
     */
    static Varargs webSocket(Object[] args, LuaTable meta) {
        return LuaValue.varargsOf(Bridge.toLua(args[0]), webSocketHeaders((HttpFields) args[1]),
            of(new RequestTable((HttpRequest) args[2], (Long) args[0], null), meta));
    }

    /** Fields of a WebSocket's request that say something, and as {@code protocol} what it offers. */
    static LuaTable webSocketHeaders(HttpFields fields) {
        if (fields == null) {
            return null;
        }
        LuaTable table = headers(fields, false);
        LuaValue protocol = find(table, "sec-websocket-protocol");
        if (!protocol.isnil()) {
            table.rawset("protocol", protocol);
        }
        return table;
    }

    private static boolean isCookie(String name) {
        return name.equalsIgnoreCase("cookie");
    }

    private static Table anySpelling() {
        Table meta = new Table();
        meta.rawset(LuaValue.METATABLE, LuaValue.FALSE);
        meta.rawset(LuaValue.INDEX, new TwoArgFunction() {
            @Override
            public LuaValue call(LuaValue table, LuaValue key) {
                return key.type() == TSTRING && table.istable()
                    ? find((LuaTable) table, lower(key)) : NIL;
            }
        });
        return meta.freeze();
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
