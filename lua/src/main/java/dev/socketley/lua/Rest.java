package dev.socketley.lua;

import org.luaj.vm2.LuaValue;

/**
 * What answers for a table when its own parts do not: weak, lazy and frozen tables are made so, and
 * others pay nothing for them. <b>Thread:</b> the table's.
 */
abstract class Rest {
    /** The value of a key that the table's own parts do not have. */
    abstract LuaValue get(Table self, LuaValue key);

    /** Stores a value; the key is neither nil nor NaN, an integral one is a LuaInteger. */
    abstract void put(Table self, LuaValue key, LuaValue value);

    /**
     * Called before a traversal.
     *
     * @return whether this part holds everything and is to be asked; otherwise it has put everything
     *         into the table and left
     */
    abstract boolean holdsAll(Table self);

    /** The place of the first live entry at or behind {@code place}, -1 if there is none. */
    abstract int live(int place);

    /** Where a key is or was, -1 if it never was. */
    abstract int find(LuaValue key);

    /** The key at a place, null if it has just died. */
    abstract LuaValue key(int place);

    abstract LuaValue value(int place);
}
