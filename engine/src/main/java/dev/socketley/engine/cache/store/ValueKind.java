package dev.socketley.engine.cache.store;

/**
 * What a key can hold. The store keeps a value as an object and tells its kind by its class: a
 * string is a {@code byte[]}.
 */
public enum ValueKind {
    STRING("string");

    private final String word;

    ValueKind(String word) {
        this.word = word;
    }

    /** The name that {@code TYPE} answers. */
    public String word() {
        return word;
    }

    /** The kind of a stored value. */
    public static ValueKind of(Object value) {
        if (value instanceof byte[]) {
            return STRING;
        }
        throw new IllegalStateException("value of no kind: class=" + value.getClass().getName());
    }

    static long memoryBytes(Object value) {
        return Sizes.array(((byte[]) value).length);
    }
}
