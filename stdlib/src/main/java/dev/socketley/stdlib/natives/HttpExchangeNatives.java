package dev.socketley.stdlib.natives;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.http.HttpExchange;
import dev.socketley.engine.protocol.http.Cookies;
import dev.socketley.engine.protocol.http.HttpResponse;
import dev.socketley.engine.protocol.http.Query;
import dev.socketley.lua.LuaErrors;
import dev.socketley.lua.Table;
import dev.socketley.lua.Wake;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** What {@code http_request.lua} needs: bodies and responses in pieces, and what heads say. */
final class HttpExchangeNatives {
    private static final String MODULE = "http_request";
    /** More names in a query, form or Cookie than this are left out. */
    private static final int NAMES_MAX = 1000;

    private HttpExchangeNatives() {}

    static List<Native> all(NativeScope scope) {
        return List.of(
            Native.row(MODULE, "methods", "Sets the metatable of requests.", args -> {
                scope.requestMeta((LuaTable) args.arg1());
                return LuaValue.NONE;
            }),
            Native.row(MODULE, "read", "Next piece of a request's body of at most so many bytes.",
                args -> await(scope, args, (exchange, wake) -> exchange.read(args.toint(2),
                    (piece, error) -> wake.resume(error != null ? LuaFailures.refused(error)
                        : piece == null ? LuaValue.NONE : LuaString.valueUsing(piece))))),
            Native.row(MODULE, "trailers", "Names and values behind a request's body.",
                args -> await(scope, args, (exchange, wake) ->
                    wake.resume(trailers(exchange.trailers())))),
            Native.row(MODULE, "begin", "Begins a response of a status or nil, names and values; "
                + "nil when one has begun, false for nobody.",
                args -> {
                    HttpResponse head = head(args);
                    return await(scope, args, (exchange, wake) -> wake.resume(exchange.isBegun()
                        ? LuaValue.NIL : LuaValue.valueOf(exchange.begin(head))));
                }),
            Native.row(MODULE, "write", "Writes a piece of a response; whether more is taken.",
                args -> {
                    byte[] piece = Bridge.bytes(args.arg(2));
                    return await(scope, args, (exchange, wake) -> write(exchange, piece, wake));
                }),
            Native.row(MODULE, "finish", "Ends a response with names and values behind its body.",
                args -> {
                    List<Map.Entry<String, byte[]>> behind = trailers(args);
                    return await(scope, args, (exchange, wake) ->
                        wake.resume(LuaValue.valueOf(exchange.end(behind))));
                }),
            Native.row(MODULE, "end_with_peer", "A client that ends its stream is gone.",
                args -> await(scope, args, (exchange, wake) -> {
                    exchange.endWithPeer();
                    wake.resume(LuaValue.NONE);
                })),
            Native.row(MODULE, "is_open", "Whether a response can still be written.",
                args -> await(scope, args, (exchange, wake) -> wake.resume(
                    LuaValue.valueOf(exchange.isBegun() && !exchange.isEnded()
                        && !exchange.isGone())))),
            Native.row(MODULE, "query", "First value by name, then all values by name.",
                args -> query(Bridge.bytes(args.arg1()))),
            Native.row(MODULE, "decode", "Undoes percent signs.", args -> {
                byte[] text = Bridge.bytes(args.arg1());
                return LuaString.valueUsing(Query.decode(text, 0, text.length, false));
            }),
            Native.row(MODULE, "encode", "Puts percent signs where a URL needs them.", args ->
                LuaString.valueUsing(Query.encode(Bridge.bytes(args.arg1())))),
            Native.row(MODULE, "cookies", "Values by name of a Cookie field.",
                args -> cookies(args.arg1())));
    }

    private static Varargs await(NativeScope scope, Varargs args,
            BiConsumer<HttpExchange, Wake> work) {
        HttpExchange exchange = exchange(args.arg1());
        return scope.lua().await(wake -> exchange.run(() -> work.accept(exchange, wake)));
    }

    private static HttpExchange exchange(LuaValue value) {
        if (value instanceof LuaUserdata userdata
                && userdata.userdata() instanceof HttpExchange exchange) {
            return exchange;
        }
        throw LuaErrors.error("a request expected, as on_http_request is given");
    }

    private static void write(HttpExchange exchange, byte[] piece, Wake wake) {
        EngineException refused = exchange.write(piece, reachable -> wake.resume(reachable
            ? LuaValue.TRUE
            : LuaFailures.refused(ErrorCode.ECLOSED, "the client has closed the connection")));
        if (refused != null) {
            wake.resume(LuaFailures.refused(refused));
        }
    }

    private static HttpResponse head(Varargs args) {
        try {
            HttpResponse head = new HttpResponse(args.isnil(2)
                ? exchange(args.arg1()).usualStatus() : args.toint(2));
            for (int i = 3; i < args.narg(); i += 2) {
                head.field(latin(args.arg(i)), Bridge.bytes(args.arg(i + 1)));
            }
            return head;
        } catch (IllegalArgumentException e) {
            throw LuaErrors.error(e.getMessage());
        }
    }

    private static List<Map.Entry<String, byte[]>> trailers(Varargs args) {
        List<Map.Entry<String, byte[]>> out = new ArrayList<>();
        try {
            for (int i = 2; i < args.narg(); i += 2) {
                byte[] value = Bridge.bytes(args.arg(i + 1));
                HttpResponse.checkField(latin(args.arg(i)), value);
                out.add(Map.entry(latin(args.arg(i)), value));
            }
        } catch (IllegalArgumentException e) {
            throw LuaErrors.error(e.getMessage());
        }
        return out;
    }

    private static LuaTable trailers(List<Map.Entry<String, String>> fields) {
        LuaTable out = new Table();
        fields.forEach(field -> out.rawset(
            latin(field.getKey().toLowerCase(Locale.ROOT)), latin(field.getValue())));
        return out;
    }

    private static Varargs query(byte[] text) {
        LuaTable first = new Table();
        LuaTable all = new Table();
        for (Query.Pair pair : Query.parse(text, NAMES_MAX)) {
            LuaString name = LuaString.valueUsing(pair.name());
            LuaString value = LuaString.valueUsing(pair.value());
            if (first.rawget(name).isnil()) {
                first.rawset(name, value);
                all.rawset(name, new Table());
            }
            LuaTable values = (LuaTable) all.rawget(name);
            values.rawset(values.rawlen() + 1, value);
        }
        return LuaValue.varargsOf(first, all);
    }

    private static LuaTable cookies(LuaValue field) {
        LuaTable out = new Table();
        if (!field.isnil()) {
            Cookies.parse(latin(field), NAMES_MAX)
                .forEach((name, value) -> out.rawset(latin(name), latin(value)));
        }
        return out;
    }

    private static LuaString latin(String text) {
        return LuaString.valueUsing(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String latin(LuaValue text) {
        return new String(Bridge.bytes(text), StandardCharsets.ISO_8859_1);
    }
}
