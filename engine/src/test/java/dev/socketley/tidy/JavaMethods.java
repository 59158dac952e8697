package dev.socketley.tidy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds methods by their braces; good enough for measuring, no grammar. */
final class JavaMethods {
    /**
     * One method or constructor with a body.
     *
     * @param line       where its name stands
     * @param length     lines from its name to its closing brace
     * @param nesting    deepest control flow or lambda block inside; 0 is a straight line
     * @param parameters how many it takes
     * @param header     everything from the end of what stood before to the opening brace
     */
    record Method(String name, int line, int length, int nesting, int parameters, String header) {}

    private enum Kind { TYPE, METHOD, LEVEL, OTHER }

    private static final class Block {
        final Kind kind;
        final String header;
        final int line;
        final int parens;
        int deepest;

        Block(Kind kind, String header, int line, int parens) {
            this.kind = kind;
            this.header = header;
            this.line = line;
            this.parens = parens;
        }
    }

    private static final Set<String> CONTROL =
        Set.of("if", "for", "while", "switch", "catch", "synchronized", "try");
    private static final Pattern TYPE =
        Pattern.compile("\\b(class|interface|enum|record)\\s+\\w+|\\bnew\\s+[\\w.<>?,\\s]+\\(.*\\)$",
            Pattern.DOTALL);
    private static final Pattern LEVEL = Pattern.compile("(\\b(else|do|try|finally)|->)$");
    private static final Pattern CASE = Pattern.compile("\\b(case\\b[^;]*|default\\s*)->$",
        Pattern.DOTALL);
    private static final Pattern CALL =
        Pattern.compile("(\\w+)\\s*\\(([^{}]*)\\)(\\s*throws\\s+[\\w.,\\s]+)?$", Pattern.DOTALL);

    private final String code;
    private final Deque<Block> open = new ArrayDeque<>();
    private final List<Method> found = new ArrayList<>();
    private int start;
    private int parens;
    private int line = 1;

    private JavaMethods(String code) {
        this.code = code;
    }

    /** Methods in {@code code}, which has its comments and literals blanked. */
    static List<Method> of(String code) {
        JavaMethods m = new JavaMethods(code);
        for (int i = 0; i < code.length(); i++) {
            m.step(code.charAt(i), i);
        }
        return m.found;
    }

    private void step(char c, int i) {
        switch (c) {
            case '\n' -> line++;
            case '(' -> parens++;
            case ')' -> parens--;
            case ';' -> start = parens == 0 ? i + 1 : start;
            case '{' -> enter(i);
            case '}' -> leave(i);
            default -> { }
        }
    }

    private void enter(int i) {
        String header = code.substring(start, i).strip();
        Kind kind = kind(header);
        int nameLine = line;
        if (kind == Kind.METHOD) {
            int tail = code.substring(start, i).length() - nameOffset(code.substring(start, i));
            nameLine -= (int) code.substring(i - tail, i).chars().filter(c -> c == '\n').count();
        }
        open.push(new Block(kind, header, nameLine, parens));
        parens = 0;
        start = i + 1;
        noteDepth();
    }

    private void noteDepth() {
        int depth = 0;
        for (Block b : open) {
            if (b.kind == Kind.METHOD) {
                b.deepest = Math.max(b.deepest, depth);
                return;
            }
            if (b.kind == Kind.TYPE) {
                return;
            }
            depth += b.kind == Kind.LEVEL ? 1 : 0;
        }
    }

    private void leave(int i) {
        start = i + 1;
        if (open.isEmpty()) {
            return;
        }
        Block b = open.pop();
        parens = b.parens;
        if (b.kind == Kind.METHOD) {
            Matcher call = call(b.header);
            found.add(new Method(call.group(1), b.line, line - b.line + 1, b.deepest,
                parameters(call.group(2)), b.header));
        }
    }

    private Kind kind(String header) {
        boolean inType = !open.isEmpty() && open.peek().kind == Kind.TYPE;
        if (TYPE.matcher(header).find() && !header.endsWith("->")) {
            return Kind.TYPE;
        }
        Matcher call = call(header);
        if (call != null && CONTROL.contains(call.group(1))) {
            return Kind.LEVEL;
        }
        if (CASE.matcher(header).find()) {
            return Kind.OTHER;
        }
        if (LEVEL.matcher(header).find()) {
            return Kind.LEVEL;
        }
        if (call == null || !inType) {
            return Kind.OTHER;
        }
        boolean enumConstant = call.group(1).equals(call.group(1).toUpperCase());
        return enumConstant ? Kind.TYPE : Kind.METHOD;
    }

    /** Name and parameters of the call or declaration that ends {@code header}, or null. */
    private static Matcher call(String header) {
        int at = nameOffset(header);
        if (at < 0) {
            return null;
        }
        Matcher m = CALL.matcher(header).region(at, header.length());
        return m.lookingAt() ? m : null;
    }

    /** Where the name before the last balanced parentheses starts, or -1. */
    private static int nameOffset(String header) {
        int close = header.lastIndexOf(')');
        if (close < 0) {
            return -1;
        }
        int depth = 0;
        int at = close;
        for (; at >= 0; at--) {
            char c = header.charAt(at);
            depth += c == ')' ? 1 : c == '(' ? -1 : 0;
            if (depth == 0) {
                break;
            }
        }
        int end = at;
        while (end > 0 && Character.isWhitespace(header.charAt(end - 1))) {
            end--;
        }
        int name = end;
        while (name > 0 && Character.isJavaIdentifierPart(header.charAt(name - 1))) {
            name--;
        }
        return name == end ? -1 : name;
    }

    private static int parameters(String list) {
        if (list.isBlank()) {
            return 0;
        }
        int count = 1;
        int depth = 0;
        for (char c : list.toCharArray()) {
            depth += c == '<' || c == '(' ? 1 : c == '>' || c == ')' ? -1 : 0;
            count += c == ',' && depth == 0 ? 1 : 0;
        }
        return count;
    }
}
