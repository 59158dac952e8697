package dev.socketley.engine.protocol.http1;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Fields that servers or proxies act on; all others are {@link #OTHER}. <b>Thread:</b> any. */
public enum FieldName {
    OTHER(""),
    CONNECTION("connection"),
    CONTENT_LENGTH("content-length"),
    EXPECT("expect"),
    HOST("host"),
    KEEP_ALIVE("keep-alive"),
    PROXY_AUTHENTICATE("proxy-authenticate"),
    PROXY_AUTHORIZATION("proxy-authorization"),
    PROXY_CONNECTION("proxy-connection"),
    TE("te"),
    TRANSFER_ENCODING("transfer-encoding"),
    UPGRADE("upgrade"),
    X_FORWARDED_FOR("x-forwarded-for"),
    X_FORWARDED_HOST("x-forwarded-host"),
    X_FORWARDED_PROTO("x-forwarded-proto"),
    /** Named by a Connection field, so meant for this hop only. */
    HOP("");

    private static final FieldName[][] BY_LENGTH = byLength();

    private final byte[] lower;

    FieldName(String lower) {
        this.lower = lower.getBytes(StandardCharsets.US_ASCII);
    }

    /** The row whose name the bytes {@code from} to {@code to} spell, in whatever case. */
    static FieldName of(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length < BY_LENGTH.length) {
            for (FieldName name : BY_LENGTH[length]) {
                if (Ascii.equalsLower(bytes, from, name.lower)) {
                    return name;
                }
            }
        }
        return OTHER;
    }

    private static FieldName[][] byLength() {
        List<List<FieldName>> rows = new ArrayList<>();
        for (FieldName name : values()) {
            while (rows.size() <= name.lower.length) {
                rows.add(new ArrayList<>());
            }
            if (name.lower.length > 0) {
                rows.get(name.lower.length).add(name);
            }
        }
        return rows.stream().map(r -> r.toArray(FieldName[]::new)).toArray(FieldName[][]::new);
    }
}
