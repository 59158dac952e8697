package dev.socketley.engine.cache.store;

/**
 * What a key can hold. To callers a string is a {@code byte[]}, or a {@link Slice} of the store,
 * anything else a {@link Value}. The command of a kind makes a value again from its elements.
 */
public enum ValueKind {
    STRING("string", "SET"),
    LIST("list", "RPUSH"),
    SET("set", "SADD"),
    HASH("hash", "HSET"),
    ZSET("zset", "ZADD");

    private final String word;
    private final String command;

    ValueKind(String word, String command) {
        this.word = word;
        this.command = command;
    }

    /** The name that {@code TYPE} answers. */
    public String word() {
        return word;
    }

    /** The command that, given a key and what {@link Value#elements} shows, makes the value. */
    public String command() {
        return command;
    }

    /** The kind of a stored value. */
    public static ValueKind of(Object value) {
        return value instanceof Value structured ? structured.kind() : STRING;
    }
}
