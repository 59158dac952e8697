package dev.socketley.lua.lib;

import dev.socketley.lua.LuaErrors;
import dev.socketley.lua.LuaNumbers;
import dev.socketley.lua.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Set;
import org.luaj.vm2.LuaDouble;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code os}: Lua 5.2's; {@code exit} asks the host. */
public final class OsLib {
    private static final Set<String> CATEGORIES =
        Set.of("all", "collate", "ctype", "monetary", "numeric", "time");
    private static final long HOUR_SECONDS = 3600;

    private final LibraryContext ctx;

    private OsLib(LibraryContext ctx) {
        this.ctx = ctx;
    }

    /** A new table of the library. */
    public static LuaTable table(LibraryContext ctx) {
        OsLib lib = new OsLib(ctx);
        return LibFunction.table(
            LibFunction.one("clock", x -> LuaDouble.valueOf(ProcessorTime.seconds())),
            LibFunction.two("date", OsLib::date),
            LibFunction.two("difftime", (a, b) -> {
                double from = Args.integer(b, 2, "difftime", 0);
                return LuaDouble.valueOf(Args.integer(a, 1, "difftime") - from);
            }),
            LibFunction.any("execute", lib::execute),
            LibFunction.one("exit", lib::exit),
            LibFunction.one("getenv", OsLib::getenv),
            LibFunction.any("remove", lib::remove),
            LibFunction.any("rename", lib::rename),
            LibFunction.two("setlocale", OsLib::setlocale),
            LibFunction.one("time", OsLib::time),
            LibFunction.one("tmpname", x -> lib.tmpname()));
    }

    private Varargs execute(Varargs args) {
        LuaValue command = Args.at(args, 1);
        return command.isnil() ? LuaValue.TRUE
            : Commands.execute(ctx, Args.string(command, 1, "execute").tojstring());
    }

    private LuaValue exit(LuaValue status) {
        int code = status.isnil() || status == LuaValue.TRUE ? 0
            : status == LuaValue.FALSE ? 1 : Args.int32(status, 1, "exit");
        ctx.exit().accept(code);
        return LuaValue.NONE;
    }

    private static LuaValue getenv(LuaValue name) {
        String value = System.getenv(Args.string(name, 1, "getenv").tojstring());
        return value == null ? LuaValue.NIL : LuaValue.valueOf(value);
    }

    private static LuaValue setlocale(LuaValue locale, LuaValue category) {
        LuaString name = Args.string(locale, 1, "setlocale", LuaValue.EMPTYSTRING);
        String kind = category.isnil() ? "all" : Args.string(category, 2, "setlocale").tojstring();
        if (!CATEGORIES.contains(kind)) {
            throw LuaErrors.argument(2, "setlocale", "invalid option '" + kind + "'");
        }
        return switch (name.tojstring()) {
            case "", "C", "POSIX" -> Bytes.ascii("C");
            default -> LuaValue.NIL;
        };
    }

    private Varargs remove(Varargs args) {
        String name = Args.string(Args.at(args, 1), 1, "remove").tojstring();
        try {
            Path file = FileErrors.path(ctx, name);
            system(() -> {
                Files.delete(file);
                return null;
            });
            return LuaValue.TRUE;
        } catch (IOException e) {
            return FileErrors.result(name, e);
        }
    }

    private Varargs rename(Varargs args) {
        String from = Args.string(Args.at(args, 1), 1, "rename").tojstring();
        String to = Args.string(Args.at(args, 2), 2, "rename").tojstring();
        try {
            Path source = FileErrors.path(ctx, from);
            Path target = FileErrors.path(ctx, to);
            system(() -> Files.move(source, target, StandardCopyOption.ATOMIC_MOVE));
            return LuaValue.TRUE;
        } catch (IOException e) {
            return FileErrors.result(null, e);
        }
    }

    private <T> T system(Blocking.Work<T> work) throws IOException {
        return ctx.blocking().run(work, () -> false);
    }

    private LuaValue tmpname() {
        try {
            Path file = system(() -> Files.createTempFile("lua_", ""));
            return LuaValue.valueOf(file.toString());
        } catch (IOException e) {
            throw LuaErrors.error("unable to generate a unique filename");
        }
    }

    private static LuaValue time(LuaValue value) {
        if (value.isnil()) {
            return LuaDouble.valueOf(System.currentTimeMillis() / 1000);
        }
        LuaTable t = Args.table(value, 1, "time");
        int second = field(t, "sec", 0);
        int minute = field(t, "min", 0);
        int hour = field(t, "hour", 12);
        int day = field(t, "day", -1);
        int month = field(t, "month", -1);
        int year = field(t, "year", -1);
        try {
            LocalDateTime at = LocalDateTime.of(year, 1, 1, 0, 0).plusMonths(month - 1L)
                .plusDays(day - 1L).plusHours(hour).plusMinutes(minute).plusSeconds(second);
            ZonedDateTime then = at.atZone(ZoneId.systemDefault());
            long seconds = then.toEpochSecond() - summer(then, t.get("isdst"));
            // C's mktime says so that there is no such time.
            return seconds == -1 ? LuaValue.NIL : LuaDouble.valueOf(seconds);
        } catch (DateTimeException e) {
            return LuaValue.NIL;
        }
    }

    /** How many seconds earlier it is, as the clock was said to show summer time or not to. */
    private static long summer(ZonedDateTime at, LuaValue said) {
        ZoneRules rules = at.getZone().getRules();
        if (said.isnil() || said.toboolean() == rules.isDaylightSavings(at.toInstant())) {
            return 0;
        }
        ZoneOffsetTransition change = rules.nextTransition(at.toInstant());
        if (change == null) {
            change = rules.previousTransition(at.toInstant());
        }
        long saved = change == null ? HOUR_SECONDS : Math.abs(change.getDuration().getSeconds());
        return said.toboolean() ? saved : -saved;
    }

    /** A field of a date; a negative {@code fallback} says that it must be there. */
    private static int field(LuaTable t, String name, int fallback) {
        LuaValue number = LuaNumbers.coerce(t.get(name));
        if (number != null) {
            return (int) Args.toLong(number.todouble());
        }
        if (fallback < 0) {
            throw LuaErrors.error("field '" + name + "' missing in date table");
        }
        return fallback;
    }

    private static LuaValue date(LuaValue formatValue, LuaValue timeValue) {
        LuaString format = toZero(Args.string(formatValue, 1, "date", Bytes.ascii("%c")));
        long seconds = timeValue.isnil() ? System.currentTimeMillis() / 1000
            : Args.toLong(Args.number(timeValue, 2, "date"));
        boolean utc = format.m_length > 0 && format.m_bytes[format.m_offset] == '!';
        int from = utc ? 1 : 0;
        ZonedDateTime at;
        try {
            at = Instant.ofEpochSecond(seconds)
                .atZone(utc ? ZoneOffset.UTC : ZoneId.systemDefault());
        } catch (DateTimeException e) {
            return LuaValue.NIL;
        }
        LuaString rest = format.substring(from, format.m_length);
        if (rest.m_length == 2 && rest.m_bytes[rest.m_offset] == '*'
            && rest.m_bytes[rest.m_offset + 1] == 't') {
            return fields(at);
        }
        return new DateFormat(rest, at, utc).run();
    }

    /** What C sees of a string. */
    private static LuaString toZero(LuaString s) {
        int end = 0;
        while (end < s.m_length && s.m_bytes[s.m_offset + end] != 0) {
            end++;
        }
        return s.substring(0, end);
    }

    private static LuaTable fields(ZonedDateTime at) {
        LuaTable t = new Table(0, 9);
        t.rawset("sec", at.getSecond());
        t.rawset("min", at.getMinute());
        t.rawset("hour", at.getHour());
        t.rawset("day", at.getDayOfMonth());
        t.rawset("month", at.getMonthValue());
        t.rawset("year", at.getYear());
        t.rawset("wday", at.getDayOfWeek().getValue() % 7 + 1);
        t.rawset("yday", at.getDayOfYear());
        t.rawset("isdst", LuaValue.valueOf(
            at.getZone().getRules().isDaylightSavings(at.toInstant())));
        return t;
    }
}
