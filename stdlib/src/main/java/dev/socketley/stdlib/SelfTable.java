package dev.socketley.stdlib;

import dev.socketley.engine.Runtime;
import dev.socketley.engine.RuntimeType;
import dev.socketley.engine.error.EngineException;
import dev.socketley.engine.option.Nearest;
import dev.socketley.lua.LuaErrors;
import dev.socketley.lua.Table;
import dev.socketley.stdlib.natives.Bridge;
import dev.socketley.stdlib.natives.LuaFailures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.TwoArgFunction;
import org.luaj.vm2.lib.VarArgFunction;

/**
 * Makes the table that hooks see as {@code self}: methods as values, and fields that are read when
 * they are asked for, so that {@code self.state} is never old.
 */
final class SelfTable {
    static final LuaString SELF = LuaValue.valueOf("self");

    private static final Map<String, Function<Runtime, Object>> FIELDS = Map.of(
        "name", Runtime::name,
        "id", Runtime::id,
        "type", r -> r.type().word(),
        "port", Runtime::port,
        "state", r -> r.state().word(),
        "owner", r -> r.owner().isEmpty() ? null : r.owner(),
        "protocol", SelfTable::protocol);

    /** One string for each type: it is looked for whenever a hook begins. */
    private static final Map<String, LuaString> ALIASES = new ConcurrentHashMap<>();

    private SelfTable() {}

    /** The global that is the same table: {@code server}, {@code client} and so on. */
    static LuaString alias(RuntimeType type) {
        return ALIASES.computeIfAbsent(type.word(), LuaValue::valueOf);
    }

    static LuaTable of(Script script, Runtime runtime) {
        LuaTable self = new Table();
        for (SelfMethod<?> row : SelfMethods.BY_TYPE.get(runtime.type().word())) {
            self.rawset(row.name(), new Method(script, self, runtime, row));
        }
        LuaTable meta = new Table();
        meta.rawset("__index", new Fields(self, runtime));
        meta.rawset("__name", LuaValue.valueOf(runtime.type().word()));
        self.setmetatable(meta);
        return self;
    }

    private static Object protocol(Runtime runtime) {
        var udp = runtime.options().row("udp");
        var protocol = runtime.options().row("protocol");
        if (protocol != null) {
            return runtime.option(protocol);
        }
        return udp == null ? null : Boolean.TRUE.equals(runtime.option(udp)) ? "udp" : "tcp";
    }

    private static final class Fields extends TwoArgFunction {
        private final LuaTable self;
        private final Runtime runtime;

        Fields(LuaTable self, Runtime runtime) {
            this.self = self;
            this.runtime = runtime;
        }

        @Override
        public LuaValue call(LuaValue table, LuaValue key) {
            Function<Runtime, Object> field = FIELDS.get(key.tojstring());
            if (field != null) {
                return Bridge.toLua(field.apply(runtime));
            }
            if (table != self || key.type() != LuaValue.TSTRING) {
                return NIL;
            }
            List<String> known = new ArrayList<>(FIELDS.keySet());
            SelfMethods.BY_TYPE.get(runtime.type().word()).forEach(m -> known.add(m.name()));
            String near = Nearest.of(key.tojstring(), known);
            if (near == null) {
                return NIL;
            }
            throw LuaErrors.error("self of a " + runtime.type() + " has no field '"
                + key.tojstring() + "', did you mean '" + near + "'?");
        }
    }

    /** Called as {@code self.send(…)} or {@code self:send(…)}. */
    private static final class Method extends VarArgFunction {
        private final Script script;
        private final LuaTable self;
        private final Runtime runtime;
        private final SelfMethod<?> row;

        Method(Script script, LuaTable self, Runtime runtime, SelfMethod<?> row) {
            this.script = script;
            this.self = self;
            this.runtime = runtime;
            this.row = row;
        }

        @Override
        public String name() {
            return row.name();
        }

        @Override
        public Varargs invoke(Varargs values) {
            int shift = values.arg1() == self ? 1 : 0;
            try {
                return row.call(script, runtime, new Args(row.name(), values, shift));
            } catch (EngineException e) {
                return LuaFailures.refused(e);
            }
        }

        @Override
        public LuaValue call() {
            return invoke(NONE).arg1();
        }

        @Override
        public LuaValue call(LuaValue a) {
            return invoke(a).arg1();
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b) {
            return invoke(varargsOf(a, b)).arg1();
        }
    }

    /** Names of every field and method, for completion. */
    static Map<String, String> members(RuntimeType type) {
        Map<String, String> out = new HashMap<>();
        FIELDS.keySet().forEach(name -> out.put(name, ""));
        SelfMethods.BY_TYPE.get(type.word()).forEach(m -> out.put(m.name(), m.summary()));
        return out;
    }
}
