package dev.socketley.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether what a table declares is used by code and shown by a test (house-style 2.3). */
final class Rows {
    private static final Pattern OPTION =
        Pattern.compile("\\bstatic\\s+final\\s+Option<[\\w<>, ]+>\\s+([A-Z][A-Z0-9_]*)\\s*=");

    private final List<SourceFile> main;
    private final List<SourceFile> tests;

    Rows(List<SourceFile> files) {
        main = files.stream().filter(SourceFile::isMainJava).toList();
        Predicate<SourceFile> test = f -> f.path().contains("/src/test/")
            || f.path().startsWith("spec/");
        tests = files.stream().filter(test)
            .filter(f -> !f.path().contains("/tidy/") && !f.path().startsWith("spec/bench/")).toList();
    }

    /** Option rows that nothing reads: stored but never used. */
    List<Finding> optionsNeverRead(Set<String> pending) {
        List<Finding> out = new ArrayList<>();
        for (SourceFile f : main) {
            Matcher m = OPTION.matcher(f.code());
            while (m.find()) {
                String name = m.group(1);
                boolean read = count(f.code(), name) > 2 || usedOutside(f.stem(), name);
                if (!read && !pending.contains(f.stem() + "." + name)) {
                    out.add(f.at(f.lineAt(m.start()), f.stem() + "." + name
                        + " is stored but no code reads it"));
                }
            }
        }
        return out;
    }

    /** Constants of an enum of rows that no code outside names. */
    List<Finding> neverUsed(String type, List<String> names, Set<String> pending) {
        return names.stream().filter(n -> !pending.contains(n) && !usedOutside(type, n))
            .map(n -> new Finding(type + ".java", 1, n + " is declared but no code uses it")).toList();
    }

    /** Constants that no test or spec names, neither as constant nor as the user's word. */
    List<Finding> neverShown(String type, List<String> names, Set<String> pending) {
        List<Finding> out = new ArrayList<>();
        for (String name : names) {
            Pattern word = Pattern.compile("\\b(" + name + "|" + name.toLowerCase() + ")\\b");
            boolean shown = tests.stream().anyMatch(f -> word.matcher(f.text()).find());
            if (!shown && !pending.contains(name)) {
                out.add(new Finding(type + ".java", 1, name + " appears in no test and no spec"));
            }
        }
        return out;
    }

    /** Commands that no conversation in {@code spec/cache} sends. */
    List<Finding> commandsWithoutSpec(List<String> names) {
        List<Finding> out = new ArrayList<>();
        for (String name : names) {
            Pattern sent = Pattern.compile("(?im)^(send|raw)\\b.*\\b" + Pattern.quote(name) + "\\b");
            boolean shown = tests.stream().filter(f -> f.path().matches("spec/cache/.*\\.txt"))
                .anyMatch(f -> sent.matcher(f.text()).find());
            if (!shown) {
                out.add(new Finding("spec/cache", 1, name + " occurs in no conversation"));
            }
        }
        return out;
    }

    private boolean usedOutside(String type, String name) {
        Pattern qualified = Pattern.compile("\\b" + type + "\\s*\\.\\s*" + name + "\\b");
        Pattern imported = Pattern.compile("import static [\\w.]+\\." + type + "\\.(\\*|" + name + ");");
        for (SourceFile f : main) {
            String code = f.code();
            boolean used = qualified.matcher(code.replaceAll("import static[^;]*;", "")).find()
                || imported.matcher(code).find()
                    && count(code.replaceAll("import static[^;]*;", ""), name) > 0;
            if (used && !f.stem().equals(type)) {
                return true;
            }
        }
        return false;
    }

    private static int count(String code, String name) {
        return (int) Pattern.compile("\\b" + name + "\\b").matcher(code).results().count();
    }
}
