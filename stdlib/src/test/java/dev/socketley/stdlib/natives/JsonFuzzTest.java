package dev.socketley.stdlib.natives;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.socketley.lua.LuaConfig;
import dev.socketley.lua.LuaState;
import dev.socketley.lua.Table;
import dev.socketley.stdlib.natives.Json.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The JSON codec on random input; {@code -Dsocketley.seed} replays a run. */
class JsonFuzzTest {
    private static final long NANOS = 1_500_000_000L;
    private static final String ALPHABET = "{}[]\",:\\u00e9d83dc-+.eE0123456789tfn rualse\n\t\u00e9";

    private final long seed = Long.getLong("socketley.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final LuaState lua = LuaState.open(LuaConfig.defaults());
    private final LuaTable nothing = new Table();

    private LuaString encode(LuaValue value) {
        return new JsonWriter(lua, nothing, false).write(value);
    }

    private LuaValue decode(LuaString text) {
        return new JsonReader(text, LuaValue.NIL).read();
    }

    @Test
    void whatIsWrittenIsReadBackTheSame() {
        long end = System.nanoTime() + NANOS;
        while (System.nanoTime() < end) {
            LuaValue value = value(0);
            LuaString text = encode(value);
            assertTrue(same(value, decode(text)), () -> "seed " + seed + ": " + text.tojstring());
        }
    }

    @Test
    void nothingButAJsonErrorIsThrown() {
        long end = System.nanoTime() + NANOS;
        while (System.nanoTime() < end) {
            byte[] bytes = random.nextBoolean() ? noise() : damaged();
            // Bytes outside the string must not be looked at.
            LuaString text = LuaString.valueOf(bytes, 0, random.nextInt(bytes.length + 1));
            try {
                decode(text);
            } catch (JsonException expected) {
                assertTrue(expected.getMessage().startsWith("byte "), expected::getMessage);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + text.tojstring(), e);
            }
        }
    }

    private byte[] noise() {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(40); i >= 0; i--) {
            out.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private byte[] damaged() {
        byte[] bytes = Bridge.bytes(encode(value(0)));
        for (int i = random.nextInt(3); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private LuaValue value(int depth) {
        return switch (random.nextInt(depth > 3 ? 4 : 6)) {
            case 0 -> LuaValue.valueOf(random.nextBoolean());
            case 1 -> LuaValue.valueOf(random.nextInt());
            case 2 -> LuaValue.valueOf(random.nextInt() / 1024.0);
            case 3 -> string();
            case 4 -> array(depth);
            default -> object(depth);
        };
    }

    private LuaString string() {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            int rune = random.nextInt(random.nextBoolean() ? 0x80 : 0x110000);
            out.appendCodePoint(rune >= 0xd800 && rune < 0xe000 ? 0xfffd : rune);
        }
        return Bridge.text(out.toString());
    }

    private LuaTable array(int depth) {
        LuaTable out = new Table();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            out.rawset(i, value(depth + 1));
        }
        return out;
    }

    private LuaTable object(int depth) {
        LuaTable out = new Table();
        for (int i = random.nextInt(4); i > 0; i--) {
            out.rawset(Bridge.text("k" + Bridge.string(string())), value(depth + 1));
        }
        return out;
    }

    private boolean same(LuaValue a, LuaValue b) {
        if (!(a instanceof LuaTable left) || !(b instanceof LuaTable right)) {
            return a.type() == LuaValue.TNUMBER && b.type() == LuaValue.TNUMBER
                ? Math.abs(a.todouble() - b.todouble()) <= Math.abs(a.todouble()) * 1e-13
                : a.raweq(b);
        }
        int count = 0;
        for (Varargs e = left.next(LuaValue.NIL); !e.arg1().isnil(); e = left.next(e.arg1())) {
            if (!same(e.arg(2), right.rawget(e.arg1()))) {
                return false;
            }
            count++;
        }
        for (Varargs e = right.next(LuaValue.NIL); !e.arg1().isnil(); e = right.next(e.arg1())) {
            count--;
        }
        return count == 0;
    }
}
