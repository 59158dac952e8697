package dev.socketley.repl;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a script prints, as events of the control protocol: text, or {@code {"base64": …}} for bytes
 * that are none. <b>Thread:</b> any. <b>Bounds:</b> {@link #CHUNK_BYTES} are held back.
 */
final class Streamed extends OutputStream {
    private static final int CHUNK_BYTES = 16 << 10;

    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private Consumer<Object> target;

    Streamed(Consumer<Object> target) {
        this.target = target;
    }

    PrintStream printer() {
        return new PrintStream(this, false, StandardCharsets.UTF_8);
    }

    /** Where later output goes. */
    synchronized void target(Consumer<Object> next) {
        flush();
        target = next;
    }

    @Override
    public synchronized void write(int b) {
        held.write(b);
        flushIfLine((byte) b);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        held.write(bytes, offset, length);
        if (length > 0) {
            flushIfLine(bytes[offset + length - 1]);
        }
    }

    private void flushIfLine(byte last) {
        if (last == '\n' || held.size() >= CHUNK_BYTES) {
            flush();
        }
    }

    @Override
    public synchronized void flush() {
        if (held.size() > 0) {
            byte[] bytes = held.toByteArray();
            held.reset();
            target.accept(data(bytes));
        }
    }

    private static Object data(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException notText) {
            return Map.of("base64", Base64.getEncoder().encodeToString(bytes));
        }
    }

    /** Prints what an event carried. */
    static void print(PrintStream out, Object data) {
        if (data instanceof Map<?, ?> map && map.get("base64") instanceof String encoded) {
            out.writeBytes(Base64.getDecoder().decode(encoded));
        } else {
            out.print(data);
        }
        out.flush();
    }
}
