package dev.socketley.lua.random;

import java.util.List;

/** Larger pieces of program, each about one part of the language, made of random smaller ones. */
final class Scenarios {
    private static final List<String> TEXTS = List.of("'key = value; k2=v2'", "'a,b,,c'",
        "'THE (quick) [fox]'",
        "'%5.2f %s'", "'\\0a\\0b'", "'x' .. string.char(255) .. 'y'", "'  trim me  '", "'2024-02-29'",
        "'((a)(b(c)))'", "'one;two;;four'", "'aXbXc'", "'0x1F 017 1e3'", "'line1\\nline2\\r\\n'", "''");
    private static final String[] PIECES = {
        "%a", "%d", "%s", "%w", "%p", "%x", "%u", "%l", "%c", "%S", "%W", ".", "[abc]", "[^,;]",
            "[a-f%d]",
        "[%w_]", "x", "=", ",", "%.", "%(", "[%]%-]", "%z", "[^%s]", "[%a-]", "%%", "\\0"
    };
    private static final String[] REPEATS = {"", "", "", "*", "+", "-", "?"};

    private final Source s;
    private final Expressions e;

    Scenarios(Source s, Expressions e) {
        this.s = s;
        this.e = e;
    }

    void any() {
        switch (s.below(14)) {
            case 0 -> hotLoop();
            case 1 -> hotMethods();
            case 2 -> pipeline();
            case 3 -> nestedJumps();
            case 4 -> errorObjects();
            case 5 -> search();
            case 6 -> substitute();
            case 7 -> formats();
            case 8 -> lists();
            case 9 -> chains();
            case 10 -> capturedLoops();
            case 11 -> passing();
            case 12 -> coercions();
            default -> loaded();
        }
    }

    /** A term over the numbers {@code a, b, i}. */
    private String term(int depth) {
        if (depth <= 0) {
            return s.one("a", "b", "i", "i", "t[i % 7 + 1]", "o.n", "2", "0.5", "-3", "1e9", "7",
                "f(i)",
                "(t[i] or 1)", "#t", "up");
        }
        return "(" + term(depth - 1) + s.one(" + ", " - ", " * ", " / ", " % ", " + ", " - ")
            + term(depth - 1) + ")";
    }

    /** Runs often enough to be compiled; its numbers stay whole, become fractions, infinite or NaN. */
    private void hotLoop() {
        s.line("do local a, b, x, o, up = " + e.number(0) + ", " + e.number(0) + ", '', {n = 1}, "
            + s.one("1", "0.5", "'3'", "nil", "2^53"));
        s.line(" local t = {" + s.one("", "1, 2, 3", "0.5, 1.5", "'1', 2, '3'",
            "1, 2, 3, 4, 5, 6, 7, 8")
            + "}");
        s.line(" local function f(n) " + s.one("return n", "up = (up or 0) + 1 return up",
            "return n * 2, 5",
            "if n % 3 == 0 then return end return n", "return (t[n] or n)", "return o.n + n") + " end");
        // Only what counts up by ones may fill the list: the length of one with holes is any border.
        boolean fills = s.chance(60);
        String range = fills ? s.one("1, 900", "0, 450, 0.5", "1, " + s.below(1200), "-20, 700")
            : s.one("900, 1, -1", "2147483000, 2147483900", "1, 2000, 3", "0, 90, 0.1");
        s.line(" out(pcall(function() for i = " + range + " do");
        for (int n = 1 + s.below(5); n > 0; n--) {
            s.line("  " + hotLine(fills));
        }
        s.line(" end return a, b end)) out(a, b, x, o, up, #t, t[1], t[3], t[100]) end");
    }

    private String hotLine(boolean fills) {
        return switch (s.below(16)) {
            case 0, 1, 2 -> "a = " + term(2);
            case 3 -> "b = " + term(2) + " a = a + b";
            case 4 -> "if " + term(1) + s.one(" < ", " <= ", " == ", " > ") + term(1) + " then a = a "
                + s.one("+ 1", "- b", "* -1") + " else b = b + 1 end";
            case 5 -> "t[" + (fills
                ? s.one("i", "#t + 1", "i + 0.5", "-i - 99") : s.one("-i", "'k' .. i % 3"))
                + "] = " + term(1);
            case 6 -> "o.n = " + s.one("o.n + 1", term(1), "i % 100 == 99 and 'x' or i", "-o.n");
            case 7 -> "x = (x .. " + s.one("i", "(a == a and a or 0)", "'ab'", "i % 10")
                + "):sub(-12)";
            case 8 -> "a, b = b, a";
            case 9 -> "local c = f(i) if c then a = c end";
            case 10 -> "for j = i, i + 2 do b = b + j end";
            case 11 -> "a = math." + s.one("floor", "abs", "sqrt", "ceil") + "(" + term(1) + ")";
            case 12 -> "a = math." + s.one("max", "min", "fmod") + "(" + term(0) + ", " + term(0) + ")";
            case 13 -> "if i == " + s.below(800) + " then " + s.one("t = {}", "o = {n = 0.5}",
                "a = 'text'",
                "b = nil", "up = {}", "break", "error('at ' .. i)", "a = '12'") + " end";
            case 14 -> "local c = #x + " + s.one("x:byte()", "#t", "i", "(x:byte(-1) or 0)")
                + " b = b + c";
            default -> "a = -a";
        };
    }

    private void hotMethods() {
        String c = s.name();
        s.line("do local " + c + " = {} " + c + ".__index = " + c);
        s.line(" function " + c + ":step(x) self.n = self.n + x " + s.one("",
            "if self.n > 300 then self.n = '0' end",
            "self.last = x") + " return self end");
        s.line(" function " + c + ":get() return self.n end");
        s.line(" " + c + s.one(".__add = function(p, q) return p", ".__eq = function() return true",
            ".__lt = function(p, q)"
            + " return p.n < q.n", ".__call = function(p, q) return q",
                ".__concat = function(p, q) return 'cat'") + " end");
        s.line(" local x, y = setmetatable({n = " + e.number(0) + "}, " + c
            + "), setmetatable({n = 1}, " + c + ")");
        s.line(" out(pcall(function() for i = 1, " + (100 + s.below(700)) + " do "
            + s.one("x:step(i):step(1)",
            "x.n = x:get() + i", "if x < y then y:step(1) else x:step(-1) end", "x = x + y",
            "local z = x .. y if z ~= 'cat' then error(z) end", "if x == y then y:step(2) end",
            "y.n = x(i)", "if i == 300 then " + c + ".step = nil end x:step(1)",
            "if i == 250 then setmetatable(x, nil) end x:step(i)")
                + " end return x.n, y.n end)) out(x.n, y.n, x.last) end");
    }

    private void pipeline() {
        String end = s.one("", " error('dry')", " return 'last'", " error({code = 7})");
        s.line("out(pcall(function() local function source(n) return "
            + "coroutine.wrap(function() for i = 1, n do "
            + "coroutine.yield(i, i * i) end" + end + " end) end");
        s.line(" local function map(g, f) return coroutine.wrap(function() for a, b in g do "
            + "coroutine.yield(f(a, b)) "
            + "end end) end");
        s.line(" local g = source(" + s.below(6) + ")");
        for (int n = s.below(3); n > 0; n--) {
            s.line(" g = map(g, " + s.one("function(a, b) return a + 1, b end",
                "function(a, b) return b, a end",
                "function(a) if a == 3 then error('three', 0) end return a end",
                    "function(...) return ... end",
                "function(a) return a end", "tostring", "function(a) return a > 1 and a or false end")
                    + ")");
        }
        s.line(" local seen = {} for a, b in g do tick() out(a, b) seen[#seen + 1] = a end "
            + "return #seen, g and "
            + "type(g) end))");
    }

    private void nestedJumps() {
        String out = s.one("goto done", "break", "goto continue", "goto outer");
        s.line("do local fs, n = {}, 0");
        s.line(" for i = 1, 4 do for j = 1, 3 do tick() local k = i * 10 + j");
        s.line("  if " + s.one("j == 2", "k % 2 == 0", "i == j", "k > 22") + " then "
            + s.one("goto continue",
            "goto outer", "goto done") + " end");
        s.line("  fs[#fs + 1] = function() k = k + 1 n = n + 1 return k, i, j end");
        s.line("  while true do tick() local w = k if w " + s.one(">", "<", "==") + " 20 then " + out
            + " end " + s.one("break", "goto continue", "w = w + 1 if w > 0 then break end") + " end");
        s.line("  ::continue:: end ::outer:: end");
        s.line(" ::done:: for q = 1, #fs do out(fs[q]()) end out(#fs, n, fs[1] and fs[1]()) end");
    }

    private void errorObjects() {
        s.line("do local E = setmetatable({}, {__tostring = function() return 'EE' end, "
            + "__index = {code = 5}})");
        String thrown = s.one("E", "{1, 2}", "nil", "false", "5", "'text'", "print",
            "setmetatable({}, {})", "1/0");
        String raise = s.one("error(" + thrown + ")", "error(" + thrown + ", 2)", "error(" + thrown
            + ", 0)",
            "local v = " + thrown + " error(v)", "assert(false, 'as')", "local x = nil .. 'a'");
        String path = s.one("f()", "coroutine.wrap(f)()",
            "local c = coroutine.create(f) local ok, m = coroutine.resume(c) "
            + "out(coroutine.status(c), ok) error(m, 0)", "table.sort({3, 1, 2}, f)",
                "('abc'):gsub('.', f)",
            "local t = setmetatable({}, {__index = f}) return t.x",
                "return setmetatable({}, {__add = f}) + 1",
            "for _ in f do end", "xpcall(f, function(m) error(m) end) f()", "pcall(f) f()", "load(f)");
        s.line(" local function f() " + raise + " end");
        s.line(" local ok, m = pcall(function() " + path + " end)");
        s.line(" out(ok, type(m), m, m == E, type(m) == 'table' and m.code, pcall(error, m)) end");
    }

    private String pattern() {
        StringBuilder p = new StringBuilder(s.one("", "", "", "^"));
        int open = 0;
        for (int n = 1 + s.below(4); n > 0; n--) {
            switch (s.below(12)) {
                case 0 -> {
                    p.append('(');
                    open++;
                }
                case 1 -> p.append("()");
                case 2 -> p.append("%b").append(s.one("()", "[]", "xx", "ab"));
                case 3 -> p.append("%f").append(s.one("[%w]", "[%a]", "[^%s]", "[%z]"));
                case 4 -> p.append(s.chance(50) ? "%1" : "(.)");
                default -> {
                }
            }
            p.append(s.one(PIECES)).append(s.one(REPEATS));
            if (open > 0 && s.chance(60)) {
                p.append(')');
                open--;
            }
        }
        p.append(")".repeat(s.chance(95) ? open : 0)).append(s.one("", "", "", "$"));
        return "'" + p + "'";
    }

    private String text() {
        return s.chance(70) ? s.one(TEXTS.toArray(new String[0])) : e.string(1);
    }

    private void search() {
        String t = "(" + text() + ")";
        String p = pattern();
        String init = s.one("", "", ", 1", ", 2", ", -3", ", 100", ", -100", ", nil", ", '2'");
        s.line("out(pcall(string.find, " + t + ", " + p + init + s.one("",
            init.isEmpty() ? ", 1, true" : ", true") + "))");
        s.line("out(pcall(string.match, " + t + ", " + p + init + "))");
        s.line("out(pcall(function() local n = 0 for a, b in string.gmatch(" + t + ", " + p
            + ") do n = n + 1 if n < 20 then out(a, b) end end return n end))");
    }

    private void substitute() {
        String p = pattern();
        s.line("out(pcall(string.gsub, " + text() + ", " + p + ", " + s.one("'<%0>'", "'%1%1'", "''",
            "'%2'", "'%%'",
            "string.upper", "{a = 'A', b = true, k2 = 5}",
                "setmetatable({}, {__index = function(_, k) return k .. '!' end})",
            "function(...) return select('#', ...) end",
                "function(a) if a == 'b' then error('b!') end end",
            "function(a, b) return b or a end", "5", "nil", "'%'", "'\\0'") + s.one("", ", 0", ", 1",
                ", 2", ", -1", ", '3'") + "))");
        s.line("out((" + text() + "):rep(" + s.below(4) + s.one("", ", '|'", ", ''")
            + "), ('%q'):format(" + text()
            + "), load('return ' .. ('%q'):format(" + text() + "))() == " + text() + ")");
        s.line("out(pcall(string.byte, " + text() + ", " + s.one("1, -1", "2, 3", "-2, -1", "0", "5",
            "-1, 1", "1, 99") + "))");
    }

    private void formats() {
        StringBuilder f = new StringBuilder();
        for (int n = 1 + s.below(3); n > 0; n--) {
            f.append(s.one("", "a", " ", "%%")).append('%').append(s.one("", "", "-", "+", " ", "#",
                "0", "-0", "+#"))
                .append(s.one("", "", "1", "5", "12", "99", "100")).append(s.one("", "", ".0", ".1",
                    ".3", ".14", ".", ".99"))
                .append(s.one("d", "i", "u", "x", "X", "o", "c", "e", "E", "f", "g", "G", "s", "q", "a",
                    "A"));
        }
        s.line("out(pcall(string.format, '" + f + "', " + e.number(1) + ", " + s.one("'str'",
            e.number(1), "true", "'a b'")
            + ", " + s.one("'3'", e.number(0), "nil", "'0x10'") + "))");
    }

    private void lists() {
        String t = s.name();
        s.line("local " + t + " = {" + s.one("", "1, 2, 3, 4, 5", "'c', 'a', 'b'", "1, 'x', 2.5, true",
            "{}, {}") + "}");
        for (int n = 1 + s.below(4); n > 0; n--) {
            String at = s.one("1", "2", "0", "-1", "#" + t, "#" + t + " + 1", "#" + t + " + 2", "1.5",
                "'1'", "{}");
            s.line("out(pcall(table." + s.one("insert, " + t + ", " + e.solid(0), "insert, " + t + ", "
                + at + ", " + e.solid(0),
                "remove, " + t, "remove, " + t + ", " + at, "concat, " + t + ", " + s.one("','", "''",
                    "1", "nil") + ", "
                + at + ", " + at, "sort, " + t + ", " + at, "pack, " + at,
                    "insert, " + t,
                "pack, nil, " + t + ", nil", "sort, " + t, "sort, " + t
                    + ", function(a, b) return a > b end",
                "insert, " + t + ", 1, 2, 3", "concat, " + t) + "))");
        }
        // Not by pcall itself: PUC may call it table.unpack or unpack in messages, by chance.
        s.line("out(pcall(function() return " + s.one("", "table.") + "unpack(" + t + ", "
            + s.one("1", "2", "-1, 1", "1, #" + t + " + 1", "{}", "1, 'x'", "2, 1", "nil, 1", "1, 1e8")
            + ") end))");
        s.line("out(" + t + ", #" + t + ", next(" + t + "), select(" + s.one("1", "-1", "'#'", "2",
            "-3", "0") + ", unpack(" + t + ")))");
    }

    private void chains() {
        String k = s.one("x", "y", "z", "deep");
        s.line("do local log = {} local function note(n) return function(t, k, v) log[#log "
            + "+ 1] = n .. tostring(k) "
            + s.one("return n", "if v then rawset(t, k, v) end", "return nil", "return t == nil")
                + " end end");
        s.line(" local a = setmetatable({x = 1}, {__index = note('A'), __newindex = "
            + s.one("note('a')", "{}", "nil") + "})");
        s.line(" local b = setmetatable({y = 2}, {__index = a, __newindex = " + s.one("a", "note('b')",
            "nil") + ", __call = "
            + s.one("a", "note('c')", "function(self, ...) return select('#', ...), ... end") + "})");
        s.line(" local c = setmetatable({}, {__index = b, __newindex = b, __len = " + s.one("note('l')",
            "nil", "function() return 3 end")
            + ", __unm = b, __metatable = " + s.one("nil", "false", "'no'") + "})");
        s.line(" out(c." + k + ", pcall(function() c." + k + " = " + e.number(0) + " return c." + k
            + ", rawget(c, '" + k + "'), rawget(b, '"
            + k + "') end)) out(pcall(function() return c(1, 2) end)) out(pcall(function() return "
                + s.one("#c", "-c", "c .. 'x'",
            "c < b", "c == b", "b(nil, 3)", "b()", "getmetatable(c)", "setmetatable(c, {})", "a.x.y",
                "c[nil]", "c[{}] == nil")
            + " end)) out(log) end");
    }

    private void capturedLoops() {
        String f = s.name();
        s.line("local " + f + " = {} do local shared = 0");
        s.line(" for i = 1, 3 do local own = i * 10");
        s.line("  " + f + "[#" + f
            + " + 1] = function(d) shared = shared + d own = own + 1 return shared, own, i end");
        s.line("  " + s.one("", "if i == 2 then break end", f + "[i](1)", "own = own + 5",
            "for k, v in ipairs{7, 8} do " + f
            + "[#" + f + " + 1] = function() k, v = v, k return k, v, own end end") + " end");
        s.line(" local i = 0 repeat local here = i i = i + 1 tick() " + f + "[#" + f
            + " + 1] = function() here = here + 1 return here, i end until "
            + s.one("here >= 2", "i > 2 or " + f + "[1](0) > 5") + " end");
        s.line("for _, g in ipairs(" + f + ") do out(g(1)) end for i = #" + f + ", 1, -1 do out(" + f
            + "[i](2)) end");
    }

    private void passing() {
        String f = s.name();
        s.line("local function " + f + "(...) tick() local n = select('#', ...) if n == 0 then return "
            + s.one("0", "", "nil, nil")
            + " end " + s.one("return n, " + f + "(select(2, ...))", "local a = ... return " + f
                + "(select(2, ...)), a",
            "local t = {..., n} return #t, " + f + "(unpack(t, 3))", "return (...), " + f
                + "((select(2, ...)))",
            "local p = table.pack(...) p.n = p.n - 1 return p.n, " + f + "(table.unpack(p, 1, p.n))",
            "return " + f + "(select(-n + 1, ...))", "local a, b, c, d = ... return a, b, c, d, n")
                + " end");
        s.line("out(pcall(" + f + s.one("", ", 1", ", nil", ", 1, nil, 3", ", nil, nil", ", " + e.any(0)
            + ", " + e.any(0)
            + ", " + e.any(0)) + "))");
        s.line("out(#{" + f + "(1, 2)}, (" + f + "()), {" + f + "(1), " + f + "(2)}[1] == nil)"
            .replace("{" + f + "(1), " + f + "(2)}[1]", "({" + f + "(1), " + f + "(2)})[1]"));
    }

    private void coercions() {
        String a = s.one("'10'", "'0x1p4'", "' 7 '", "'1e1'", "'abc'", "''", "'5.'", e.number(1), "nil",
            "{}", "true", "'\\0'", "'1\\0'");
        String b = s.one("3", "'2'", e.number(1), "'x'", "-0.0", "1e308", "'-1'");
        s.line("out(pcall(function() return " + a + s.one(" + ", " - ", " * ", " / ", " % ", " ^ ",
            " .. ", " < ", " <= ", " == ") + "("
            + b + ") end))");
        s.line("out(tostring(" + e.number(2) + "), " + e.number(1) + " .. '', tonumber(" + a
            + "), math.floor(" + e.number(1)
            + ") % 3, pcall(tonumber, " + a + ", " + s.one("10", "16", "2", "36", "37", "'8'") + "))");
        s.line("out(pcall(function() local t = {} t[" + s.one("1.0", "'1'", "2^53", "0.0", "1e15",
            "nil", "0/0") + "] = 1 return t[1], t['1'], t[0],"
            + " next(t), #t end))");
    }

    private void loaded() {
        String source = s.one("local a = ... return a, x", "x = (x or 0) + 1 return x",
            "return function() x = 5 return x end",
            "local function r(n) if n == 0 then error('deep') end return r(n - 1) end return r(3)",
                "return ...", "return x.y.z",
            "_ENV = {y = 1} return y, x", "local _ENV <const> = {}",
                "for i = 1, 3 do x = i end return x", "return 1,", "return select('#', ...)");
        s.line("do local env = " + s.one("{}", "{x = 1}",
            "setmetatable({}, {__index = function(_, k) return k end})", "_ENV",
            "{x = {}, error = error, select = select}"));
        s.line(" local parts, i = {'" + source.replace("'", "\\'") + "', ' '}, 0");
        s.line(" local f, m = load(" + s.one("parts[1]", "function() i = i + 1 return parts[i] end",
            "function() i = i + 1 if i <= #parts[1] then "
            + "return parts[1]:sub(i, i) end end") + ", '" + s.one("=l", "@l.lua", "text") + "', '"
                + s.one("t", "bt", "b") + "', env)");
        s.line(" out(type(f), m, f and pcall(f, " + e.any(0) + ", 2)) out(rawget(env, 'x')) end");
    }
}
