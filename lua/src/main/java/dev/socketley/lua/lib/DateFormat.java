package dev.socketley.lua.lib;

import dev.socketley.lua.LuaErrors;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.IsoFields;
import java.util.Locale;
import org.luaj.vm2.LuaString;

/** C99's {@code strftime} in the C locale. */
final class DateFormat {
    private static final String[] DAYS = {
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"
    };
    private static final String[] MONTHS = {
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December"
    };
    private static final String PLAIN = "aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%";
    private static final String WITH_E = "cCxXyY";
    private static final String WITH_O = "deHImMSuUVwWy";
    private static final DateTimeFormatter ZONE = DateTimeFormatter.ofPattern("zzz", Locale.ROOT);
    private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("xx", Locale.ROOT);

    private final LuaString format;
    private final ZonedDateTime at;
    private final boolean utc;
    private final Bytes out = new Bytes(48);

    DateFormat(LuaString format, ZonedDateTime at, boolean utc) {
        this.format = format;
        this.at = at;
        this.utc = utc;
    }

    LuaString run() {
        int i = 0;
        while (i < format.m_length) {
            int c = byteAt(i++);
            if (c != '%') {
                out.add(c);
                continue;
            }
            int conversion = byteAt(i);
            int next = byteAt(i + 1);
            if (conversion > 0 && PLAIN.indexOf(conversion) >= 0) {
                convert(conversion);
                i++;
            } else if (next > 0 && (conversion == 'E' && WITH_E.indexOf(next) >= 0
                || conversion == 'O' && WITH_O.indexOf(next) >= 0)) {
                convert(next);
                i += 2;
            } else {
                String rest = format.substring(i, format.m_length).tojstring();
                throw LuaErrors.argument(
                    1, "date", "invalid conversion specifier '%" + rest + "'");
            }
        }
        return out.finish();
    }

    private int byteAt(int i) {
        return i < format.m_length ? format.m_bytes[format.m_offset + i] & 255 : 0;
    }

    private void all(String conversions) {
        for (int i = 0; i < conversions.length(); i++) {
            char c = conversions.charAt(i);
            if (c >= 'A') {
                convert(c);
            } else {
                out.add(c);
            }
        }
    }

    private void convert(int c) {
        switch (c) {
            case 'a' -> out.addAscii(DAYS[weekday()].substring(0, 3));
            case 'A' -> out.addAscii(DAYS[weekday()]);
            case 'b', 'h' -> out.addAscii(MONTHS[at.getMonthValue() - 1].substring(0, 3));
            case 'B' -> out.addAscii(MONTHS[at.getMonthValue() - 1]);
            case 'c' -> all("a b e H:M:S Y");
            case 'D', 'x' -> all("m/d/y");
            case 'F' -> all("Y-m-d");
            case 'p' -> out.addAscii(at.getHour() < 12 ? "AM" : "PM");
            case 'r' -> all("I:M:S p");
            case 'R' -> all("H:M");
            case 'T', 'X' -> all("H:M:S");
            case 'n' -> out.add('\n');
            case 't' -> out.add('\t');
            case 'z' -> out.addAscii(OFFSET.format(at));
            case 'Z' -> out.addAscii(utc ? "GMT" : ZONE.format(at));
            case '%' -> out.add('%');
            default -> number(c);
        }
    }

    private void number(int c) {
        switch (c) {
            case 'C' -> padded(Math.floorDiv(at.getYear(), 100), 2, '0');
            case 'd' -> padded(at.getDayOfMonth(), 2, '0');
            case 'e' -> padded(at.getDayOfMonth(), 2, ' ');
            case 'g' -> padded(Math.floorMod(at.get(IsoFields.WEEK_BASED_YEAR), 100), 2, '0');
            case 'G' -> out.addLong(at.get(IsoFields.WEEK_BASED_YEAR));
            case 'H' -> padded(at.getHour(), 2, '0');
            case 'I' -> padded((at.getHour() + 11) % 12 + 1, 2, '0');
            case 'j' -> padded(at.getDayOfYear(), 3, '0');
            case 'm' -> padded(at.getMonthValue(), 2, '0');
            case 'M' -> padded(at.getMinute(), 2, '0');
            case 'S' -> padded(at.getSecond(), 2, '0');
            case 'u' -> out.addLong(at.getDayOfWeek().getValue());
            case 'U' -> padded((at.getDayOfYear() + 6 - weekday()) / 7, 2, '0');
            case 'V' -> padded(at.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0');
            case 'w' -> out.addLong(weekday());
            case 'W' -> padded((at.getDayOfYear() + 6 - (weekday() + 6) % 7) / 7, 2, '0');
            case 'y' -> padded(Math.floorMod(at.getYear(), 100), 2, '0');
            default -> out.addLong(at.getYear());
        }
    }

    private int weekday() {
        return at.getDayOfWeek().getValue() % 7;
    }

    private void padded(int value, int width, char pad) {
        out.fill(pad, width - Integer.toString(value).length());
        out.addLong(value);
    }
}
