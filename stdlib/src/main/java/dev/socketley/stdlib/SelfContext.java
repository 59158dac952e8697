package dev.socketley.stdlib;

import dev.socketley.engine.Hook;
import dev.socketley.engine.Runtime;
import dev.socketley.lua.LuaState;
import org.luaj.vm2.LuaTable;

/**
 * What a task runs for: hung on every task, so that {@code self} is right after every wait.
 *
 * @param runtime the runtime whose hook or timer it is, or null for the script's top level
 * @param self    the table that scripts see as {@code self}, or null
 * @param what    the hook's word, {@code timer}, {@code script} and the like, for errors
 */
public record SelfContext(Runtime runtime, LuaTable self, String what)
        implements LuaState.Exempt {
    static final SelfContext SCRIPT = new SelfContext(null, null, "script");
    static final SelfContext FINALIZER = new SelfContext(null, null, "__gc");

    /** The last hook runs whatever the script holds. */
    @Override
    public boolean isExempt() {
        return Hook.ON_STOP.word().equals(what);
    }
}
