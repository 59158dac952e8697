package dev.socketley.engine.cache.command;

import java.util.Locale;

/** What a command's row says of it beside its {@link Access}, by Redis's words. */
public enum Flag {
    /** Refused while memory is short, as it may need more. */
    DENYOOM,
    /** Not from scripts. */
    NOSCRIPT,
    /** May wait for another client. */
    BLOCKING,
    /** Takes constant or logarithmic time. */
    FAST,
    /** Runs while the data is being loaded. */
    LOADING,
    /** Runs where the data may be out of date. */
    STALE,
    /** Needs no authentication. */
    NO_AUTH,
    /** Not inside a transaction. */
    NO_MULTI,
    /** Concerns the server as a whole. */
    ADMIN,
    /** Runs while another client's script takes too long. */
    ALLOW_BUSY,
    /** Not while data is loaded beside those who are served. */
    NO_ASYNC_LOADING,
    /** May be called without keys. */
    NO_MANDATORY_KEYS,
    /** Not shown by {@code MONITOR}; its own commands are. */
    SKIP_MONITOR,
    /** Not kept by {@code SLOWLOG}; its own commands are. */
    SKIP_SLOWLOG,
    /** Runs while a RESP2 connection is subscribed; not in Redis's words. */
    SUBSCRIBED,
    /** Looks at keys without that being a use of them; not in Redis's words. */
    UNTOUCHING,
    /** Runs a script, which may change keys; not in Redis's words. */
    SCRIPTING,
    /** Its keys lie where other arguments say. */
    MOVABLEKEYS;

    /** The word in {@code COMMAND INFO}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
