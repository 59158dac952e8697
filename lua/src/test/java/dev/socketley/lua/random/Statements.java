package dev.socketley.lua.random;

/** Random statements; loops and functions call {@code tick}, so that every program ends. */
final class Statements {
    private static final int DEPTH_MAX = 5;
    private static final int SIZE_MAX = 5000;
    private static final String[] EVENTS = {
        "add", "sub", "mul", "div", "mod", "pow", "unm", "concat", "len", "eq", "lt", "le", "index",
        "newindex", "call", "tostring"
    };
    private final Source s;
    private final Expressions e;
    private final Templates templates;
    private final Scenarios scenarios;
    private int labels;

    Statements(Source s) {
        this.s = s;
        e = new Expressions(s);
        templates = new Templates(s, e);
        scenarios = new Scenarios(s, e);
    }

    void several(int most) {
        for (int n = 1 + s.below(most); n > 0; n--) {
            if (s.size() < SIZE_MAX) {
                statement();
            }
        }
    }

    private void statement() {
        boolean leaf = s.depth() >= DEPTH_MAX;
        switch (s.below(leaf ? 10 : 34)) {
            case 0, 1, 2 -> local();
            case 3, 4 -> s.line("out(" + e.arguments(3, 2) + ")");
            case 5, 6 -> assign();
            case 7 -> s.line("out(" + (s.chance(50) ? e.operation(2) : e.call(2)) + ")");
            case 8 -> change();
            case 9 -> s.line(s.yields ? "out(coroutine.yield(" + e.arguments(2, 1) + "))"
                : "out(" + e.condition(2) + ")");
            case 10, 11 -> branch();
            case 12, 13 -> numericFor();
            case 14 -> whileLoop();
            case 15 -> repeat();
            case 16 -> genericFor();
            case 17, 18 -> function();
            case 19, 20, 21 -> guarded();
            case 22 -> object();
            case 23 -> coroutine();
            case 24 -> block();
            case 25 -> templates.library();
            case 26 -> templates.library();
            case 30, 31, 32, 33 -> scenarios.any();
            default -> templates.any();
        }
    }

    private void local() {
        if (s.chance(15)) {
            String a = s.name();
            String b = s.name();
            s.line("local " + a + ", " + b + " = " + e.arguments(2, 1).replaceFirst("^$", "nil"));
            return;
        }
        Kind kind = s.kind();
        String name = s.name();
        String value = e.of(kind, 3);
        s.line("local " + name + " = " + (kind == Kind.STRING ? "cut(" + value + ")" : value));
        s.declare(name, kind);
    }

    private void assign() {
        Kind kind = s.chance(50) ? Kind.NUMBER : Kind.STRING;
        String name = s.variable(kind);
        String value = kind == Kind.STRING ? "cut(" + e.of(kind, 2) + ")" : e.of(kind, 2);
        String other = s.variable(Kind.NUMBER);
        if (name == null) {
            String global = s.one("G1", "G2", "G3");
            s.line(global + " = " + e.any(2));
            s.line("out(" + global + ", " + s.one("G1", "G2", "G4") + ")");
        } else if (other != null && other != name && s.chance(30)) {
            s.line(name + ", " + other + " = " + value + ", " + e.of(Kind.NUMBER, 1));
        } else {
            s.line(name + " = " + value);
        }
    }

    private void change() {
        String list = s.variable(Kind.LIST);
        String map = s.variable(Kind.MAP);
        String object = s.variable(Kind.OBJECT);
        if (object != null && s.chance(30)) {
            s.line(object + s.one(".a", ".zz", "[1]", "['b']") + " = " + e.any(1));
        } else if (list != null && s.chance(60)) {
            s.line(s.one(list + "[#" + list + " + 1] = " + e.solid(1),
                "table.insert(" + list + ", " + e.solid(1) + ")",
                "table.insert(" + list + ", 1, " + e.solid(1) + ")",
                "out(table.remove(" + list + s.one("", ", 1") + "))",
                "out(unpack(" + list + "))",
                "out(table.unpack(" + list + ", " + s.one("1, 2", "2", "-1, 1") + "))"));
        } else if (map != null) {
            s.line(map + s.one(".a", ".b.c", "['a']", "[1.5]", "[true]", "[nil]", "[0/0]") + " = "
                + e.any(1));
            s.line("out(" + map + ")");
        } else {
            s.line("out(" + e.any(2) + ")");
        }
    }

    private void body() {
        s.block(() -> several(3));
    }

    private void branch() {
        s.line("if " + e.condition(2) + " then");
        s.block(() -> several(2));
        if (s.chance(40)) {
            s.line("elseif " + e.any(2) + " then");
            s.block(() -> several(2));
        }
        if (s.chance(50)) {
            s.line("else");
            s.block(() -> several(2));
        }
        s.line("end");
    }

    private void jump(Runnable rest) {
        int label = ++labels;
        s.line(" tick()");
        boolean goes = s.chance(25);
        if (goes) {
            s.line(" if " + e.condition(1) + " then goto c" + label + " end");
        } else if (s.chance(20)) {
            s.line(" if " + e.condition(1) + " then break end");
        }
        // The label stands outside of the block of the locals that the jump may not enter.
        s.line(" do");
        rest.run();
        s.line(" end");
        if (goes) {
            s.line(" ::c" + label + "::");
        }
    }

    private void numericFor() {
        String i = s.name();
        String range = s.one("1, 3", "3, 1, -1", "1, 2, 0.5", "0, 1, 0.1", "1, 0", "10, 1", "'1', 2",
            "2^53, 2^53+2", "2^31-2, 2^31", "-2^31, -2^31+1", "1, 3, 2", "1, " + e.number(1),
            e.number(1) + ", 3", "1, 2, " + e.number(0), "-1, -3, -1", "1, 1/0, 1e300", "1, 3, 0",
            "2147483646, 2147483647", "-2147483647, -2147483648, -1", e.any(0) + ", 2");
        s.line("for " + i + " = " + range + " do");
        s.block(() -> {
            s.declare(i, Kind.NUMBER);
            jump(this::body);
        });
        s.line("end");
    }

    private void whileLoop() {
        String i = s.name();
        s.line("local " + i + " = 0");
        s.declare(i, Kind.NUMBER);
        s.line("while " + i + " < " + s.below(4) + (s.chance(30) ? " and " + e.condition(1) : "")
            + " do");
        s.block(() -> {
            s.line(i + " = " + i + " + 1");
            jump(this::body);
        });
        s.line("end");
    }

    private void repeat() {
        String n = s.name();
        String last = s.name();
        s.line("local " + n + " = 0");
        s.line("repeat");
        s.block(() -> {
            s.line("tick()");
            s.line(n + " = " + n + " + 1");
            s.line("local " + last + " = " + n + " >= " + s.below(3));
            if (s.chance(50)) {
                s.line("keep(function() " + last + " = not " + last + " return " + last + ", " + n
                    + " end)");
            }
            body();
        });
        s.line("until " + last + (s.chance(30) ? " or " + e.condition(1).replace(";", "") : ""));
        s.line("out(kept())");
    }

    private void genericFor() {
        String k = s.name();
        String v = s.name();
        String source = s.one("ipairs(" + e.list(1) + ")", "('a1 b2'):gmatch('%w')",
            "string.gmatch(" + e.string(1) + ", '" + s.one("%a", "(%w)(%w)", "%d+", ".", "()",
                "%s*") + "')",
            "count, 3, 0", "count, 2, " + e.any(0), "each(" + e.list(1) + ")", "ipairs(" + e.any(1)
                + ")",
            "coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i, -i) end end)",
            "pairs(" + s.one("{10, 20, 30}", "{x = 5}") + ")",
            // Names that PUC gives to a value called here may be those of something else.
            "function() return " + e.any(0) + " end, " + e.any(0) + ", " + e.any(0));
        s.line("for " + k + ", " + v + " in " + source + " do");
        s.block(() -> {
            s.line("out(" + k + ", " + v + ")");
            jump(this::body);
        });
        s.line("end");
    }

    private void function() {
        String f = s.name();
        String a = s.name();
        String b = s.name();
        boolean open = s.chance(40);
        s.line(s.one("local function " + f + "(", "local " + f + " = function(") + a + ", " + b
            + (open ? ", ..." : "") + ")");
        s.function(open, false, () -> {
            s.line("tick()");
            s.declare(a, Kind.NUMBER);
            s.declare(b, s.kind() == Kind.LIST ? Kind.STRING : Kind.NUMBER);
            body();
            s.line("return " + (s.chance(25) ? e.call(1) : e.arguments(3, 1)));
        });
        s.line("end");
        s.declare(f, Kind.FUNCTION);
        if (s.chance(60)) {
            s.line("out(" + f + "(" + e.of(Kind.NUMBER, 1) + ", " + e.arguments(3,
                1).replaceFirst("^$", "nil") + "))");
        }
    }

    private void guarded() {
        boolean handler = s.chance(33);
        s.line("out(" + (handler ? "xpcall(" : "pcall(") + "function(...)");
        boolean mayYield = s.yields;
        s.function(true, mayYield, () -> {
            several(3);
            s.line(s.one("return " + e.arguments(3, 2), "error(" + e.arguments(2, 1) + ")",
                "error(" + e.string(1) + ", " + s.below(4) + ")", "local x = " + e.any(2)
                    + " return x.y.z",
                "return " + Expressions.paren(e.any(1)) + "()", "assert(" + e.any(1) + ", 'why')",
                    "assert(" + e.any(1) + ")",
                "G5.x = 1", "return " + e.any(2) + s.one(" + ", " .. ", " < ", " ^ ")
                    + Expressions.paren(e.any(1)),
                "local t = " + e.map(1) + " t." + s.one("a", "b", "q") + "." + s.one("c()", "d = 1",
                    "e:f()"),
                "return #" + Expressions.paren(e.any(1)), "return -" + Expressions.paren(e.any(1)),
                    "G6(" + e.any(0) + ")",
                "return math.nope(1)", "return ('x'):nope()"));
        });
        s.line("end" + (handler ? ", function(m) return 'h', m end" : "")
            + s.one("", ", " + e.any(1), ", 1, nil") + "))");
    }

    private void object() {
        String o = s.name();
        s.line("local " + o + " = setmetatable({a = " + e.any(1)
            + ", m = function(self, x) return x end}, {");
        s.function(true, false, () -> {
            for (String event : EVENTS) {
                if (s.chance(45)) {
                    s.line("__" + event + " = " + handler(event) + ",");
                }
            }
            if (s.chance(10)) {
                s.line("__metatable = 'locked',");
            }
            if (s.chance(15)) {
                s.line("__pairs = function(t) return count, 2, 0 end,");
                s.line("__ipairs = function(t) return count, 3, 1 end,");
            }
        });
        s.line("})");
        s.declare(o, Kind.OBJECT);
    }

    private String handler(String event) {
        if (s.chance(4) && !event.equals("tostring")) {
            return e.any(1);
        }
        String log = "function(x, y, ...) tick() out('" + event + "', type(x), type(y), ...) return ";
        return switch (event) {
            case "index" -> s.one(log + e.any(0) + " end", "{b = 5, zz = 'z'}", e.map(1));
            case "newindex" -> s.one("function(t, k, v) rawset(t, k, v) end", "{}",
                "function(t, k, v) out(k, v) end");
            case "len" -> "function(x, y) return " + s.one("0", "2", "3", "'x'", "{}", "'2'",
                "nil") + " end";
            case "tostring" -> "function() return " + s.one("'obj'", "5", "'a' .. 'b'") + " end";
            default -> log + e.any(1) + ", 2 end";
        };
    }

    private void coroutine() {
        String co = s.name();
        boolean wrap = s.chance(40);
        s.line("local " + co + " = coroutine." + (wrap ? "wrap" : "create") + "(function(...)");
        s.function(true, true, () -> {
            s.line("tick()");
            s.line("local a, b = coroutine.yield(...)");
            several(3);
            s.line(s.one("return " + e.arguments(2, 1), "error(" + e.any(1) + ")", "return a, b"));
        });
        s.line("end)");
        for (int n = 1 + s.below(4); n > 0; n--) {
            String arguments = e.arguments(2, 1);
            s.line(wrap ? "out(pcall(" + co + (arguments.isEmpty() ? "" : ", " + arguments) + "))"
                : "out(coroutine.resume(" + co + (arguments.isEmpty() ? "" : ", " + arguments)
                    + ")) out(coroutine.status(" + co + "))");
        }
    }

    private void block() {
        s.line("do");
        s.block(() -> several(3));
        s.line("end");
    }
}
