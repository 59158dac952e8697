package dev.socketley.tidy;

import java.util.List;

/**
 * One text file of the repository.
 *
 * @param path from the repository's root, with {@code /}
 * @param text as it is on disk
 * @param code Java with comments and literals blanked, so that positions and lines stay; other
 *             languages as they are
 */
record SourceFile(String path, String text, String code) {

    static SourceFile of(String path, String text) {
        return new SourceFile(path, text, path.endsWith(".java") ? JavaText.blank(text) : text);
    }

    boolean isJava() {
        return path.endsWith(".java");
    }

    boolean isLua() {
        return path.endsWith(".lua");
    }

    /** Java that is part of the product. */
    boolean isMainJava() {
        return isJava() && path.contains("/src/main/");
    }

    /** Cases for tests, which may be as long and as wide as what they describe. */
    boolean isTestData() {
        return path.contains("/src/test/resources/") || path.matches("spec/.*\\.txt");
    }

    /** The module's folder: {@code engine}, {@code lua}... */
    String module() {
        int slash = path.indexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** {@code Hook} for {@code .../Hook.java}. */
    String stem() {
        String name = fileName();
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    List<String> lines() {
        return text.lines().toList();
    }

    /** The line, from 1, of an offset in {@link #text} or {@link #code}. */
    int lineAt(int offset) {
        int line = 1;
        for (int i = 0; i < offset; i++) {
            if (text.charAt(i) == '\n') {
                line++;
            }
        }
        return line;
    }

    Finding at(int line, String message) {
        return new Finding(path, line, message);
    }
}
