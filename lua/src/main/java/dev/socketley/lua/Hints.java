package dev.socketley.lua;

import java.util.List;
import java.util.regex.Pattern;

/** What to write instead of what other Luas and other languages have and Lua 5.2 does not. */
final class Hints {
    /**
     * One thing people write.
     *
     * @param before what stands before the place of the error, its last token included
     * @param after  what follows that token
     */
    private record Row(Pattern before, Pattern after, String hint) {
        static Row of(String before, String after, String missing, String instead) {
            return new Row(Pattern.compile("(?:" + before + ")$", Pattern.DOTALL),
                Pattern.compile(after), "; Lua 5.2 has no " + missing + ": write " + instead);
        }
    }

    /** How much of the line before the error is looked at. */
    private static final int BEFORE_MAX = 40;
    private static final int AFTER_MAX = 20;

    private static final List<Row> ALL = List.of(
        Row.of("^\\s*//?", "(?!\\*)", "// comments", "-- comment"),
        Row.of("^\\s*/", "\\*", "/* comments */", "--[[ comment ]]"),
        Row.of("^\\s*(?:const|let|var)\\s+\\w+", "", "const, let and var", "local x = value"),
        Row.of("^\\s*(?:def|fn|func)\\s+\\w+", "", "def", "function f(x) ... end"),
        Row.of("^\\s*(?:elif|elsif)\\s+\\S+", "", "elif", "elseif"),
        Row.of("^\\s*import\\s+\\w+", "", "import", "local x = require(\"x\")"),
        Row.of("^\\s*throw\\s+\\S+", "", "throw", "error(x)"),
        Row.of("===", "", "===", "=="),
        Row.of("=", ">", "=>", "function(x) return x end, or >="),
        Row.of("(?:=|\\(|,|return)\\s*\\[", "", "[1, 2]", "{ 1, 2 }"),
        Row.of("\\bfunction\\b[^)]*=", "(?!=)", "default values", "x = x or value in the body"),
        Row.of("//", "(?!=)", "//", "math.floor(a / b)"),
        Row.of("/", "/", "//", "math.floor(a / b)"),
        Row.of("&&|&", "&?", "&& and &", "'and', or bit32.band(a, b) for bits"),
        Row.of("\\|\\||\\|", "\\|?", "|| and |", "'or', or bit32.bor(a, b) for bits"),
        Row.of("~", "", "~", "bit32.bxor(a, b), or bit32.bnot(a)"),
        Row.of("<<", "", "<<", "bit32.lshift(a, n)"),
        Row.of(">>", "", ">>", "bit32.rshift(a, n)"),
        Row.of("local\\s+[\\w\\s,]+<", "\\s*const\\s*>", "<const>", "local x = value"),
        Row.of("local\\s+[\\w\\s,]+<", "\\s*close\\s*>", "<close>",
            "local x = value, and close it after a pcall"),
        Row.of("!", "=", "!=", "~="),
        Row.of("!", "(?!=)", "!", "not"),
        Row.of("\\w\\s*(?:\\+|-|\\*|/|\\.\\.)", "=", "assignments like +=", "x = x + y"),
        Row.of("\\+", "\\+\\s*$", "++", "x = x + 1"),
        Row.of("\\+\\+", "\\s*$", "++", "x = x + 1"),
        Row.of("\\?", "", "? :", "condition and a or b"),
        Row.of("(?:if|while|until|elseif)\\b[^=\\n]*=", "(?!=)", "assignment in conditions", "=="),
        Row.of("\\bcontinue\\s+\\S+|\\bcontinue\\s*", "", "continue",
            "goto continue, and ::continue:: before the loop's end"),
        Row.of("\\d(?:LL|ULL|ll|i)", "", "numbers like 1LL", "1"),
        Row.of("\\\\u", "\\{", "\\u", "utf8.char(0x20AC)"));

    private Hints() {}

    /** The hint for an error whose token ends at {@code end}, or nothing. */
    static String at(String line, int end) {
        String before = line.substring(Math.max(0, end - BEFORE_MAX), end);
        String after = line.substring(end, Math.min(line.length(), end + AFTER_MAX));
        for (Row row : ALL) {
            if (row.before.matcher(before).find() && row.after.matcher(after).lookingAt()) {
                return row.hint;
            }
        }
        return "";
    }
}
