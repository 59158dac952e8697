package dev.socketley.lua;

import java.util.Set;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** A library function made from a Java method. */
final class Native extends LuaFunction {
    /** The method: arguments in, results out. */
    @FunctionalInterface
    interface Body {
        Varargs run(Varargs args);
    }

    private static final Set<String> CALL_BACK = Set.of("pcall", "xpcall", "require", "dofile",
        "load", "tostring", "print", "pairs", "ipairs");

    /** Whether it may call Lua, itself or through a metamethod. */
    final boolean callsBack;
    private final String name;
    private final Body body;

    Native(String name, Body body) {
        this.name = name;
        this.body = body;
        callsBack = CALL_BACK.contains(name);
    }

    static Native put(LuaTable into, String name, Body body) {
        Native f = new Native(name, body);
        into.rawset(LuaValue.valueOf(name), f);
        return f;
    }

    @Override
    public LuaValue call() {
        return body.run(NONE).arg1();
    }

    @Override
    public LuaValue call(LuaValue a) {
        return body.run(a).arg1();
    }

    @Override
    public LuaValue call(LuaValue a, LuaValue b) {
        return body.run(varargsOf(a, b)).arg1();
    }

    @Override
    public LuaValue call(LuaValue a, LuaValue b, LuaValue c) {
        return body.run(varargsOf(a, b, c)).arg1();
    }

    @Override
    public Varargs invoke(Varargs args) {
        return body.run(args);
    }

    @Override
    public String name() {
        return name;
    }
}
