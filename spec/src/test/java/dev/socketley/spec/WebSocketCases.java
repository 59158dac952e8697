package dev.socketley.spec;

import static dev.socketley.spec.WebSocketPeer.BINARY;
import static dev.socketley.spec.WebSocketPeer.TEXT;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * What an end that echoes every message has to do, for either end: the behaviours that the public
 * Autobahn cases ask for, in the same chapters, with the strict outcome where they allow two.
 */
final class WebSocketCases {
    private static final int PROTOCOL_ERROR = 1002;
    private static final int NOT_UTF8 = 1007;

    /** What one case does; the echo's own end is not closed yet when it returns normally. */
    interface Body {
        void run(WebSocketPeer peer) throws Exception;
    }

    /** @param offer what is offered of compression, or an empty string */
    record Case(String name, String offer, Body body) {}

    private final List<Case> cases = new ArrayList<>();
    private final int messages;

    private WebSocketCases(int messages) {
        this.messages = messages;
    }

    /** @param messages how many each case of the compression chapters sends */
    static List<Case> all(int messages) {
        WebSocketCases all = new WebSocketCases(messages);
        all.framing();
        all.pings();
        all.reservedBits();
        all.opcodes();
        all.fragments();
        all.fragmentMistakes();
        all.validText();
        all.wrongText();
        all.failsFast();
        all.closing();
        all.limits();
        all.compression();
        return all.cases;
    }

    private void add(String name, Body body) {
        cases.add(new Case(name, "", body));
    }

    /** A case that ends with the close of both sides. */
    private void good(String name, Body body) {
        add(name, peer -> {
            body.run(peer);
            peer.leave();
        });
    }

    /** A case that ends with the echo's close of that code. */
    private void bad(String name, int code, Body body) {
        add(name, peer -> {
            body.run(peer);
            peer.expectClosed(code);
        });
    }

    private static byte[] bytes(int... values) {
        byte[] out = new byte[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) values[i];
        }
        return out;
    }

    private static byte[] filled(int size, int with) {
        byte[] out = new byte[size];
        Arrays.fill(out, (byte) with);
        return out;
    }

    // ---- 1 to 4 -----------------------------------------------------------------------------

    private void framing() {
        for (int opcode : new int[] {TEXT, BINARY}) {
            for (int size : new int[] {0, 125, 126, 127, 128, 65_535, 65_536}) {
                good("1 a message of " + size + " bytes, opcode " + opcode, p ->
                    p.send(opcode, filled(size, '*')).expect(opcode, filled(size, '*')));
            }
            good("1 in pieces of 997 bytes, opcode " + opcode, p -> {
                p.chop(997);
                p.send(opcode, filled(65_536, '*')).expect(opcode, filled(65_536, '*'));
            });
        }
    }

    private void pings() {
        List<byte[]> payloads = List.of(bytes(), "Hello, world!".getBytes(),
            bytes(0x00, 0xff, 0xfe, 0xfd), filled(125, 0xfe));
        for (byte[] payload : payloads) {
            good("2 ping of " + payload.length, p -> p.send(0x89, payload).expect(0x8a, payload));
        }
        bad("2 ping of 126", PROTOCOL_ERROR, p -> p.send(0x89, filled(126, 0xfe)));
        good("2 ping of 125 byte by byte", p -> {
            p.chop(1);
            p.send(0x89, filled(125, 0xfe)).expect(0x8a, filled(125, 0xfe));
        });
        good("2 pong that nobody asked for", p -> p.send(0x8a, ""));
        good("2 pong with payload", p -> p.send(0x8a, "unsolicited"));
        good("2 pong, then ping", p ->
            p.send(0x8a, "pong").send(0x89, "ping").expect(0x8a, "ping"));
        for (int chop : new int[] {0, 1}) {
            good("2 ten pings, pieces of " + chop, p -> {
                p.chop(chop);
                byte[][] frames = new byte[10][];
                for (int i = 0; i < frames.length; i++) {
                    frames[i] = p.frame(0x89, ("payload-" + i).getBytes());
                }
                p.together(frames);
                for (int i = 0; i < frames.length; i++) {
                    p.expect(0x8a, "payload-" + i);
                }
            });
        }
    }

    private void reservedBits() {
        for (int rsv = 1; rsv <= 7; rsv++) {
            int bits = rsv << 4;
            for (int first : new int[] {TEXT, BINARY, 0x89, 0x8a, 0x88}) {
                bad("3 reserved bits " + rsv + " of " + Integer.toHexString(first), PROTOCOL_ERROR,
                    p -> p.send(first | bits, ""));
            }
            for (int chop : new int[] {0, 1}) {
                bad("3 reserved bits " + rsv + " behind a message, pieces of " + chop,
                    PROTOCOL_ERROR, p -> {
                        p.chop(chop);
                        p.together(p.frame(TEXT, "first".getBytes()),
                            p.frame(TEXT | bits, "second".getBytes()),
                            p.frame(0x89, new byte[0])).expect(TEXT, "first");
                    });
            }
        }
    }

    private void opcodes() {
        for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
            for (String payload : List.of("", "reserved opcode payload")) {
                bad("4 opcode " + opcode + " of " + payload.length(), PROTOCOL_ERROR, p ->
                    p.send(0x80 | opcode, payload));
            }
            for (int chop : new int[] {0, 1}) {
                bad("4 opcode " + opcode + " behind a message, pieces of " + chop,
                    PROTOCOL_ERROR, p -> {
                        p.chop(chop);
                        p.together(p.frame(TEXT, "Hello".getBytes()),
                            p.frame(0x80 | opcode, "x".getBytes()),
                            p.frame(0x89, new byte[0])).expect(TEXT, "Hello");
                    });
            }
        }
    }

    // ---- 5: fragments -------------------------------------------------------------------------

    private void fragments() {
        for (int chop : new int[] {0, 1}) {
            String how = ", pieces of " + chop;
            good("5 two fragments" + how, p -> {
                p.chop(chop);
                p.send(0x01, "fragment1").send(0x80, "fragment2")
                    .expect(TEXT, "fragment1fragment2");
            });
            good("5 a ping between" + how, p -> {
                p.chop(chop);
                p.together(p.frame(0x01, "fragment1".getBytes()),
                    p.frame(0x89, "ping".getBytes()), p.frame(0x80, "fragment2".getBytes()))
                    .expect(0x8a, "ping").expect(TEXT, "fragment1fragment2");
            });
            good("5 five fragments, pings between" + how, p -> {
                p.chop(chop);
                for (int i = 0; i < 5; i++) {
                    p.together(p.frame((i == 4 ? 0x80 : 0) | (i == 0 ? 1 : 0), ("f" + i).getBytes()),
                        p.frame(0x89, ("p" + i).getBytes()));
                }
                for (int i = 0; i < 4; i++) {
                    p.expect(0x8a, "p" + i);
                }
                p.expect(TEXT, "f0f1f2f3f4").expect(0x8a, "p4");
            });
        }
        good("5 empty fragments", p ->
            p.send(0x01, "").send(0x00, "").send(0x80, "").expect(TEXT, ""));
        good("5 empty fragments around one", p ->
            p.send(0x02, "").send(0x00, "x").send(0x80, "").expect(BINARY, "x"));
    }

    private void fragmentMistakes() {
        for (int chop : new int[] {0, 1}) {
            String how = ", pieces of " + chop;
            for (int first : new int[] {0x09, 0x0a, 0x08}) {
                bad("5 fragmented control frame " + first + how, PROTOCOL_ERROR, p -> {
                    p.chop(chop);
                    p.together(p.frame(first, "a".getBytes()), p.frame(0x80, "b".getBytes()));
                });
            }
            for (int first : new int[] {0x80, 0x00}) {
                bad("5 continuation of nothing " + first + how, PROTOCOL_ERROR, p -> {
                    p.chop(chop);
                    p.together(p.frame(first, "non-continuation".getBytes()),
                        p.frame(TEXT, "Hello".getBytes()));
                });
                bad("5 continuation of nothing behind a message " + first + how, PROTOCOL_ERROR,
                    p -> {
                        p.chop(chop);
                        p.together(p.frame(0x01, "a".getBytes()), p.frame(0x80, "b".getBytes()),
                            p.frame(first, "c".getBytes()), p.frame(TEXT, "d".getBytes()))
                            .expect(TEXT, "ab");
                    });
            }
            bad("5 a message inside a message" + how, PROTOCOL_ERROR, p -> {
                p.chop(chop);
                p.together(p.frame(0x01, "a".getBytes()), p.frame(TEXT, "b".getBytes()));
            });
        }
    }

    // ---- 6: text ------------------------------------------------------------------------------

    private void validText() {
        List<String> texts = List.of("", "Hello-\u00b5@\u00df\u00f6\u00e4\u00fc\u00e0\u00e1-UTF-8!!",
            "\u03ba\u1f79\u03c3\u03bc\u03b5", "\u0000", "\u0080", "\u0800", "\ud800\udc00", "\u007f",
            "\u07ff", "\uffff", "\udbff\udfff", "\ud7ff", "\ue000", "\ufffd", "\ufffe",
            "\ud83f\udffe", "\ud83f\udfff", "\udbff\udffe");
        for (String text : texts) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            for (int size : new int[] {0, 1}) {
                good("6 valid " + HexFormat.of().formatHex(utf8) + " in fragments of "
                    + size, p -> p.fragments(1, utf8, size).expect(TEXT, utf8));
            }
        }
    }

    private static final String WRONG = "cebae1bdb9cf83cebceda080656469746564 f8888080 f88880808080"
        + " fc8480808080 f7bfbfbf fbbfbfbfbf fdbfbfbfbfbf f4908080 80 bf 80bf 80bf80 80bf80bf ff fe"
        + " fefeffff c0af e080af f08080af f8808080af fc80808080af c1bf e09fbf f08fbfbf f887bfbfbf"
        + " fc83bfbfbfbf c080 e08080 f0808080 eda080 edadbf edae80 edafbf edb080 edbe80 edbfbf"
        + " eda080edb080 edafbfedbfbf c0 c120 e020 f020 c3 e2 e282 f0 f09f f09f98 ce";

    private void wrongText() {
        for (String hex : WRONG.split(" ")) {
            byte[] wrong = HexFormat.of().parseHex(hex);
            bad("6 not UTF-8: " + hex, NOT_UTF8, p -> p.send(TEXT, wrong));
            bad("6 not UTF-8 byte by byte: " + hex, NOT_UTF8, p -> p.fragments(1, wrong, 1));
        }
    }

    /** The rest of the message never comes. */
    private void failsFast() {
        byte[] begins = "\u03ba\u1f79\u03c3\u03bc\u03b5".getBytes(StandardCharsets.UTF_8);
        byte[] wrong = bytes(0xf4, 0x90, 0x80, 0x80);
        bad("6 a wrong fragment, more to come", NOT_UTF8, p ->
            p.send(0x01, begins).send(0x00, wrong));
        bad("6 a wrong half of a character in a fragment", NOT_UTF8, p ->
            p.send(0x01, begins).send(0x00, bytes(0xf4)).send(0x00, bytes(0x90)));
        for (int cut : new int[] {2, 1}) {
            bad("6 wrong inside a frame, " + cut + " bytes to come", NOT_UTF8, p -> {
                byte[] payload = Arrays.copyOf(begins, begins.length + 4 + cut);
                System.arraycopy(wrong, 0, payload, begins.length, 4);
                byte[] frame = p.frame(TEXT, payload);
                p.raw(Arrays.copyOf(frame, frame.length - cut));
            });
        }
        bad("6 wrong after each byte", NOT_UTF8, p -> {
            p.chop(1);
            byte[] frame = p.frame(TEXT, Arrays.copyOf(wrong, 100));
            p.raw(Arrays.copyOf(frame, frame.length - 97));
        });
    }

    // ---- 7: closing ---------------------------------------------------------------------------

    private static byte[] close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] out = Arrays.copyOf(bytes(code >> 8, code), 2 + text.length);
        System.arraycopy(text, 0, out, 2, text.length);
        return out;
    }

    private void closing() {
        good("7 a message, then close", p -> p.send(TEXT, "Hello").expect(TEXT, "Hello"));
        for (int next : new int[] {0x88, 0x89, TEXT}) {
            bad("7 nothing counts behind a close: " + Integer.toHexString(next), 1000, p ->
                p.together(p.frame(0x88, close(1000, "")), p.frame(next, new byte[0])));
        }
        bad("7 the echo goes before the close", 1000, p ->
            p.together(p.frame(0x01, "fragment1".getBytes()), p.frame(0x80, "b".getBytes()),
                p.frame(0x88, close(1000, ""))).expect(TEXT, "fragment1b"));
        bad("7 close inside a message", 1000, p ->
            p.send(0x01, "fragment1").send(0x88, close(1000, "")));
        bad("7 a large message and a close", 1000, p -> p.together(
            p.frame(TEXT, filled(256 << 10, 'B')), p.frame(0x88, close(1000, "")))
            .expect(TEXT, filled(256 << 10, 'B')));
        bad("7 close without a payload", 0, p -> p.send(0x88, ""));
        bad("7 close of one byte", PROTOCOL_ERROR, p -> p.send(0x88, "a"));
        bad("7 close with a code", 1000, p -> p.send(0x88, close(1000, "")));
        bad("7 close with a reason", 1000, p -> p.send(0x88, close(1000, "Hello World!")));
        bad("7 close with the longest reason", 1000, p ->
            p.send(0x88, close(1000, "*".repeat(123))));
        bad("7 close with too long a reason", PROTOCOL_ERROR, p ->
            p.send(0x88, close(1000, "*".repeat(124))));
        bad("7 a reason that is not UTF-8", NOT_UTF8, p ->
            p.send(0x88, bytes(3, 0xe8, 0xce, 0xba, 0xed, 0xa0, 0x80)));
        for (int code : new int[] {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012,
            1013, 1014, 3000, 3999, 4000, 4999}) {
            bad("7 valid code " + code, code, p -> p.send(0x88, close(code, "")));
        }
        for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000,
            65_535}) {
            for (String reason : List.of("", "reason")) {
                bad("7 code " + code + " that must not be sent, '" + reason + "'", PROTOCOL_ERROR,
                    p -> p.send(0x88, close(code, reason)));
            }
        }
    }

    // ---- 9 and 10: limits ---------------------------------------------------------------------

    private void limits() {
        for (int opcode : new int[] {TEXT, BINARY}) {
            for (int size : new int[] {64 << 10, 256 << 10, 1 << 20, 4 << 20, 8 << 20, 16 << 20}) {
                good("9 a message of " + size + " bytes, opcode " + opcode, p ->
                    p.send(opcode, filled(size, '*')).expect(opcode, filled(size, '*')));
            }
            for (int size = 256; size <= 4 << 20; size *= 4) {
                int each = size;
                good("9 4 MB in fragments of " + size + ", opcode " + opcode, p ->
                    p.fragments(opcode & 0x0f, filled(4 << 20, '*'), each)
                        .expect(opcode, filled(4 << 20, '*')));
            }
            for (int chop = 64; chop <= 2048; chop *= 2) {
                int pieces = chop;
                good("9 1 MB in pieces of " + chop + ", opcode " + opcode, p -> {
                    p.chop(pieces);
                    p.send(opcode, filled(1 << 20, '*')).expect(opcode, filled(1 << 20, '*'));
                });
            }
            for (int size : new int[] {0, 16, 64, 256, 1024, 2048}) {
                good("9 1000 messages of " + size + ", opcode " + opcode, p -> {
                    for (int i = 0; i < 1000; i++) {
                        p.send(opcode, filled(size, '*')).expect(opcode, filled(size, '*'));
                    }
                });
            }
        }
        good("10 65536 bytes in fragments of 1300", p ->
            p.fragments(1, filled(65_536, '*'), 1300).expect(TEXT, filled(65_536, '*')));
    }

    // ---- 12 and 13: compression ---------------------------------------------------------------

    private static final String DEFLATE = "permessage-deflate";
    private static final List<String> OFFERS = List.of(DEFLATE,
        DEFLATE + "; client_no_context_takeover; server_no_context_takeover",
        DEFLATE + "; client_max_window_bits=9; server_max_window_bits=9",
        DEFLATE + "; client_max_window_bits=15; server_max_window_bits=15",
        DEFLATE + "; client_no_context_takeover; server_no_context_takeover"
            + "; client_max_window_bits=9; server_max_window_bits=9",
        DEFLATE + "; client_no_context_takeover; server_no_context_takeover"
            + "; client_max_window_bits=15; server_max_window_bits=15",
        DEFLATE + "; server_max_window_bits=8, x; a=\"b, c\", " + DEFLATE + "; server_no_context"
            + "_takeover; server_max_window_bits=\"9\", " + DEFLATE);

    private void compression() {
        List<int[]> sizes = new ArrayList<>();
        for (int size : new int[] {16, 64, 256, 1024, 4096, 8192, 16_384, 32_768, 65_536,
            131_072}) {
            sizes.add(new int[] {size, 0});
        }
        for (int part : new int[] {256, 1024, 4096, 32_768}) {
            sizes.add(new int[] {8192, part});
            sizes.add(new int[] {131_072, part});
        }
        for (int kind = 0; kind < 5; kind++) {
            for (int[] size : sizes) {
                echoes(DEFLATE + "; client_max_window_bits", 12, kind, size);
            }
        }
        for (String offer : OFFERS) {
            for (int[] size : sizes) {
                echoes(offer, 13, 0, size);
            }
        }
        reservedBitsBesideCompression();
    }

    /** Agreed compression allows one bit, in the first frame of a message. */
    private void reservedBitsBesideCompression() {
        for (int first : new int[] {TEXT | 0x20, BINARY | 0x10, TEXT | 0x60, 0x89 | 0x40, 0x8a | 0x40,
            0x88 | 0x40}) {
            mistake("reserved bits in " + Integer.toHexString(first), PROTOCOL_ERROR,
                p -> p.send(first, ""));
        }
        mistake("compression said again in a continuation", PROTOCOL_ERROR, p ->
            p.send(0x01, "a").send(0xc0, "b"));
        mistake("what is no deflated stream", NOT_UTF8, p ->
            p.send(BINARY | 0x40, new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff}));
    }

    private void mistake(String name, int code, Body body) {
        cases.add(new Case("12 " + name, DEFLATE, peer -> {
            body.run(peer);
            peer.expectClosed(code);
        }));
    }

    private void echoes(String offer, int chapter, int kind, int[] size) {
        int opcode = kind % 2 == 0 ? TEXT : BINARY;
        cases.add(new Case(chapter + " content " + kind + ", " + size[0] + " bytes in fragments of "
            + size[1] + ": " + offer, offer, p -> {
                Random random = new Random(size[0]);
                for (int i = 0; i < messages; i++) {
                    byte[] content = content(kind, size[0], random);
                    p.compressed(opcode, content, size[1]);
                    p.expect(opcode, content);
                }
                p.leave();
            }));
    }

    /** JSON, random bytes, prose, one byte over and over, and letters as they come. */
    private static byte[] content(int kind, int size, Random random) {
        byte[] out = new byte[size];
        String words = kind == 0 ? "{\"id\": 17, \"name\": \"value\", \"list\": [1, 2, 3]}, "
            : "the quick brown fox jumps over the lazy dog and then it goes away again ";
        int shift = random.nextInt(words.length());
        for (int i = 0; i < size; i++) {
            out[i] = switch (kind) {
                case 1 -> (byte) random.nextInt(256);
                case 3 -> (byte) 'x';
                case 4 -> (byte) (' ' + random.nextInt(95));
                default -> (byte) words.charAt((i + shift) % words.length());
            };
        }
        return out;
    }
}
