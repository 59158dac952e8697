package dev.socketley.engine.protocol.websocket;

/** Close codes of RFC 6455, section 7.4. */
public final class CloseCode {
    public static final int NORMAL = 1000;
    public static final int GOING_AWAY = 1001;
    public static final int PROTOCOL_ERROR = 1002;
    /** Never sent: a close frame that said nothing. */
    public static final int NONE = 1005;
    /** Never sent: the connection ended without a close frame. */
    public static final int ABNORMAL = 1006;
    public static final int NOT_CONSISTENT = 1007;
    public static final int TOO_BIG = 1009;

    private CloseCode() {}

    /** Whether a close frame may carry it. */
    public static boolean isValid(int code) {
        return code >= 1000 && code <= 1014 && code != 1004 && code != NONE && code != ABNORMAL
            || code >= 3000 && code <= 4999;
    }

    /** What a caller is told of one that is not valid. */
    public static String expected(int code) {
        return "close code that may be sent expected, 1000..1014 or 3000..4999, got " + code;
    }
}
