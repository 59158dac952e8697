package dev.socketley.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ratchets on size: what is listed as larger may only shrink, everything else keeps the limit. */
final class Sizes {
    static final int METHOD_LINES = 60;
    static final int FILE_LINES = 800;
    static final int NESTING = 5;
    static final int PARAMETERS = 6;

    /**
     * A method over its limit.
     *
     * @param size what it measures now; it may shrink but not grow
     * @param why  why it is better whole
     */
    record Exempt(int size, String why) {}

    /** Long methods: {@code Class.method}. */
    static final Map<String, Exempt> LONG = Map.of(
        "Interpreter.execute", new Exempt(600, "the dispatch loop: its locals are the frame"));

    /** Wide methods: {@code Class.method}. */
    static final Map<String, Exempt> WIDE = Map.of(
        "Ops.enter", new Exempt(7, "called per Lua call; a record would be allocated"),
        "Ops.setList", new Exempt(7, "called by the dispatch loop with the frame's locals"));

    /** Deep methods: {@code Class.method}. */
    static final Map<String, Exempt> DEEP = Map.of(
        "Interpreter.execute", new Exempt(7, "the dispatch loop"));

    static final List<Rule> ALL = List.of(
        new Rule("methods are at most 60 lines", SourceFile::isJava, f -> methods(f,
            JavaMethods.Method::length, METHOD_LINES, LONG, "lines; split it by what it does")),
        new Rule("methods take at most 6 parameters", SourceFile::isJava, f -> methods(f,
            JavaMethods.Method::parameters, PARAMETERS, WIDE, "parameters; use a record")),
        new Rule("methods nest at most 5 deep", SourceFile::isJava, f -> methods(f,
            JavaMethods.Method::nesting, NESTING, DEEP, "levels; return early or extract")),
        new Rule("files are at most 800 lines",
            f -> !f.isTestData() && (f.isJava() || f.isLua()), Sizes::file),
        new Rule("Lua functions are at most 60 lines",
            f -> f.isLua() && f.path().startsWith("stdlib/src/main/"), Sizes::luaFunctions));

    private Sizes() {}

    private static List<Finding> methods(SourceFile file,
            Function<JavaMethods.Method, Integer> measure, int limit,
            Map<String, Exempt> exempt, String advice) {
        List<Finding> out = new ArrayList<>();
        for (JavaMethods.Method m : JavaMethods.of(file.code())) {
            Exempt allowed = exempt.get(file.stem() + "." + m.name());
            int max = allowed == null ? limit : allowed.size();
            int is = measure.apply(m);
            if (is > max) {
                out.add(file.at(m.line(), m.name() + " has " + is + " (at most " + max + ") "
                    + advice));
            }
        }
        return out;
    }

    private static List<Finding> file(SourceFile file) {
        int lines = file.lines().size();
        // What is made from rows is as long as there are rows.
        boolean generated = file.text().startsWith("---@meta\n-- Generated from");
        return lines <= FILE_LINES || generated ? List.of()
            : List.of(file.at(lines, lines + " lines; one file, one concept"));
    }

    private static final Pattern LUA_FUNCTION =
        Pattern.compile("^( *)(?:local )?(?:function\\b|[\\w.]+ = function\\b).*$");

    private static List<Finding> luaFunctions(SourceFile file) {
        List<Finding> out = new ArrayList<>();
        List<String> lines = file.lines();
        for (int i = 0; i < lines.size(); i++) {
            Matcher m = LUA_FUNCTION.matcher(lines.get(i));
            if (m.matches() && !lines.get(i).matches(".*\\bend\\W*$")) {
                int end = i + 1;
                while (end < lines.size() && !lines.get(end).startsWith(m.group(1) + "end")) {
                    end++;
                }
                if (end - i + 1 > METHOD_LINES) {
                    out.add(file.at(i + 1, end - i + 1 + " lines; split it by what it does"));
                }
            }
        }
        return out;
    }
}
