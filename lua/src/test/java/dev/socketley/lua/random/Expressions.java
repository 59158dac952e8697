package dev.socketley.lua.random;

import java.util.Set;
import java.util.regex.Pattern;

/** Random expressions, mostly of the kind asked for. */
final class Expressions {
    private static final String[] NUMBERS = {
        "0", "1", "2", "3", "7", "10", "-1", "-2", "0.5", "-0.5", "1.5", "2.75", "100", "255", "256",
        "65535", "1e3", "1e15", "1e16", "2^31", "2^31-1", "-2^31", "2^32", "2^53", "2^53+1", "1e100",
        "1e308", "-1e308", "5e-324", "1/0", "-1/0", "0x10", "0xff.8p1", "0xA", "1e-3", ".25", "3.",
        "123456789", "0.1", "1/3", "(0/0)", "2147483648", "-2147483649", "4294967296", "1e14"
    };
    private static final String[] STRINGS = {
        "''", "'a'", "'abc'", "'hello world'", "'10'", "'0x1F'", "' 5 '", "'1e2'", "'-7.5'",
            "'x=1, y=2'",
        "'%d'", "'a_b'", "'\\195\\164'", "[[long\nline]]", "'.'", "'[a]'", "'%a+'", "'Zz'",
            "\"q\\\"\"",
        "'1e'", "'0x'", "'inf'", "'nan'", "'\\x41\\z  b'", "'one two  three'", "'(x)'", "'-'", "'abcabc'"
    };
    private static final String[] PATTERNS = {
        "'%a+'", "'%d*'", "'.'", "'(.)(.)'", "'[%w_]+'", "'()'", "'^%s*'", "'%f[%a]%a'", "'b?'", "'.-a'",
        "'%b()'", "'[^abc]'", "'x*$'", "'(a)%1'", "'[a-c]-'", "'%'", "'['", "'(()'", "'%1'", "'a-$'",
        "'%z'", "'[%]]'", "'[]]'", "'[^%s]+'", "'\\0'", "'%f'", "'%b'", "'a+b'", "''"
    };
    private static final String[] MATH1 = {
        "floor", "ceil", "abs", "sqrt", "modf", "frexp", "deg"
    };
    private static final String[] FORMATS = {
        "'%d'", "'%5d|'", "'%-5d|'", "'%05d'", "'%+d'", "'%x'", "'%X'", "'%#x'", "'%o'", "'%c'", "'%s'",
        "'%10s|'", "'%-10s|'", "'%.3s|'", "'%q'", "'%g'", "'%.3f'", "'%e'", "'%10.2f|'", "'%%'", "'%i'",
        "'%u'", "'%a'", "'%5.1s|'", "'% d'", "'%.0f'", "'%#o'", "'%G'", "'%E'", "'%.20s'",
            "'%s %s'", "'%'",
        "'%y'", "'%123d'", "'%.14g'", "'%+.3e'"
    };
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_]\\w*");
    private static final Set<String> CONSTANTS = Set.of("nil", "true", "false");
    private final Source s;

    Expressions(Source s) {
        this.s = s;
    }

    String of(Kind kind, int depth) {
        Kind k = s.chance(3) ? s.kind() : kind;
        return switch (k) {
            case NUMBER -> number(depth);
            case STRING -> string(depth);
            case LIST -> list(depth);
            case MAP -> map(depth);
            case FUNCTION -> function(depth);
            case OBJECT -> object(depth);
        };
    }

    String any(int depth) {
        return switch (s.below(9)) {
            case 0 -> "nil";
            case 1 -> s.one("true", "false");
            case 2 -> condition(depth);
            default -> of(s.kind(), depth);
        };
    }

    /** Something that is never nil. */
    String solid(int depth) {
        return s.chance(50) ? "(" + number(depth) + " or 0)" : "(" + string(depth) + " or '')";
    }

    private String variable(Kind kind, String otherwise) {
        String v = s.variable(kind);
        return v == null ? otherwise : v;
    }

    String number(int depth) {
        if (depth <= 0) {
            return s.chance(60) ? variable(Kind.NUMBER, s.one(NUMBERS)) : s.one(NUMBERS);
        }
        int d = depth - 1;
        return switch (s.below(18)) {
            case 0, 1, 2, 3, 4 -> "(" + of(Kind.NUMBER, d) + " " + s.one("+", "-", "*", "/", "%", "^")
                + " " + of(Kind.NUMBER, d) + ")";
            case 5 -> "-" + s.one("3", "7.5", variable(Kind.NUMBER, "2"));
            case 6 -> "#" + paren(of(s.chance(50) ? Kind.LIST : Kind.STRING, 0));
            case 7 -> "math." + s.one(MATH1) + "(" + of(Kind.NUMBER, d) + ")";
            case 8 -> "math." + s.one("max", "min", "fmod", "pow", "ldexp") + "(" + of(Kind.NUMBER, d)
                + ", " + s.one("1", "2", "3", "-1", "0.5", number(0)) + ")";
            case 9 -> "(tonumber(" + of(Kind.STRING, d) + s.one("", "", ", 16", ", 36", ", 2")
                + ") or " + s.one(NUMBERS) + ")";
            case 10 -> s.varargs ? "select('#', ...)" : "select('#', " + any(d) + ", nil)";
            case 11 -> "(" + paren(string(0)) + ":byte(" + s.one("", "1", "-1", "2") + ") or -1)";
            case 12 -> "(" + condition(d) + " and " + of(Kind.NUMBER, d) + " or " + number(0) + ")";
            case 13 -> "(" + variable(Kind.LIST, "{1, 2}") + "[" + s.one("1", "2", "'1'", "1.5",
                "-1", "#{1}")
                + "] or 5)";
            case 14 -> "bit32." + s.one("band", "bor", "bxor", "lshift", "rshift", "arshift", "lrotate")
                + "(" + s.one("1", "255", "-1", "0xF0F0", number(0)) + ", " + s.below(40) + ")";
            case 15 -> "(" + call(d) + ")";
            default -> number(0);
        };
    }

    String string(int depth) {
        if (depth <= 0) {
            return s.chance(60) ? variable(Kind.STRING, s.one(STRINGS)) : s.one(STRINGS);
        }
        int d = depth - 1;
        String subject = paren(of(Kind.STRING, d));
        return switch (s.below(16)) {
            case 0, 1, 2 -> "(" + of(s.chance(70) ? Kind.STRING : Kind.NUMBER, d) + " .. "
                + of(s.chance(70) ? Kind.STRING : Kind.NUMBER, d) + ")";
            case 3 -> subject + ":sub(" + s.one("1", "2", "-2", "0", number(0)) + s.one("", ", -1",
                ", 3") + ")";
            case 4 -> subject + ":" + s.one("upper", "lower", "reverse", "len") + "()";
            case 5 -> subject + ":rep(" + s.one("0", "1", "2", "3", "-1") + s.one("", ", ','") + ")";
            case 6 -> "tostring(" + any(d) + ")";
            case 7 -> "(" + subject + ":gsub(" + s.one(PATTERNS) + ", " + replacement(d)
                + s.one("", "", ", 1") + "))";
            case 8 -> "(" + subject + ":match(" + s.one(PATTERNS) + s.one("", ", 2", ", -2")
                + ") or '?')";
            case 9, 10 -> "string.format(" + s.one(FORMATS) + ", " + any(d) + ", " + any(d) + ")";
            case 11 -> "string.char(" + s.one("65", "1", "255", "256", "-1", "97, 98") + ")";
            case 12 -> "table.concat(" + variable(Kind.LIST, "{1, 'b', 2.5}") + s.one("", ", '-'",
                ", ',', 1, 2")
                + ")";
            case 13 -> "type(" + any(d) + ")";
            default -> string(0);
        };
    }

    private String replacement(int d) {
        return switch (s.below(6)) {
            case 0 -> "'<%0>'";
            case 1 -> "'%1'";
            case 2 -> "'%'";
            case 3 -> "{a = 'A', b = false, ['1'] = 1}";
            case 4 -> "function(a, b) return " + s.one("a", "b", "nil", "false", "1", "{}",
                "a .. '!'") + " end";
            default -> string(0);
        };
    }

    String list(int depth) {
        if (depth <= 0 || s.chance(50)) {
            return variable(Kind.LIST, s.one("{}", "{1, 2, 3}", "{'x', 'y'}"));
        }
        StringBuilder out = new StringBuilder("{");
        for (int n = s.below(5); n > 0; n--) {
            out.append(solid(depth - 1)).append(s.one(", ", "; "));
        }
        return out.append('}').toString();
    }

    String map(int depth) {
        if (depth <= 0 || s.chance(50)) {
            return variable(Kind.MAP, s.one("{}", "{a = 1}"));
        }
        return "{" + s.one("a", "b", "c") + " = " + any(depth - 1) + ", ['" + s.one("a", "d",
            "x y") + "'] = "
            + any(depth - 1) + ", [" + s.one("1.5", "true", "-1", "2^53", "'k'") + "] = "
            + any(depth - 1) + "}";
    }

    String object(int depth) {
        return variable(Kind.OBJECT, "setmetatable({}, {__call = function(_, x) return x end})");
    }

    String function(int depth) {
        String v = s.variable(Kind.FUNCTION);
        if (v != null && s.chance(60)) {
            return v;
        }
        return s.one("math.abs", "function(x) return x end", "type", "tostring",
            "function(...) return ... end", "function(a, b) return b, a end", "string.len", "math.max");
    }

    /** A call that is an expression, of the user's functions, objects or methods. */
    String call(int depth) {
        int d = Math.max(0, depth - 1);
        String arguments = s.one("", any(d), any(d) + ", " + any(d), s.varargs ? "..." : "nil");
        return switch (s.below(5)) {
            case 0 -> variable(Kind.OBJECT, "type") + "(" + arguments + ")";
            case 1 -> variable(Kind.OBJECT, variable(Kind.MAP, "({})")) + s.one(":", ".")
                + s.one("m", "n", "a") + "(" + arguments + ")";
            case 2 -> "select(" + s.one("1", "2", "-1", "-2", "3") + ", " + any(d) + ", " + any(d) + ")";
            default -> paren(of(Kind.FUNCTION, 0)) + "(" + arguments + ")";
        };
    }

    String condition(int depth) {
        if (depth <= 0) {
            return s.one("true", "false", "nil", number(0) + " == " + number(0));
        }
        int d = depth - 1;
        return switch (s.below(9)) {
            case 0, 1 -> paren(of(Kind.NUMBER, d)) + s.one(" < ", " <= ", " > ", " >= ")
                + paren(of(Kind.NUMBER, d));
            case 2 -> paren(of(Kind.STRING, d)) + s.one(" < ", " <= ", " > ", " >= ")
                + paren(of(Kind.STRING, d));
            case 3 -> paren(any(d)) + s.one(" == ", " ~= ") + paren(any(d));
            case 4 -> "not " + paren(any(d));
            case 5 -> paren(condition(d)) + s.one(" and ", " or ") + paren(any(d));
            case 6 -> paren(of(Kind.OBJECT, d)) + s.one(" < ", " <= ", " == ", " > ", " ~= ")
                + paren(of(s.chance(80) ? Kind.OBJECT : Kind.NUMBER, d));
            default -> "rawequal(" + any(d) + ", " + any(d) + ")";
        };
    }

    /** An operation on an object with metamethods. */
    String operation(int depth) {
        String o = object(0);
        String other = s.chance(50) ? any(depth) : object(0);
        return switch (s.below(9)) {
            case 0, 1 -> "(" + o + " " + s.one("+", "-", "*", "/", "%", "^", "..") + " "
                + paren(other) + ")";
            case 2 -> "(" + paren(other) + " " + s.one("+", "-", "*", "/", "%", "^", "..") + " "
                + o + ")";
            case 3 -> s.one("-", "#", "not ") + o;
            case 4 -> o + s.one(".a", ".zz", "[1]", "['b']", "[nil]");
            case 5 -> "(" + o + s.one(" < ", " <= ", " == ") + paren(other) + ")";
            case 6 -> o + "(" + any(depth) + ")";
            default -> "tostring(" + o + ")";
        };
    }

    String arguments(int most, int depth) {
        StringBuilder out = new StringBuilder();
        for (int n = s.below(most + 1); n > 0; n--) {
            out.append(out.isEmpty() ? "" : ", ")
                .append(n == 1 && s.varargs && s.chance(30) ? "..." : any(depth));
        }
        return out.toString();
    }

    static String paren(String e) {
        return NAME.matcher(e).matches() && !CONSTANTS.contains(e) ? e : "(" + e + ")";
    }
}
