package dev.socketley.stdlib;

import dev.socketley.engine.cache.command.Reply;
import dev.socketley.engine.error.ErrorCode;
import dev.socketley.engine.protocol.resp.Args;
import dev.socketley.lua.Table;
import dev.socketley.stdlib.natives.Bridge;
import dev.socketley.stdlib.natives.LuaFailures;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** A cache's replies as Lua's values, and Lua's values as a command. */
final class Replies {
    private Replies() {}

    /** OK is true, nothing is nil, an error is {@code nil, message, "ECACHE"}. */
    static Varargs toLua(Reply reply) {
        return reply.kind() == Reply.Kind.ERROR
            ? LuaFailures.refused(ErrorCode.ECACHE, reply.line()) : value(reply);
    }

    private static LuaValue value(Reply reply) {
        return switch (reply.kind()) {
            case STATUS -> reply.line().equals("OK") ? LuaValue.TRUE : Bridge.text(reply.line());
            case ERROR -> Bridge.text(reply.line());
            case INTEGER -> Bridge.number(reply.integer());
            case BOOLEAN -> LuaValue.valueOf(reply.integer() != 0);
            case DOUBLE -> LuaValue.valueOf(reply.number());
            case BULK, TEXT -> LuaString.valueOf(reply.bytes());
            case NIL, NIL_ARRAY, NONE -> LuaValue.NIL;
            case ARRAY, SET, PUSH, SEQUENCE -> array(reply.items());
            case PAIRS -> pairs(reply.items());
            case MAP -> map(reply.items());
        };
    }

    private static LuaTable array(List<Reply> items) {
        LuaTable table = new Table(items.size(), 0);
        for (int i = 0; i < items.size(); i++) {
            LuaValue item = value(items.get(i));
            table.rawset(i + 1, item.isnil() ? LuaValue.FALSE : item);
        }
        return table;
    }

    /** A member and its score in a table each. */
    private static LuaTable pairs(List<Reply> membersAndScores) {
        LuaTable table = new Table(membersAndScores.size() / 2, 0);
        for (int i = 0; i + 1 < membersAndScores.size(); i += 2) {
            table.rawset(i / 2 + 1, array(membersAndScores.subList(i, i + 2)));
        }
        return table;
    }

    private static LuaTable map(List<Reply> keysAndValues) {
        LuaTable table = new Table(0, keysAndValues.size() / 2);
        for (int i = 0; i + 1 < keysAndValues.size(); i += 2) {
            table.rawset(value(keysAndValues.get(i)), value(keysAndValues.get(i + 1)));
        }
        return table;
    }

    /** The values from {@code from} on behind a command's name. */
    static Args command(String name, Varargs values, int from) {
        List<byte[]> all = new ArrayList<>(values.narg());
        all.add(name.getBytes(StandardCharsets.UTF_8));
        for (int i = from; i <= values.narg(); i++) {
            all.add(Bridge.bytes(values.arg(i)));
        }
        return Args.of(all);
    }
}
