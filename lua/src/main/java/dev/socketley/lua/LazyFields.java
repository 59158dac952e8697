package dev.socketley.lua;

import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/**
 * String keys of a table whose values are made when they are first asked for, all of them before the
 * table is changed or traversed, so that a script cannot tell.
 */
public abstract class LazyFields extends Rest {
    /** Every key there will be. */
    protected abstract LuaString[] keys();

    /** The value of one of the keys; NIL for any other. */
    protected abstract LuaValue make(LuaString key);

    @Override
    final LuaValue get(Table self, LuaValue key) {
        LuaValue made = key instanceof LuaString s ? make(s) : LuaValue.NIL;
        if (made != LuaValue.NIL) {
            self.put(key, made);
        }
        return made;
    }

    @Override
    final boolean holdsAll(Table self) {
        for (LuaString key : keys()) {
            self.get(key);
        }
        self.rest = null;
        return false;
    }

    /** A name of the script's own stands beside them; one of ours is made with all others first. */
    @Override
    final void put(Table self, LuaValue key, LuaValue value) {
        if (key instanceof LuaString && !isOwn(key)) {
            self.put(key, value);
        } else {
            holdsAll(self);
            self.rawset(key, value);
        }
    }

    private boolean isOwn(LuaValue key) {
        for (LuaString own : keys()) {
            if (own.raweq(key)) {
                return true;
            }
        }
        return false;
    }

    @Override
    final int live(int place) {
        throw new IllegalStateException();
    }

    @Override
    final int find(LuaValue key) {
        throw new IllegalStateException();
    }

    @Override
    final LuaValue key(int place) {
        throw new IllegalStateException();
    }

    @Override
    final LuaValue value(int place) {
        throw new IllegalStateException();
    }
}
