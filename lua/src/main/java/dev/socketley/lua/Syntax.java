package dev.socketley.lua;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;

/** Says syntax errors as PUC does, with the token at which they were seen. */
final class Syntax {
    private static final Pattern AT_LINE = Pattern.compile(":(\\d+): (.*)$", Pattern.DOTALL);
    private static final Pattern SYMBOL = Pattern.compile("unexpected symbol \\d+ .*", Pattern.DOTALL);
    private static final Pattern BREAK =
        Pattern.compile("no visible label 'break' for <goto> at line (\\d+)");
    private static final Pattern LIMIT =
        Pattern.compile("(main function|function at line \\d+) has more than (\\d+) (.*)");

    /** What the parser says of nesting. */
    private static final String TOO_DEEP = "chunk has too many syntax levels";

    private Syntax() {}

    /** Refuses what the parser lets through: malformed numbers and escapes. */
    static void check(byte[] chunk, String name) {
        Scanner scanner = new Scanner(chunk);
        if (scanner.fault != null) {
            throw fault(name, scanner, chunk, null);
        }
    }

    /**
     * Makes the error out of what the parser threw.
     *
     * @param consumed bytes the parser had read, one beyond the token it stopped at
     */
    static LuaThrown explain(RuntimeException e, byte[] chunk, int consumed, String name) {
        Scanner scanner = new Scanner(chunk);
        if (scanner.fault != null && (scanner.faultAt <= consumed || !(e instanceof LuaError))) {
            return fault(name, scanner, chunk, e);
        }
        String raw = String.valueOf(e.getMessage());
        Matcher m = AT_LINE.matcher(raw.startsWith(name) ? raw.substring(name.length()) : raw);
        if (!(e instanceof LuaError) || !m.find()) {
            return thrown(name, line(chunk, consumed), "chunk is too complex", e);
        }
        String message = m.group(2).equals(TOO_DEEP)
            ? "too many C levels (limit is 200) in " + scanner.function(consumed - 1)
            : reword(m.group(2));
        boolean bare = message.contains(" at line ") && message.startsWith("<")
            || message.startsWith("no visible label") || message.startsWith("label '");
        String near = consumed >= chunk.length + 2 ? "near <eof>" : scanner.near(consumed - 1);
        String full = bare ? message : message + " " + near + hint(chunk,
            scanner.tokenEnd(Math.min(consumed - 1, chunk.length)));
        return thrown(name, Integer.parseInt(m.group(1)), full, e);
    }

    private static LuaThrown fault(String name, Scanner scanner, byte[] chunk, Throwable cause) {
        String hint = hint(chunk, Math.min(scanner.faultAt, chunk.length));
        return thrown(name, scanner.faultLine, scanner.fault + hint, cause);
    }

    /** Looks at the line in which a token ends. */
    private static String hint(byte[] chunk, int end) {
        int from = end;
        while (from > 0 && chunk[from - 1] != '\n') {
            from--;
        }
        int to = end;
        while (to < chunk.length && chunk[to] != '\n') {
            to++;
        }
        String line = new String(chunk, from, to - from, StandardCharsets.ISO_8859_1);
        return Hints.at(line, end - from);
    }

    private static String reword(String message) {
        if (SYMBOL.matcher(message).matches()) {
            return "unexpected symbol";
        }
        Matcher m = BREAK.matcher(message);
        if (m.matches()) {
            return "<break> at line " + m.group(1) + " not inside a loop";
        }
        m = LIMIT.matcher(message);
        if (m.matches()) {
            return "too many " + m.group(3) + " (limit is " + m.group(2) + ") in " + m.group(1);
        }
        return message.replace("'<eos>' expected", "<eof> expected")
            .replace("'<name>' expected", "<name> expected")
            .replaceFirst("^label '(\\w+) already", "label '$1' already");
    }

    private static int line(byte[] chunk, int end) {
        int line = 1;
        for (int i = 0; i < Math.min(end, chunk.length); i++) {
            line += chunk[i] == '\n' ? 1 : 0;
        }
        return line;
    }

    private static LuaThrown thrown(String name, int line, String message, Throwable cause) {
        return new LuaThrown(LuaValue.valueOf(name + ":" + line + ": " + message), cause);
    }
}
