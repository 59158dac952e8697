package dev.socketley.stdlib;

import dev.socketley.engine.option.Nearest;
import dev.socketley.lua.Table;
import dev.socketley.stdlib.natives.Bridge;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** What to write instead of a global that is not there, as the end of an error's message. */
final class GlobalAdvice {
    private static final Pattern NOT_THERE = Pattern.compile("attempt to "
        + "(?:index|call|concatenate|get length of|perform arithmetic on) "
        + "global '(\\w+)' \\(a nil value\\)$");

    private GlobalAdvice() {}

    /** The message, with what was probably meant. */
    static String with(String message, Table globals) {
        if (!message.endsWith("(a nil value)")) {
            return message;
        }
        Matcher global = NOT_THERE.matcher(message);
        if (!global.find()) {
            return message;
        }
        if (global.group(1).equals("self")) {
            return message + ": it is there in hooks; elsewhere socketley.send(name, message) and "
                + "its like name their runtime";
        }
        List<String> names = new ArrayList<>();
        for (Varargs e = globals.next(LuaValue.NIL); !e.arg1().isnil(); e = globals.next(e.arg1())) {
            if (e.arg1().type() == LuaValue.TSTRING) {
                names.add(Bridge.string(e.arg1()));
            }
        }
        return message + Nearest.hint(global.group(1), names);
    }
}
