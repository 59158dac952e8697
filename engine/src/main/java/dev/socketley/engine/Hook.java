package dev.socketley.engine;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Every hook a script may define, one row each. Where a hook says nothing of its result, the
 * result is ignored. What an error in it leads to is fixed here and the same for every script.
 */
public enum Hook {
    ON_START("", Types.ALL, "The runtime is open; peers are served once the hook has ended.",
        OnError.FAIL_START),
    ON_STOP("", Types.ALL, "The last hook; connections are still open, and stop-ms-max bounds it.",
        OnError.IGNORE),
    ON_RELOAD("", Types.ALL, "The script was reloaded: called in its new version instead of "
        + "on_start.", OnError.IGNORE),
    ON_TICK("dt_ms", Types.ALL, "Every tick_ms milliseconds; skipped while the last one is still running.",
        OnError.IGNORE),
    ON_AUTH("client_id", Types.ACCEPTING, "First hook of a connection, or of a UDP peer at its "
        + "first datagram; only true admits it. A proxy in HTTP mode calls it for each request "
        + "with (client_id, request).", OnError.REFUSE),
    ON_CONNECT("client_id", Types.PEERS, "A connection was accepted or made.", OnError.IGNORE),
    ON_DISCONNECT("client_id", Types.PEERS, "A connection has closed.", OnError.IGNORE),
    ON_MESSAGE("message, is_binary", Types.MESSAGES, "A message arrived. On a server it replaces "
        + "the relay to the other clients. is_binary is true or false from a WebSocket, otherwise nil.",
        OnError.DROP),
    ON_CLIENT_MESSAGE("client_id, message, is_binary", Types.SERVER, "A message of one client, "
        + "before on_message and with the same is_binary; false drops it, true means it is handled: "
        + "no relay, no on_message.",
        OnError.DROP),
    ON_SEND("message", Types.MESSAGES, "A server sends a message to all clients, or a client sends one.",
        OnError.IGNORE),
    ON_HTTP_REQUEST("request", Types.SERVER, "An HTTP request; the result is the response: "
        + "{status=, headers=, body= or file=}, a string as body, with a second result as its "
        + "status, or a number as status. nil leads to http_dir, then 404. req:respond() writes the "
        + "response in pieces; returning it keeps it open.", OnError.REFUSE),
    ON_HTTP_ERROR("status, request", Types.ACCEPTING, "The server or proxy is about to answer with "
        + "an error of its own, 400 to 599; a string, a status, or {status=, headers=, body=} is the "
        + "response instead, with defaults for what it leaves out. request is nil if none could be "
        + "understood. An error that closes the connection still does.", OnError.IGNORE),
    ON_WEBSOCKET("client_id, headers, request", Types.SERVER, "A client asks for a WebSocket; headers "
        + "has its fields as req.headers does, request its path and query. A status or "
        + "{status=, headers=, body=} refuses it, false opens and closes it, a string or {protocol=} "
        + "chooses one of the sub-protocols that the client offers.",
        OnError.REFUSE),
    ON_CLOSE("client_id, code, reason", Types.MESSAGES, "A WebSocket has ended; called before "
        + "on_disconnect with the code and reason of the first close frame: 1005 without a code, 1006 "
        + "without a frame.",
        OnError.IGNORE),
    ON_DRAIN("client_id", Types.MESSAGES, "Output queued for a peer fell below write_low_bytes "
        + "after it had been above write_high_bytes.", OnError.IGNORE),
    ON_SUBSCRIPTION("topic, count, before", Types.SERVER,
        "The number of a topic's subscribers has changed.", OnError.IGNORE),
    ON_MASTER_AUTH("client_id, password", Types.SERVER, "A client asks to be master; only true "
        + "admits it.", OnError.REFUSE),
    ON_UPSTREAM_CONNECT("number", Types.SERVER, "The server has connected to the upstream with "
        + "that number, counted from 1.", OnError.IGNORE),
    ON_UPSTREAM("number, message", Types.SERVER, "A line arrived from an upstream; without this "
        + "hook it is dropped.", OnError.DROP),
    ON_UPSTREAM_DISCONNECT("number", Types.SERVER, "The connection to an upstream is lost; it is "
        + "made again.", OnError.IGNORE),
    ON_ROUTE("method, path, request, client_id", Types.PROXY, "Chooses the backend: an index from "
        + "0, or a name; nil leaves it to the strategy, false is none (503). In TCP mode the first "
        + "three arguments are nil.", OnError.IGNORE),
    ON_PROXY_REQUEST("client_id, data", Types.PROXY, "Bytes on their way to the backend; a string "
        + "replaces them, nil drops them, anything else lets them pass.", OnError.IGNORE),
    ON_PROXY_RESPONSE("client_id, data", Types.PROXY, "Bytes on their way to the client; as "
        + "on_proxy_request.", OnError.IGNORE),
    ON_MISS("key, db", Types.CACHE, "A missing key is read; the results, value and ttl in seconds, are "
        + "stored and returned.", OnError.REFUSE),
    ON_MISS_MANY("keys, db", Types.CACHE, "Several missing keys are read at once; the result is a "
        + "table from key to value or {value, ttl}; a second result is the ttl of them all.",
        OnError.REFUSE),
    ON_WRITE("key, value, ttl, db, command", Types.CACHE, "A key is written; value is a string, an array "
        + "for lists and sets, a table from field to value for hashes, from member to score for "
        + "sorted sets; ttl is in seconds, 0 for none; db is the database's number. For a collection "
        + "of more than hook_elements_max elements value is nil and command has the command's words. "
        + "false, or nil and a message, refuses the change.", OnError.REFUSE),
    ON_WRITE_MANY("batch", Types.CACHE, "Keys are written behind: an array of {key, value, ttl, "
        + "db, deleted}, accepted or refused as a whole. Without on_write it is called for each change.",
        OnError.REFUSE),
    ON_DELETE("key, db", Types.CACHE, "A key is deleted; false, or nil and a message, refuses it.",
        OnError.REFUSE),
    ON_EXPIRE("key, db", Types.CACHE, "A key has expired.", OnError.IGNORE),
    ON_ERROR("err", Types.ALL, "A hook or timer of this runtime raised: {message, traceback, hook, "
        + "runtime}.", OnError.IGNORE);

    /** What a raised error leads to, besides the log, the metric and on_error. */
    public enum OnError { IGNORE, DROP, REFUSE, FAIL_START }

    private static final class Types {
        static final Set<String> SERVER = Set.of("server");
        static final Set<String> PROXY = Set.of("proxy");
        static final Set<String> CACHE = Set.of("cache");
        static final Set<String> ACCEPTING = Set.of("server", "proxy");
        static final Set<String> PEERS = Set.of("server", "proxy", "client");
        static final Set<String> MESSAGES = Set.of("server", "client");
        static final Set<String> ALL = Set.of("server", "client", "proxy", "cache");

        private Types() {}
    }

    private final String word = name().toLowerCase(Locale.ROOT);
    private final List<String> arguments;
    private final Set<String> types;
    private final String summary;
    private final OnError onError;

    Hook(String arguments, Set<String> types, String summary, OnError onError) {
        this.arguments = arguments.isEmpty() ? List.of() : List.of(arguments.split(", "));
        this.types = types;
        this.summary = summary;
        this.onError = onError;
    }

    /** {@code on_message}. */
    public String word() {
        return word;
    }

    public List<String> arguments() {
        return arguments;
    }

    /** Words of the runtime types that fire it. */
    public Set<String> types() {
        return types;
    }

    public String summary() {
        return summary;
    }

    public OnError onError() {
        return onError;
    }

    /** The hook of that word, or null. */
    public static Hook of(String word) {
        for (Hook hook : values()) {
            if (hook.word.equals(word)) {
                return hook;
            }
        }
        return null;
    }
}
