package dev.socketley.engine.protocol.websocket;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads {@code Sec-WebSocket-Extensions}: {@code name; key; key=value; key="value", name}.
 * <b>Thread:</b> one at a time.
 */
final class Extensions {
    /**
     * One of the list.
     *
     * @param parameters by name in lower case, an empty string for those without value; null when
     *                   they are not well formed or one stands twice
     */
    record Extension(String name, Map<String, String> parameters) {}

    private final String text;
    private int at;
    private boolean broken;

    private Extensions(String text) {
        this.text = text;
    }

    static List<Extension> parse(List<String> fields) {
        List<Extension> out = new ArrayList<>();
        for (String field : fields) {
            Extensions scanner = new Extensions(field);
            while (scanner.at < field.length()) {
                out.add(scanner.extension());
            }
        }
        return out;
    }

    private Extension extension() {
        Map<String, String> parameters = new LinkedHashMap<>();
        broken = false;
        String name = token();
        while (isNext(';')) {
            String key = token();
            String value = isNext('=') ? value() : "";
            broken |= key.isEmpty() || parameters.put(key, value) != null;
        }
        if (at < text.length() && !isNext(',')) {
            broken = true;
            int comma = text.indexOf(',', at);
            at = comma < 0 ? text.length() : comma + 1;
        }
        return new Extension(name, broken ? null : parameters);
    }

    private boolean isNext(char c) {
        skipBlanks();
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void skipBlanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private String token() {
        skipBlanks();
        int from = at;
        while (at < text.length() && "=;, \t\"".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at).toLowerCase(Locale.ROOT);
    }

    /** Never empty, so that it differs from no value. */
    private String value() {
        boolean quoted = isNext('"');
        String value = token();
        broken |= value.isEmpty() || quoted && !isNext('"');
        return value;
    }
}
