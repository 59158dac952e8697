package dev.socketley.stdlib.natives;

import dev.socketley.engine.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** What {@code crypto.lua} needs: hashes, codes of bytes as text, chance. */
final class CryptoNatives {
    /** Names as scripts say them. */
    private static final Map<String, String> ALGORITHMS = Map.of("md5", "MD5", "sha1", "SHA-1",
        "sha256", "SHA-256", "sha384", "SHA-384", "sha512", "SHA-512");
    /** Bytes that the algorithms of the longer results take at once; the others take half of it. */
    private static final int LONG_BLOCK = 128;
    private static final int LONG_RESULT = 48;
    private static final int INNER = 0x36;
    private static final int OUTER = 0x5c;

    /** Made when chance is asked for. */
    private static final class Chance {
        private static final SecureRandom SOURCE = new SecureRandom();
    }

    private CryptoNatives() {}

    static List<Native> all() {
        return List.of(
            Native.row("crypto", "hash", "Bytes of the hash of a text by an algorithm.",
                a -> bytes(digest(a.arg1()).digest(Bridge.bytes(a.arg(2))))),
            Native.row("crypto", "hmac", "Bytes of the HMAC of a key and a text by an algorithm.",
                a -> bytes(hmac(digest(a.arg1()), Bridge.bytes(a.arg(2)), Bridge.bytes(a.arg(3))))),
            Native.row("crypto", "random", "So many bytes that nobody can guess.", a -> {
                byte[] out = new byte[a.arg1().toint()];
                Chance.SOURCE.nextBytes(out);
                return bytes(out);
            }),
            Native.row("crypto", "encode", "Bytes written in a form.",
                a -> Bridge.text(encoded(Bridge.bytes(a.arg1()), Bridge.string(a.arg(2))))),
            Native.row("crypto", "decode", "Bytes of a text in a form, or nil.",
                a -> decoded(Bridge.bytes(a.arg1()), Bridge.string(a.arg(2)))),
            Native.row("crypto", "equal", "Whether two strings are equal, in constant time.",
                a -> LuaValue.valueOf(MessageDigest.isEqual(
                    Bridge.bytes(a.arg1()), Bridge.bytes(a.arg(2))))));
    }

    private static LuaString bytes(byte[] of) {
        return LuaString.valueUsing(of);
    }

    private static MessageDigest digest(LuaValue algorithm) {
        try {
            return MessageDigest.getInstance(ALGORITHMS.get(Bridge.string(algorithm)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has these", e);
        }
    }

    /** RFC 2104. The JDK's own loads so much at its first use that the loop would stand still. */
    private static byte[] hmac(MessageDigest digest, byte[] key, byte[] text) {
        int length = digest.getDigestLength();
        byte[] pad = new byte[length >= LONG_RESULT ? LONG_BLOCK : LONG_BLOCK / 2];
        byte[] fits = key.length > pad.length ? digest.digest(key) : key;
        System.arraycopy(fits, 0, pad, 0, fits.length);
        digest.update(mixed(pad, INNER));
        byte[] inner = digest.digest(text);
        digest.update(mixed(pad, OUTER));
        return digest.digest(inner);
    }

    private static byte[] mixed(byte[] pad, int with) {
        byte[] out = pad.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] ^= (byte) with;
        }
        return out;
    }

    private static String encoded(byte[] of, String form) {
        return switch (form) {
            case "hex" -> HexFormat.of().formatHex(of);
            case "base64" -> Base64.getEncoder().encodeToString(of);
            default -> Base64.getUrlEncoder().withoutPadding().encodeToString(of);
        };
    }

    private static Varargs decoded(byte[] text, String form) {
        try {
            return bytes(switch (form) {
                case "hex" -> HexFormat.of().parseHex(new String(text, StandardCharsets.ISO_8859_1));
                case "base64" -> Base64.getDecoder().decode(text);
                default -> Base64.getUrlDecoder().decode(text);
            });
        } catch (IllegalArgumentException e) {
            return LuaFailures.refused(ErrorCode.EINVAL, "it is no " + form);
        }
    }
}
