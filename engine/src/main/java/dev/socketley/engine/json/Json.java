package dev.socketley.engine.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * JSON on plain values: {@code Map} with text keys in order, {@code List}, {@code String},
 * {@code Long}, {@code Double}, {@code Boolean} and null. <b>Thread:</b> any. <b>Bounds:</b>
 * {@link #DEPTH_MAX} levels both ways; the caller bounds the length.
 */
public final class Json {
    /** Arrays and objects inside one another. */
    public static final int DEPTH_MAX = 64;

    private Json() {}

    /**
     * Reads one value with nothing but white space around it.
     *
     * @throws JsonException for anything that RFC 8259 does not allow, a repeated key, or text
     *                       that is too deep
     */
    public static Object parse(String text) {
        return new JsonReader(text).document();
    }

    /** As {@link #parse(String)}; bytes that are not UTF-8 are refused. */
    public static Object parse(byte[] utf8) {
        try {
            return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8))
                .toString());
        } catch (CharacterCodingException e) {
            throw new JsonException("json: text is not UTF-8");
        }
    }

    /**
     * One line without spaces.
     *
     * @throws JsonException for a value of another type, a number that is not finite, or one that
     *                       is too deep
     */
    public static String write(Object value) {
        return new JsonWriter(false).document(value);
    }

    /** As {@link #write}, indented by two spaces a level. */
    public static String pretty(Object value) {
        return new JsonWriter(true).document(value);
    }
}
