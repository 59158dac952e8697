package dev.socketley.engine.protocol.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;

/**
 * Header fields in the order and spelling received, as name and value pairs; they are turned into
 * text when they are first looked at. Names are compared without regard to case.
 * <b>Thread:</b> its request's loop.
 */
public final class HttpFields extends AbstractList<Map.Entry<String, String>> {
    private final HttpHeaders headers;
    private List<Map.Entry<String, String>> entries;

    HttpFields(HttpHeaders headers) {
        this.headers = headers;
    }

    /** The first value of that name, or null. */
    public String first(String name) {
        return headers.get(name);
    }

    /** Every value of that name, in order. */
    public List<String> values(String name) {
        return headers.getAll(name);
    }

    /** Whether a comma-separated list under that name holds the token, whatever its case. */
    public boolean hasToken(String name, String token) {
        return headers.containsValue(name, token, true);
    }

    @Override
    public Map.Entry<String, String> get(int index) {
        return entries().get(index);
    }

    @Override
    public int size() {
        return headers.size();
    }

    private List<Map.Entry<String, String>> entries() {
        if (entries == null) {
            entries = headers.entries();
        }
        return entries;
    }
}
