package dev.socketley.engine.proxy;

import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.protocol.http1.HttpHead;
import java.util.LinkedHashMap;
import java.util.Map;

/** Requests and chunks as hooks see them. */
final class Requests {
    private static final byte[] NOTHING = {};

    private Requests() {}

    /** {@code {method, path, query, headers}}; repeated headers are joined as RFC 9110 says. */
    static Map<String, Object> describe(HttpHead head) {
        Map<String, Object> headers = new LinkedHashMap<>();
        for (int f = 0; f < head.fieldCount(); f++) {
            String name = head.lowerName(f);
            String between = name.equals("cookie") ? "; " : ", ";
            headers.merge(name, head.value(f), (a, b) -> a instanceof String && b instanceof String
                ? a + between + b : a);
        }
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("method", head.method());
        request.put("path", head.path());
        request.put("query", head.query());
        request.put("headers", headers);
        return request;
    }

    /** What goes on of a chunk: nil drops it, a string replaces it, anything else passes it. */
    static byte[] passed(byte[] chunk, Object result, EngineException error) {
        byte[] other = Values.bytes(result);
        if (error != null || other == null && result != null) {
            return chunk;
        }
        return other == null ? NOTHING : other;
    }
}
