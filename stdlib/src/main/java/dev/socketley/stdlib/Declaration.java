package dev.socketley.stdlib;

import dev.socketley.engine.Hook;
import dev.socketley.engine.RuntimeType;
import dev.socketley.engine.option.OptionSet;
import java.util.Map;
import org.luaj.vm2.LuaFunction;

/**
 * A runtime as a script describes it.
 *
 * @param options checked
 * @param hooks   functions given in the table itself
 * @param script  file with a state of its own, or an empty string for an inline runtime
 * @param start   whether it is started once the script has ended
 */
record Declaration(RuntimeType type, String name, OptionSet options, Map<Hook, LuaFunction> hooks,
        String script, boolean start) {}
