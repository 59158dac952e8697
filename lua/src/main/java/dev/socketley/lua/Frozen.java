package dev.socketley.lua;

import org.luaj.vm2.LuaValue;

/** Everything that a frozen table held, and a refusal of more. <b>Thread:</b> any. */
final class Frozen extends Rest {
    private final Table content;

    Frozen(Table content) {
        this.content = content;
    }

    @Override
    LuaValue get(Table self, LuaValue key) {
        return content.rawget(key);
    }

    @Override
    void put(Table self, LuaValue key, LuaValue value) {
        throw refusal();
    }

    static RuntimeException refusal() {
        return LuaErrors.error("Attempt to modify a readonly table");
    }

    @Override
    boolean holdsAll(Table self) {
        return true;
    }

    @Override
    int live(int place) {
        return content.entry(place);
    }

    @Override
    int find(LuaValue key) {
        return content.placeAfter(key) - 1;
    }

    @Override
    LuaValue key(int place) {
        return content.keyIn(place);
    }

    @Override
    LuaValue value(int place) {
        return content.valueIn(place);
    }
}
