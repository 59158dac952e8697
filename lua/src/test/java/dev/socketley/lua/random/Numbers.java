package dev.socketley.lua.random;

/**
 * Random functions that calculate: loops, arithmetic at the edges of ints and doubles, arrays, captured
 * variables, called with numbers and with what is none. They are where a compiler takes a value for
 * what it is not.
 */
final class Numbers {
    private static final int DEPTH_MAX = 4;
    private static final int SIZE_MAX = 2600;
    private static final String[] CONSTANTS = {
        "0", "1", "2", "3", "7", "10", "-1", "0.5", "-0.0", "255", "256", "1000", "65536", "2147483647",
        "-2147483648", "2147483648", "4294967296", "9007199254740992", "-9007199254740993", "1e15",
        "1e300", "(1/0)", "(0/0)"
    };
    private static final String[] ARGUMENTS = {
        "0", "1", "2", "3", "5", "9", "-1", "-7", "0.5", "2.25", "-0.0", "1e9", "2147483647", "-2147483648",
        "2147483648", "9007199254740992", "1e300", "1/0", "0/0", "'5'", "'x'", "nil", "true", "{}", "t0"
    };
    private static final String[] OPERATORS = {
        "+", "+", "+", "-", "-", "-", "*", "*", "*", "%", "%", "/", "^"
    };
    private static final String[] SMALL = {"0", "1", "2", "3", "-1", "-2", "10"};
    private static final String[] COMPARISONS = {"<", "<=", ">", ">=", "==", "~="};

    private final Source s;
    private final String[] names = {"a", "b", "c", "x", "y", "z"};
    /** How many loops over {@code i} are around. */
    private int counters;
    private int loops;

    private Numbers(Source s) {
        this.s = s;
    }

    static String program(long seed) {
        Source s = new Source(seed);
        new Numbers(s).write();
        return s.toString();
    }

    private void write() {
        s.line("local i, u, fs, t0 = 1, " + s.one(CONSTANTS) + ", {}, {1, 2, 3.5, 4, nil, 6}");
        s.line("local function f(a, b, c" + (s.chance(20) ? ", ...)" : ")"));
        s.block(() -> {
            s.line("local x, y, z = " + s.one(CONSTANTS) + ", " + s.one("a", "b", "3", "2", "0.5")
                + ", " + s.one(CONSTANTS));
            s.line("local t = " + s.one("{}", "{1, 2, 3}", "{x, y, z}", "{n = 1, 0.5, 1.5}", "t0"));
            s.line("t.n = " + constant());
            several(14);
            s.line("return a, b, c, x, y, z, #t, t[1], t[2], t.n, u");
        });
        s.line("end");
        for (int i = 0; i < 14; i++) {
            // A function that has only seen numbers meets something else.
            String[] from = ARGUMENTS;
            int most = i < 5 ? 13 : from.length;
            s.line("reset() show(pcall(f, " + from[s.below(most)] + ", " + from[s.below(most)] + ", "
                + from[s.below(most)] + "))");
        }
        s.line("for i = 1, #fs do show(pcall(fs[i])) end");
    }

    private void several(int most) {
        for (int n = 1 + s.below(most); n > 0 && s.size() < SIZE_MAX; n--) {
            statement();
        }
    }

    private String name() {
        return s.one(names);
    }

    private String constant() {
        return s.chance(65) ? s.one(SMALL) : s.one(CONSTANTS);
    }

    private void statement() {
        boolean leaf = s.depth() >= DEPTH_MAX;
        switch (s.below(leaf ? 9 : 17)) {
            case 0, 1, 2 -> s.line(name() + " = " + expression(3));
            case 3 -> s.line(s.chance(50) ? "t[" + expression(1) + "] = " + expression(2)
                : "show(" + expression(2) + ", " + name() + ")");
            case 4 -> s.line(s.one("u = " + expression(2), "t.n = " + expression(2),
                "u = (t.n or 0) + " + name(), "t[#t + 1] = " + expression(1)));
            case 5 -> s.line(name() + ", " + name() + " = " + name() + ", " + expression(1));
            case 6 -> s.line("if " + condition(2) + " then " + name() + " = " + expression(2) + " end");
            case 7 -> s.line(s.chance(70) ? name() + " = " + s.one("#t", "f2(" + expression(2) + ")",
                "select('#', " + name() + ", 1)", "math.floor(" + expression(1) + ")")
                : "show(" + s.one("tostring(" + name() + ")", name() + " .. " + s.one("1", name()))
                + ")");
            case 8 -> s.line("if " + (s.chance(70) ? name() + " == " + constant() : condition(1))
                + " then " + s.one("return " + name(), "error(" + name() + ")",
                "return f2(" + name() + ")", "show(" + name() + ")") + " end");
            case 9, 10 -> counting();
            case 11 -> looping("while " + go() + " and (" + condition(1) + ") do", "end");
            case 12 -> looping("repeat", "until not " + go() + " or " + condition(1));
            case 13 -> looping("for i, v in " + s.one("ipairs(t)", "pairs(t)", "next, t") + " do "
                + name() + " = " + s.one("i", "v", "v", "i + 1"), "end");
            case 14 -> branch();
            case 15 -> captured();
            default -> looping("do local " + name() + ", " + name() + " = " + expression(2) + ", "
                + name(), "end");
        }
    }

    private void counting() {
        String step = s.one("", "", ", 1", ", -1", ", 2", ", 0.5", ", " + name(), ", -3", ", 1e9");
        String start = s.one("1", "0", "1", "-2", "-3", name(), "2147483640", "#t", "0.5",
            "9007199254740990");
        String end = s.one("3", "10", name(), "#t", "-3", "2147483647", "9007199254740992", "4.5");
        counters++;
        looping("for " + s.one("i", "i", "i", "a", "x") + " = " + start + ", " + end + step + " do", "end");
        counters--;
    }

    private void looping(String head, String end) {
        s.line(head);
        s.block(() -> {
            if (head.startsWith("for")) {
                s.line("if not " + go() + " then break end");
            }
            if (counters > 0 && s.chance(40)) {
                s.line("show(" + counted() + ", " + counted() + ", " + counted() + ")");
            }
            several(4);
            if (s.chance(15)) {
                s.line("if " + condition(1) + " then break end");
            }
        });
        s.line(end);
    }

    /** What the counter of a loop and a constant make, and that and another. */
    private String counted() {
        String once = s.one("(i " + s.one(OPERATORS) + " " + constant() + ")",
            "(" + constant() + " " + s.one(OPERATORS) + " i)", "(i * i)", "-i");
        return s.chance(50) ? once : "(" + once + " " + s.one(OPERATORS) + " "
            + s.one(constant(), "i", name()) + ")";
    }

    /** Whether a loop may go on: a few rounds for each, so that what follows is reached. */
    private String go() {
        return "go(" + ++loops + ")";
    }

    private void branch() {
        s.line("if " + condition(2) + " then");
        s.block(() -> several(3));
        if (s.chance(60)) {
            s.line("else");
            s.block(() -> several(3));
        }
        s.line("end");
    }

    private void captured() {
        String v = name();
        s.line("do local " + s.one(v, "q") + " = " + expression(1));
        s.block(() -> {
            s.line("fs[#fs % 8 + 1] = function(w) " + v + " = " + v + " + 1 u = " + name() + " return "
                + v + ", w end");
            several(2);
        });
        s.line("end");
    }

    private String condition(int depth) {
        return switch (s.below(6)) {
            case 0 -> s.one(name(), "not " + name(), "i % 2 == 0");
            case 2 -> depth > 0 ? "(" + condition(depth - 1) + s.one(" and ", " or ")
                + condition(depth - 1) + ")" : name();
            default -> expression(1) + " " + s.one(COMPARISONS) + " " + expression(1);
        };
    }

    private String expression(int depth) {
        if (depth == 0) {
            return counters > 0 && s.chance(40) ? "i" : s.chance(60) ? name() : constant();
        }
        return switch (s.below(13)) {
            case 0 -> name();
            case 1 -> constant();
            case 2 -> "-" + name();
            case 3 -> s.one("(t[" + expression(depth - 1) + "] or 1)", "t[" + s.one("1", "i", name()) + "]",
                "t.n", "t.n", "u", "#t");
            case 4 -> "(" + condition(1) + " and " + expression(depth - 1) + " or "
                + expression(depth - 1) + ")";
            case 5 -> "(" + name() + " or " + expression(depth - 1) + ")";
            default -> "(" + expression(depth - 1) + " " + s.one(OPERATORS) + " "
                + expression(depth - 1) + ")";
        };
    }
}
