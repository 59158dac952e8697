package dev.socketley.engine.protocol.http;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Header fields in the order and spelling received, as name and value pairs. Names are compared
 * without regard to case. <b>Thread:</b> its request's loop.
 */
public abstract class HttpFields extends AbstractList<Map.Entry<String, String>> {
    /** The first value of that name, or null. */
    public String first(String name) {
        for (Map.Entry<String, String> field : this) {
            if (field.getKey().equalsIgnoreCase(name)) {
                return field.getValue();
            }
        }
        return null;
    }

    /** Every value of that name, in order. */
    public List<String> values(String name) {
        List<String> out = new ArrayList<>(1);
        for (Map.Entry<String, String> field : this) {
            if (field.getKey().equalsIgnoreCase(name)) {
                out.add(field.getValue());
            }
        }
        return out;
    }

    /** The values of that name, joined as if they had come as one list, or null. */
    public String joined(String name) {
        List<String> all = values(name);
        return all.isEmpty() ? null : String.join(", ", all);
    }

    /** Whether a comma-separated list under that name holds the token, whatever its case. */
    public boolean hasToken(String name, String token) {
        if (first(name) == null) {
            return false; // most often, and without a list
        }
        for (String value : values(name)) {
            for (String part : value.split(",", -1)) {
                if (part.strip().equalsIgnoreCase(token)) {
                    return true;
                }
            }
        }
        return false;
    }
}
