package dev.socketley.engine.cache.store;

import java.util.Arrays;

/**
 * The forms of values whose few bytes lie beside their keys, where strings lie, and for which no object
 * is kept: neither the collector nor a key's memory has to do with one. What is looked up is a copy, which
 * is written back when it was changed.
 *
 * <p>Thread: any.
 */
final class Small {
    /** The form of bytes that are a string. */
    static final int STRING = 0;
    /** The form of an object's number. */
    static final int OBJECT = 1;
    private static final int HASH = 2;
    private static final int INTEGERS = 3;
    private static final int SET = 4;
    private static final int SORTED = 5;

    /** More would be copied for too long with each look. */
    static final int BYTES_MAX = 512;

    private Small() {
    }

    /** The form of a value as it is now: {@link #OBJECT} when it is too large to be copied. */
    static int form(Value value) {
        byte[] bytes = value.small();
        if (bytes == null || bytes.length > BYTES_MAX) {
            return OBJECT;
        }
        return switch (value) {
            case HashValue _ -> HASH;
            case SetValue set -> set.isOfIntegers() ? INTEGERS : SET;
            case SortedSetValue _ -> SORTED;
            default -> OBJECT;
        };
    }

    /** The value of a form, a copy. */
    static Value value(int form, byte[] page, int from, int length) {
        byte[] bytes = Arrays.copyOfRange(page, from, from + length);
        return switch (form) {
            case HASH -> new HashValue(bytes);
            case INTEGERS -> SetValue.small(bytes, null);
            case SET -> SetValue.small(null, bytes);
            case SORTED -> new SortedSetValue(bytes);
            default -> throw new IllegalStateException("no form of a value: form=" + form);
        };
    }

    /** What a key of a form holds that is not an object. */
    static ValueKind kind(int form) {
        return switch (form) {
            case STRING -> ValueKind.STRING;
            case HASH -> ValueKind.HASH;
            case INTEGERS, SET -> ValueKind.SET;
            case SORTED -> ValueKind.ZSET;
            default -> throw new IllegalStateException("no form of a value: form=" + form);
        };
    }
}
