package dev.socketley.lua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

class LazyFieldsTest {
    private static final int MANY = 20;

    private final List<String> made = new ArrayList<>();
    private final LuaString[] keys = new LuaString[MANY];
    private final Table table = Table.lazy(new LazyFields() {
        @Override
        protected LuaString[] keys() {
            return keys;
        }

        @Override
        protected LuaValue make(LuaString key) {
            if (!key.tojstring().startsWith("field")) {
                return LuaValue.NIL;
            }
            made.add(key.tojstring());
            return LuaValue.valueOf("value of " + key);
        }
    });

    LazyFieldsTest() {
        for (int i = 0; i < MANY; i++) {
            keys[i] = LuaValue.valueOf("field" + i);
        }
    }

    @Test
    void eachIsMadeOnceAndAlone() {
        List<String> asked = new ArrayList<>();
        for (LuaString key : keys) {
            asked.add(key.tojstring());
            for (int i = 0; i < 2; i++) {
                assertEquals("value of " + key, table.get(key).tojstring());
                assertEquals(asked, made);
            }
        }
    }

    @Test
    void fieldsOfTheScriptsOwnMakeNone() {
        for (int i = 1; i <= MANY; i++) {
            table.rawset(LuaValue.valueOf("own" + i), LuaValue.ONE);
        }
        assertTrue(table.get(LuaValue.valueOf("nothing")).isnil());
        assertEquals(List.of(), made);
    }

    @Test
    void aTraversalMakesAll() {
        assertEquals("field0", table.get(keys[0]).tojstring().substring("value of ".length()));
        int entries = 0;
        for (LuaValue key = table.next(LuaValue.NIL).arg1(); !key.isnil();
                key = table.next(key).arg1()) {
            entries++;
        }
        assertEquals(MANY, entries);
        assertEquals(MANY, made.size());
    }
}
