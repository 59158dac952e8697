package dev.socketley.lua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.luaj.vm2.LuaDouble;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Random operations on a table and on the simplest thing that could be one. */
class TableModelTest {
    private static final int OPERATIONS = 100_000;
    private final long seed = Long.getLong("socketley.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Map<Object, LuaValue> model = new HashMap<>();
    private final List<LuaValue> objects = new ArrayList<>();
    private Table table = new Table();

    @RepeatedTest(3)
    void aTableHoldsWhatTheModelHolds() {
        for (int i = 0; i < 50; i++) {
            objects.add(new Table());
        }
        for (int i = 0; i < OPERATIONS; i++) {
            step(i);
        }
        compare();
    }

    private void step(int i) {
        int range = 1 << random.nextInt(12);
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> set(key(range), LuaInteger.valueOf(random.nextInt()));
            case 3 -> set(key(range), LuaValue.NIL);
            case 4, 5 -> append(i);
            case 6 -> pop();
            case 7 -> table.setDouble(number(range), put(random.nextGaussian()));
            case 8 -> check(key(range));
            case 9 -> removeWhileTraversing();
            case 10 -> checkBorder();
            default -> rarely(i);
        }
    }

    private int last;

    private int number(int range) {
        return last = random.nextInt(range) + 1;
    }

    private double put(double value) {
        model.put((double) last, LuaDouble.valueOf(value));
        return value;
    }

    private void rarely(int i) {
        if (random.nextInt(400) == 0) {
            compare();
        } else if (random.nextInt(400) == 0) {
            model.clear();
            table = random.nextBoolean() ? new Table() : new Table(random.nextInt(9), random.nextInt(9));
        } else if (random.nextInt(100) == 0) {
            table.presize(random.nextInt(2000));
        }
    }

    private LuaValue key(int range) {
        return switch (random.nextInt(6)) {
            case 0, 1 -> LuaInteger.valueOf(random.nextInt(range) + 1);
            case 2 -> LuaValue.valueOf("k" + random.nextInt(range));
            case 3 -> LuaDouble.valueOf(random.nextInt(range) * Math.scalb(1.0, random.nextInt(60) - 3));
            case 4 -> objects.get(random.nextInt(Math.min(range, objects.size())));
            default -> random.nextInt(20) == 0 ? LuaValue.valueOf(random.nextBoolean())
                : LuaInteger.valueOf(random.nextInt(range) * -1_000_003);
        };
    }

    private static Object plain(LuaValue key) {
        return key.type() == LuaValue.TNUMBER ? (Object) (key.todouble() + 0.0)
            : key instanceof LuaString ? key.tojstring() : key;
    }

    private void set(LuaValue key, LuaValue value) {
        table.rawset(key, value);
        if (value.isnil()) {
            model.remove(plain(key));
        } else {
            model.put(plain(key), value);
        }
    }

    private void append(int i) {
        int n = table.rawlen();
        set(LuaInteger.valueOf(n + 1), LuaInteger.valueOf(i));
    }

    private void pop() {
        int n = table.rawlen();
        if (n > 0) {
            set(LuaInteger.valueOf(n), LuaValue.NIL);
        }
    }

    private void check(LuaValue key) {
        assertValue(model.getOrDefault(plain(key), LuaValue.NIL), table.rawget(key), key);
    }

    private void assertValue(LuaValue expected, LuaValue found, LuaValue key) {
        assertTrue(expected.raweq(found), () -> "seed " + seed + ": [" + key + "] is " + found
            + ", not " + expected);
    }

    private void checkBorder() {
        int n = table.rawlen();
        assertTrue(n == 0 || model.containsKey((double) n), () -> "seed " + seed + ": border " + n);
        assertTrue(!model.containsKey(n + 1.0), () -> "seed " + seed + ": no border " + n);
    }

    private void removeWhileTraversing() {
        if (random.nextInt(200) != 0) {
            return;
        }
        int some = random.nextInt(3) + 1;
        Set<Object> seen = new HashSet<>();
        Set<Object> expected = new HashSet<>(model.keySet());
        for (Varargs e = table.next(LuaValue.NIL); !e.arg1().isnil(); e = table.next(e.arg1())) {
            assertTrue(seen.add(plain(e.arg1())), () -> "seed " + seed + ": twice");
            if (random.nextInt(some) == 0) {
                set(e.arg1(), LuaValue.NIL);
            }
        }
        assertEquals(expected, seen, () -> "seed " + seed);
    }

    private void compare() {
        Map<Object, LuaValue> all = new HashMap<>();
        for (Varargs e = table.next(LuaValue.NIL); !e.arg1().isnil(); e = table.next(e.arg1())) {
            all.put(plain(e.arg1()), e.arg(2));
            assertValue(model.getOrDefault(plain(e.arg1()), LuaValue.NIL), e.arg(2), e.arg1());
        }
        assertEquals(model.keySet(), all.keySet(), () -> "seed " + seed);
        assertEquals(model.size(), table.keyCount(), () -> "seed " + seed);
        assertEquals(model.size(), table.keys().length, () -> "seed " + seed);
    }

    @Test
    void inThousandsOfKeysWithOneHashNoneIsFarAway() {
        Table t = new Table();
        List<LuaString> keys = new ArrayList<>();
        // A string of 100 bytes is hashed by every fourth of them, from the last one.
        byte[] text = new byte[100];
        for (int i = 0; i < 100_000; i++) {
            LuaString s = colliding(text, i);
            assertEquals(colliding(text, 0).hashCode(), s.hashCode());
            keys.add(s);
            t.rawset(s, LuaInteger.valueOf(i));
        }
        for (int i = 0; i < keys.size(); i++) {
            assertEquals(i, t.get(keys.get(i)).toint());
        }
        assertTrue(t.steps() < 3L * keys.size(), "steps " + t.steps());
    }

    private static LuaString colliding(byte[] text, int number) {
        byte[] bytes = text.clone();
        int[] unread = {0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 16, 17, 18, 20, 21};
        for (int bit = 0; bit < unread.length; bit++) {
            bytes[unread[bit]] = (byte) ('a' + (number >> bit & 1));
        }
        return LuaString.valueUsing(bytes);
    }

    @Test
    void numbersChosenToCollideAreSpreadAsWell() {
        Table t = new Table();
        int inverse = 0xe8b2f51;
        assertEquals(1, inverse * 0x9E3779B1);
        for (int i = 1; i <= 10_000; i++) {
            t.rawset(LuaInteger.valueOf((i << 17 ^ i << 17 >>> 15) * inverse), LuaValue.TRUE);
        }
        assertTrue(t.steps() < 30_000, "steps " + t.steps());
    }
}
