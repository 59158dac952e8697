package dev.socketley.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Rules on how text lies on the page. */
final class Layout {
    static final int WIDTH_MAX = 110;

    private static final Predicate<SourceFile> WRITTEN = f -> !f.isTestData();
    private static final Predicate<SourceFile> CODE = WRITTEN.and(
        f -> f.isJava() || f.isLua() || f.path().endsWith(".c") || !f.fileName().contains("."));

    static final List<Rule> ALL = List.of(
        new Rule("lines are at most 110 wide", CODE, perLine(l ->
            l.codePointCount(0, l.length()) > WIDTH_MAX && !l.startsWith("---@"),
            "aim at 100 columns, 110 at most")),
        // Pages show what programs print, and some print tabs.
        new Rule("no tabs", WRITTEN.and(f -> !f.path().endsWith(".md")), perLine(l -> l.indexOf('\t') >= 0,
            "indent with blanks")),
        new Rule("no blanks at the end of a line", WRITTEN, perLine(l ->
            l.endsWith(" ") || l.endsWith("\r"), "remove the blanks at the end")),
        new Rule("a file ends with one newline", WRITTEN, Layout::ending),
        new Rule("no two empty lines in a row", WRITTEN.and(f -> f.isJava() || f.isLua()), Layout::gaps));

    private Layout() {}

    private static Function<SourceFile, List<Finding>> perLine(Predicate<String> bad,
            String message) {
        return file -> {
            List<Finding> out = new ArrayList<>();
            String[] lines = file.text().split("\n", -1);
            for (int i = 0; i < lines.length; i++) {
                if (bad.test(lines[i])) {
                    out.add(file.at(i + 1, message));
                }
            }
            return out;
        };
    }

    private static List<Finding> ending(SourceFile file) {
        String t = file.text();
        boolean good = t.isEmpty() || t.endsWith("\n") && !t.endsWith("\n\n") && !t.equals("\n");
        return good ? List.of()
            : List.of(file.at(file.lines().size(), "end the file with exactly one newline"));
    }

    private static List<Finding> gaps(SourceFile file) {
        int at = file.text().indexOf("\n\n\n");
        return at < 0 ? List.of() : List.of(file.at(file.lineAt(at) + 2, "one empty line is enough"));
    }
}
