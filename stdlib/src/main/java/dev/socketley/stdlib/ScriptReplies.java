package dev.socketley.stdlib;

import dev.socketley.engine.cache.command.Reply;
import dev.socketley.lua.LuaPolls;
import dev.socketley.lua.Table;
import dev.socketley.stdlib.natives.Bridge;
import java.util.ArrayList;
import java.util.List;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Replies as scripts of EVAL see them, and what such scripts return as replies. */
final class ScriptReplies {
    /** Tables in tables beyond this are no reply; also what ends a table that holds itself. */
    private static final int DEPTH_MAX = 200;
    private static final Reply TOO_DEEP = Reply.error("ERR reached lua stack limit");
    private static final LuaString ERR = LuaValue.valueOf("err");
    private static final LuaString OK = LuaValue.valueOf("ok");
    private static final LuaString DOUBLE = LuaValue.valueOf("double");
    private static final LuaString MAP = LuaValue.valueOf("map");
    private static final LuaString SET = LuaValue.valueOf("set");
    private static final LuaString VERBATIM = LuaValue.valueOf("verbatim_string");
    private static final LuaString BIG = LuaValue.valueOf("big_number");

    private ScriptReplies() {}

    /** An error with the script and the line that it comes from; line 0 is not known. */
    static Reply failure(String message, String sha, int line) {
        String where = line > 0 ? ", on @user_script:" + line + '.' : "";
        return Reply.error(oneLine(message) + " script: " + sha + where);
    }

    private static String oneLine(String message) {
        return message.replace('\r', ' ').replace('\n', ' ');
    }

    // ---- to Lua -----------------------------------------------------------------------------

    static LuaValue value(Reply reply, boolean resp3) {
        return switch (reply.kind()) {
            case STATUS -> field(OK, Bridge.text(reply.line()));
            case ERROR -> field(ERR, Bridge.text(reply.line()));
            case INTEGER -> Bridge.number(reply.integer());
            case BOOLEAN -> resp3 ? LuaValue.valueOf(reply.integer() != 0)
                : Bridge.number(reply.integer());
            case DOUBLE -> resp3 ? field(DOUBLE, LuaValue.valueOf(reply.number()))
                : Bridge.toLua(reply.bytes());
            case BULK, TEXT -> Bridge.toLua(reply.bytes());
            case NIL, NIL_ARRAY, NONE -> resp3 ? LuaValue.NIL : LuaValue.FALSE;
            case ARRAY, PUSH, SEQUENCE -> array(reply.items(), resp3);
            case PAIRS -> resp3 ? pairs(reply.items()) : array(reply.items(), false);
            case SET -> resp3 ? field(SET, members(reply.items())) : array(reply.items(), false);
            case MAP -> resp3 ? field(MAP, map(reply.items())) : array(reply.items(), false);
        };
    }

    private static LuaTable field(LuaString name, LuaValue value) {
        LuaTable table = new Table(0, 1);
        table.rawset(name, value);
        return table;
    }

    private static LuaTable array(List<Reply> items, boolean resp3) {
        LuaTable table = new Table(items.size(), 0);
        for (int i = 0; i < items.size(); i++) {
            table.rawset(i + 1, value(items.get(i), resp3));
        }
        return table;
    }

    private static LuaTable pairs(List<Reply> items) {
        LuaTable table = new Table(items.size() / 2, 0);
        for (int i = 0; i + 1 < items.size(); i += 2) {
            table.rawset(i / 2 + 1, array(items.subList(i, i + 2), true));
        }
        return table;
    }

    private static LuaTable members(List<Reply> items) {
        LuaTable table = new Table(0, items.size());
        items.forEach(item -> table.rawset(value(item, true), LuaValue.TRUE));
        return table;
    }

    private static LuaTable map(List<Reply> items) {
        LuaTable table = new Table(0, items.size() / 2);
        for (int i = 0; i + 1 < items.size(); i += 2) {
            table.rawset(value(items.get(i), true), value(items.get(i + 1), true));
        }
        return table;
    }

    // ---- from Lua ---------------------------------------------------------------------------

    /** @param resp3 whether the script asked for RESP3, where true and false are replies */
    static Reply reply(LuaValue value, boolean resp3) {
        return reply(value, resp3, 0);
    }

    private static Reply reply(LuaValue value, boolean resp3, int depth) {
        return switch (value.type()) {
            case LuaValue.TSTRING -> Reply.bulk(Bridge.bytes(value));
            case LuaValue.TNUMBER -> Reply.integer(truncated(value.todouble()));
            case LuaValue.TBOOLEAN -> resp3 ? Reply.bool(value.toboolean())
                : value.toboolean() ? Reply.ONE : Reply.NIL;
            case LuaValue.TTABLE -> depth < DEPTH_MAX
                ? table((LuaTable) value, resp3, depth + 1) : TOO_DEEP;
            default -> Reply.NIL;
        };
    }

    /** As C on common machines casts a double. */
    private static long truncated(double value) {
        return Double.isNaN(value) || Math.abs(value) >= 0x1p63 ? Long.MIN_VALUE : (long) value;
    }

    private static Reply table(LuaTable table, boolean resp3, int depth) {
        LuaValue field = table.rawget(ERR);
        if (field.type() == LuaValue.TSTRING) {
            return Reply.error(oneLine(Bridge.string(field)));
        }
        field = table.rawget(OK);
        if (field.type() == LuaValue.TSTRING) {
            return Reply.status(oneLine(Bridge.string(field)));
        }
        field = table.rawget(DOUBLE);
        if (field.type() == LuaValue.TNUMBER) {
            return Reply.number(field.todouble());
        }
        field = table.rawget(MAP);
        if (field instanceof LuaTable map) {
            return Reply.map(entries(map, resp3, depth, true));
        }
        field = table.rawget(SET);
        if (field instanceof LuaTable set) {
            return Reply.set(entries(set, resp3, depth, false));
        }
        return special(table, resp3, depth);
    }

    private static Reply special(LuaTable table, boolean resp3, int depth) {
        LuaValue big = table.rawget(BIG);
        if (big.type() == LuaValue.TSTRING) {
            return Reply.bulk(Bridge.bytes(big));
        }
        if (table.rawget(VERBATIM) instanceof LuaTable verbatim
                && verbatim.rawget("string").type() == LuaValue.TSTRING) {
            return Reply.text(Bridge.string(verbatim.rawget("string")));
        }
        List<Reply> items = new ArrayList<>();
        for (int i = 1; ; i++) {
            LuaPolls.poll(1);
            LuaValue item = table.rawget(i);
            if (item.isnil()) {
                return Reply.array(items);
            }
            items.add(reply(item, resp3, depth));
        }
    }

    private static List<Reply> entries(LuaTable table, boolean resp3, int depth, boolean values) {
        List<Reply> all = new ArrayList<>();
        for (Varargs e = table.next(LuaValue.NIL); !e.arg1().isnil(); e = table.next(e.arg1())) {
            LuaPolls.poll(1);
            all.add(reply(e.arg1(), resp3, depth));
            if (values) {
                all.add(reply(e.arg(2), resp3, depth));
            }
        }
        return all;
    }
}
