package dev.socketley.engine.protocol.http1;

import dev.socketley.engine.protocol.http.HttpFields;
import dev.socketley.engine.protocol.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A head of HTTP/1 as a request; text is made of it when it is first looked at. */
public final class Http1Request implements HttpRequest {
    private final Fields fields = new Fields();
    /** Null once it is used for another message: then it is made again of these bytes. */
    private HttpHead head;
    private byte[] bytes;
    private String method;

    /** @param head parsed, and not used for another message before {@link #giveBack} */
    public Http1Request(HttpHead head) {
        this.head = head;
    }

    /**
     * Gives its head back for another message; what is asked of it later it still knows.
     *
     * @return null where that has grown too large to be kept
     */
    public HttpHead giveBack() {
        HttpHead own = head();
        if (own.isLarge()) {
            return null;
        }
        bytes = own.toBytes();
        head = null;
        return own;
    }

    private HttpHead head() {
        if (head == null) {
            head = HttpHead.ofKnown(bytes);
        }
        return head;
    }

    @Override
    public String method() {
        if (method == null) {
            method = head().methodIs("GET") ? "GET" : head().method();
        }
        return method;
    }

    @Override
    public String path() {
        String path = head().latinPath();
        return path.isEmpty() ? "/" : path;
    }

    @Override
    public String query() {
        return head().latinQuery();
    }

    @Override
    public String version() {
        return head().isHttp10() ? "HTTP/1.0" : "HTTP/1.1";
    }

    @Override
    public HttpFields headers() {
        return fields;
    }

    @Override
    public Supplier<HttpRequest> kept() {
        byte[] known = head().toBytes();
        return () -> new Http1Request(HttpHead.ofKnown(known));
    }

    private final class Fields extends HttpFields {
        @Override
        public Map.Entry<String, String> get(int index) {
            return Map.entry(head().latinName(index), head().latinValue(index));
        }

        @Override
        public int size() {
            return head().fieldCount();
        }

        @Override
        public String first(String name) {
            for (int f = 0; f < head().fieldCount(); f++) {
                if (head().nameIs(f, name)) {
                    return head().latinValue(f);
                }
            }
            return null;
        }

        @Override
        public List<String> values(String name) {
            List<String> out = new ArrayList<>(1);
            for (int f = 0; f < head().fieldCount(); f++) {
                if (head().nameIs(f, name)) {
                    out.add(head().latinValue(f));
                }
            }
            return out;
        }
    }
}
