package dev.socketley.engine.protocol.http;

import dev.socketley.engine.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Takes a body of {@code multipart/form-data} apart as it arrives (RFC 7578, RFC 2046 5.1).
 *
 * <pre>
 * preamble ─► head ─HEAD─► body ─DATA…─► PART_END ─► head …
 *     └──────────────────────────────────► END, after which everything is ignored
 * </pre>
 *
 * <p><b>Thread:</b> one at a time. <b>Bounds:</b> {@value #HEAD_BYTES_MAX} bytes for the head of a
 * part, {@value #PARTS_MAX} parts; payload is handed over as it comes.
 */
public final class MultipartDecoder {
    /** What {@link #next} came to. */
    public enum Step { MORE, HEAD, DATA, PART_END, END }

    private enum State { PREAMBLE, DELIMITED, HEAD, BODY, DONE }

    private static final int HEAD_BYTES_MAX = 8192;
    private static final int PARTS_MAX = 1000;
    private static final int BOUNDARY_MAX = 70;
    private static final byte[] EMPTY_LINE = {'\r', '\n', '\r', '\n'};

    private final byte[] delimiter;
    private byte[] held = {'\r', '\n'};
    private int from;
    private int to = 2;
    private int parts;
    private State state = State.PREAMBLE;
    private Map<String, String> head = Map.of();
    private byte[] data;

    private MultipartDecoder(String boundary) {
        delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** For a body of that Content-Type; null when it is not multipart, or has no boundary. */
    public static MultipartDecoder of(String contentType) {
        Map<String, String> words = parameters(contentType);
        String boundary = words.get("boundary");
        boolean good = words.getOrDefault("", "").startsWith("multipart/") && boundary != null
            && !boundary.isEmpty() && boundary.length() <= BOUNDARY_MAX;
        return good ? new MultipartDecoder(boundary) : null;
    }

    /** Adds bytes of the body; to be called when {@link #next} says MORE. */
    public void feed(byte[] bytes) {
        if (state == State.DONE) {
            return;
        }
        int rest = to - from;
        byte[] all = Arrays.copyOfRange(held, from, to + bytes.length);
        System.arraycopy(bytes, 0, all, rest, bytes.length);
        held = all;
        from = 0;
        to = all.length;
    }

    /**
     * Goes on.
     *
     * @throws ProtocolException when the body is none; there is no more to come then
     */
    public Step next() throws ProtocolException {
        return switch (state) {
            case PREAMBLE -> preamble();
            case DELIMITED -> delimited();
            case HEAD -> partHead();
            case BODY -> body();
            case DONE -> Step.END;
        };
    }

    /** Fields of the part that begins, names in lower case, each byte a character. */
    public Map<String, String> head() {
        return head;
    }

    /** Payload of the part, once. */
    public byte[] data() {
        return data;
    }

    private Step preamble() throws ProtocolException {
        int at = find(delimiter);
        if (at < 0) {
            from = Math.max(from, to - delimiter.length + 1);
            return Step.MORE;
        }
        from = at + delimiter.length;
        state = State.DELIMITED;
        return delimited();
    }

    /** Behind a delimiter: two dashes end it all, a line end begins a part. */
    private Step delimited() throws ProtocolException {
        int i = from;
        while (i < to && (held[i] == ' ' || held[i] == '\t')) {
            i++;
        }
        if (i - from > BOUNDARY_MAX) {
            throw bad("a delimiter is followed by blanks without end");
        }
        if (to - i < 2) {
            return Step.MORE;
        }
        if (held[i] == '-' && held[i + 1] == '-' && i == from) {
            state = State.DONE;
            held = new byte[0];
            return Step.END;
        }
        if (held[i] != '\r' || held[i + 1] != '\n') {
            throw bad("a delimiter is followed by a line end or two dashes");
        }
        if (++parts > PARTS_MAX) {
            throw new ProtocolException(413, "a body has more than " + PARTS_MAX + " parts");
        }
        from = i; // the line end may also be the first half of the empty line
        state = State.HEAD;
        return partHead();
    }

    private Step partHead() throws ProtocolException {
        int end = find(EMPTY_LINE);
        if (end < 0 ? to - from > HEAD_BYTES_MAX : end - from > HEAD_BYTES_MAX) {
            throw bad("the head of a part exceeds " + HEAD_BYTES_MAX + " bytes");
        }
        if (end < 0) {
            return Step.MORE;
        }
        head = fields(new String(held, from, end - from, StandardCharsets.ISO_8859_1));
        from = end + EMPTY_LINE.length;
        state = State.BODY;
        return Step.HEAD;
    }

    private static Map<String, String> fields(String text) throws ProtocolException {
        Map<String, String> out = new LinkedHashMap<>();
        for (String line : text.split("\r\n")) {
            if (!line.isEmpty()) {
                int mark = line.indexOf(':');
                if (mark <= 0) {
                    throw bad("a field of a part is a name, a colon and a value");
                }
                out.putIfAbsent(line.substring(0, mark).strip().toLowerCase(Locale.ROOT),
                    line.substring(mark + 1).strip());
            }
        }
        return out;
    }

    private Step body() {
        int at = find(delimiter);
        int end = at >= 0 ? at : Math.max(from, to - delimiter.length + 1);
        if (end > from) {
            data = Arrays.copyOfRange(held, from, end);
            from = end;
            return Step.DATA;
        }
        if (at < 0) {
            return Step.MORE;
        }
        from = at + delimiter.length;
        state = State.DELIMITED;
        return Step.PART_END;
    }

    private int find(byte[] wanted) {
        int last = to - wanted.length;
        for (int i = from; i <= last; i++) {
            if (held[i] == wanted[0]
                    && Arrays.equals(held, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * A value with parameters, such as Content-Disposition: the value itself, in lower case, under
     * an empty name, and the parameters by their names in lower case.
     */
    public static Map<String, String> parameters(String field) {
        Map<String, String> out = new LinkedHashMap<>();
        int end = field.indexOf(';');
        out.put("", (end < 0 ? field : field.substring(0, end)).strip().toLowerCase(Locale.ROOT));
        int at = end;
        while (at >= 0 && at < field.length()) {
            int mark = field.indexOf('=', at);
            int next = field.indexOf(';', at + 1);
            if (next >= 0 && next < mark) {
                at = next; // a word without a value
                continue;
            }
            if (mark < 0) {
                break;
            }
            String name = field.substring(at + 1, mark).strip().toLowerCase(Locale.ROOT);
            StringBuilder value = new StringBuilder();
            at = value(field, mark + 1, value);
            if (!name.isEmpty()) {
                out.putIfAbsent(name, value.toString());
            }
        }
        return out;
    }

    /** Reads a word or a quoted text; the position of the semicolon behind it, or the end. */
    private static int value(String field, int from, StringBuilder to) {
        int i = from;
        while (i < field.length() && field.charAt(i) == ' ') {
            i++;
        }
        boolean quoted = i < field.length() && field.charAt(i) == '"';
        if (quoted) {
            for (i++; i < field.length() && field.charAt(i) != '"'; i++) {
                boolean escapes = field.charAt(i) == '\\' && i + 1 < field.length()
                    && (field.charAt(i + 1) == '"' || field.charAt(i + 1) == '\\');
                to.append(field.charAt(escapes ? ++i : i));
            }
        }
        int end = field.indexOf(';', Math.min(i, field.length()));
        end = end < 0 ? field.length() : end;
        if (!quoted) {
            to.append(field.substring(i, end).strip());
        }
        return end;
    }

    private static ProtocolException bad(String message) {
        return new ProtocolException(400, message);
    }
}
