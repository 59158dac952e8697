package dev.socketley.engine.protocol.websocket;

/** Checks UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, at most U+10FFFF. */
final class Utf8 {
    private Utf8() {}

    static boolean isValid(byte[] b, int length) {
        int i = 0;
        while (i < length) {
            int c = b[i++];
            if (c >= 0) {
                continue;
            }
            int more = continuations(c & 0xff);
            if (more < 0 || i + more > length || !fits(c & 0xff, b[i] & 0xff)) {
                return false;
            }
            for (int k = 0; k < more; k++) {
                if ((b[i++] & 0xc0) != 0x80) {
                    return false;
                }
            }
        }
        return true;
    }

    private static int continuations(int lead) {
        if (lead >= 0xc2 && lead <= 0xdf) {
            return 1;
        }
        if (lead >= 0xe0 && lead <= 0xef) {
            return 2;
        }
        return lead >= 0xf0 && lead <= 0xf4 ? 3 : -1;
    }

    /** Second bytes that would make an overlong form, a surrogate or too large a value. */
    private static boolean fits(int lead, int second) {
        return switch (lead) {
            case 0xe0 -> second >= 0xa0;
            case 0xed -> second <= 0x9f;
            case 0xf0 -> second >= 0x90;
            case 0xf4 -> second <= 0x8f;
            default -> true;
        };
    }
}
