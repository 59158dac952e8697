package dev.socketley.engine.proxy;

import java.nio.charset.StandardCharsets;

/** What hooks return, as this package uses it. */
final class Values {
    private Values() {}

    /** Text of a String or bytes, else null. */
    static String text(Object value) {
        return switch (value) {
            case String s -> s;
            case byte[] b -> new String(b, StandardCharsets.UTF_8);
            case null, default -> null;
        };
    }

    /** Bytes of a String or bytes, else null. */
    static byte[] bytes(Object value) {
        return switch (value) {
            case String s -> s.getBytes(StandardCharsets.UTF_8);
            case byte[] b -> b;
            case null, default -> null;
        };
    }
}
