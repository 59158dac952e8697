package dev.socketley.engine.protocol.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks UTF-8 as RFC 3629 defines it, a piece at a time: no overlong forms, no surrogates, at most
 * U+10FFFF. A piece is refused at its first byte that no valid text can have there.
 */
final class Utf8 {
    /** Between two characters: where a text begins, and where it may end. */
    static final int START = 0;
    static final int INVALID = -1;

    private static final VarHandle WORDS =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long NOT_ASCII = 0x8080808080808080L;

    private Utf8() {}

    static boolean isValid(byte[] b, int length) {
        return check(START, b, 0, length) == START;
    }

    /**
     * Goes on from {@code state}, which holds what may follow: how many bytes of the character are
     * to come, and the lowest and the highest value of the next.
     *
     * @return the state after the piece, or {@link #INVALID}
     */
    static int check(int state, byte[] b, int from, int to) {
        int i = from;
        int s = state;
        while (i < to) {
            if (s == START) {
                i = afterAscii(b, i, to);
                if (i == to) {
                    return START;
                }
                s = begun(b[i++] & 0xff);
            } else {
                s = continued(s, b[i++] & 0xff);
            }
            if (s == INVALID) {
                return INVALID;
            }
        }
        return s;
    }

    private static int afterAscii(byte[] b, int from, int to) {
        int i = from;
        while (i <= to - Long.BYTES && ((long) WORDS.get(b, i) & NOT_ASCII) == 0) {
            i += Long.BYTES;
        }
        while (i < to && b[i] >= 0) {
            i++;
        }
        return i;
    }

    private static int begun(int lead) {
        if (lead >= 0xc2 && lead <= 0xdf) {
            return state(1, 0x80, 0xbf);
        }
        if (lead >= 0xe0 && lead <= 0xef) {
            return state(2, lead == 0xe0 ? 0xa0 : 0x80, lead == 0xed ? 0x9f : 0xbf);
        }
        if (lead >= 0xf0 && lead <= 0xf4) {
            return state(3, lead == 0xf0 ? 0x90 : 0x80, lead == 0xf4 ? 0x8f : 0xbf);
        }
        return INVALID;
    }

    private static int continued(int state, int next) {
        if (next < (state >> 8 & 0xff) || next > (state & 0xff)) {
            return INVALID;
        }
        int more = (state >> 16) - 1;
        return more == 0 ? START : state(more, 0x80, 0xbf);
    }

    private static int state(int more, int lowest, int highest) {
        return more << 16 | lowest << 8 | highest;
    }
}
