package dev.socketley.stdlib.natives;

/** Which bytes are UTF-8. */
final class Utf8 {
    private Utf8() {}

    /** Bytes of the multi-byte sequence that starts at {@code at}, 0 if it is none. */
    static int size(byte[] b, int at, int end) {
        int first = b[at] & 0xff;
        int size = first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3
            : first >= 0xf0 && first < 0xf5 ? 4 : 0;
        if (size == 0 || at + size > end) {
            return 0;
        }
        for (int i = 1; i < size; i++) {
            if ((b[at + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        int second = b[at + 1] & 0xff;
        boolean fits = switch (first) {
            case 0xe0 -> second >= 0xa0;
            case 0xed -> second < 0xa0;
            case 0xf0 -> second >= 0x90;
            case 0xf4 -> second < 0x90;
            default -> true;
        };
        return fits ? size : 0;
    }

    static boolean valid(byte[] b) {
        for (int i = 0; i < b.length; ) {
            int size = b[i] >= 0 ? 1 : size(b, i, b.length);
            if (size == 0) {
                return false;
            }
            i += size;
        }
        return true;
    }
}
