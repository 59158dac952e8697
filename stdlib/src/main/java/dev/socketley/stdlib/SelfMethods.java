package dev.socketley.stdlib;

import dev.socketley.engine.Runtime;
import dev.socketley.engine.client.ClientRuntime;
import dev.socketley.engine.protocol.websocket.CloseCode;
import dev.socketley.engine.protocol.websocket.MessageKind;
import dev.socketley.engine.proxy.ProxyRuntime;
import dev.socketley.engine.server.Sent;
import dev.socketley.engine.server.ServerRuntime;
import java.util.List;
import java.util.Map;
import org.luaj.vm2.LuaValue;

/** The methods of {@code self} by runtime type. */
final class SelfMethods {
    private static final Object NOTHING = LuaValue.NONE;

    static final List<SelfMethod<ServerRuntime>> SERVER = List.of(
        row("broadcast", "message: string, is_binary: boolean?", "",
            "Sends a message to every connected client; is_binary as for send.",
            (s, a) -> done(() -> s.broadcast(a.bytes(1), kind(a, 2)))),
        row("send", "client_id: integer, message: string, is_binary: boolean?",
            "boolean, 'queued'|'dropped'?",
            "Sends to one client; false when it is gone. A WebSocket gets text if it is UTF-8, or "
            + "as is_binary says.",
            (s, a) -> sent(s.send(a.id(1), a.bytes(2), kind(a, 3)))),
        row("send_part", "client_id: integer, part: string, last: boolean, is_binary: boolean?",
            "boolean",
            "Sends a part of a message; other messages to the client wait for the last part.",
            (s, a) -> s.sendPart(a.id(1), a.bytes(2), a.value(3).toboolean(),
                a.value(4).toboolean() ? MessageKind.BINARY : MessageKind.TEXT)),
        row("close", "client_id: integer, code: integer?, reason: string?", "boolean",
            "As disconnect, but sends a WebSocket the code (1000 by default) and the reason.",
            (s, a) -> s.disconnect(a.id(1), a.value(2).isnil() ? CloseCode.NORMAL : (int) a.id(2),
                a.value(3).isnil() ? new byte[0] : a.bytes(3))),
        row("subscribe", "client_id: integer, topic: string", "boolean",
            "Subscribes a client to a topic; + matches any one level, # at the end any number.",
            (s, a) -> s.subscribe(a.id(1), a.text(2))),
        row("unsubscribe", "client_id: integer, topic: string", "boolean",
            "Ends a subscription; false when there is none.",
            (s, a) -> s.unsubscribe(a.id(1), a.text(2))),
        row("publish", "topic: string, message: string, "
            + "options: {except: integer?, is_binary: boolean?}?", "integer",
            "Sends a message to a topic's subscribers, except one; returns how many get it.",
            (s, a) -> s.publish(a.text(1), a.bytes(2), kind(a.field(3, "is_binary")),
                a.fieldId(3, "except"))),
        row("topic_count", "topic: string", "integer",
            "How many clients a message to a topic would reach.",
            (s, a) -> s.topicCount(a.text(1))),
        row("topics", "client_id: integer", "string[]", "The subscriptions of a client.",
            (s, a) -> s.topics(a.id(1))),
        row("connections", "", "integer", "Number of connected clients.",
            (s, a) -> s.connections()),
        row("clients", "", "integer[]", "Ids of the connected clients.", (s, a) -> s.clients()),
        row("multicast", "client_ids: integer[], message: string, is_binary: boolean?", "",
            "Sends a message to each client of a list; is_binary as for send.",
            (s, a) -> done(() -> s.multicast(a.ids(1), a.bytes(2), kind(a, 3)))),
        row("disconnect", "client_id: integer", "boolean",
            "Closes a client's connection after what is queued for it has been sent; false when "
            + "there is no such client.",
            (s, a) -> s.disconnect(a.id(1))),
        row("peer_ip", "client_id: integer", "string",
            "The client's address, or an empty string for an unknown client.",
            (s, a) -> s.peerIp(a.id(1))),
        row("tls", "client_id: integer", "table<string, any>?",
            "How a client's connection is encrypted, as docs/tls.md lists it; nil without TLS.",
            (s, a) -> s.tls(a.id(1))),
        row("ws_headers", "client_id: integer", "table<string, string>?",
            "The fields of a WebSocket's request, as on_websocket sees them; nil for others.",
            (s, a) -> RequestTable.webSocketHeaders(s.webSocketHeaders(a.id(1)))),
        row("set_data", "client_id: integer, key: string, value: string?", "",
            "Keeps a value with the connection until it closes; nil removes it.",
            (s, a) -> done(() -> s.setData(a.id(1), a.text(2),
                a.value(3).isnil() ? null : a.bytes(3)))),
        row("get_data", "client_id: integer, key: string", "string?",
            "A value kept with the connection.", (s, a) -> s.getData(a.id(1), a.text(2))),
        row("route", "client_id: integer, target: string", "boolean",
            "Hands the client's further messages to another server.",
            (s, a) -> s.route(a.id(1), a.text(2))),
        row("unroute", "client_id: integer", "boolean",
            "Takes back a routed client, or gives back one that was routed here.",
            (s, a) -> s.unroute(a.id(1))),
        row("get_route", "client_id: integer", "string?",
            "Name of the server the client is routed to.", (s, a) -> s.routeOf(a.id(1))),
        row("pipe", "client_id: integer, other_id: integer", "boolean",
            "Pairs two clients: each one's messages go to the other, unseen by hooks.",
            (s, a) -> s.pipe(a.id(1), a.id(2))),
        row("unpipe", "client_id: integer", "boolean", "Ends a client's pair.",
            (s, a) -> s.unpipe(a.id(1))),
        row("upstream_send", "number: integer, message: string", "boolean",
            "Sends a line to an upstream; false when it is not connected.",
            (s, a) -> s.sendBackend(a.id(1), a.bytes(2))),
        row("upstream_broadcast", "message: string", "integer",
            "Sends a line to every connected upstream; returns how many there are.",
            (s, a) -> s.broadcastBackends(a.bytes(1))),
        row("upstreams", "", "integer[]", "Numbers of the connected upstreams.",
            (s, a) -> s.connectedBackends()),
        row("owner_send", "client_id: integer, message: string", "boolean",
            "Sends to a client of the server that made this one.",
            (s, a) -> s.ownerSend(a.id(1), a.bytes(2))),
        row("owner_broadcast", "message: string", "boolean",
            "Sends to every client of the server that made this one.",
            (s, a) -> s.ownerBroadcast(a.bytes(1))),
        row("join_group", "client_id: integer, group: string", "",
            "Puts a client into a named group; it leaves when it disconnects.",
            (s, a) -> done(() -> s.joinGroup(a.id(1), a.text(2)))),
        row("leave_group", "client_id: integer, group: string", "",
            "Takes a client out of a group.",
            (s, a) -> done(() -> s.leaveGroup(a.id(1), a.text(2)))),
        row("group_send", "group: string, message: string, is_binary: boolean?", "",
            "Sends a message to every client of a group; is_binary as for send.",
            (s, a) -> done(() -> s.groupSend(a.text(1), a.bytes(2), kind(a, 3)))));

    static final List<SelfMethod<ClientRuntime>> CLIENT = List.of(
        row("send", "message: string, is_binary: boolean?", "",
            "Sends to the server; queued while connecting. is_binary as for a server's send.",
            (c, a) -> done(() -> c.send(a.bytes(1), kind(a, 2)))),
        row("close", "code: integer?, reason: string?", "boolean",
            "Closes the connection; a WebSocket sends the code (1000 by default) and the reason.",
            (c, a) -> c.disconnect(a.value(1).isnil() ? CloseCode.NORMAL : (int) a.id(1),
                a.value(2).isnil() ? new byte[0] : a.bytes(2))),
        row("send_part", "part: string, last: boolean, is_binary: boolean?", "boolean",
            "Sends a part of a WebSocket message; other messages wait for the last part.",
            (c, a) -> c.sendPart(a.bytes(1), a.value(2).toboolean(),
                a.value(3).toboolean() ? MessageKind.BINARY : MessageKind.TEXT)),
        row("ws_protocol", "", "string?",
            "The sub-protocol that the server chose; nil without one or while not connected.",
            (c, a) -> c.subProtocol()),
        row("connections", "", "integer", "1 when connected, else 0.", (c, a) -> c.connections()));

    static final List<SelfMethod<ProxyRuntime>> PROXY = List.of(
        row("connections", "", "integer", "Number of connected clients.",
            (p, a) -> p.connections()),
        row("peer_ip", "client_id: integer", "string", "The client's address.",
            (p, a) -> p.peerIp(a.id(1))),
        row("tls", "client_id: integer", "table<string, any>?",
            "How a client's connection is encrypted, as docs/tls.md lists it; nil without TLS.",
            (p, a) -> p.tls(a.id(1))),
        row("close_client", "client_id: integer", "boolean", "Closes a client's connection.",
            (p, a) -> p.closeClient(a.id(1))),
        row("clients", "", "integer[]", "Ids of the connected clients.", (p, a) -> p.clients()),
        row("backends", "", "string[]", "The backends as configured.", (p, a) -> p.backends()),
        row("stats", "", "table<string, any>", "The figures that 'socketley stats' shows.",
            (p, a) -> p.stats()));

    static final Map<String, List<? extends SelfMethod<?>>> BY_TYPE = Map.of(
        "server", SERVER, "client", CLIENT, "proxy", PROXY,
        "cache", CacheMethods.ALL);

    private SelfMethods() {}

    private static <R extends Runtime> SelfMethod<R> row(String name,
            String params, String returns, String summary, SelfMethod.Body<R> body) {
        return new SelfMethod<>(name, params, returns, summary, body);
    }

    /** What a boolean says; other values say nothing, as the second result of gsub does. */
    private static MessageKind kind(Args args, int index) {
        return kind(args.value(index));
    }

    private static MessageKind kind(LuaValue isBinary) {
        return !isBinary.isboolean() ? null
            : isBinary.toboolean() ? MessageKind.BINARY : MessageKind.TEXT;
    }

    private static Object sent(Sent sent) {
        return sent.word() == null ? Boolean.valueOf(sent.isUnderWay())
            : LuaValue.varargsOf(LuaValue.valueOf(sent.isUnderWay()),
                LuaValue.valueOf(sent.word()));
    }

    private static Object done(Runnable work) {
        work.run();
        return NOTHING;
    }
}
