package dev.socketley.lua.random;

/** Pieces of program that chance alone seldom makes, with holes that it fills. */
final class Templates {
    private static final String[] FUNCTIONS = {
        "string.byte", "string.char", "string.find", "string.format", "string.gsub", "string.len",
        "string.lower", "string.match", "string.reverse", "string.sub", "string.upper", "string.gmatch",
        "table.concat", "table.insert", "table.pack", "table.remove", "table.unpack", "table.sort",
        "math.abs", "math.ceil", "math.floor", "math.fmod", "math.frexp", "math.ldexp", "math.max",
        "math.min", "math.modf", "math.pow", "math.sqrt", "math.log", "math.deg", "math.rad",
        "bit32.arshift", "bit32.band", "bit32.bnot", "bit32.bor", "bit32.btest", "bit32.bxor",
        "bit32.extract", "bit32.lrotate", "bit32.lshift", "bit32.replace", "bit32.rrotate",
            "bit32.rshift",
        "error", "getmetatable", "ipairs", "load", "next", "pcall", "rawequal", "rawget",
        "rawlen", "rawset", "select", "setmetatable", "tonumber", "tostring", "type", "unpack", "xpcall",
        "coroutine.create", "coroutine.resume", "coroutine.running", "coroutine.status",
        "coroutine.wrap", "coroutine.yield"
    };
    private static final String[] VALUES = {
        "nil", "true", "false", "0", "1", "2", "-1", "3.7", "'a'", "''", "'12'", "'abc'", "'%d'", "{}",
        "{1, 2, 3}", "{3, 1, 2}", "{'b', 'a'}", "print", "function(a, b) return a end", "1e15",
            "-0.5", "32",
        "31", "'x y z'", "'%w+'", "'return 1'", "'='", "coroutine.create(type)", "2^31", "2^32",
            "-3", "64"
    };
    private final Source s;
    private final Expressions e;

    Templates(Source s, Expressions e) {
        this.s = s;
        this.e = e;
    }

    /** Any library function with any arguments. */
    void library() {
        String f = s.one(FUNCTIONS);
        StringBuilder args = new StringBuilder();
        for (int n = s.below(5); n > 0; n--) {
            args.append(args.isEmpty() ? "" : ", ").append(s.chance(80) ? s.one(VALUES) : e.any(1));
        }
        s.line(s.one("out(pcall(function() return " + f + "(" + args + ") end))",
            f.matches("load|unpack|table.unpack") ? "" : "out(pcall(" + f
                + (args.isEmpty() ? "" : ", " + args) + "))",
            "out(pcall(function() local x, y = " + f + "(" + args + ") out(y) return x end))"));
    }

    void any() {
        switch (s.below(14)) {
            case 0 -> closures();
            case 1 -> sort();
            case 2 -> recursion();
            case 3 -> yieldingMetamethod();
            case 4 -> varargs();
            case 5 -> load();
            case 6 -> gotos();
            case 7 -> order();
            case 8 -> sparse();
            case 9 -> environment();
            case 10 -> method();
            case 11 -> nestedCoroutines();
            case 12 -> levels();
            default -> inheritance();
        }
    }

    private void closures() {
        String fs = s.name();
        s.line("local " + fs + " = {}");
        s.line("for i = 1, 3 do local j = i * " + e.number(0) + " " + fs
            + "[i] = {function() j = j + 1 i = i + 1"
            + " return i, j end, function(x) " + s.one("j = x", "i = x", "i, j = j, i") + " end}"
            + s.one("", " if i == 2 then break end", " j = j - 1") + " end");
        s.line("for i = 1, #" + fs + " do out(" + fs + "[i][1]()) " + fs + "[i][2](" + e.number(1)
            + ") out(pcall("
            + fs + "[i][1])) end");
    }

    private void sort() {
        String t = s.name();
        s.line("local " + t + " = {" + s.one("5, 2, 8, 1, 9, 3", "'b', 'a', 'c'", "3, 1, 2, 3, 1, 2",
            e.number(1) + ", " + e.number(1) + ", " + e.number(0), "1, 'a', 2", "{}, {}",
                "2, 1, nil") + "}");
        s.line("out(pcall(table.sort, " + t + s.one("", ", function(a, b) return a > b end",
            ", function(a, b) return tostring(a) < tostring(b) end",
            ", function(a, b) error('cmp') end", ", " + e.any(0)) + "))");
        s.line("out(" + t + ")");
    }

    private void recursion() {
        String f = s.name();
        s.line("local function " + f + "(n, ...) tick() if n <= 0 then return " + e.arguments(2,
            1).replace("...", "n")
            + " end " + s.one("return " + f + "(n - 1, n, ...)", "return n + (" + f + "(n - 1) or 0)",
                "local a, b = " + f + "(n - 1, ...) return b, a, n", "return (" + f + "(n - 1, ...))",
                "return n, " + f + "(n - 1)", "error('deep' .. n, " + s.below(5) + ")") + " end");
        s.line("out(pcall(" + f + ", " + s.below(8) + ", " + e.any(0) + "))");
    }

    private void yieldingMetamethod() {
        String o = s.name();
        s.line("local " + o + " = setmetatable({}, {");
        for (String event : new String[] {"add", "index", "concat", "eq", "lt", "le", "len", "unm",
            "call",
                "newindex"}) {
            s.line(" __" + event + " = function(...) return coroutine.yield('" + event
                + "', select('#', ...)) end,");
        }
        s.line("})");
        String use = s.one("o + 1", "o.x", "o .. 'a'", "o == p", "o < p", "o <= p", "#o", "-o",
            "o(1, 2)", "1 + o", "1 .. o", "not (o < p)", "o < p and o.x or #o", "pcall(o, 5)");
        s.line("out(drive(function() local o, p = " + o + ", setmetatable({}, getmetatable(" + o + "))"
            + s.one("", " o.y = 5", " if o < p then out('then') else out('else') end",
                " for i = 1, 2 do out(i, o.q) end", " out(pcall(function() return o.x, o.y end))",
                " for a, b in o, 1, 2 do out(a, b) if b == nil then break end end")
            + " return " + use + " end, " + e.any(0) + "))");
    }

    private void varargs() {
        String f = s.name();
        s.line("local function " + f + "(a, ...) local b, c = ... local t = {...} local p = "
            + "table.pack(...)"
            + " return select('#', ...), a, b, c, #t, p.n, " + s.one("...", "(...)", "a, ...",
            "select(2, ...)")
            + " end");
        s.line("out(" + f + "(" + e.solid(1) + "), " + f + "())");
        s.line("out((" + f + "(1, 2, 3)), " + f + "(" + e.solid(0) + ", " + e.solid(0) + ", "
            + e.solid(0) + "))");
    }

    private void load() {
        String source = s.one("return 1 + 1", "x = = 1", "for", "return ...", "local a <const> = 1",
            "goto nope", "break", "return function() end", "if x then", "x = 'abc", "x = [[abc",
                "return 0x",
            "return 3x", "::a:: ::a::", "local function f() return end end", "return '\\q'", "a.b:c = 1",
            "f(", "return }", "x = }", "local 5 = 1", "return 'a' 'b'", "a, b", "f() = 1",
                "return ... , 1",
            "for i = 1 do end", "for i, j = 1, 2 do end", "repeat local x = 1 until x",
                "do goto l end ::l::",
            "goto l; local a ::l:: a = 1", "return @", "x = 1e", "return '\\300'", "and", "x = ~ 1",
                "x = a ! b");
        s.line("local f, m = load(" + quote(source) + s.one("", ", '=n'", ", '@file.lua'",
            ", 'text'") + ")");
        s.line("out(type(f), m, f and pcall(f, 1, 2))");
    }

    private static String quote(String text) {
        return "[=[" + text + "]=]";
    }

    private void gotos() {
        String i = s.name();
        s.line("do local " + i + " = 0");
        s.line(" ::top:: tick()");
        s.line(" local x = " + i + " keep(function() x = x + 1 return x end)");
        s.line(" " + i + " = " + i + " + 1");
        s.line(" if " + i + " < " + s.below(5) + " then goto top end");
        s.line(" out(x, kept())");
        s.line("end");
    }

    private void order() {
        String t = s.name();
        String i = s.name();
        s.line("local " + i + ", " + t + " = 1, {1, 2, 3, 4}");
        s.line(s.one(i + ", " + t + "[" + i + "] = " + i + " + 1, 20", t + "[" + i + "], " + i
            + " = 9, 2",
            t + "[1], " + t + "[2] = " + t + "[2], " + t + "[1]", i + ", " + i + " = 5, 6",
            t + "[trace(1)], " + t + "[trace(2)] = trace(3), trace(4)", t + "[1], " + t + "[2], "
                + t + "[3] = trace(5)",
            t + "." + "x, " + i + " = " + i + ", " + t, "local a, a = 1, 2 out(a)"));
        s.line("out(" + i + ", " + t + ")");
        s.line("out({trace(1), trace(2), [trace(3)] = trace(4), trace(5)})");
        s.line("out(trace(1) + trace(2) * trace(3) .. trace(4), trace(1) < trace(2), trace(2) >= "
            + "trace(1))");
    }

    private void sparse() {
        String t = s.name();
        s.line("local " + t + " = {" + s.one("", "1, 2, nil, 4", "[3] = 'c'", "nil, nil, 3",
            "n = 1") + "}");
        for (int n = 1 + s.below(4); n > 0; n--) {
            s.line(t + "[" + s.one("1", "2", "4", "100", "-1", "0", "2^53", "1.0", "'1'", "2^31",
                "1e300", "1/0",
                "-1/0", "2.5", "3") + "] = " + s.one("nil", "false", e.solid(1)));
        }
        s.line("out(" + t + ", next({}), " + t + "[1], " + t + "[1.0], " + t + "['1'])");
        s.line("local n = 0 for k, v in pairs(" + t + ") do n = n + 1 " + s.one("", t
            + "[k] = nil ") + "end out(n)");
    }

    private void environment() {
        String v = s.name();
        s.line("do local _ENV = " + s.one("{out = out, x = 1}", "setmetatable({}, {__index = _ENV})",
            "{out = out, pcall = pcall}") + " x = (x or 0) + 1 " + s.one("out(x)", "out(x, y)",
            "local function f() y = 2 return y end out(f(), y)",
                "out(pcall(function() nope() end))") + " end");
        s.line("local function " + v + "(_ENV) return a, b end out(" + v + "({a = 1}), " + v
            + "{b = 2})");
    }

    private void method() {
        String c = s.name();
        s.line("local " + c + " = {n = " + e.number(0) + "}");
        s.line("function " + c + ":add(x, ...) self.n = self.n + x return self, ... end");
        s.line("function " + c + ".static(...) return select('#', ...) end");
        s.line("out(pcall(function() return " + c + ":add(" + e.number(1) + "):add(" + e.any(0)
            + ").n, " + c
            + ".static(" + e.arguments(2, 0).replace("...", "1") + "), " + c + s.one(".add(",
            ":static(", ":gone(") + ") end))");
        s.line("out(('%d'):rep(2):format(1, 2), #'abc', ('x'):len(), -'2', - -3, not nil == true, "
            + "2^-1, -2^2, 2^3^2)");
    }

    private void nestedCoroutines() {
        s.line("out(drive(function(...) local inner = coroutine.wrap(function(a) for i = 1, 2 do a "
            + "= coroutine.yield(i, a)"
            + " end " + s.one("error('in')", "error({})", "return 'done'", "error()",
            "local x = nil + 1") + " end)");
        s.line(" out(inner(" + e.any(0) + ")) coroutine.yield('outer') out(inner(...))");
        s.line(" out(pcall(inner, 1)) out(pcall(inner)) out(coroutine.running() ~= nil, "
            + "pcall(coroutine.resume,"
            + " coroutine.running())) return inner(1) end, " + e.any(0) + "))");
    }

    private void levels() {
        String f = s.name();
        s.line("local function " + f + "(l) error('lvl', l) end");
        s.line("local function g(l) " + f + "(l) return 1 end");
        s.line("out(pcall(function() " + s.one("g(", "local x = g(", "return g(", f + "(",
            "return " + f + "(",
            "pcall(g, ") + s.one("0", "1", "2", "3", "4", "nil", "'2'", "-1") + ") end))");
        s.line("out(xpcall(g, function(m) return 'H ' .. tostring(m), 2 end, " + s.below(4) + "))");
        s.line("out(select('#', pcall(error)), pcall(error, nil), pcall(error, setmetatable({}, "
            + "{__tostring = function()"
            + " return 'E' end})))");
    }

    private void inheritance() {
        String base = s.name();
        String child = s.name();
        s.line("local " + base + " = {} " + base + ".__index = " + base + " function " + base
            + ".new(c, x) return setmetatable({x = x}, c) end function " + base
            + ":get() return self.x end");
        s.line("local " + child + " = setmetatable({}, {__index = " + base + "}) " + child
            + ".__index = " + child
            + " function " + child + ":twice() return self:get() " + s.one("* 2", ".. '2'",
            "+ self.y", ", self") + " end");
        s.line("out(pcall(function() local c = " + child + ":new(" + e.any(1)
            + ") return c:get(), c:twice(), rawget(c, 'get')"
            + s.one("", ", c.nope", ", c:nope()", ", c.a.b", ", getmetatable(c) == " + child)
            + " end))");
    }
}
